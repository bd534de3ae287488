"""The back-schedule of the program's own data, in business days where offices take them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.screening.schedule import STEPS, leads_of, plan_back
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import PROGRAM

END = date(2026, 12, 31)


def test_offices_work_in_working_days_and_ships_do_not():
    """Registration and decision are counted in working days, everything else in calendar days."""
    working = {
        step.name for step in plan_back(PROGRAM, date(2026, 5, 18), frozenset()).steps if step.is_in_working_days
    }
    assert working == {"registration", "decision"}


def test_an_edited_lead_time_is_in_calendar_days():
    """Who states a lead time of his own states it in days of the calendar."""
    leads = leads_of(PROGRAM, date(2026, 6, 1), {"decision": 3})
    assert (leads.days["decision"], "decision" in leads.working) == (3, False)


def test_the_program_can_still_be_met_in_may_and_not_in_august():
    """On 18 May the plan fits into the window, on 1 August it does not and says where it is too late."""
    may, august = (plan_back(PROGRAM, date(2026, month, 18), frozenset()) for month in (5, 8))
    assert may.is_possible
    assert "certificate" in may.critical_path
    assert not august.is_possible
    assert {finding.code for finding in august.findings} == {"schedule.too_late"}


def test_the_application_ends_by_its_deadline():
    """With everything after it done in advance, the application still has its own last day."""
    done = frozenset(STEPS) - {"application"}
    late = plan_back(PROGRAM, date(2026, 12, 30), done)
    assert late.steps[0].end_by == END
    assert not late.is_possible


def test_a_year_without_published_holidays_is_said():
    """A plan that begins where no holidays are published says that its working days are open."""
    findings = plan_back(PROGRAM, date(2025, 12, 1), frozenset()).findings
    assert [finding.code for finding in findings] == ["schedule.calendar_ends"]


@given(st.dates(date(2026, 5, 9), date(2026, 12, 31)), st.sets(st.sampled_from(list(STEPS))))
def test_latest_starts_leave_room_for_what_follows(today, done):
    """Each step ends no later than the steps that wait for it begin."""
    steps = {step.name: step for step in plan_back(PROGRAM, today, frozenset(done)).steps}
    for name, waits_for in STEPS.items():
        for before in (other for other in waits_for if name in steps and other in steps):
            assert steps[before].end_by <= steps[name].start_by
            assert steps[before].start_by <= steps[before].end_by


@pytest.mark.parametrize("language", list(Language))
def test_every_step_and_finding_has_its_words(language):
    """Each step is called by a word, each finding says what and what to do."""
    findings = [*plan_back(PROGRAM, date(2026, 12, 1), frozenset()).findings]
    findings += plan_back(PROGRAM, date(2025, 1, 1) - timedelta(1), frozenset()).findings
    for finding in findings:
        said = all_wording().say_finding(finding, language) + all_wording().remedy(finding, language)
        assert "—" not in said
    assert all(all_wording().has(f"schedule.step.{name}") for name in STEPS)
