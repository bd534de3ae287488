"""Visits, findings, answers, draws and registers: every way in which they are refused, and what they leave behind."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.inspectorate import evolve_roster, fold_roster
from sekisho.domain.inspection.checklist import CheckedItem
from sekisho.domain.values.finding import Outcome
from tests.domain.casework.scene import (
    FAULT,
    INSPECTOR,
    OFFICER,
    OTHER,
    USER_SIGNS,
    actor,
    amid,
    case_in,
    line_in,
    of,
    on_line,
    on_paper,
    on_roster,
    paper_of,
)

FOUND = {"item": "nameplate", "severity": "major", "note": "the plate is covered with paint"}


@pytest.mark.parametrize(
    ("finding", "code", "place"),
    [
        ({**FOUND, "item": "roof"}, "guard.check_unknown", "findings.1.item"),
        ({**FOUND, "severity": "fatal"}, "guard.severity_unknown", "findings.1.severity"),
        ({**FOUND, "note": "  "}, "guard.finding_without_note", "findings.1.note"),
        ({**FOUND, "photos": [OTHER]}, "guard.photo_not_filed", "findings.1.photos"),
    ],
)
def test_a_finding_that_says_too_little_is_refused(finding, code, place):
    """An item of the list, a weight, words, and photos that are on file: what is missing is named with its place."""
    made = on_line("record_visit_findings", "visit_scheduled", INSPECTOR, findings=[finding]).made()
    assert [(one.code, one.place) for one in made.findings] == [(code, place)]


@pytest.mark.parametrize("finding", ["paint", 7, None, []])
def test_a_finding_that_is_none_is_refused(finding):
    """What is no record has neither item, weight nor words, and nothing breaks."""
    codes = on_line("record_visit_findings", "visit_scheduled", INSPECTOR, findings=[finding]).codes()
    assert set(codes) == {"guard.check_unknown", "guard.severity_unknown", "guard.finding_without_note"}


def test_a_visit_to_come_found_nothing_yet():
    """A day that has not come is refused for findings."""
    attempt = on_line("record_visit_findings", "visit_scheduled", INSPECTOR, visited_on="2026-06-11")
    assert attempt.codes() == ["guard.visit_to_come"]


def test_findings_are_numbered_within_their_line():
    """The second finding of a line is number two, of the visit that was scheduled."""
    attempt = on_line(
        "record_visit_findings", "visit_scheduled", INSPECTOR, findings=[FOUND, {**FOUND, "severity": "note"}]
    )
    case = of(attempt, lines={"L1": line_in("visit_scheduled", visit=3)})
    line = evolve(case.subject, case.made().events[0]).lines["L1"]
    assert [(one.id, one.visit, one.severity) for one in line.findings] == [("L1-F1", 3, "major"), ("L1-F2", 3, "note")]
    assert line.visits_held == 3


@pytest.mark.parametrize(
    ("finding", "codes"),
    [
        (FAULT, ["guard.finding_open"]),
        (replace(FAULT, answer="cleaned"), ["guard.finding_open"]),
        (replace(FAULT, answer="cleaned", visit=0), []),
        (replace(FAULT, severity="note"), []),
        (replace(FAULT, severity="minor"), ["guard.finding_open"]),
    ],
)
def test_what_was_found_is_settled_by_an_answer_and_a_later_visit(finding, codes):
    """An answer alone settles nothing, nor a later visit alone; an observation has to be settled by nobody (A17)."""
    line = replace(line_in("visit_scheduled", visit=1), findings=(finding,))
    assert of(on_line("verify_line", "visit_scheduled", INSPECTOR), lines={"L1": line}).codes() == codes


def test_a_program_may_let_minor_faults_pass():
    """Which weights have to be corrected is the program's to say."""
    line = replace(line_in("visit_scheduled", visit=1), findings=(replace(FAULT, severity="minor"),))
    attempt = of(on_line("verify_line", "visit_scheduled", INSPECTOR), lines={"L1": line})
    assert amid(attempt, terms=replace(attempt.around.terms, severities_to_correct=("major",))).codes() == []


@pytest.mark.parametrize("findings", [["L1-F9"], ["L1-F1", "L2-F1"], [FAULT.note]])
def test_a_correction_is_ordered_of_what_was_found(findings):
    """What nobody found is no reason for a correction."""
    assert "guard.finding_not_open" in on_paper("order_correction", "granted", OFFICER, findings=findings).codes()


