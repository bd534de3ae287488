"""Equipment lines and evidence: dates in order, papers filed, inspectors assigned and free of interest."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.table import STATES
from sekisho.domain.casework.transition import Track
from sekisho.domain.inspection.checklist import CheckedItem
from sekisho.domain.inspection.interest import Interest
from sekisho.domain.values.finding import Finding, Outcome
from tests.domain.casework.scene import (
    DAYS,
    DETAILS,
    FAULT,
    INSPECTOR,
    OFFICER,
    OTHER,
    ROOT,
    USER,
    USER_SIGNS,
    actor,
    amid,
    at,
    case_in,
    line_in,
    of,
    on_line,
    on_paper,
)

STEPS = {
    "order": ("planned", "ordered", "ordered_on"),
    "ship": ("ordered", "shipped", "shipped_on"),
    "permit_import": ("shipped", "shipped", "permitted_on"),
    "deliver": ("import_permitted", "delivered", "delivered_on"),
    "commission": ("delivered", "commissioned", "commissioned_on"),
}
INVOICE = {"issuer": "T7990000000002", "number": "INV-1", "amount": 19_500_000}
ENDED = ("declined", "withdrawn", "lapsed", "discontinued", "verification_failed", "recovered")
NOT_ALIVE = (*ENDED, "revoked", "repayment_ordered", "paid", "closed")
MOVING = {
    **{command: (state, USER_SIGNS) for command, (state, _, _) in STEPS.items()},
    "suspend_clock": ("commissioned", OFFICER),
    "amend_line": ("commissioned", OFFICER),
}


def on_day(command, day):
    """The days a step names, all of them this one; a trial run may end on the day it began."""
    return {STEPS[command][2]: day, **({"trial_run_on": day} if command == "commission" else {})}


@pytest.mark.parametrize("command", STEPS)
def test_each_step_moves_the_line_and_keeps_its_day(command):
    """From the order to the acceptance each step gives the next state, and its facts stay on the line."""
    source, target, day = STEPS[command]
    attempt = on_line(command, source, USER_SIGNS)
    line = evolve(attempt.subject, attempt.made().events[0]).lines["L1"]
    assert (line.state, line.text(day)) == (target, DAYS[day])
    assert all(line.text(name) == value for name, value in DETAILS[command].items() if isinstance(value, str))


@pytest.mark.parametrize("state", STATES[Track.PAPER][1:])
@pytest.mark.parametrize("command", MOVING)
def test_a_machine_moves_while_its_case_can_come_to_something(command, state):
    """A machine may be ahead of its papers, in any state of the case but an ended one (F18)."""
    source, who = MOVING[command]
    attempt = of(on_line(command, source, who), state=state)
    assert attempt.codes() == (["guard.case_has_ended"] if state in NOT_ALIVE else [])


@pytest.mark.parametrize("command", [name for name in STEPS if name != "order"])
def test_a_day_before_the_one_it_follows_is_refused(command):
    """Days out of order along the chain of evidence are refused with both days."""
    source = STEPS[command][0]
    attempt = on_line(command, source, USER_SIGNS, **on_day(command, "2026-05-10"))
    assert attempt.codes() == ["chronology.reversed"]
    assert attempt.made().findings[0].facts["late"] == "2026-05-10"


@pytest.mark.parametrize("command", STEPS)
def test_two_steps_may_share_a_day_and_none_lies_ahead(command):
    """A step on the day of the step before is in order; one on a day to come is not."""
    source, _, day = STEPS[command]
    before = list(DAYS.values())[max(list(DAYS).index(day) - 1, 0)]
    assert on_line(command, source, USER_SIGNS, **on_day(command, before)).codes() == []
    assert on_line(command, source, USER_SIGNS, **on_day(command, "2026-06-10")).codes() == []
    assert on_line(command, source, USER_SIGNS, **on_day(command, "2026-06-11")).codes() == ["chronology.ahead"]


def test_a_day_that_is_none_is_told_once():
    """A day of the wrong form is the field's fault, and no order is judged by it."""
    assert on_line("ship", "ordered", USER_SIGNS, shipped_on="18.5.2026").codes() == ["field.wrong.day"]


