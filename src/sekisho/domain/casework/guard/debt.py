"""Guards on what is owed back: one order at a time, a due day that lies ahead, charges as reckoned and settled."""

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day, is_yen
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.fund.debt import Debt, left_to_assess
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.time import day_in_japan

_RETURN, _CHARGE = "law: Act 179 of 1955, art. 18", "law: Act 179 of 1955, art. 19"
_PRINCIPAL_FIRST = "law: Order 255 of 1955, art. 10, 11"


def debt_is_open(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """There is an order to pay back that is not settled."""
    return unless(case.debt, "nothing_ordered_back", _RETURN)


def amount_within_principal(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """No more is taken back than is owed of the principal, of the oldest order first."""
    debt, wanted = case.debt, command.number("amount")
    if debt is None or not is_yen(command.details.get("amount")):
        return []
    limit = debt.principal.yen
    return unless(0 < wanted <= limit, "over_receivable", _RETURN, "amount", amount=wanted, limit=limit)


def principal_is_back(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """An order is settled once its principal is back."""
    owed = case.debt.principal.yen if case.debt else 0
    return unless(not owed, "still_owed", _RETURN, amount=owed)


def due_day_lies_ahead(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Whoever has to pay back has at least until tomorrow."""
    due, today = command.text("due_on"), day_in_japan(command.at).isoformat()
    return unless(not is_day(due) or due > today, "due_day_past", _RETURN, "due_on", due=due)


def due_day_is_later(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An extension moves the due day back, never forward (Order art. 9)."""
    due, now = command.text("due_on"), case.debt.due_on.isoformat() if case.debt else ""
    cite = "law: Order 255 of 1955, art. 9"
    return unless(not is_day(due) or due > now, "due_day_not_later", cite, "due_on", due=due, now=now)


def _kind(command: Command) -> ChargeKind | None:
    name = command.text("charge")
    return ChargeKind(name) if name in set(ChargeKind) else None


def _unknown_charge(command: Command) -> list[Finding]:
    name = command.text("charge")
    return refuse("unknown_charge", _CHARGE, "charge", charge=name, known=", ".join(ChargeKind)) if name else []


def _reckoned(debt: Debt, kind: ChargeKind, command: Command, around: Surroundings) -> list[Finding]:
    left = left_to_assess(debt, kind, day_in_japan(command.at), around.terms.charge).yen
    wanted = command.number("amount")
    if not left:
        return refuse("no_charge", _CHARGE, "charge", charge=kind.value)
    facts = {"charge": kind.value, "amount": wanted, "limit": left}
    return unless(wanted == left, "charge_differs", _CHARGE, "amount", **facts)


def charge_is_as_reckoned(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A charge is assessed once the principal is back, in the amount the days come to, to the yen."""
    debt, kind = case.debt, _kind(command)
    if debt is None or kind is None:
        return _unknown_charge(command) if kind is None else []
    if debt.principal:
        return refuse("principal_first", _PRINCIPAL_FIRST, amount=debt.principal.yen)
    return _reckoned(debt, kind, command, around) if is_yen(command.details.get("amount")) else []


def amount_within_charge(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """No more of a charge is paid or waived than is assessed and open."""
    debt, kind, wanted = case.debt, _kind(command), command.details.get("amount")
    if debt is None or kind is None or not is_yen(wanted):
        return _unknown_charge(command) if kind is None else []
    open_yen, amount = debt.owed(kind).yen, command.number("amount")
    facts = {"charge": kind.value, "amount": amount, "limit": open_yen}
    return unless(0 < amount <= open_yen, "over_charge", _CHARGE, "amount", **facts)


def another_person_waives(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Whoever assessed a charge does not waive it: nobody takes back alone what he decided alone."""
    debt, kind = case.debt, _kind(command)
    same = debt is not None and kind is not None and command.actor.person in debt.assessors(kind)
    return unless(not same, "same_assessor", "practice: two persons", "charge")


def _unsettled(debt: Debt, kind: ChargeKind, command: Command, around: Surroundings) -> list[Finding]:
    left = left_to_assess(debt, kind, day_in_japan(command.at), around.terms.charge).yen
    open_yen = debt.owed(kind).yen
    missing = unless(not left, "charge_not_assessed", _CHARGE, "charge", charge=kind.value, amount=left)
    return missing + unless(not open_yen, "charge_owed", _CHARGE, "charge", charge=kind.value, amount=open_yen)


def charges_are_settled(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Recovery is complete when both charges are assessed and paid or waived; until the principal is back they run."""
    ends = case.state == "repayment_ordered"
    debts = [debt for debt in case.debts if not debt.is_settled and not debt.principal]
    concerned = debts if ends else [debt for debt in debts if debt is case.debt]
    return [finding for debt in concerned for kind in ChargeKind for finding in _unsettled(debt, kind, command, around)]