def test_an_answered_finding_is_not_ordered_again():
    """A finding that was answered waits for the visit, not for another order."""
    attempt = on_paper("order_correction", "granted", OFFICER)
    answered = replace(line_in("visit_scheduled"), findings=(replace(FAULT, answer="cleaned"),))
    assert of(attempt, lines={"L1": answered}).codes() == ["guard.finding_not_open"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"L1-F1": {"answer": ""}}, "guard.finding_unanswered"),
        ({"L1-F1": "cleaned"}, "guard.finding_unanswered"),
        ({"L1-F1": {"answer": 7}}, "guard.finding_unanswered"),
        ({"L1-F2": {"answer": "cleaned"}}, "guard.finding_not_ordered"),
        ({"L1-F1": {"answer": "cleaned", "papers": ["D009"]}}, "guard.document_unknown"),
    ],
)
def test_each_finding_of_the_order_is_answered_in_words(answers, code):
    """No words, no answer; nothing beyond the order; and papers that are on file."""
    assert code in on_paper("answer_correction", "corrective_action", USER_SIGNS, answers=answers).codes()


def test_an_answer_stands_with_its_finding():
    """The answer and its papers stay beside what was found, and the order is fulfilled."""
    attempt = on_paper("answer_correction", "corrective_action", USER_SIGNS)
    attempt = of(attempt, lines={"L1": replace(line_in("visit_scheduled"), findings=(FAULT,))})
    case = evolve(attempt.subject, attempt.made().events[0])
    [finding] = case.lines["L1"].findings
    assert (finding.answer, finding.papers, case.correcting) == ("the plate was cleaned", ("D001",), ())


@pytest.mark.parametrize(
    ("command", "said", "codes"),
    [
        ("file_document", {"kind": "inspector_observation"}, ["guard.not_assigned"]),
        ("file_document", {"kind": "visit_photo", "line": "L1"}, ["guard.not_assigned"]),
        ("file_document", {"kind": "nameplate_photo"}, []),
        ("receive_capture", {}, ["guard.not_assigned"]),
        ("order_correction", {}, ["guard.not_assigned"]),
    ],
)
def test_what_was_seen_on_site_comes_from_whom_the_visit_was_entrusted_to(command, said, codes):
    """Another inspector files no observation, hands in no capture and orders no correction."""
    attempt = on_paper(command, "granted", INSPECTOR, **said)
    assert attempt.codes() == []
    lines = attempt.subject.lines["L1"]
    other, nobody = (replace(lines, facts={**lines.facts, "inspector": who}) for who in ("inspector/other", ""))
    assert of(attempt, lines={"L1": other}).codes() == codes
    assert of(attempt, lines={"L1": nobody}).codes() == []


def test_a_correction_over_several_lines_is_ordered_by_who_was_at_all_of_them():
    """An inspector orders nothing about a machine somebody else was sent to; an officer orders about all."""
    lines = {
        name: replace(line_in("visit_scheduled", inspector=who), id=name, findings=(replace(FAULT, id=f"{name}-F1"),))
        for name, who in (("L1", INSPECTOR.person), ("L2", "inspector/other"))
    }
    both = ["L1-F1", "L2-F1"]
    by = {
        who: of(on_paper("order_correction", "granted", who, findings=both), lines=lines)
        for who in (INSPECTOR, OFFICER)
    }
    assert [attempt.codes() for attempt in by.values()] == [["guard.not_assigned"], []]


def test_a_rejected_photo_shows_nothing():
    """A photo on file counts for its item and its line, unless it was rejected."""
    photo = paper_of("D002", "visit_photo", "p.jpg", line="L1", filed_by="office", about={"item": "nameplate"})
    attempt = amid(on_line("verify_line", "visit_scheduled", INSPECTOR), checklist=(CheckedItem("nameplate", True),))
    with_photo = of(attempt, documents={"D002": photo})
    assert attempt.codes() == ["guard.photo_missing"]
    assert with_photo.codes() == []
    for other in (
        replace(photo, status="rejected"),
        replace(photo, line="L2"),
        replace(photo, about={"item": "serial"}),
    ):
        assert of(attempt, documents={"D002": other}).codes() == ["guard.photo_missing"]


def test_a_category_without_items_verifies_nothing():
    """Where nobody knows what to look at nothing is verified."""
    assert "guard.checklist_unknown" in amid(on_line("verify_line", "visit_scheduled", INSPECTOR), checklist=()).codes()


@pytest.mark.parametrize("command", ["select_second_visit", "spare_second_visit"])
def test_a_line_draws_once(command):
    """A line that drew keeps its draw."""
    attempt = of(on_line(command, "line_verified", actor("system", "system")), lines={"L1": line_in("line_verified")})
    assert attempt.codes() == ["guard.drawn_already"]


def test_no_case_is_confirmed_before_its_lines_drew():
    """Each line that has not drawn is named."""
    line = line_in("line_verified")
    undrawn = replace(line, facts={name: fact for name, fact in line.facts.items() if name != "draw"})
    attempt = of(on_paper("confirm_verification", "granted", OFFICER), lines={"L1": undrawn})
    assert attempt.codes() == ["guard.not_drawn"]


