"""Events fold into a case: what each leaves, that nothing else is touched, and that a broken journal is no case."""

from dataclasses import fields, replace
from datetime import date

import pytest

from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import UnknownEventError, evolve, fold
from sekisho.domain.casework.evolve_registration import evolve_registration
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.table import ROWS, STATES
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import (
    AMOUNT,
    ATTEMPT,
    EVERYBODY,
    FINANCE,
    NOW,
    OFFICER,
    OTHER,
    PARTNER,
    REASON,
    ROOT,
    SECOND,
    SI,
    USER_SIGNS,
    actor,
    at,
    case_in,
    line_in,
    of,
    on_line,
    on_paper,
    signed,
)

#: What an event of the paper track changes in a case beside its number in the stream, its state and its money.
CHANGES = {
    "case.opened": {"applicant", "partner", "channel"},
    "case.screened": {"screening"},
    "case.locked": {"root", "sections", "section_files", "lines", "signatures"},
    "case.corrected": {"root", "sections", "section_files", "lines", "signatures", "returns"},
    "case.unlocked": {"signatures"},
    "case.signed": {"signatures"},
    "declaration.made": {"declarations", "declaration_files"},
    # A change stands beside the plan until it is approved; then it is the plan.
    "change.requested": {"change", "section_files"},
    "change.signed": {"change"},
    "change.approved": {"change", "root", "sections", "lines", "signatures", "decided", "dropped"},
    # While a case is sent back, what comes is kept with the return; another partner makes its parties void.
    "partner.replaced": {"partner", "signatures", "declarations", "root", "returns"},
    "case.resubmitted": {"returns"},
    "case.submitted": {"submitted_at"},
    "case.returned": {"clocks", "returns"},
    "grant.decided": {"clocks", "decided", "granted_at"},
    "case.declined": {"decliners", "clocks"},
    "decline.upheld": {"decliners", "is_upheld"},
    "verification.failed": {"decliners", "clocks"},
    "failure.upheld": {"decliners", "is_upheld"},
    "case.verified": {"clocks"},
    "amount.fixed": {"clocks"},
    "disposal.approved": {"clocks", "debts"},
    "correction.ordered": {"clocks", "correcting"},
    "correction.answered": {"lines", "correcting"},
    "case.closed": {"clocks"},
    "payment.claimed": {"account"},
    "case.wait_listed": {"clocks"},
    "receipt.numbered": {"receipt"},
    "payment.approved": {"approvals", "approved_at"},
    "signal.assessed": {"checks"},
    "payment.made": {"paid_on"},
    "payment.failed": {"account_fault"},
    "account.corrected": {"account"},
    "grant.partly_revoked": {"clocks", "decided", "revoked_part"},
    "repayment.ordered": {"clocks", "revoked_part", "debts"},
    "repayment.completed": {"debts"},
    "return.ordered": {"clocks", "debts"},
    "tax_return.ordered": {"clocks", "debts"},
    "due.extended": {"clocks", "debts"},
    "repayment.received": {"debts"},
    "charge.assessed": {"clocks", "debts"},
    "charge.received": {"debts"},
    "charge.waived": {"debts"},
    "document.filed": {"documents"},
    "form.signed": {"documents"},
    "document.accepted": {"documents"},
    "document.rejected": {"documents"},
    "erasure.proposed": {"erasure_seqs"},
    "personal_data.erased": {"erasure_seqs"},
    "letter.issued": {"letters"},
    "letter.reissued": {"letters"},
    "capture_plan.issued": {"lines"},
    "capture.received": {"lines"},
    "observation.asked": {"lines"},
}
#: What the time after payment keeps is one record of the case; and an end of a case is noted there with its day.
AFTERWARDS = (
    *(
        "baseline.recorded",
        "payment.claimed",
        "account.corrected",
        "payment.made",
        "asset.registered",
        "asset.described",
        "asset.confirmed",
    ),
    *("effect.reported", "consumption_tax.reported", "tax_return.ordered", "incident.opened", "incident.answered"),
    *("incident.resolved", "disposal.requested", "disposal.approved", "disposal.refused", "disposal.recorded"),
    *("hold.placed", "hold.lifted", "erasure.proposed", "personal_data.erased"),
)
ENDS = {"closed", "declined", "withdrawn", "lapsed", "discontinued", "verification_failed", "recovered"}
PAPER_ROWS = [
    pytest.param(row, state, id=f"{row.command}-{state}") for row in ROWS[Track.PAPER] for state in row.sources
]


