"""Guards on payments: an account a bank can pay to, nothing decided while the bank has the money in hand."""

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.guard.gate import every_gate_is_met
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings, TransferState
from sekisho.domain.costing.invoiced import INVOICE
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.time import day_in_japan

_CITE = "practice: Zengin transfer file"
_TWO = "practice: two persons"


def account_can_be_paid(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The account named by its digest is one a transfer file can write."""
    return list(around.account)


def account_was_corrected(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """After the bank returned a payment nobody approves it again before the account is corrected."""
    return unless(not case.account_fault, "account_at_fault", _CITE, "account", cause=case.account_fault)


def transfer_is_answered(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The payment is in no batch the bank has not answered: its money may have left already."""
    way = around.transfer
    if way.state is not TransferState.UNDER_WAY:
        return []
    return refuse("transfer_under_way", _CITE, "transfer", batch=way.batch)


def invoice_is_not_being_paid(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No invoice is rejected while the bank has the money in hand that rests on it."""
    paper = case.documents.get(command.text("document"))
    return transfer_is_answered(case, command, around) if paper and paper.kind == INVOICE else []


def gates_held_when_money_left(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Every gate is met at the payment; of a transfer that was judged when the batch was made, and it is a fact now."""
    return [] if around.transfer.state is TransferState.PAID else every_gate_is_met(case, command, around)


def _has_come(command: Command, name: str) -> list[Finding]:
    on, today = command.text(name), day_in_japan(command.at).isoformat()
    return unless(not is_day(on) or on <= today, "day_lies_ahead", "practice: two clocks", name, day=on)


def paid_day_has_come(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Nobody has been paid on a day still to come, nor before the last of those who approve it had approved."""
    on, first = command.text("paid_on"), day_in_japan(case.approved_at).isoformat() if case.approved_at else ""
    early = is_day(on) and on < first
    facts = {"day": on, "approved_on": first}
    return _has_come(command, "paid_on") + unless(not early, "paid_too_early", _TWO, "paid_on", **facts)


def received_day_has_come(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Money comes back after it was paid out, and on no day still to come."""
    on, first = command.text("received_on"), case.debt.granted_on.isoformat() if case.debt else ""
    early = is_day(on) and on < first
    facts = {"day": on, "paid_on": first}
    return _has_come(command, "received_on") + unless(not early, "received_too_early", "", "received_on", **facts)
