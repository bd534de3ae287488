"""Guards on money: nothing beyond what is reserved, committed, earned or owed; never one person twice."""

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.declaration import OTHER_SUBSIDY
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_yen
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings, TransferState
from sekisho.domain.costing.invoiced import INVOICE as PURCHASE_INVOICE
from sekisho.domain.evidence.invoice import LONGEST, PARTS, invoice_of, said
from sekisho.domain.fund.rules import BoundAt
from sekisho.domain.values.finding import Facts, Finding
from sekisho.domain.values.money import NOTHING, Money

UNIQUE = "practice: unique across all cases"


def _reduced(case: Case, around: Surroundings) -> list[Finding]:
    """Under the milder reading the other subsidy only has to be taken off before the content is locked."""
    limit, requested = around.claimable, case.balance.requested
    taken_off = limit is None or requested <= limit
    facts = {"amount": requested.yen, "limit": limit.yen if limit is not None else 0}
    return unless(taken_off, "other_subsidy_not_taken_off", OTHER_SUBSIDY, "declaration", **facts)


def no_other_subsidy(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """No other national subsidy is paid on the same asset, or it has been taken off (A34)."""
    if around.terms.other_subsidy == "reduced":
        return _reduced(case, around)
    return [
        finding
        for one in around.other_subsidies
        for finding in refuse("other_subsidy", OTHER_SUBSIDY, "declaration", line=one.line, subsidy_name=one.name)
    ]


def no_other_subsidy_arose(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Nor does another subsidy declared after the grant; where it is taken off, what is earned has less already."""
    if around.terms.other_subsidy == "reduced" or around.transfer.state is TransferState.PAID:
        return []
    return no_other_subsidy(case, command, around)


def pool_covers(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The pool covers the amount, and nobody waits before this case (A7, A8)."""
    wanted, free = command.number("amount"), around.pool_available.yen
    covered = wanted <= free and around.first_in_line
    return unless(covered, "pool_exhausted", "article: ¶8; assumption: A7", wanted=wanted, available=free)


def _binds_at_decision(around: Surroundings) -> bool:
    return around.terms.pool.bound_at is BoundAt.DECISION


def intake_is_open(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The pool did not run out on a day that was settled so that nobody more is taken in (A7, A8)."""
    return unless(not around.intake_closed, "intake_closed", "assumption: A7, A8")


def waiting_is_possible(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The program keeps a waiting list (A7), or the day's reservations stay provisional until its end (A8)."""
    wanted, free = command.number("amount"), around.pool_available.yen
    return unless(around.terms.pool.lets_wait, "pool_closed", "assumption: A7", wanted=wanted, available=free)


def pool_covers_grant(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Where the grant itself binds the pool, the pool covers what is not reserved (A6)."""
    short, free = command.number("amount") - case.balance.reserved.yen, around.pool_available.yen
    covered = not _binds_at_decision(around) or short <= free
    return unless(covered, "pool_short", "assumption: A6", "amount", wanted=short, available=free)


def slot_is_firm(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The day of the filing is settled: until then its reservations are provisional (A8)."""
    return unless(not around.slot_is_provisional, "slot_provisional", "assumption: A8")


def slot_is_reserved(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The case holds a reservation, unless the pool is bound by the grant only (A6)."""
    held = case.balance.reserved or _binds_at_decision(around)
    return unless(held, "no_slot", "assumption: A6", requested=case.balance.requested.yen)


def slot_is_free(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """The case holds no reservation yet, so that none is bound twice."""
    held = case.balance.reserved
    return unless(not held, "slot_held", "assumption: A6", amount=held.yen)


def _at_most(limit: int, command: Command, code: str, citation: str) -> list[Finding]:
    # What is no amount at all is the field's fault, and the field says so.
    if not is_yen(command.details.get("amount")):
        return []
    wanted = command.number("amount")
    return unless(0 < wanted <= limit, code, citation, "amount", amount=wanted, limit=limit)


def amount_within_reservation(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No more is granted than was reserved, or than was asked for where nothing is reserved (A6)."""
    held = case.balance.reserved
    limit = case.balance.requested if _binds_at_decision(around) and not held else held
    return _at_most(limit.yen, command, "over_reservation", "assumption: A6")


def amount_within_request(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """No more is granted than is asked for: a correction may have lowered it since the money was reserved."""
    held, wanted = case.balance.reserved, case.balance.requested
    # Where as much was asked for as is reserved, the reservation's own guard says it.
    return _at_most(wanted.yen, command, "over_request", "law: Act 179 of 1955, art. 5, 6") if wanted < held else []


def _is_explained(command: Command, full: Money, citation: str) -> list[Finding]:
    amount = command.details.get("amount")
    if not is_yen(amount) or command.details.get("reason") or command.number("amount") >= full.yen:
        return []
    facts = {"amount": command.number("amount"), "limit": full.yen}
    return refuse("less_unexplained", citation, "reason", **facts)


def less_than_asked_is_explained(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A grant below what is asked for says why: the letter tells the applicant, who may contest it."""
    return _is_explained(command, case.balance.requested, "law: Act 179 of 1955, art. 21-2")


def less_than_earned_is_explained(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """An amount fixed below what was earned says why."""
    full = min(around.earned or NOTHING, case.balance.committed)
    return _is_explained(command, full, "law: Act 179 of 1955, art. 21-2")


def amount_within_commitment(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """No more is fixed than was granted."""
    return _at_most(case.balance.committed.yen, command, "over_commitment", "law: Act 179 of 1955, art. 15")


def amount_is_earned(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No more is fixed than the formula gives on actual cost (A1 to A3)."""
    if around.earned is None:
        return refuse("cost_unknown", "assumption: A2", "amount")
    return _at_most(around.earned.yen, command, "over_earned", "article: ¶2; assumption: A1, A2, A3")


def amount_stays_earned(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """What was fixed is still earned: a rejected invoice takes its share away. What the bank has paid is a fact."""
    fixed, earned = case.balance.payable, around.earned or NOTHING
    stands = around.transfer.state is TransferState.PAID or fixed <= earned
    cite = "law: Act 179 of 1955, art. 15, 17(1)"
    return unless(stands, "no_longer_earned", cite, "amount", amount=fixed.yen, limit=earned.yen)


def amount_is_fixed_amount(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is claimed is what was fixed, to the yen."""
    if not is_yen(command.details.get("amount")):
        return []
    wanted, fixed = command.number("amount"), case.balance.payable.yen
    cite = "practice: claim for payment"
    return unless(wanted == fixed, "not_fixed_amount", cite, "amount", amount=wanted, limit=fixed)


def money_was_paid(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """Repayment is ordered only of what was paid and revoked."""
    return unless(case.to_order_back, "nothing_paid", "law: Act 179 of 1955, art. 18(1)")


def part_of_what_is_held(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A revocation in part leaves something: less than what is decided, fixed or paid and not revoked yet."""
    held = case.balance
    left = (held.committed or held.payable or held.paid - case.revoked_part).yen
    return _at_most(left - 1, command, "not_a_part", "law: Act 179 of 1955, art. 17(1)")


def amount_within_payment(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """No more is returned as overpaid than was paid and not revoked."""
    left = case.balance.paid - case.revoked_part
    return _at_most(left.yen, command, "over_payment", "law: Act 179 of 1955, art. 18(2)")


def nothing_is_receivable(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """Recovery is complete only when nothing is owed any more."""
    owed = case.balance.receivable.yen
    return unless(owed == 0, "still_owed", "law: Act 179 of 1955, art. 18(1)", amount=owed)


def _filed(case: Case, command: Command) -> tuple[str, Facts]:
    """Give kind and words of the paper a command files or accepts."""
    paper = case.documents.get(command.text("document"))
    if paper is not None:
        return paper.kind, paper.about
    about = command.details.get("about")
    return command.text("kind"), about if isinstance(about, dict) else {}


def _tells_cost(kind: str, about: Facts) -> bool:
    amount = about.get("amount")
    return kind != PURCHASE_INVOICE or (is_yen(amount) and amount != 0)


def invoice_is_named(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An invoice says who issued it and its number: unnamed, it could be claimed in as many cases as it is filed.

    One that a machine was bought with says its amount as well: what a line really cost is read from it (A2).
    """
    kind, about = _filed(case, command)
    invoice = invoice_of(kind, about)
    if invoice is None:
        return []
    too_long = [part for part in PARTS if len(said(about, part)) > LONGEST]
    return [
        *unless(invoice.issuer, "invoice_without_issuer", UNIQUE, "about.issuer"),
        *unless(invoice.number, "invoice_without_number", UNIQUE, "about.number"),
        *(f for part in too_long for f in refuse("invoice_part_too_long", UNIQUE, f"about.{part}", limit=LONGEST)),
        *unless(_tells_cost(kind, about), "invoice_without_amount", "assumption: A2", "about.amount"),
    ]


def _claimed_code(case: Case, command: Command, holder: str) -> str:
    """Give the word for an invoice that is claimed already; only the office is told in which other case."""
    if holder == case.id:
        return "invoice_filed_twice"
    return "invoice_claimed_in" if command.actor.side is Side.OFFICE else "invoice_claimed"


def invoice_has_one_line(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An invoice for several machines is filed once, for the whole case: filed for each, only the last counts (A2)."""
    line, (kind, about) = command.text("line"), _filed(case, command)
    invoice = invoice_of(kind, about) if kind == PURCHASE_INVOICE and line else None
    if invoice is None or not invoice.is_named:
        return []
    papers = [paper for paper in case.standing_papers if invoice_of(paper.kind, paper.about) == invoice]
    others = {paper.line for paper in papers if paper.line} - {line}
    facts, cite = {"invoice": invoice.key}, "assumption: A2"
    return [f for other in sorted(others) for f in refuse("invoice_on_line", cite, "line", line=other, **facts)]


def invoices_are_free(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No other live case claims one of the invoices, and this one not under another name of its issuer."""
    found: list[Finding] = []
    for invoice, holder in sorted(around.invoices_claimed.items()):
        code = _claimed_code(case, command, holder)
        where = {"case": holder} if code == "invoice_claimed_in" else {}
        found += refuse(code, UNIQUE, "", invoice=invoice, **where)
    return found


def person_has_not_approved(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The same person never approves a payment twice."""
    return unless(command.actor.person not in case.approvals, "same_person", "practice: two persons")


def two_persons_approved(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """As many different persons approved as the program wants."""
    have, need = len(set(case.approvals)), around.terms.payment_approvals
    return unless(have >= need, "approvals_missing", "practice: two persons", have=have, need=need)


def another_person_decides(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Who declined or upheld the decline does not decide on the objection."""
    return unless(command.actor.person not in case.decliners, "same_decider", "practice: two persons")
