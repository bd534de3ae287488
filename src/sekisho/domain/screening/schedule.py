"""Can it still be done in time? The back-schedule from the window's end, with lead times one can edit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.calendar import Calendar
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan, parse_instant

#: What has to happen, each step with those it waits for. The last one is the window's second event (F5).
STEPS: Mapping[str, tuple[str, ...]] = {
    "partner": (),
    "registration": (),
    "certificate": (),
    "application": ("registration", "certificate", "partner"),
    "decision": ("application",),
    "factory": ("decision",),
    "export": ("factory",),
    "shipping": ("export",),
    "customs": ("shipping",),
    "inland": ("customs",),
    "installation": ("inland",),
    "trial_run": ("installation",),
}
#: The steps with a last day of their own: the deadline of the application, and the two events inside the window (F5).
BOUND = ("application", "customs", "trial_run")
LAST = "trial_run"
CITATION = "article: ¶2; assumption: lead times"
#: The office's own target for deciding on a model's registration (A26): what it promises is what one may plan with.
REGISTRATION = "registration.target_working_days"
#: The longest lead time one may state, in any unit: the program lasts less than a year, and a longer one is a slip.
LONGEST = 1000


class DayUnit(StrEnum):
    """What a lead time is counted in: days of the calendar, or business days of the country where the step is taken."""

    CALENDAR = "calendar"
    JAPAN = "business_jp"
    CHINA = "business_cn"


#: Whose holidays a unit counts by, as ISO 3166 writes it.
COUNTRIES: Mapping[DayUnit, str] = {DayUnit.JAPAN: "JP", DayUnit.CHINA: "CN"}


@dataclass(frozen=True, slots=True)
class Lead:
    """How long a step takes, and in which days that is counted."""

    days: int
    unit: DayUnit = DayUnit.CALENDAR


@dataclass(frozen=True, slots=True)
class Leads:
    """How long every step takes, by which calendars, and what waits for what.

    ``latest`` are the last days of the steps that have one of their own, ``first`` the days before which a step may not
    end; ``waits`` is ``STEPS`` unless the machine is ordered before the decision.
    """

    steps: Mapping[str, Lead]
    latest: Mapping[str, date]
    calendars: Mapping[DayUnit, Calendar] = field(default_factory=dict)
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: STEPS)
    first: Mapping[str, date] = field(default_factory=dict)

    def end_of(self, step: str, begun: date) -> date:
        """Give the day a step ends that begins on a day."""
        lead = self.steps[step]
        calendar = self.calendars.get(lead.unit)
        return calendar.add_business_days(begun, lead.days) if calendar else begun + timedelta(days=lead.days)

    def start_of(self, step: str, end: date) -> date:
        """Give the last day a step may begin to end by a day."""
        lead = self.steps[step]
        calendar = self.calendars.get(lead.unit)
        return calendar.last_day_before(end, lead.days) if calendar else end - timedelta(days=lead.days)

    def without(self, done: frozenset[str]) -> "Leads":
        """Give the lead times once some steps are done."""
        # A step that is done takes no more time, but keeps its place: what follows it still waits for the others.
        steps = {name: Lead(0) if name in done else lead for name, lead in self.steps.items()}
        latest = {name: day for name, day in self.latest.items() if name not in done}
        first = {name: day for name, day in self.first.items() if name not in done}
        return replace(self, steps=steps, latest=latest, first=first)

    def run_of(self, step: str, free: date) -> tuple[date, date]:
        """Give from when to when a step runs at the earliest that is free to begin on a day."""
        first = self.first.get(step, free)
        # What may not end before a day need not begin before that day's own last start either.
        begun = max(free, self.start_of(step, first))
        return begun, max(self.end_of(step, begun), first)

    def longer(self, step: str) -> "Leads":
        """Give the lead times with one step a day longer, in its own unit."""
        lead = self.steps[step]
        return replace(self, steps={**self.steps, step: replace(lead, days=lead.days + 1)})


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step: from when to when it can run at the earliest, and by when it must begin and end at the latest."""

    name: str
    lead: Lead
    earliest_start: date
    earliest_end: date
    start_by: date
    end_by: date
    is_critical: bool

    @property
    def slack_days(self) -> int:
        """Give how many days of the calendar the step may slip before something comes too late; below zero it has."""
        return (self.end_by - self.earliest_end).days

    @property
    def is_late(self) -> bool:
        """Say whether it is too late to begin."""
        return self.slack_days < 0

    @property
    def finding(self) -> Finding:
        """Give the step as a finding that it is too late, with what may still help."""
        facts: dict[str, Value] = {"step": self.name, "start_by": self.start_by.isoformat(), "days": self.lead.days}
        facts["unit"] = self.lead.unit.value
        remedy = f"schedule.too_late.{self.name}"
        return Finding("schedule.too_late", Outcome.NOT_MET, self.name, CITATION, facts, remedy)

    def as_json(self) -> dict[str, Value]:
        """Give the step as plain values."""
        return {
            "name": self.name,
            "days": self.lead.days,
            "unit": self.lead.unit.value,
            "earliest_start": self.earliest_start.isoformat(),
            "earliest_end": self.earliest_end.isoformat(),
            "start_by": self.start_by.isoformat(),
            "end_by": self.end_by.isoformat(),
            "slack_days": self.slack_days,
            "critical": self.is_critical,
            "late": self.is_late,
        }


