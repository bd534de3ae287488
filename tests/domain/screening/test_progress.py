"""How far a filing has come, and what in it contradicts: there the plan is no plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.screening.progress import SHOWN_DONE, contradictions, steps_done
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.schedule import STEPS, Lead, plan_back
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import PROGRAM, changed

DAY = date(2026, 6, 1)
OPENS, END = date(2026, 5, 9), date(2026, 12, 31)
AT_ONCE = {step: Lead(0) for step in STEPS}
NONE: frozenset[str] = frozenset()


def contradicted(named=(), **days):
    """Give what contradicts in a file with some dates and some steps named done, by code and place."""
    request = read_request(changed(**days))[0]
    found = contradictions(request, steps_done(request, named), PROGRAM, DAY)
    return [(one.code, one.place) for one in found]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 5, 8), OPENS, date(2026, 7, 1)])
def test_nothing_ends_before_the_window_opens(today):
    """Import and commissioning lie inside the window, so the earliest end is its first day whatever is quick (F5)."""
    plan = plan_back(PROGRAM, today, NONE, AT_ONCE)
    ends = {step.name: step.earliest_end for step in plan.steps}
    assert plan.earliest_end_on == ends["customs"] == ends["trial_run"] == max(today, OPENS)
    assert plan.is_possible


@given(st.dates(date(2025, 6, 1), date(2027, 3, 1)), st.sets(st.sampled_from(list(STEPS))), st.integers(0, 200))
def test_a_plan_that_is_possible_lies_inside_the_window(today, done, days):
    """Whatever is done and however long it takes: what can still be done ends inside the window, or nothing is left."""
    plan = plan_back(PROGRAM, today, frozenset(done), dict.fromkeys(STEPS, Lead(days)))
    ends = [step.earliest_end for step in plan.steps if step.name in ("customs", "trial_run")]
    assert not plan.is_possible or all(OPENS <= end <= END for end in ends)


def test_dates_outside_the_window_are_named():
    """A machine commissioned after the window, or let in before it, is no plan however much of it is done."""
    assert contradicted(imported_on="2027-02-01", commissioned_on="2027-02-20") == [
        ("schedule.outside_window", "line.L1.imported_on"),
        ("schedule.outside_window", "line.L1.commissioned_on"),
    ]
    assert contradicted(imported_on="2026-05-08") == [("schedule.outside_window", "line.L1.imported_on")]
    assert contradicted(imported_on="2026-05-09", commissioned_on="2026-12-31") == []


def test_dates_in_the_wrong_order_are_named():
    """What is commissioned before it was let into the country was not, and each such pair is told."""
    assert contradicted(imported_on="2026-08-02", commissioned_on="2026-08-01") == [
        ("schedule.reversed", "line.L1.commissioned_on")
    ]
    backwards = dict(zip(SHOWN_DONE, ("2026-08-04", "2026-08-03", "2026-08-02", "2026-08-01"), strict=True))
    assert [place for _, place in contradicted(**backwards)] == [f"line.L1.{name}" for name in list(SHOWN_DONE)[1:]]
    assert contradicted(**dict.fromkeys(SHOWN_DONE, "2026-08-01")) == []


def test_a_step_done_before_what_it_needs_is_named():
    """A trial run of a machine that is not installed contradicts; a step whose forerunners are done does not."""
    assert contradicted(["trial_run"]) == [("schedule.ahead", "done.trial_run")]
    assert contradicted(["decision"]) == [("schedule.ahead", "done.decision")]
    assert contradicted(list(STEPS)) == []
    assert contradicted(["factory", "application"]) == []


@pytest.mark.parametrize("field", SHOWN_DONE)
def test_a_machine_that_stands_somewhere_has_come_there(field):
    """A date shows the whole way up to it, so that nobody plans the shipment of a machine that runs."""
    request = read_request(changed(**{field: "2026-08-01"}))[0]
    done = steps_done(request, ())
    assert contradictions(request, done, PROGRAM, DAY) == ()
    assert "factory" in done


def test_there_is_no_plan_of_what_contradicts():
    """The plan keeps the contradictions and no step, is not possible, and has no end."""
    request = read_request(changed(commissioned_on="2027-02-20"))[0]
    wrong = contradictions(request, NONE, PROGRAM, DAY)
    plan = plan_back(PROGRAM, DAY, NONE).given(wrong)
    assert (plan.steps, plan.is_possible, plan.findings) == ((), False, wrong)
    assert plan.as_json()["earliest_end_on"] is None
    assert plan_back(PROGRAM, DAY, NONE).given(()).steps


@pytest.mark.parametrize("language", list(Language))
def test_each_contradiction_has_its_words(language):
    """What contradicts says with which values, and what to do, in every language."""
    request = read_request(changed(imported_on="2027-02-01", commissioned_on="2026-08-01"))[0]
    found = contradictions(request, frozenset({"trial_run"}), PROGRAM, DAY)
    assert {one.code for one in found} == {"schedule.outside_window", "schedule.reversed", "schedule.ahead"}
    for one in found:
        assert "—" not in all_wording().say_finding(one, language)
        assert all_wording().remedy(one, language)