def test_a_line_nobody_has_heard_of_is_named():
    """A step for a line the case has not got says so, with the lines it has."""
    attempt = on_line("ship", "ordered", USER_SIGNS)
    other = replace(attempt, command=replace(attempt.command, line="L9"))
    assert other.codes() == ["guard.line_unknown"]
    assert other.made().findings[0].facts == {"line": "L9", "known": "L1"}


@pytest.mark.parametrize("command", ["file_document", "issue_capture_plan", "receive_capture"])
def test_papers_and_plans_name_a_line_of_the_case(command):
    """A paper, plan or capture for an unknown line is refused."""
    who = OFFICER if command == "issue_capture_plan" else USER_SIGNS
    assert "guard.line_unknown" in on_paper(command, "granted", who, line="L9").codes()
    assert on_paper(command, "granted", who, line="L1").codes() == []


def test_a_paper_may_concern_the_whole_case():
    """A paper without a line concerns every line."""
    assert on_paper("file_document", "draft", USER_SIGNS).codes() == []


@pytest.mark.parametrize("command", ["file_document", "issue_capture_plan", "receive_capture"])
def test_a_paper_command_cannot_be_addressed_past_its_details(command):
    """The line that was checked is the line the event names, wherever the command was sent."""
    attempt = on_paper(command, "granted", OFFICER if command == "issue_capture_plan" else USER_SIGNS, line="L1")
    attempt = of(attempt, lines={name: replace(line_in("delivered"), id=name) for name in ("L1", "L2")})
    sent = replace(attempt, command=replace(attempt.command, line="L2"))
    assert sent.body()["line"] == "L1"


@pytest.mark.parametrize("command", ["accept_document", "reject_document"])
def test_only_filed_papers_are_judged(command):
    """A number nobody filed is refused; a filed one changes its standing."""
    attempt = on_paper(command, "under_review", OFFICER)
    standing = evolve(attempt.subject, attempt.made().events[0]).documents["D001"].status
    assert standing == command.removesuffix("_document") + "ed"
    assert on_paper(command, "under_review", OFFICER, document="D002").codes() == ["guard.document_unknown"]


def test_a_number_with_blanks_around_it_is_the_same_number():
    """What people paste with blanks is read, and kept, without them."""
    attempt = on_paper("accept_document", "under_review", OFFICER, document="  D001\n")
    assert attempt.body()["document"] == "D001"
    assert evolve(attempt.subject, attempt.made().events[0]).documents["D001"].status == "accepted"


@pytest.mark.parametrize(
    "assessment", [{"challenge": OTHER}, {"challenge": ""}, {"challenge": None}, {"reached": ["L2"]}]
)
def test_a_capture_answers_a_challenge_of_its_own_line(assessment):
    """Only the challenge issued for the line makes a capture a capture of that line."""
    attempt = on_paper("receive_capture", "granted", USER_SIGNS, assessment=assessment)
    assert attempt.codes() == ["guard.challenge_unknown"]


def test_a_challenge_of_another_line_is_unknown_here():
    """A challenge issued for one line does not serve another."""
    lines = {"L1": replace(line_in("delivered"), challenges=()), "L2": replace(line_in("delivered"), id="L2")}
    assert of(on_paper("receive_capture", "granted", USER_SIGNS), lines=lines).codes() == ["guard.challenge_unknown"]


def test_every_plan_adds_its_challenge():
    """A line remembers each challenge issued for it, so that an older plan still counts."""
    attempt = on_paper("issue_capture_plan", "draft", OFFICER, challenge=OTHER)
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].challenges == (ROOT, OTHER)