@dataclass(frozen=True, slots=True)
class BackSchedule:
    """The whole back-schedule from a last day, as seen on a day; ``notes`` say what its calendars do not know yet.

    ``contradictions`` are why there is no plan at all: what is stated cannot be so.
    """

    steps: tuple[PlannedStep, ...]
    last_on: date
    today: date
    earliest_end_on: date
    notes: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Say whether every step can still end by its last day."""
        return not self.contradictions and not any(step.is_late for step in self.steps)

    def given(self, contradictions: tuple[Finding, ...]) -> "BackSchedule":
        """Give the plan as it is, or none at all where what it rests on contradicts itself."""
        return replace(self, steps=(), notes=(), contradictions=contradictions) if contradictions else self

    @property
    def critical_path(self) -> tuple[str, ...]:
        """Give the steps in which time lost is lost at the end; days of rest on the way may swallow some of it."""
        return tuple(step.name for step in self.steps if step.is_critical)

    @property
    def late(self) -> tuple[Finding, ...]:
        """Give a finding for every step that is too late."""
        return tuple(step.finding for step in self.steps if step.is_late)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give what contradicts, what is too late, and what the calendars do not know."""
        return (*self.contradictions, *self.late, *self.notes)

    def as_json(self) -> dict[str, Value]:
        """Give the schedule as plain values."""
        return {
            "possible": self.is_possible,
            "today": self.today.isoformat(),
            "last_on": self.last_on.isoformat(),
            "earliest_end_on": None if self.contradictions else self.earliest_end_on.isoformat(),
            "latest_start": min((s.start_by for s in self.steps), default=self.last_on).isoformat(),
            "critical_path": list(self.critical_path),
            "steps": [step.as_json() for step in self.steps],
        }


