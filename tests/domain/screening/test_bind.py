"""Binding: what a row says of each fact, what nobody knows, and days counted in Japan."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.domain.rules.evaluate import RowError
from sekisho.domain.screening.bind import Register
from sekisho.domain.values.time import parse_instant
from tests.domain.screening.scene import FILE, PROGRAM, REGISTER, changed, line_of


def facts(*arguments, **named):
    """Give the bound row of the one line."""
    return line_of(*arguments, **named).inputs


def test_every_field_of_the_rules_is_bound():
    """The row has just the fields the rules may name; unknown ones stand there as nothing."""
    assert set(facts()) == set(PROGRAM.vocabulary.fields)


def test_what_the_program_does_not_name_is_something_else():
    """A category or side nobody knows is bound as another one, an empty one as unknown."""
    other = changed(category="ship")
    other["applicant"] = {**FILE["applicant"], "side": "exporter"}
    assert (facts(other)["category"], facts(other)["applicant_class"]) == ("other", "other")
    assert facts(changed(category=""))["category"] is None


def test_a_day_is_a_day_in_japan():
    """Half past midnight in Japan is the new edition's day, although it is still the day before in UTC."""
    row = facts(at=parse_instant("2026-07-14T15:30:00+00:00"))
    assert (row["application_on"], row["listed"]) == ("2026-07-15", False)


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        ("2026-05-08T23:59:59.999+09:00", False),
        ("2026-05-09T00:00:00+09:00", True),
        ("2026-12-31T08:00:00+00:00", True),
        ("2026-12-31T17:00:00.000001+09:00", False),
    ],
)
def test_receipt_lies_between_the_opening_and_the_deadline(at, in_time):
    """Both ends are instants in Japan, whatever zone the clock wrote."""
    assert facts(at=parse_instant(at))["received_in_time"] is in_time


@pytest.mark.parametrize(
    ("ordered", "granted", "expected"),
    [(None, None, None), ("2026-06-22", None, False), ("2026-06-18", (2026, 6, 19), False),
     ("2026-06-19", (2026, 6, 19), True), (None, (2026, 6, 19), None)],
)  # fmt: skip
def test_an_order_is_held_against_the_decision(ordered, granted, expected):
    """An order on the day of the decision comes after it; without a decision it came before."""
    register = replace(REGISTER, granted_on=date(*granted) if granted else None)
    assert facts(changed(ordered_on=ordered), register)["ordered_after_decision"] is expected


@pytest.mark.parametrize(("agreed", "early"), [(None, None), ((2026, 5, 31), True), ((2026, 6, 1), False)])
def test_an_agreement_is_early_before_june(agreed, early):
    """The last day of May is early, the first of June is not (F15)."""
    assert facts(register=replace(REGISTER, agreement_on=date(*agreed) if agreed else None))["agreement_early"] is early


def test_a_line_with_a_claimed_machine_is_not_free():
    """A line one of whose machines another case claims is not free, whatever serial it names; every other is (A21)."""
    assert facts(changed(serial="S-1"), replace(REGISTER, claimed_lines=frozenset({"L1"})))["serial_free"] is False
    assert facts(changed(), replace(REGISTER, claimed_lines=frozenset({"L1"})))["serial_free"] is False
    assert facts(changed(serial="S-1"), replace(REGISTER, claimed_lines=frozenset({"L2"})))["serial_free"] is True


def test_evidence_is_taken_as_the_case_shows_it():
    """Judged evidence of the line is bound by its name, everything else about it is unknown."""
    row = facts(register=replace(REGISTER, evidence={"L1": {"installation_log": True, "visited_in_time": False}}))
    assert (row["installation_log"], row["visited_in_time"], row["training_record"]) == (True, False, None)


def test_evidence_that_is_no_flag_is_refused():
    """A judged fact of the wrong type is a slip of the caller and never judged."""
    with pytest.raises(RowError, match="training_record is 'yes'"):
        facts(register=Register(evidence={"L1": {"training_record": "yes"}}))


def test_what_is_known_when_decides_what_a_paper_is_worth():
    """A withdrawal learnt in November does not reach a screening as known in October."""
    event = {"status": "withdrawn", "effective_from": "2026-05-01", "known_on": "2026-11-01", "void_ab_initio": True}
    papers = [
        {**paper, "events": [event]} if paper["number"] == "C-1" else paper
        for paper in changed()["lines"][0]["documents"]
    ]
    outcomes = [
        facts(changed(documents=papers), replace(REGISTER, known_on=day))["conformity_recognised"]
        for day in (date(2026, 10, 31), date(2026, 11, 1), None)
    ]
    assert outcomes == [True, False, False]
