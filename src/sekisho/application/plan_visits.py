"""Plan visits: which lines wait, how pressing each is, and which inspector could go when to which prefecture."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.application.desk import Desk
from sekisho.application.inspectors import INSPECTORS, parties_of, read_inspector
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_cases
from sekisho.application.read_ahead import Ahead, ahead, read_ahead
from sekisho.application.register_facts import read_registers
from sekisho.application.section import content_of
from sekisho.application.views import LineRow
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.guard.line import MOVES_IN
from sekisho.domain.casework.reminder import VERIFIABLE
from sekisho.domain.inspection.escalation import Escalation, escalation
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.interest import years_before
from sekisho.domain.inspection.prefecture import prefecture_of
from sekisho.domain.inspection.travel import Proposal, Traveller, Waiting, propose
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: States of a line between its commissioning and the end of its verification.
OPEN = ("commissioned", "visit_scheduled", "second_visit_due")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line whose verification is not over: who claims, what stands where, and how pressing its day is.

    ``escalation`` is None for a second look, which no day binds. ``awaits_visit``: somebody has to be sent.
    """

    case: str
    line: str
    seq: int
    claimant: str
    machine: str
    prefecture: str
    site: str
    state: str
    visit: int
    visit_on: str
    inspector: str
    escalation: Escalation | None
    awaits_visit: bool


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """Every open line, the most pressing first, and the trips proposed for those that wait."""

    today: date
    lines: tuple[OpenLine, ...]
    proposal: Proposal

    def line(self, waiting: Waiting) -> OpenLine:
        """Give the open line a proposal is about."""
        return next(one for one in self.lines if (one.case, one.line) == (waiting.case, waiting.line))


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """Dated parameters of a plan made today: its working days, visits a day, and since when an interest bars.

    ``thresholds`` are the days before its end at which a line becomes pressing.
    """

    today: date
    days: tuple[date, ...]
    last_on: date
    visits_per_day: int
    interests_since: date
    thresholds: tuple[int, ...]