def test_a_second_look_keeps_what_the_first_saw():
    """Day and person of the first verification stay; the second is kept beside them, on whatever day it comes."""
    line = replace(
        line_in("visit_scheduled", visited_on="2026-06-08", verified_by="inspector/first", draw={}), verify_by=None
    )
    attempt = of(on_line("verify_line", "visit_scheduled", INSPECTOR), lines={"L1": line})
    assert attempt.codes() == []
    facts = evolve(attempt.subject, attempt.made().events[0]).lines["L1"].facts
    assert (facts["visited_on"], facts["second_visited_on"]) == ("2026-06-08", "2026-06-10")
    assert (facts["verified_by"], facts["second_verified_by"]) == ("inspector/first", INSPECTOR.person)


def test_another_day_for_a_visit_nobody_held_is_the_same_visit():
    """Scheduling anew changes the number only after a visit was held."""
    first = on_line("schedule_visit", "commissioned", OFFICER)
    again = of(first, lines={"L1": replace(line_in("visit_scheduled", visit=1), visits_held=0)})
    after = of(first, lines={"L1": replace(line_in("visit_scheduled", visit=1), visits_held=1)})
    assert [attempt.body()["visit"] for attempt in (first, again, after)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("command", "said", "code"),
    [
        ("declare_interest", {"kind": "friendship"}, "guard.interest_kind_unknown"),
        ("declare_interest", {"from_on": "2022-04-01", "until_on": "2022-03-31"}, "guard.span_reversed"),
        ("declare_interest", {"from_on": "April"}, "field.wrong.day"),
        ("end_interest", {"interest": "I009"}, "guard.interest_unknown"),
        ("end_interest", {"until_on": "2020-03-31"}, "guard.span_reversed"),
        ("withdraw_interest", {"interest": "I009"}, "guard.interest_unknown"),
        ("withdraw_interest", {"reason": "typo"}, "field.wrong.reason"),
        ("set_availability", {"until_on": "2026-06-14"}, "guard.span_reversed"),
        ("set_availability", {"visits": -1}, "field.wrong.number"),
    ],
)
def test_a_register_takes_nothing_that_makes_no_sense(command, said, code):
    """Unknown kinds and numbers, spans that end before they begin, reasons that explain nothing."""
    assert on_roster(command, "on_register", OFFICER, **said).codes() == [code]


@pytest.mark.parametrize("command", ["declare_interest", "end_interest", "set_availability"])
def test_an_inspector_writes_in_his_own_register_only(command):
    """Another inspector's register is refused by name; an officer writes in each."""
    attempt = on_roster(command, "on_register", INSPECTOR)
    assert of(attempt, id="inspector/other").codes() == ["guard.not_your_register"]
    assert of(on_roster(command, "on_register", OFFICER), id="inspector/other").codes() == []


def test_an_interest_ends_once():
    """An end that was reported is not moved; the register says what to do about a wrong one."""
    attempt = on_roster("end_interest", "on_register", INSPECTOR)
    ended = evolve_roster(attempt.subject, attempt.made().events[0])
    assert ended.interests["I001"].until_on.isoformat() == "2026-05-31"
    assert replace(attempt, subject=ended).codes() == ["guard.interest_ended"]


def test_a_register_is_the_fold_of_its_events():
    """Declared, ended, withdrawn; numbers are never given twice, and the last word on a day counts."""
    life = on_roster("declare_interest", "new", OFFICER)
    said = ("declare_interest", "declare_interest", "set_availability", "withdraw_interest", "declare_interest")
    register, events = fold_roster("inspector/office", ()), []
    for command in said:
        made = replace(life, subject=register, command=on_roster(command, "on_register", OFFICER).command).made()
        events.append(made.events[0])
        register = evolve_roster(register, made.events[0])
    assert list(register.interests) == ["I002", "I003"]
    assert register == fold_roster("inspector/office", events)
    assert [register.capacity_on(day, 3) for day in register_days(register)] == [0, 0, 3]


def register_days(register):
    """First and last day of the newest span, and the day after it."""
    span = register.availability[-1]
    return span.from_on, span.until_on, span.until_on.replace(day=span.until_on.day + 1)


def test_a_paper_without_a_person_can_be_accepted_by_anybody():
    """Papers filed before persons were kept with them hinder nobody; one's own is refused."""
    paper = paper_of("D001", "visit_photo", "p.jpg", line="L1", filed_by="office", person=INSPECTOR.person)
    own = of(on_paper("accept_document", "granted", INSPECTOR), documents={"D001": paper})
    assert own.codes() == ["guard.own_paper"]
    assert of(own, documents={"D001": replace(paper, person="")}).codes() == []
    assert case_in("granted").documents["D001"].person == ""
    assert own.made().findings[0].outcome is Outcome.NOT_MET