def test_an_inspector_with_an_interest_is_not_sent():
    """Whoever had an interest in a party inspects nothing of it."""
    past = Interest("I001", "employment", USER, date(2020, 4, 1), date(2022, 3, 31))
    attempt = amid(on_line("schedule_visit", "commissioned", OFFICER), interests=(past,))
    assert attempt.codes() == ["guard.conflict_of_interest"]
    facts = attempt.made().findings[0].facts
    assert (facts["organisation"], facts["from_on"], facts["until_on"]) == (USER, "2020-04-01", "2022-03-31")
    assert amid(attempt, interests=(replace(past, until_on=None),)).codes() == ["guard.conflict_that_lasts"]
    assert amid(attempt, interests=()).codes() == []


def test_a_visit_can_be_scheduled_anew():
    """Another day or inspector replaces what was scheduled."""
    attempt = on_line("schedule_visit", "visit_scheduled", OFFICER, inspector="another")
    line = evolve(attempt.subject, attempt.made().events[0]).lines["L1"]
    assert (line.state, line.text("inspector")) == ("visit_scheduled", "another")


VISITED = ("granted", "change_requested")


@pytest.mark.parametrize(("command", "state", "who"), [
    ("schedule_visit", "commissioned", OFFICER),
    ("verify_line", "visit_scheduled", INSPECTOR),
])  # fmt: skip
@pytest.mark.parametrize("paper", [state for state in STATES[Track.PAPER][1:] if state not in VISITED])
def test_visits_are_made_in_granted_cases_only(command, state, who, paper):
    """No inspector goes before the grant, while a correction is open, or after the case is verified.

    A change that is asked for keeps nobody away: else it would be asked for again and again.
    """
    assert of(on_line(command, state, who), state=paper).codes() == ["guard.not_granted"]


def test_only_the_assigned_inspector_verifies():
    """Another inspector is told whose visit it is."""
    attempt = on_line("verify_line", "visit_scheduled", actor("inspector", "office", "another"))
    assert attempt.codes() == ["guard.not_assigned"]
    assert attempt.made().findings[0].facts == {"inspector": INSPECTOR.person}


@pytest.mark.parametrize("passed", [False, None, 1, "yes"])
def test_each_item_that_is_not_passed_is_named(passed):
    """Only a plain yes passes an item; everything else is named."""
    checklist = {"nameplate": True, "training": passed, "serial": False}
    attempt = on_line("verify_line", "visit_scheduled", INSPECTOR, checklist=checklist)
    attempt = amid(attempt, checklist=tuple(CheckedItem(name) for name in checklist))
    assert [finding.place for finding in attempt.made().findings] == ["checklist.training", "checklist.serial"]
    assert set(attempt.codes()) == {"guard.check_failed"}


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.UNDETERMINED])
def test_wanting_evidence_verifies_no_line(outcome):
    """Missing or failed evidence stands in the refusal as it was judged (F17, F18)."""
    evidence = (Finding("evidence.training_record", outcome), Finding("evidence.integration", Outcome.MET))
    attempt = amid(on_line("verify_line", "visit_scheduled", INSPECTOR), evidence=evidence)
    assert attempt.codes() == ["evidence.training_record"]


def test_evidence_that_is_met_or_does_not_apply_suffices():
    """Nothing else is asked of a line whose evidence stands."""
    evidence = (Finding("evidence.integration", Outcome.MET), Finding("evidence.retrospective", Outcome.NOT_APPLICABLE))
    assert amid(on_line("verify_line", "visit_scheduled", INSPECTOR), evidence=evidence).codes() == []


def test_a_case_is_verified_when_all_its_lines_are():
    """Each line that is not verified yet is named with its state (A15)."""
    lines = {"L1": line_in("line_verified"), "L2": replace(line_in("delivered"), id="L2")}
    attempt = of(on_paper("confirm_verification", "granted", OFFICER), lines=lines)
    assert attempt.codes() == ["guard.line_not_verified"]
    assert (attempt.made().findings[0].place, attempt.made().findings[0].facts) == ("L2", {"state": "delivered"})


@pytest.mark.parametrize("day", DAYS)
def test_a_day_of_the_line_can_be_amended(day):
    """Each day the line has reached can be corrected, and the earlier facts stay otherwise."""
    value = DAYS[day]
    attempt = on_line("amend_line", "line_verified", OFFICER, field=day, value=value)
    assert attempt.codes() == []
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].text(day) == value


