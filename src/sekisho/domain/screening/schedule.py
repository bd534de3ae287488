"""Can it still be done in time? The back-schedule from the window's end, with lead times one can edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.calendar import Calendar
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan, parse_instant

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
#: The office's own target for deciding on a model's registration (A26): what it promises is what one may plan with.
REGISTRATION = "registration.target_working_days"


@dataclass(frozen=True, slots=True)
class Leads:
    """How long each step takes: calendar days, or working days of an office for the steps named so.

    ``latest`` are days by which a step must end whatever follows it, as the application by its deadline.
    """

    days: Mapping[str, int]
    working: frozenset[str] = frozenset()
    calendar: Calendar | None = None
    latest: Mapping[str, date] = field(default_factory=dict)

    def without(self, done: frozenset[str]) -> "Leads":
        """Give the lead times once some steps are done."""
        # A step that is done takes no more time, but keeps its place: what follows it still waits for the others.
        return replace(self, days={name: 0 if name in done else self.days[name] for name in STEPS})

    def shifted(self, step: str, day: date, sign: int) -> date:
        """Give the day a step's length after (1) or before (-1) another."""
        days = sign * self.days[step]
        counts = self.calendar if step in self.working else None
        return counts.add_business_days(day, days) if counts else day + timedelta(days=days)

    def are_known(self, *days: date) -> bool:
        """Say whether working days can be counted around some days; without steps that take them nothing is open."""
        return self.calendar is None or not self.working or all(self.calendar.is_known(day) for day in days)

    def basis_on(self, *days: date) -> str:
        """Give what working days around some days rest on beside published holidays; empty where on nothing."""
        found = [self.calendar.basis_of(day) for day in days] if self.calendar and self.working else []
        return next((basis for basis in found if basis), "")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of the back-schedule: the day it must start at the latest, and the day it must end."""

    name: str
    days: int
    start_by: date
    end_by: date
    slack_days: int
    is_critical: bool
    is_in_working_days: bool = False

    @property
    def is_late(self) -> bool:
        """Say whether it is too late to begin."""
        return self.slack_days < 0

    def as_json(self) -> dict[str, Value]:
        """Give the step as plain values."""
        return {
            "name": self.name,
            "days": self.days,
            "working_days": self.is_in_working_days,
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
    is_calendar_known: bool = True
    calendar_basis: str = ""

    @property
    def is_possible(self) -> bool:
        """Say whether the last step can still end inside the window, and every step by its own last day."""
        # Two conditions, because a step with a last day of its own may be late although the end is not.
        return self.earliest_end_on <= self.last_on and not any(step.is_late for step in self.steps)

    @property
    def critical_path(self) -> tuple[str, ...]:
        """Give the steps without room: a day lost in one of them is a day lost at the end."""
        return tuple(step.name for step in self.steps if step.is_critical)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give a finding for every step that is too late, and one where the calendar runs out or is computed."""
        late = [_late(step) for step in self.steps if step.is_late]
        facts: dict[str, Value] = {"last_on": self.last_on.isoformat()}
        if not self.is_calendar_known:
            return (*late, Finding("schedule.calendar_ends", Outcome.UNDETERMINED, "", CITATION, facts))
        if self.calendar_basis:
            return (*late, Finding("schedule.calendar_computed", Outcome.UNDETERMINED, "", self.calendar_basis, facts))
        return tuple(late)

    def as_json(self) -> dict[str, Value]:
        """Give the schedule as plain values."""
        return {
            "possible": self.is_possible,
            "last_on": self.last_on.isoformat(),
            "earliest_end_on": self.earliest_end_on.isoformat(),
            "latest_start": min((s.start_by for s in self.steps), default=self.last_on).isoformat(),
            "critical_path": list(self.critical_path),
            "calendar_known": self.is_calendar_known,
            "calendar_basis": self.calendar_basis,
            "steps": [step.as_json() for step in self.steps],
        }


def _late(step: PlannedStep) -> Finding:
    facts: dict[str, Value] = {"step": step.name, "start_by": step.start_by.isoformat(), "days": step.days}
    return Finding("schedule.too_late", Outcome.NOT_MET, step.name, CITATION, facts)


def _ends(leads: Leads, last_on: date) -> dict[str, date]:
    """Work backwards: a step must end before any step that waits for it must start, and by its own last day."""
    # From the last step to the first, because the window's end is the only date nobody can move.
    ends: dict[str, date] = {}
    for name in reversed(tuple(STEPS)):
        followers = [other for other, waits_for in STEPS.items() if name in waits_for]
        starts = [leads.shifted(other, ends[other], -1) for other in followers]
        ends[name] = min([*starts, leads.latest.get(name, last_on), last_on])
    return ends


def _earliest(leads: Leads, today: date) -> dict[str, date]:
    done: dict[str, date] = {}
    for name, waits_for in STEPS.items():
        begun = max((done[other] for other in waits_for), default=today)
        done[name] = leads.shifted(name, begun, 1)
    return done


def _plan(leads: Leads, done: frozenset[str], last_on: date, today: date) -> BackSchedule:
    left = leads.without(done)
    ends, earliest = _ends(left, last_on), _earliest(left, today)
    slack = {name: (ends[name] - earliest[name]).days for name in STEPS if name not in done}
    tightest = min(slack.values(), default=0)
    # The tightest steps are critical even where there is room: a day lost there is a day lost at the end.
    starts = {name: left.shifted(name, ends[name], -1) for name in slack}
    steps = tuple(
        PlannedStep(name, left.days[name], starts[name], ends[name], room, room == tightest, name in left.working)
        for name, room in slack.items()
    )
    end = max(earliest.values())
    return BackSchedule(steps, last_on, end, leads.are_known(today, last_on), leads.basis_on(today, last_on))


def back_schedule(lead: Mapping[str, int], done: frozenset[str], last_on: date, today: date) -> BackSchedule:
    """Plan backwards from ``last_on`` in calendar days; steps in ``done`` take no more time."""
    return _plan(Leads(lead), done, last_on, today)


def leads_of(program: ProgramDefinition, day: date, edited: Mapping[str, int]) -> Leads:
    """Give the lead time of every step: what the user says in calendar days, else the program's dated assumptions."""
    # A person who edits a lead time counts on a wall calendar, so an edited step is taken in calendar days.
    offices = {**program.numbers("lead.working_days", day), "registration": program.number(REGISTRATION, day)}
    working = {name: days for name, days in offices.items() if name not in edited}
    assumed = program.numbers("lead.days", day)
    days = {name: edited.get(name, working.get(name, assumed.get(name, 0))) for name in STEPS}
    deadline = day_in_japan(parse_instant(program.text("application.deadline", day)))
    # A plan may look past the years anybody knows, and then says so; a deadline never does.
    calendar = program.calendar().offices.provisional()
    return Leads(days, frozenset(working), calendar, {"application": deadline})


def plan_back(
    program: ProgramDefinition, today: date, done: frozenset[str], edited: Mapping[str, int] | None = None
) -> BackSchedule:
    """Plan backwards from the end of the program's window, in the working days of offices where they take them."""
    leads = leads_of(program, today, edited or {})
    return _plan(leads, done, program.day("window.closes", today), today)
