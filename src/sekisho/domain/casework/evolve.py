"""Fold events into a case. The table gives the next state; what else an event changes stands here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sekisho.domain.casework.after import OVER
from sekisho.domain.casework.aftercare import Aftercare, fold_aftercare, returned_in_part
from sekisho.domain.casework.case import (
    Case,
    Copy,
    Declared,
    Document,
    IssuedLetter,
    Line,
    Signature,
    Vendor,
)
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.evolve_capture import capture_received, observation_asked, plan_issued, with_line
from sekisho.domain.casework.evolve_change import change_approved, change_requested, change_signed, without_change
from sekisho.domain.casework.evolve_content import fixed_content
from sekisho.domain.casework.evolve_form import form_signed
from sekisho.domain.casework.evolve_line import evolve_line
from sekisho.domain.casework.evolve_return import brought, corrected, resubmitted, returned, with_other_partner
from sekisho.domain.casework.money import moved
from sekisho.domain.casework.table import ROWS
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.fund.charge import ChargeEntry, ChargeKind, Entry, Payment
from sekisho.domain.fund.debt import Basis, Debt
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import NOTHING, Money
from sekisho.domain.values.time import day_in_japan

#: The state in which a change of the plan is asked for.
CHANGING = "change_requested"
#: Orders to pay back that are about no asset; what is ordered after a revocation left the assets with it.
OF_NO_ASSET = ("return.ordered", "tax_return.ordered")


class UnknownEventError(ValueError):
    """The journal holds an event that no row of the table produces in that state: a broken journal, not a refusal."""


_BY_EVENT: dict[Track, dict[str, list[Row]]] = {
    track: {event: [row for row in rows if row.event == event] for event in {row.event for row in rows}}
    for track, rows in ROWS.items()
}


def row_of(track: Track, event: Event, state: str) -> Row:
    """Give the row an event came from. Raises UnknownEventError where the table has no such step."""
    for row in _BY_EVENT[track].get(event.type, ()):
        if state in row.sources:
            return row
    raise UnknownEventError(f"{event.type} cannot follow the {track} state {state}")


def _record(event: Event, name: str) -> dict[str, Value]:
    return dict(event.record(name))


def _opened(case: Case, event: Event) -> Case:
    applicant, partner = _record(event, "applicant"), _record(event, "partner")
    return replace(case, applicant=applicant, partner=partner, channel=event.text("channel"))


def _screened(case: Case, event: Event) -> Case:
    return replace(case, screening=_record(event, "screening"))


def _corrected(case: Case, event: Event) -> Case:
    return corrected(fixed_content(case, event), event)


def _signatures_void(case: Case, _event: Event) -> Case:
    return replace(case, signatures=())


def _signed(case: Case, event: Event) -> Case:
    actor = event.actor
    signature = Signature(actor.side.value, actor.person, event.text("root"), event.text("envelope"))
    return replace(case, signatures=(*case.signatures, signature))


def _declared(case: Case, event: Event) -> Case:
    actor = event.actor
    said, envelope = event.text("declaration"), event.text("envelope")
    one = Declared(actor.side.value, actor.organisation, actor.person, said, envelope, event.occurred_at)
    # By organisation: a case has one exporter a machine, and each of them declares for itself.
    made, files = {**case.declarations, actor.organisation: one}, (*case.declaration_files, said)
    return brought(replace(case, declarations=made, declaration_files=files), actor.side.value)


def _partner_replaced(case: Case, event: Event) -> Case:
    """Take another partner: every signature is void, and so is what the former partner declared."""
    left = {name: one for name, one in case.declarations.items() if name != case.partner.get("corporate_number")}
    replaced = replace(case, partner=_record(event, "partner"), signatures=(), declarations=left)
    return with_other_partner(replaced)


def _submitted(case: Case, event: Event) -> Case:
    return replace(case, submitted_at=case.submitted_at or event.occurred_at)


def _received(case: Case, event: Event) -> Case:
    """Take the receipt number given under the pool's lock; a promotion names none and keeps it."""
    return replace(case, receipt=event.number("receipt") or case.receipt)


