"""The back-schedule of the program's own data, in business days where offices take them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.schedule import STEPS, DayUnit, Lead, leads_of, plan_back
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import PROGRAM

END = date(2026, 12, 31)


def replace_value(path, value) -> ProgramDefinition:
    """Give the program with another value of one parameter from its first day."""
    parameter = PROGRAM.parameters[path]
    history = (replace(parameter.history[0], value=value),)
    return replace(PROGRAM, parameters={**PROGRAM.parameters, path: replace(parameter, history=history)})


FULL = frozenset(STEPS)
NOTHING: frozenset[str] = frozenset()


def only(*steps):
    """Give the steps done where only some are left."""
    return FULL - set(steps)


def stepped(name, today, lead, done=None, **more):
    """Give one step of a plan in which it has a lead time of its own and, unless said, nothing else is left."""
    plan = plan_back(PROGRAM, today, only(name) if done is None else done, {name: lead}, **more)
    return next(step for step in plan.steps if step.name == name)


def test_each_step_is_counted_where_it_is_taken():
    """What offices, customs and fitters do counts in Japan, the maker and his plant in China, ships by the calendar."""
    units = {step.name: step.lead.unit for step in plan_back(PROGRAM, date(2026, 5, 18), NOTHING).steps}
    by_unit = {unit: {name for name, own in units.items() if own is unit} for unit in DayUnit}
    assert by_unit[DayUnit.JAPAN] == {"registration", "decision", "customs", "installation", "trial_run"}
    assert by_unit[DayUnit.CHINA] == {"certificate", "factory", "export"}
    assert by_unit[DayUnit.CALENDAR] == {"partner", "application", "shipping", "inland"}


def test_an_edited_lead_time_takes_the_place_of_the_assumed_one():
    """Who states a lead time and a unit of his own plans with them."""
    leads = leads_of(PROGRAM, date(2026, 6, 1), {"decision": Lead(3)})
    assert leads.steps["decision"] == Lead(3, DayUnit.CALENDAR)
    assert leads.steps["factory"] == Lead(52, DayUnit.CHINA)


@pytest.mark.parametrize(
    ("unit", "days", "today", "earliest"),
    [
        (DayUnit.JAPAN, 1, date(2026, 5, 1), date(2026, 5, 7)),  # Golden Week: 3 to 6 May are holidays
        (DayUnit.CHINA, 1, date(2026, 4, 30), date(2026, 5, 6)),  # Labour Day: 1 to 5 May
        (DayUnit.CHINA, 4, date(2026, 5, 5), date(2026, 5, 9)),  # a Saturday that is worked
        (DayUnit.CHINA, 5, date(2026, 5, 5), date(2026, 5, 11)),
        (DayUnit.CHINA, 1, date(2026, 2, 13), date(2026, 2, 14)),  # worked before the Spring Festival
        (DayUnit.CHINA, 2, date(2026, 2, 13), date(2026, 2, 24)),
        (DayUnit.CHINA, 1, date(2026, 9, 19), date(2026, 9, 20)),  # a Sunday that is worked
        (DayUnit.CHINA, 2, date(2026, 9, 30), date(2026, 10, 9)),
        (DayUnit.CHINA, 3, date(2026, 9, 30), date(2026, 10, 10)),
        (DayUnit.JAPAN, 1, date(2026, 12, 28), date(2027, 1, 4)),  # offices are closed until 3 January
        (DayUnit.CALENDAR, 1, date(2026, 12, 28), date(2026, 12, 29)),
    ],
)
def test_holidays_and_days_worked_instead_are_kept(unit, days, today, earliest):
    """Golden Week, the Spring Festival, worked weekends and the turn of the year: each country keeps its own."""
    # Registration may end before the window opens; a trial run may not.
    left = only("registration", "application")
    assert stepped("registration", today, Lead(days, unit), left).earliest_end == earliest


def test_a_last_day_on_which_nobody_works_leaves_no_day_to_spare():
    """Five business days end by 31 December only if they begin on 21 December: offices close on the 28th."""
    step = stepped("trial_run", date(2026, 12, 21), Lead(5, DayUnit.JAPAN))
    assert (step.start_by, step.earliest_end, step.is_late) == (date(2026, 12, 21), date(2026, 12, 28), False)
    assert stepped("trial_run", date(2026, 12, 22), Lead(5, DayUnit.JAPAN)).is_late


def test_what_is_ordered_before_the_decision_does_not_wait_for_it():
    """The maker begins at once, and the application keeps its own last day."""
    waiting, ordered = (plan_back(PROGRAM, date(2026, 8, 1), NOTHING, is_ordered=flag) for flag in (False, True))
    factory = next(step for step in ordered.steps if step.name == "factory")
    assert (factory.earliest_start, "decision" in {step.name for step in ordered.steps}) == (date(2026, 8, 1), False)
    assert (waiting.is_possible, ordered.is_possible) == (False, True)


UNITS = st.sampled_from(list(DayUnit))
DAYS = st.dates(date(2026, 5, 9), date(2026, 12, 31))
DONE = st.sets(st.sampled_from(list(STEPS))).map(frozenset)


@given(DAYS, DONE, st.sampled_from(list(STEPS)), UNITS, st.integers(0, 60))
def test_a_day_more_never_makes_a_start_later(today, done, name, unit, days):
    """Lengthening any step by a day lets no step begin later, and ends nothing earlier."""
    before, after = (plan_back(PROGRAM, today, done, {name: Lead(days + more, unit)}) for more in (0, 1))
    for earlier, later in zip(before.steps, after.steps, strict=True):
        assert later.start_by <= earlier.start_by
        assert later.end_by <= earlier.end_by
    assert after.earliest_end_on >= before.earliest_end_on


@given(DAYS, DONE, st.sampled_from(list(STEPS)), UNITS, st.booleans())
def test_the_critical_path_is_critical(today, done, name, unit, is_ordered):
    """A day more beside the path moves nothing; weeks more on it move the end, or pass a last day further."""
    edited = {name: Lead(10, unit)}
    plan = plan_back(PROGRAM, today, done, edited, is_ordered=is_ordered)
    if name not in {step.name for step in plan.steps}:
        return
    critical = name in plan.critical_path
    later = plan_back(PROGRAM, today, done, {name: Lead(40 if critical else 11, unit)}, is_ordered=is_ordered)
    late = [step.slack_days for step in plan.steps if step.is_late]
    later_late = [step.slack_days for step in later.steps if step.is_late]
    moved = later.earliest_end_on > plan.earliest_end_on or sum(later_late) < sum(late)
    assert moved if critical else later.earliest_end_on == plan.earliest_end_on


@given(DAYS, DONE, st.booleans())
def test_a_step_is_late_exactly_when_it_begins_after_its_last_start(today, done, is_ordered):
    """In business days too: what begins by its last start ends in time, and nothing that begins later does."""
    for step in plan_back(PROGRAM, today, done, is_ordered=is_ordered).steps:
        assert step.is_late == (step.earliest_start > step.start_by)


def test_the_program_can_still_be_met_in_may_and_not_in_august():
    """On 18 May the plan fits into the window, on 18 August it does not and says where it is too late."""
    may, august = (plan_back(PROGRAM, date(2026, month, 18), NOTHING) for month in (5, 8))
    assert may.is_possible
    assert "certificate" in may.critical_path
    assert not august.is_possible
    assert {finding.code for finding in august.late} == {"schedule.too_late"}


def test_the_application_ends_by_its_deadline():
    """With everything after it done in advance, the application still has its own last day."""
    done = frozenset(STEPS) - {"application"}
    late = plan_back(PROGRAM, date(2026, 12, 30), done)
    assert late.steps[0].end_by == END
    assert not late.is_possible


def test_the_application_may_be_due_before_the_window_ends():
    """An earlier deadline binds the application and what it waits for, and nothing after it."""
    earlier = replace_value("application.deadline", "2026-10-30T17:00:00+09:00")
    ends = [
        {step.name: step.end_by for step in plan_back(program, date(2026, 6, 1), NOTHING, is_ordered=True).steps}
        for program in (PROGRAM, earlier)
    ]
    assert ends[1]["application"] == date(2026, 10, 30)
    assert ends[1]["certificate"] < ends[0]["certificate"]
    assert ends[1]["trial_run"] == ends[0]["trial_run"] == END


def test_a_year_without_published_holidays_is_said():
    """A plan that begins where no holidays are published says of each country that its business days are open."""
    findings = plan_back(PROGRAM, date(2025, 12, 1), frozenset()).findings
    assert [(finding.code, finding.facts["country"]) for finding in findings] == [
        ("schedule.calendar_ends", "JP"),
        ("schedule.calendar_ends", "CN"),
    ]


def test_a_plan_that_reaches_into_the_next_year_says_that_chinas_holidays_are_expected():
    """Japan's list of 2027 is published and China's is not: only what rests on the latter says so."""
    findings = [one for one in plan_back(PROGRAM, date(2026, 11, 1), NOTHING).findings if not one.place]
    assert [(one.code, one.facts["country"]) for one in findings] == [("schedule.calendar_computed", "CN")]
    assert findings[0].citation.startswith("assumption:")


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
    assert {finding.place for finding in findings if finding.place} == set(STEPS)
    for finding in findings:
        said = all_wording().say_finding(finding, language) + all_wording().remedy(finding, language)
        assert "—" not in said
    assert all(all_wording().has(f"schedule.step.{name}") for name in STEPS)
