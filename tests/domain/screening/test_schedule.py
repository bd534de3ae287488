"""The back-schedule: latest starts, what is critical, and what is too late."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.screening.schedule import STEPS, back_schedule

LEAD = {"registration": 28, "certificate": 60, "partner": 20, "application": 10, "decision": 30, "factory": 75,
        "export": 2, "shipping": 12, "customs": 5, "inland": 3, "installation": 14, "trial_run": 7}  # fmt: skip
END = date(2026, 12, 31)


def schedule(today, done=(), lead=LEAD):
    """Plan backwards from the window's end."""
    return back_schedule(lead, frozenset(done), END, today)


def test_the_last_step_ends_with_the_window():
    """The trial run ends on the window's last day and starts its own length before."""
    step = schedule(date(2026, 5, 18)).steps[-1]
    assert (step.name, step.end_by, step.start_by) == ("trial_run", END, END - timedelta(days=7))


def test_the_certificate_is_the_first_thing_to_order():
    """On 18 May nine days are left before the certificate must be ordered; it lies on the critical path."""
    steps = {step.name: step for step in schedule(date(2026, 5, 18)).steps}
    assert (steps["certificate"].start_by, steps["certificate"].slack_days) == (date(2026, 5, 27), 9)
    assert steps["certificate"].is_critical
    assert not steps["partner"].is_critical


def test_the_last_day_to_begin_is_still_in_time():
    """Beginning on the latest start the plan is possible, a day later it is not and says which step is late."""
    assert schedule(date(2026, 5, 27)).is_possible
    late = schedule(date(2026, 5, 28))
    assert not late.is_possible
    assert {"certificate", "application"} <= {finding.place for finding in late.findings}


def test_what_is_done_takes_no_time():
    """With certificate, registration and partner at hand the plan is possible much later."""
    done = ("certificate", "registration", "partner", "application", "decision")
    assert schedule(date(2026, 9, 4), done).is_possible
    assert {step.name for step in schedule(date(2026, 9, 4), done).steps} == set(STEPS) - set(done)


def test_what_holds_nothing_up_is_no_part_of_the_plan():
    """With the machine running only the application is left, with what it needs: a decision may come whenever."""
    running = ("factory", "export", "shipping", "customs", "inland", "installation", "trial_run")
    left = {step.name for step in schedule(date(2026, 12, 1), running).steps}
    assert left == {"registration", "certificate", "partner", "application"}
    assert schedule(date(2026, 12, 1), (*running, "application")).steps == ()


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.sampled_from(list(STEPS)))
def test_a_day_more_moves_the_end_exactly_on_the_critical_path(today, name):
    """In days of the calendar a day lost on the critical path is a day lost at the end, and elsewhere none is."""
    before, after = schedule(today), schedule(today, lead={**LEAD, name: LEAD[name] + 1})
    assert (after.earliest_end_on - before.earliest_end_on).days == (name in before.critical_path)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.sets(st.sampled_from(list(STEPS))))
def test_every_last_start_is_the_last(today, done):
    """A step that begins by its last start is in time, and the plan has room exactly until the last starts."""
    for step in schedule(today, done).steps:
        assert step.start_by + timedelta(days=step.lead.days) == step.end_by
        assert step.is_late == (step.earliest_start > step.start_by)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.sets(st.sampled_from(list(STEPS))))
def test_a_plan_is_possible_exactly_when_no_step_is_late(today, done):
    """Possible, no late step, and an earliest end inside the window are one and the same, as long as a step is left."""
    found = schedule(today, done)
    assert found.is_possible == (found.earliest_end_on <= END or not found.steps)
    assert not found.is_possible or not found.findings


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.sampled_from(list(STEPS)), st.integers(1, 40))
def test_a_longer_lead_time_never_helps(today, name, more):
    """Lengthening any step never brings the end forward."""
    longer = schedule(today, lead={**LEAD, name: LEAD[name] + more})
    assert longer.earliest_end_on >= schedule(today).earliest_end_on