def _decided(case: Case, event: Event) -> Case:
    return replace(case, decided=Money(event.number("amount")), granted_at=event.occurred_at)


def _declined(case: Case, event: Event) -> Case:
    return replace(case, decliners=(*case.decliners, event.actor.person), is_upheld=False)


def _upheld(case: Case, event: Event) -> Case:
    return replace(_declined(case, event), is_upheld=True)


def _approved(case: Case, event: Event) -> Case:
    return replace(case, approvals=(*case.approvals, event.actor.person), approved_at=event.occurred_at)


def _assessed(case: Case, event: Event) -> Case:
    # What was looked at and what came of it stands in a private file: a signal accuses nobody in the journal.
    return replace(case, checks=(*case.checks, event.text("check")))


def _claimed(case: Case, event: Event) -> Case:
    return replace(case, account=event.text("account"), account_fault="", approvals=())


def _paid(case: Case, event: Event) -> Case:
    """Keep the day the grant was received: from it the additional charge would run (art. 19(1))."""
    on = event.text("paid_on")
    return replace(case, paid_on=date.fromisoformat(on) if on else day_in_japan(event.occurred_at))


def _payment_failed(case: Case, event: Event) -> Case:
    # Who approved, approved this account: nobody's word stands for the next one.
    return replace(case, account_fault=event.text("cause"), approvals=())


def _revoked_in_part(case: Case, event: Event) -> Case:
    part = Money(event.number("amount"))
    if case.balance.paid:
        after = returned_in_part(case.aftercare, part, case.balance.paid - case.revoked_part)
        return replace(case, revoked_part=case.revoked_part + part, aftercare=after)
    return replace(case, decided=case.decided - part, approvals=())


def _document_filed(case: Case, event: Event) -> Case:
    number = f"D{len(case.documents) + 1:03d}"
    document = Document(
        number,
        event.text("kind"),
        event.text("name"),
        event.text("digest"),
        event.text("line"),
        event.actor.side.value,
        about=_record(event, "about"),
        person=event.actor.person,
        organisation=event.actor.organisation,
        said=event.text("said"),
        filed_seq=case.seq,
        filed_at=event.occurred_at,
    )
    return brought(replace(case, documents={**case.documents, number: document}), number)


def _erasing(case: Case, event: Event) -> Case:
    """Keep where the files of an erasure are named: when it is proposed, and when it is carried out."""
    number = event.text("erasure") or list(case.aftercare.erasures)[-1]
    return replace(case, erasure_seqs={**case.erasure_seqs, number: (*case.erasure_seqs.get(number, ()), case.seq)})


def _document_status(status: str) -> Callable[[Case, Event], Case]:
    def apply(case: Case, event: Event) -> Case:
        # Accepted after all, a paper keeps no word of why it was rejected before.
        paper = case.documents[event.text("document")]
        judged = (*paper.judged_seqs, case.seq)
        document = replace(paper, status=status, reason=event.text("reason"), judged_seqs=judged)
        return replace(case, documents={**case.documents, document.id: document})

    return apply


def _correction_ordered(case: Case, event: Event) -> Case:
    terms = {name: date.fromisoformat(str(day)) for name, day in event.record("revisit_by").items()}
    lines = {name: replace(line, revisit_by=terms.get(name, line.revisit_by)) for name, line in case.lines.items()}
    return replace(case, correcting=event.names("findings"), lines=lines)


def _answered_finding(finding: VisitFinding, answers: Mapping[str, Value]) -> VisitFinding:
    said = answers.get(finding.id)
    if not isinstance(said, dict):
        return finding
    papers = said.get("papers")
    named = tuple(str(paper) for paper in papers) if isinstance(papers, list) else ()
    return replace(finding, answer=str(said.get("answer") or "").strip(), papers=named)


def _correction_answered(case: Case, event: Event) -> Case:
    answers = event.record("answers")
    lines = {
        name: replace(line, findings=tuple(_answered_finding(one, answers) for one in line.findings))
        for name, line in case.lines.items()
    }
    return replace(case, lines=lines, correcting=())


