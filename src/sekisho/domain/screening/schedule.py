"""Can it still be done in time? The back-schedule from the window's end, with lead times one can edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.domain.values.finding import Finding, Outcome, Value

#: What has to happen, each step with those it waits for. The last one is the window's second event (F5).
STEPS: Mapping[str, tuple[str, ...]] = {
    "registration": (),
    "certificate": (),
    "partner": (),
    "application": ("registration", "certificate", "partner"),
    "decision": ("application",),
    "factory": ("decision",),
    "shipping": ("factory",),
    "customs": ("shipping",),
    "inland": ("customs",),
    "installation": ("inland",),
    "trial_run": ("installation",),
}
CITATION = "article: ¶2; assumption: lead times"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of the back-schedule: the day it must start at the latest, and the day it must end."""

    name: str
    days: int
    start_by: date
    end_by: date
    slack_days: int
    is_critical: bool

    @property
    def is_late(self) -> bool:
        """Say whether it is too late to begin."""
        return self.slack_days < 0

    def as_json(self) -> dict[str, Value]:
        """Give the step as plain values."""
        return {
            "name": self.name,
            "days": self.days,
            "start_by": self.start_by.isoformat(),
            "end_by": self.end_by.isoformat(),
            "slack_days": self.slack_days,
            "critical": self.is_critical,
            "late": self.is_late,
        }


@dataclass(frozen=True, slots=True)
class BackSchedule:
    """The whole back-schedule from a last day, as seen on a day."""

    steps: tuple[PlannedStep, ...]
    last_on: date
    earliest_end_on: date

    @property
    def is_possible(self) -> bool:
        """Say whether the last step can still end inside the window."""
        return self.earliest_end_on <= self.last_on

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give a finding for every step that is too late."""
        return tuple(
            Finding(
                "schedule.too_late",
                Outcome.NOT_MET,
                step.name,
                CITATION,
                {"step": step.name, "start_by": step.start_by.isoformat(), "days": step.days},
            )
            for step in self.steps
            if step.is_late
        )

    def as_json(self) -> dict[str, Value]:
        """Give the schedule as plain values."""
        return {
            "possible": self.is_possible,
            "last_on": self.last_on.isoformat(),
            "earliest_end_on": self.earliest_end_on.isoformat(),
            "latest_start": min((s.start_by for s in self.steps), default=self.last_on).isoformat(),
            "steps": [step.as_json() for step in self.steps],
        }


def _ends(lead: Mapping[str, int], last_on: date) -> dict[str, date]:
    """Work backwards: a step must end before any step that waits for it must start."""
    ends: dict[str, date] = {}
    for name in reversed(tuple(STEPS)):
        followers = [other for other, waits_for in STEPS.items() if name in waits_for]
        starts = [ends[other] - timedelta(days=lead[other]) for other in followers]
        ends[name] = min(starts, default=last_on)
    return ends


def _earliest(lead: Mapping[str, int], today: date) -> dict[str, date]:
    done: dict[str, date] = {}
    for name, waits_for in STEPS.items():
        begun = max((done[other] for other in waits_for), default=today)
        done[name] = begun + timedelta(days=lead[name])
    return done


def back_schedule(lead: Mapping[str, int], done: frozenset[str], last_on: date, today: date) -> BackSchedule:
    """Plan backwards from ``last_on``; steps in ``done`` take no more time. ``lead`` gives days for every step."""
    left = {name: 0 if name in done else lead[name] for name in STEPS}
    ends, earliest = _ends(left, last_on), _earliest(left, today)
    slack = {name: (ends[name] - earliest[name]).days for name in STEPS if name not in done}
    tightest = min(slack.values(), default=0)
    steps = tuple(
        PlannedStep(name, left[name], ends[name] - timedelta(days=left[name]), ends[name], days, days == tightest)
        for name, days in slack.items()
    )
    return BackSchedule(steps, last_on, max(earliest.values()))