@pytest.mark.parametrize("field", ["serial", "hs_code", "state", "verify_by", "inspector"])
def test_nothing_but_days_can_be_amended(field):
    """What is no day of the chain is corrected by no officer."""
    assert on_line("amend_line", "commissioned", OFFICER, field=field).codes() == ["guard.field_not_amendable"]


@pytest.mark.parametrize(
    ("state", "field", "value", "code"),
    [
        ("commissioned", "ordered_on", "yesterday", "guard.not_that_day"),
        ("commissioned", "ordered_on", "20260512", "guard.not_that_day"),
        ("ordered", "commissioned_on", "2026-06-05", "guard.not_that_day"),
        ("commissioned", "ordered_on", "2026-05-19", "chronology.reversed"),
        ("commissioned", "commissioned_on", "2026-05-28", "chronology.reversed"),
        ("commissioned", "commissioned_on", "2026-06-11", "chronology.ahead"),
    ],
)
def test_an_amended_day_keeps_the_chain_whole(state, field, value, code):
    """A correction to no day, to a day not reached yet, or out of order is refused."""
    assert on_line("amend_line", state, OFFICER, field=field, value=value).codes() == [code]


@pytest.mark.parametrize("told", [{"visited_on": "2026-06-08"}, {"findings": (replace(FAULT, found_on="2026-06-08"),)}])
def test_no_commissioning_is_moved_past_a_visit(told):
    """What was seen at a visit was commissioned by then: a later day is refused, the day of the visit is not (F16)."""
    findings = told.pop("findings", ())
    line = replace(line_in("line_verified", **told), findings=findings)
    moved = {day: on_line("amend_line", "line_verified", OFFICER, field="commissioned_on", value=day)
             for day in ("2026-06-08", "2026-06-09")}  # fmt: skip
    codes = [of(attempt, lines={"L1": line}).codes() for attempt in moved.values()]
    assert codes == [[], ["chronology.reversed"]]


def test_an_amendment_names_its_reason():
    """A correction without a reason that explains something is refused."""
    assert on_line("amend_line", "ordered", OFFICER, reason="typo").codes() == ["field.wrong.reason"]


def test_lines_live_apart():
    """A step of one line leaves the others where they are."""
    attempt = on_line("commission", "delivered", USER_SIGNS)
    other = replace(line_in("ordered"), id="L2")
    case = case_in("granted", lines={**attempt.subject.lines, "L2": other})
    assert evolve(case, at(replace(attempt, subject=case), attempt.command.at).made().events[0]).lines["L2"] == other


def test_only_an_inspector_files_what_an_inspector_saw():
    """A claimant's paper never counts as the inspector's own observation; the inspector's is taken (A29)."""
    kind = "inspector_observation"
    assert on_paper("file_document", "granted", USER_SIGNS, kind=kind).codes() == ["guard.paper_not_theirs"]
    assert on_paper("file_document", "granted", INSPECTOR, kind=kind).codes() == []


@pytest.mark.parametrize(
    ("said", "supplied", "codes"),
    [
        ({"kind": "component_trace", "line": "L1"}, ("L1",), []),
        ({"kind": "component_trace"}, ("", "L1"), []),
        ({"kind": "component_trace"}, ("L1",), ["guard.line_not_suppliers"]),
        ({"kind": "component_trace", "line": "L1"}, (), ["guard.line_not_suppliers"]),
        ({"kind": "purchase_invoice", "line": "L1", "about": INVOICE}, ("L1",), ["guard.paper_not_suppliers"]),
        ({"kind": "installation_log"}, (), ["guard.paper_not_suppliers", "guard.line_not_suppliers"]),
    ],
)
def test_an_exporter_files_what_a_maker_knows_for_lines_of_his_own(said, supplied, codes):
    """Another's line, the whole of a mixed case and a buyer's paper are refused to an exporter, with their reasons."""
    attempt = on_paper("file_document", "granted", actor("signatory", "exporter"), **said)
    assert amid(attempt, supplied=supplied).codes() == codes