def _due_on(event: Event) -> date:
    """Give the day money is ordered back by: the end of the clock, which no closed day shortens, else the day named."""
    ended = event.text("due_at")
    return day_in_japan(datetime.fromisoformat(ended)) if ended else date.fromisoformat(event.text("due_on"))


def _less(case: Case, amount: Money) -> Aftercare:
    return returned_in_part(case.aftercare, amount, case.balance.paid + amount - case.revoked_part)


def _ordered_back(basis: Basis) -> Callable[[Case, Event], Case]:
    def apply(case: Case, event: Event) -> Case:
        amount = Money(event.number("amount"))
        if not amount:
            return case
        debt = Debt(basis, amount, case.paid_on or day_in_japan(event.occurred_at), _due_on(event))
        left = NOTHING if basis is Basis.REVOCATION else case.revoked_part
        after = _less(case, amount) if event.type in OF_NO_ASSET else case.aftercare
        return replace(case, revoked_part=left, debts=(*case.debts, debt), aftercare=after)

    return apply


def _with_debt(change: Callable[[Debt, Event], Debt]) -> Callable[[Case, Event], Case]:
    """Change the oldest order to pay back that is not settled."""

    def apply(case: Case, event: Event) -> Case:
        debt = case.debt
        changed = (change(one, event) if one is debt else one for one in case.debts)
        return replace(case, debts=tuple(changed))

    return apply


def _recovered(case: Case, event: Event) -> Case:
    """Settle the oldest order; where nothing of the grant is left to stand, every order."""
    if case.state != "recovered":
        return _with_debt(_settled)(case, event)
    return replace(case, debts=tuple(_settled(debt, event) for debt in case.debts))


def _extended(debt: Debt, event: Event) -> Debt:
    return replace(debt, due_on=_due_on(event))


def _part_back(debt: Debt, event: Event) -> Debt:
    return debt.paid(Payment(date.fromisoformat(event.text("received_on")), Money(event.number("amount"))))


def _charge_entry(entry: Entry) -> Callable[[Debt, Event], Debt]:
    def apply(debt: Debt, event: Event) -> Debt:
        amount, kind = Money(event.number("amount")), ChargeKind(event.text("charge"))
        return debt.charged(ChargeEntry(entry, amount, event.text("reason"), kind, event.actor.person))

    return apply


def _settled(debt: Debt, _event: Event) -> Debt:
    return replace(debt, is_settled=True)


def _letter_issued(case: Case, event: Event) -> Case:
    letter = IssuedLetter(
        event.text("letter"),
        event.text("kind"),
        event.text("digest"),
        event.text("amounts"),
        event.number("entry"),
        event.occurred_at,
        event.text("replaces"),
    )
    letters = {**case.letters, letter.number: letter}
    if replaced := letters.get(letter.replaces):
        letters[replaced.number] = replace(replaced, superseded_by=letter.number)
    return replace(case, letters=letters)


def _letter_reissued(case: Case, event: Event) -> Case:
    letter = case.letters[event.text("letter")]
    copied = replace(letter, copies=(*letter.copies, Copy(event.occurred_at, event.text("reason"))))
    return replace(case, letters={**case.letters, letter.number: copied})


