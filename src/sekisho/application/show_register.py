"""Show the registers: to everybody what stands in them, to an owner and the office the whole of a registration."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Notice, Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import REGISTRATIONS, read_registration, read_registrations
from sekisho.application.record import Recorded
from sekisho.application.register import papers_needed, papers_taken
from sekisho.application.register_facts import key_of, read_registers
from sekisho.application.show_case import INSIDERS, is_told
from sekisho.application.views import RegistrationRow
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import Subject
from sekisho.domain.casework.table import open_to
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.time import day_in_japan

#: What anybody may know: who may be partner, what is registered, where to apply. Agreements are their parties' own.
PUBLIC = (Subject.MODEL, Subject.INTEGRATOR, Subject.DISTRIBUTOR, Subject.BODY, Subject.CHANNEL)
#: States in which the office still owes a decision.
UNDECIDED = ("applied", "under_review", "appealed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a public register: what is registered, under which key, since when."""

    subject: str
    key: str
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """A registration for its owner or the office: its papers, those still missing, its events, what may be done.

    ``taken`` are the kinds of papers the program takes for it.
    ``warnings`` are what an officer should look at before he decides; nobody else is told. ``notices`` are those to the
    reader's own organisation.
    """

    registration: Registration
    missing: tuple[str, ...]
    taken: tuple[str, ...]
    timeline: tuple[Recorded, ...]
    actions: tuple[Row, ...]
    now: datetime
    decide_by: datetime | None
    warnings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()


def _since(row: RegistrationRow) -> str:
    days = [day for day, state in row.history if state == "registered"]
    return max(days, default="")


def show_public_register(desk: Desk) -> list[Entry]:
    """Give everything that stands in the public registers today, by subject and name."""
    with desk.store.read() as tx:
        today = day_in_japan(program_now(desk, tx))
        registers = read_registers(tx)
    standing = [row for subject in PUBLIC for row in registers.of(subject, today)]
    return [Entry(row.subject, row.key, row.name or row.key, _since(row)) for row in standing]


def _may_see(registration: Registration, person: Person) -> bool:
    return person.side in INSIDERS or registration.binds(person.organisation)


def decide_by(program: ProgramDefinition, registration: Registration, now: datetime) -> datetime | None:
    """Give the end of the day by which the office means to decide on an application (A26); None once it has."""
    if registration.state not in UNDECIDED or registration.applied_at is None:
        return None
    working_days = program.number("registration.target_working_days", day_in_japan(now))
    applied_on = day_in_japan(registration.applied_at)
    return end_of(program.calendar().offices.add_business_days(applied_on, working_days))


@dataclass(frozen=True, slots=True)
class Listed:
    """A registration in a list, with the day by which the office means to decide."""

    registration: Registration
    decide_by: datetime | None


def list_registrations(desk: Desk, person: Person) -> list[Listed]:
    """Give the registrations a person may see whole: the office and the auditor all, others their own."""
    with desk.store.read() as tx:
        names = [stream.removeprefix(REGISTRATIONS) for stream in tx.journal.streams(REGISTRATIONS)]
        found = read_registrations(tx, names)
        program, now = desk.programs.definition(tx), program_now(desk, tx)
    return [Listed(one, decide_by(program, one, now)) for one in found if _may_see(one, person)]


def _actions(registration: Registration, person: Person) -> tuple[Row, ...]:
    rows = open_to(Track.REGISTRATION, registration.state, person.actor.who)
    agreement = registration.subject == Subject.AGREEMENT
    # Confirming is for agreements only, and only for the one who has not entered it.
    confirms = agreement and not registration.confirmed_by and registration.applicant != person.organisation
    return tuple(row for row in rows if row.command != "confirm" or confirms)


def _same_model(tx: Transaction, registration: Registration) -> tuple[Finding, ...]:
    """Warn of others who applied for the same model: two may sell it, or one claims what is another's."""
    own = key_of(registration.particulars)
    rows = [row for row in read_registers(tx).of(Subject.MODEL) if key_of(row.particulars) == own]
    others = read_registrations(tx, [row.id for row in rows if row.id != registration.id])
    facts = [{"registration": one.id, "applicant": one.applicant, "state": one.state} for one in others]
    return tuple(Finding("registration.same_model", Outcome.UNDETERMINED, "", "assumption: A26", one) for one in facts)


def _view(desk: Desk, tx: Transaction, name: str, person: Person) -> RegistrationView | None:
    registration = read_registration(tx, name)
    if not registration.seq or not _may_see(registration, person):
        return None
    filed = {paper.kind for paper in registration.papers}
    missing = tuple(kind for kind in papers_needed(desk, tx, registration.subject) if kind not in filed)
    taken = papers_taken(desk, tx, registration.subject)
    timeline = tuple(tx.journal.read(REGISTRATIONS + name))
    now = program_now(desk, tx)
    due = decide_by(desk.programs.definition(tx), registration, now)
    warned = person.side in INSIDERS and registration.subject == Subject.MODEL
    warnings = _same_model(tx, registration) if warned else ()
    told = tuple(notice for notice in tx.outbox.of(case=name) if is_told(notice, person))
    done = _actions(registration, person)
    return RegistrationView(registration, missing, taken, timeline, done, now, due, warnings, told)


def show_registration(desk: Desk, name: str, person: Person) -> RegistrationView | None:
    """Give a registration for its owner or the office; None where there is none or it is not theirs to see."""
    with desk.store.read() as tx:
        return _view(desk, tx, name, person)


def read_registration_paper(desk: Desk, name: str, person: Person, paper: str) -> tuple[str, bytes] | None:
    """Give a paper's name and bytes to those who may see the registration; None else."""
    with desk.store.read() as tx:
        registration = read_registration(tx, name)
        found = next((one for one in registration.papers if one.id == paper), None)
        if found is None or not _may_see(registration, person):
            return None
        data = tx.blobs.get(found.digest)
    return (found.name, data) if data is not None else None


def needed_papers(desk: Desk, subject: str) -> tuple[str, ...]:
    """Give the kinds of papers a kind of registration needs today."""
    with desk.store.read() as tx:
        return papers_needed(desk, tx, subject)