def plan_terms(program: ProgramDefinition, today: date) -> PlanTerms:
    """Give what a plan made on a day goes by."""
    calendar, count = program.calendar().offices.provisional(), program.number("inspection.plan_days", today)
    days = [today + n * DAY for n in range(1, count + 1)]
    return PlanTerms(
        today=today,
        days=tuple(day for day in days if calendar.is_business_day(day)),
        last_on=today + count * DAY,
        visits_per_day=program.number("inspection.visits_per_day", today),
        interests_since=years_before(today, program.number("inspection.conflict_years", today)),
        thresholds=program.counts("verification.escalation_days", today),
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """A line with its case, its content, and the day the plan is made."""

    row: LineRow
    case: Case
    content: Mapping[str, Value]
    parties: frozenset[str]

    @property
    def line(self) -> Line:
        return self.case.lines[self.row.line]

    @property
    def prefecture(self) -> str:
        """Give where the machine stands: as the last visit said, else as the application says."""
        applicant = self.content.get("applicant")
        stated = str(applicant.get("prefecture") or "") if isinstance(applicant, dict) else ""
        return prefecture_of(self.line.text("prefecture") or stated)

    @property
    def awaits_visit(self) -> bool:
        """Say whether somebody has to be sent: no visit is scheduled that has not been held."""
        return self.case.state in MOVES_IN["case_is_granted"] and not self.is_scheduled

    @property
    def is_scheduled(self) -> bool:
        """Say whether a visit is scheduled that nobody has held yet."""
        return self.line.state == "visit_scheduled" and self.line.visits_held < self.line.visit


def _sites(tx: Ahead) -> list[_Site]:
    found = tx.views.lines(states=OPEN)
    cases = read_cases(tx, {row.case for row in found})
    # A case that has ended leaves its machines where they were; nobody goes there any more.
    rows = [row for row in found if cases[row.case].state in VERIFIABLE]
    read_ahead(tx, [cases[name] for name in {row.case for row in rows}])
    registers = read_registers(tx)
    contents = {name: content_of(tx, cases[name]) for name in {row.case for row in rows}}
    parties = {
        name: parties_of(tx, registers, cases[name], equipment_of(content)) for name, content in contents.items()
    }
    return [_Site(row, cases[row.case], contents[row.case], parties[row.case]) for row in rows]


def _open_line(site: _Site, terms: PlanTerms) -> OpenLine:
    line, case = site.line, site.case
    bound = line.visit_by if line.visit_by and not line.is_second_look else None
    return OpenLine(
        case=case.id,
        line=line.id,
        seq=case.seq,
        claimant=str(case.applicant.get("name") or ""),
        machine=f"{site.row.maker} {site.row.model}",
        prefecture=site.prefecture,
        site=line.text("site"),
        state=line.state,
        visit=line.visits_held + 1,
        visit_on="" if site.awaits_visit else line.text("visit_on"),
        inspector="" if site.awaits_visit else line.text("inspector"),
        escalation=escalation(bound, terms.today, terms.thresholds) if bound else None,
        awaits_visit=site.awaits_visit,
    )


def _barred(site: _Site, inspectors: Iterable[Inspector], terms: PlanTerms) -> frozenset[str]:
    """Give who may not go on any day of the plan; an interest that fades within it still bars."""
    barred = {
        inspector.id
        for inspector in inspectors
        for one in inspector.interests.values()
        if one.organisation in site.parties and one.lies_within(terms.interests_since, terms.last_on)
    }
    return frozenset(barred | ({site.line.text("verified_by")} if site.line.is_second_look else set()))


def _waiting(site: _Site, barred: frozenset[str], terms: PlanTerms) -> Waiting:
    bound = site.line.visit_by if site.line.visit_by and not site.line.is_second_look else terms.last_on
    return Waiting(site.case.id, site.line.id, site.prefecture, terms.today + DAY, bound, barred)


def _booked(inspector: Inspector, sites: Iterable[_Site]) -> list[tuple[date, str]]:
    """Give the visits an inspector has before him: day and prefecture."""
    own = [site for site in sites if site.is_scheduled and site.line.text("inspector") == inspector.id]
    return [(date.fromisoformat(site.line.text("visit_on")), site.prefecture) for site in own]


def _traveller(inspector: Inspector, sites: Iterable[_Site], terms: PlanTerms) -> Traveller:
    booked = _booked(inspector, sites)
    taken = Counter(on for on, _ in booked)
    left = {day: inspector.capacity_on(day, terms.visits_per_day) - taken[day] for day in terms.days}
    goes = {on: frozenset(where for day, where in booked if day == on) for on in taken}
    return Traveller(inspector.id, left, len(booked), goes)


def _inspectors(tx: Ahead) -> list[Inspector]:
    names = [person.id for person in tx.people.all() if person.role == Role.INSPECTOR.value]
    tx.journal.read_all([INSPECTORS + name for name in names])
    return [read_inspector(tx, name) for name in names]


def _urgency(line: OpenLine) -> tuple[int, str, str]:
    return line.escalation.days_left if line.escalation else 1 << 20, line.case, line.line


def show_visit_plan(desk: Desk) -> VisitPlan:
    """Give what is open, the most pressing first, and trips proposed for the coming working days."""
    with desk.store.read() as opened:
        tx = ahead(opened)
        program, today = desk.programs.definition(tx), day_in_japan(program_now(desk, tx))
        sites, inspectors = _sites(tx), _inspectors(tx)
    terms = plan_terms(program, today)
    waiting = [_waiting(site, _barred(site, inspectors, terms), terms) for site in sites if site.awaits_visit]
    travellers = [_traveller(inspector, sites, terms) for inspector in inspectors]
    lines = sorted((_open_line(site, terms) for site in sites), key=_urgency)
    return VisitPlan(today, tuple(lines), propose(waiting, travellers, terms.days))