def carried(track, row, state):
    """The case before and after a row of the table is carried, by the first person who may."""
    who = SYSTEM if SYSTEM.who in row.who else next(one for one in EVERYBODY if one.who == row.who[-1])
    attempt = ATTEMPT[track](row.command, state, who)
    return attempt.subject, evolve(attempt.subject, attempt.made().events[0])


@pytest.mark.parametrize(("row", "state"), PAPER_ROWS)
def test_a_step_leads_where_the_table_says_and_touches_nothing_else(row, state):
    """After a step the case is in the row's state, one event further, and only what the event is about has changed."""
    before, after = carried(Track.PAPER, row, state)
    assert (after.state, after.seq) == (row.target or state, before.seq + 1)
    changed = {field.name for field in fields(Case) if getattr(before, field.name) != getattr(after, field.name)}
    noted = {"aftercare"} if row.event in AFTERWARDS or row.target in ENDS else set()
    # However a case leaves the state in which a change is asked for, the change does not stay.
    noted |= {"change"} if state == "change_requested" != after.state else set()
    assert changed - {"seq", "state", "balance"} <= CHANGES.get(row.event, set()) | noted


@pytest.mark.parametrize("row", ROWS[Track.MACHINE], ids=lambda row: row.command)
def test_a_step_of_a_machine_changes_its_line_only(row):
    """The papers of a case stay where they are while a machine moves."""
    before, after = carried(Track.MACHINE, row, row.sources[0])
    assert after.lines["L1"].state == (row.target or row.sources[0])
    assert replace(after, lines=before.lines, seq=before.seq) == before


@pytest.mark.parametrize("track", [Track.PAPER, Track.MACHINE])
def test_an_event_out_of_place_is_a_broken_journal(track):
    """An event no row produces in that state raises and folds into nothing."""
    for row in ROWS[track]:
        for state in set(STATES[track]) - {
            s for other in ROWS[track] if other.event == row.event for s in other.sources
        }:
            case = case_in(state) if track is Track.PAPER else case_in("granted", line_in(state))
            with pytest.raises(UnknownEventError, match=row.event):
                evolve(case, Event(row.event, NOW, SYSTEM, {"line": "L1"}))


def test_an_event_of_no_track_is_a_broken_journal():
    """A type the table does not know is refused by name."""
    with pytest.raises(UnknownEventError, match=r"case\.teleported"):
        fold("C-1", [Event("case.teleported", NOW, SYSTEM, {})])
    with pytest.raises(UnknownEventError, match=r"case\.opened"):
        evolve_registration(Registration("model/x"), Event("case.opened", NOW, SYSTEM, {}))


def test_a_decision_leaves_the_case_as_it_is():
    """Deciding changes nothing; only its event does."""
    attempt = on_paper("grant", "under_review", OFFICER)
    before = repr(attempt.subject)
    attempt.made()
    assert repr(attempt.subject) == before


def test_an_event_says_who_did_it_and_when():
    """The event carries the acting person and the instant of the command, and every detail given."""
    event = on_paper("decline", "under_review", OFFICER).made().events[0]
    assert (event.type, event.actor, event.occurred_at) == ("case.declined", OFFICER, NOW)
    until = {"due_at": "2026-09-10T23:59:59+09:00"}
    assert event.body == {"reason": REASON, "envelope": OTHER, "amount": AMOUNT, **until}


def test_the_grant_keeps_what_was_decided_and_when():
    """Amount and instant of the decision stay with the case."""
    attempt = on_paper("grant", "under_review", OFFICER, amount=AMOUNT - 1, reason=REASON)
    case = evolve(attempt.subject, attempt.made().events[0])
    assert (case.decided, case.granted_at) == (Money(AMOUNT - 1), NOW)


def test_the_first_submission_decides():
    """A case overturned or resubmitted keeps the instant at which it was first submitted (A16)."""
    first = on_paper("submit", "locked", USER_SIGNS)
    case = evolve(first.subject, first.made().events[0])
    again = of(
        at(on_paper("submit", "locked", USER_SIGNS), "2026-07-01T12:00:00+09:00"), submitted_at=case.submitted_at
    )
    assert evolve(again.subject, again.made().events[0]).submitted_at == NOW


def test_a_new_content_keeps_the_machines_it_still_names():
    """A correction keeps the facts of lines that stay, begins new ones, and drops the others."""
    attempt = on_paper("correct", "returned", USER_SIGNS, lines=["L1", "L3"])
    attempt = of(attempt, lines={"L1": line_in("delivered"), "L2": Line("L2")})
    lines = evolve(attempt.subject, attempt.made().events[0]).lines
    assert lines == {"L1": line_in("delivered"), "L3": Line("L3")}