def _followers(name: str, waits: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [other for other, waits_for in waits.items() if name in waits_for]


def _way(leads: Leads, done: frozenset[str]) -> tuple[str, ...]:
    """Give the steps on the way, in order: those left with a last day of their own, and whatever comes before one."""
    way: set[str] = set()
    for name in reversed(tuple(STEPS)):
        # A decision that comes after the machine is running holds nothing up, so it is no part of the plan.
        leads_on = any(other in way for other in _followers(name, leads.waits))
        way |= {name} if leads_on or (name in BOUND and name not in done) else set()
    return tuple(name for name in STEPS if name in way)


def _ends(leads: Leads, way: tuple[str, ...]) -> dict[str, date]:
    """Work backwards: a step must end before any step that waits for it must begin, and by its own last day."""
    # From the last step to the first, because the window's end is the only date nobody can move.
    ends: dict[str, date] = {}
    for name in reversed(way):
        followers = [other for other in _followers(name, leads.waits) if other in ends]
        own = [leads.latest[name]] if name in leads.latest else []
        ends[name] = min(own + [leads.start_of(other, ends[other]) for other in followers])
    return ends


def _begins(leads: Leads, way: tuple[str, ...], today: date) -> dict[str, tuple[date, date]]:
    """Work forwards: from when to when each step runs if everything begins as soon as it can."""
    runs: dict[str, tuple[date, date]] = {}
    for name in way:
        begun = max((runs[other][1] for other in leads.waits[name] if other in runs), default=today)
        runs[name] = leads.run_of(name, begun)
    return runs


def _finish(runs: Mapping[str, tuple[date, date]], today: date) -> date:
    """Give the day of commissioning, or of what is left once the machine runs."""
    return runs[LAST][1] if LAST in runs else max((end for _, end in runs.values()), default=today)


def _goals(leads: Leads, runs: Mapping[str, tuple[date, date]]) -> list[str]:
    """Give the steps the plan is about: commissioning, or the last that is left; and whatever passes its last day."""
    last = LAST if LAST in runs else max(runs, key=lambda name: runs[name][1], default="")
    passed = [name for name, day in leads.latest.items() if name in runs and runs[name][1] > day]
    return [*([last] if last else []), *passed]


def _driving(leads: Leads, way: tuple[str, ...], today: date) -> frozenset[str]:
    """Give the chain that decides the end: from each goal back, always the step that was waited for longest."""
    runs = _begins(leads, way, today)
    found: set[str] = set()
    wanted = _goals(leads, runs)
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted += [other for other in leads.waits[name] if other in runs and runs[other][1] == runs[name][0]]
    return frozenset(found)


def _critical(leads: Leads, way: tuple[str, ...], today: date) -> frozenset[str]:
    """Give the steps in which time lost is lost at the end: the chain that decides it, and whatever would join it."""
    end = _finish(_begins(leads, way, today), today)
    # One business day more may leap a holiday of another country, so a step beside the chain is found by trying.
    tried = {name for name in way if _finish(_begins(leads.longer(name), way, today), today) > end}
    return _driving(leads, way, today) | tried


def _note(unit: DayUnit, calendar: Calendar, days: Iterable[date]) -> Finding | None:
    """Say where a plan counts on a calendar nobody has published: not known at all, or only expected."""
    counted = sorted(days)
    unknown = [day for day in counted if not calendar.is_known(day)]
    basis = next((found for day in counted if (found := calendar.basis_of(day))), "")
    facts: dict[str, Value] = {"country": COUNTRIES[unit]}
    if unknown:
        facts |= {"last_on": unknown[-1].isoformat()}
        return Finding("schedule.calendar_ends", Outcome.UNDETERMINED, "", CITATION, facts)
    if basis:
        facts |= {"last_on": counted[-1].isoformat()}
        return Finding("schedule.calendar_computed", Outcome.UNDETERMINED, "", basis, facts)
    return None


def _notes(leads: Leads, steps: tuple[PlannedStep, ...]) -> tuple[Finding, ...]:
    found = []
    for unit, calendar in leads.calendars.items():
        counted = [step for step in steps if step.lead.unit is unit]
        days = [d for s in counted for d in (s.earliest_start, s.earliest_end, s.start_by, s.end_by)]
        found.append(_note(unit, calendar, days))
    return tuple(note for note in found if note)


def _plan(leads: Leads, done: frozenset[str], last_on: date, today: date) -> BackSchedule:
    way, left = _way(leads, done), leads.without(done)
    runs, ends, critical = _begins(left, way, today), _ends(left, way), _critical(left, way, today)
    steps = tuple(
        PlannedStep(
            name=name,
            lead=left.steps[name],
            earliest_start=runs[name][0],
            earliest_end=runs[name][1],
            start_by=left.start_of(name, ends[name]),
            end_by=ends[name],
            is_critical=name in critical,
        )
        for name in way
        if name not in done
    )
    return BackSchedule(steps, last_on, today, _finish(runs, today), _notes(left, steps))


def back_schedule(lead: Mapping[str, int], done: frozenset[str], last_on: date, today: date) -> BackSchedule:
    """Plan backwards from ``last_on`` in calendar days; steps in ``done`` are left out."""
    leads = Leads({name: Lead(days) for name, days in lead.items()}, dict.fromkeys(BOUND, last_on))
    return _plan(leads, done, last_on, today)


def assumed_leads(program: ProgramDefinition, day: date) -> dict[str, Lead]:
    """Give how long each step takes by the program's dated assumptions."""
    days = {**program.numbers("lead.days", day), "registration": program.number(REGISTRATION, day)}
    units = program.words("lead.unit", day)
    return {name: Lead(days.get(name, 0), DayUnit(units.get(name, DayUnit.CALENDAR))) for name in STEPS}


def leads_of(program: ProgramDefinition, day: date, edited: Mapping[str, Lead], *, is_ordered: bool = False) -> Leads:
    """Give the lead time of every step: what the user says, else the program's dated assumptions."""
    opens, closes = program.day("window.opens", day), program.day("window.closes", day)
    deadline = day_in_japan(parse_instant(program.text("application.deadline", day)))
    # A plan may look past the years anybody knows, and then says so; a deadline never does.
    calendars = {unit: program.calendar(country).offices.provisional() for unit, country in COUNTRIES.items()}
    latest = {"application": deadline, "customs": closes, "trial_run": closes}
    first = {"customs": opens, "trial_run": opens}
    # What is ordered already waits for no decision (A5); whether it may be is the screening's question, not the plan's.
    waits = {**STEPS, "factory": ()} if is_ordered else STEPS
    return Leads({**assumed_leads(program, day), **edited}, latest, calendars, waits, first)


def plan_back(
    program: ProgramDefinition,
    today: date,
    done: frozenset[str],
    edited: Mapping[str, Lead] | None = None,
    *,
    is_ordered: bool = False,
) -> BackSchedule:
    """Plan backwards from the end of the program's window; ``is_ordered`` where the machine is ordered already."""
    leads = leads_of(program, today, edited or {}, is_ordered=is_ordered)
    return _plan(leads, done, program.day("window.closes", today), today)