_PAPER: Mapping[str, Callable[[Case, Event], Case]] = {
    "case.opened": _opened,
    "case.screened": _screened,
    "case.locked": fixed_content,
    "case.returned": returned,
    "case.corrected": _corrected,
    "case.resubmitted": resubmitted,
    "case.unlocked": _signatures_void,
    "case.signed": _signed,
    "declaration.made": _declared,
    "partner.replaced": _partner_replaced,
    "case.submitted": _submitted,
    "slot.reserved": _received,
    "case.wait_listed": _received,
    "receipt.numbered": _received,
    "grant.decided": _decided,
    "case.declined": _declined,
    "decline.upheld": _upheld,
    "verification.failed": _declined,
    "failure.upheld": _upheld,
    "change.requested": change_requested,
    "change.signed": change_signed,
    "change.approved": change_approved,
    "payment.claimed": _claimed,
    "correction.ordered": _correction_ordered,
    "correction.answered": _correction_answered,
    "payment.approved": _approved,
    "signal.assessed": _assessed,
    "payment.made": _paid,
    "payment.failed": _payment_failed,
    "account.corrected": _claimed,
    "grant.partly_revoked": _revoked_in_part,
    "repayment.ordered": _ordered_back(Basis.REVOCATION),
    "return.ordered": _ordered_back(Basis.OVERPAYMENT),
    "due.extended": _with_debt(_extended),
    "repayment.received": _with_debt(_part_back),
    "charge.assessed": _with_debt(_charge_entry(Entry.ASSESSED)),
    "charge.received": _with_debt(_charge_entry(Entry.PAID)),
    "charge.waived": _with_debt(_charge_entry(Entry.WAIVED)),
    "repayment.completed": _recovered,
    "tax_return.ordered": _ordered_back(Basis.CONDITION),
    "disposal.approved": _ordered_back(Basis.CONDITION),
    "document.filed": _document_filed,
    "form.signed": form_signed,
    "document.accepted": _document_status("accepted"),
    "document.rejected": _document_status("rejected"),
    "letter.issued": _letter_issued,
    "letter.reissued": _letter_reissued,
    "capture_plan.issued": plan_issued,
    "capture.received": capture_received,
    "observation.asked": observation_asked,
    "erasure.proposed": _erasing,
    "personal_data.erased": _erasing,
}


def _clocks(case: Case, event: Event, row: Row) -> Mapping[str, datetime]:
    due = event.text("due_at")
    return {**case.clocks, row.deadline: datetime.fromisoformat(due)} if row.deadline and due else case.clocks


def _clock_cites(case: Case, event: Event, row: Row) -> Mapping[str, str]:
    others = {clock: cite for clock, cite in case.clock_cites.items() if clock != row.deadline}
    cite = event.text("due_cite")
    return {**others, row.deadline: cite} if row.deadline and cite else others


def _evolve_paper(case: Case, event: Event, row: Row) -> Case:
    moved_on = replace(
        case,
        state=row.target or case.state,
        balance=moved(case.balance, row.movement, Money(event.number("amount"))),
        clocks=_clocks(case, event, row),
        clock_cites=_clock_cites(case, event, row),
        aftercare=fold_aftercare(case.aftercare, event, row.target, OVER),
    )
    change = _PAPER.get(event.type)
    changed = change(moved_on, event) if change else moved_on
    # However a case leaves the state, with an approval or without: no change waits in any other.
    return changed if changed.state == CHANGING else without_change(changed)


def _evolve_machine(case: Case, event: Event, line: Line, row: Row) -> Case:
    moved_on = replace(evolve_line(line, event), state=row.target or line.state)
    due = event.text("verify_by")
    return with_line(case, replace(moved_on, verify_by=date.fromisoformat(due)) if due else moved_on)


def evolve(case: Case, event: Event) -> Case:
    """Give the case after one event. Raises UnknownEventError where the table has no such step."""
    if event.type in _BY_EVENT[Track.MACHINE]:
        line = case.lines.get(event.text("line"), Line(event.text("line")))
        changed = _evolve_machine(case, event, line, row_of(Track.MACHINE, event, line.state))
    else:
        changed = _evolve_paper(case, event, row_of(Track.PAPER, event, case.state))
    return replace(changed, seq=case.seq + 1)


def fold(case_id: str, events: Iterable[Event]) -> Case:
    """Give the case its events leave."""
    case = Case(case_id)
    for event in events:
        case = evolve(case, event)
    return case


def evolve_vendor(vendor: Vendor, event: Event) -> Vendor:
    """Give the vendor after one event of its stop switch. Raises UnknownEventError where the table has no such step."""
    row = row_of(Track.VENDOR, event, vendor.state)
    return replace(
        vendor,
        state=row.target,
        seq=vendor.seq + 1,
        name=event.text("vendor_name") or vendor.name,
        reason=event.text("reason"),
        decided_by=event.actor.person,
        since=event.occurred_at,
    )


def fold_vendor(number: str, events: Iterable[Event]) -> Vendor:
    """Give the vendor its events leave."""
    vendor = Vendor(number)
    for event in events:
        vendor = evolve_vendor(vendor, event)
    return vendor