def test_papers_are_numbered_in_the_order_they_come():
    """The next paper gets the next number, the side that filed it, and what it says."""
    maker = actor("staff", "exporter")
    attempt = on_paper("file_document", "granted", maker, about={"number": "N-1"}, line="L1")
    paper = evolve(attempt.subject, attempt.made().events[0]).documents["D002"]
    assert (paper.filed_by, paper.line, paper.status, paper.about) == ("exporter", "L1", "filed", {"number": "N-1"})
    assert (paper.filed_seq, paper.filed_at) == (attempt.subject.seq, NOW)


def test_a_paper_says_why_it_is_rejected_until_it_is_accepted():
    """The office's reason stands with the paper as long as the paper stands rejected."""
    rejected = on_paper("reject_document", "granted", OFFICER, document="D001", reason="cannot be read")
    case = evolve(rejected.subject, rejected.made().events[0])
    assert (case.documents["D001"].status, case.documents["D001"].reason) == ("rejected", "cannot be read")
    accepted = on_paper("accept_document", "granted", OFFICER, document="D001")
    again = evolve(case, accepted.made().events[0])
    assert (again.documents["D001"].status, again.documents["D001"].reason) == ("accepted", "")


def test_a_signature_keeps_side_person_root_and_envelope():
    """What proves a signature stays with the case."""
    attempt = of(on_paper("sign", "locked", USER_SIGNS), signatures=signed("integrator"))
    signature = evolve(attempt.subject, attempt.made().events[0]).signatures[-1]
    assert (signature.side, signature.person, signature.root, signature.envelope) == (
        *("end_user", USER_SIGNS.person, ROOT, OTHER),
    )


def test_approvals_are_remembered_in_order():
    """Each approval adds its person."""
    attempt = of(on_paper("approve_payment", "claimed", FINANCE), approvals=("another",))
    assert evolve(attempt.subject, attempt.made().events[0]).approvals == ("another", FINANCE.person)


def test_who_overturns_has_not_declined():
    """Overturning a decline does not bar anybody from a later decision."""
    attempt = of(on_paper("overturn", "reconsideration", SECOND), decliners=(OFFICER.person,))
    assert evolve(attempt.subject, attempt.made().events[0]).decliners == (OFFICER.person,)


def test_a_new_partner_takes_the_old_ones_place():
    """After a replacement the case's other side is the new organisation, and the old one acts no more."""
    attempt = on_paper("replace_partner", "draft", USER_SIGNS, partner={**SI, "corporate_number": "5990000000004"})
    case = evolve(attempt.subject, attempt.made().events[0])
    assert case.party("integrator")["corporate_number"] == "5990000000004"
    old = replace(on_paper("lock", "draft", actor("staff", "integrator", organisation=PARTNER)), subject=case)
    assert old.codes() == ["guard.not_your_case"]


def test_a_capture_tells_who_handed_it_in():
    """The role beside a capture is the acting person's, whatever the assessment says."""
    attempt = on_paper("receive_capture", "granted", USER_SIGNS, assessment={"challenge": ROOT, "role": "inspector"})
    capture = evolve(attempt.subject, attempt.made().events[0]).lines["L1"].captures[0]
    assert (capture["role"], capture["digest"]) == ("signatory", OTHER)


def test_the_edition_that_decides_is_the_screenings():
    """A case names the edition of its newest screening, and none before the first."""
    attempt = on_paper("record_screening", "draft", SYSTEM, screening={"edition_on": "2026-07-15"})
    assert attempt.subject.edition_on == ""
    assert evolve(attempt.subject, attempt.made().events[0]).edition_on == "2026-07-15"


@pytest.mark.parametrize("given", [None, 1, ["x"], {"x": 1}])
def test_a_command_reads_what_it_can(given):
    """A detail of another kind reads as nothing rather than as something else."""
    command = Command("open", USER_SIGNS, NOW, {"it": given})
    event = Event("case.opened", NOW, USER_SIGNS, {"it": given})
    assert (command.text("it"), event.text("it")) == ("", "")
    assert (command.number("it"), event.number("it")) == (1 if given == 1 else 0,) * 2
    assert event.record("it") == (given if isinstance(given, dict) else {})


def test_a_switched_off_step_does_not_exist():
    """A program may switch a step off; then it is out of turn for everybody, in every state."""
    attempt = on_paper("request_reconsideration", "declined", USER_SIGNS)
    off = replace(attempt, around=replace(attempt.around, switched_off=("request_reconsideration",)))
    assert off.codes() == ["guard.out_of_turn"]


def test_a_line_keeps_its_clock_through_the_visit():
    """Scheduling a visit moves no deadline."""
    attempt = on_line("schedule_visit", "commissioned", OFFICER)
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].verify_by == date(2026, 9, 3)
