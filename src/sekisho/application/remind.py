"""Remind: send each party the notices its deadlines make due, and the office what is over; each notice once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sekisho.application.desk import Desk
from sekisho.application.last_day import basis_on
from sekisho.application.ports import ConflictError, Notice, Transaction
from sekisho.application.project import REGISTRATIONS, read_case, read_cases
from sekisho.application.record import Recorded
from sekisho.application.surround import terms_of
from sekisho.application.views import RegistrationRow
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.deadline import registration_due
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.paper import OWING
from sekisho.domain.casework.reminder import (
    PARTY,
    RUNNING,
    UNFILED,
    VERIFIABLE,
    Duty,
    Reminder,
    Schedule,
    duties_of,
    reminders_due,
)
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.calendar import UnpublishedYearError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: A stream for each case or registration: the journal itself knows what was sent.
REMINDERS = "reminder/"
SENT = "reminder.sent"
OPEN_REGISTRATIONS = ("applied", "under_review")
TARGET = "registration.target_working_days"


@dataclass(frozen=True, slots=True)
class Reminded:
    """The notices that were sent, and the subjects whose last day lies in a year nobody knows the holidays of."""

    sent: tuple[Reminder, ...]
    unknown: tuple[str, ...]


def schedule_of(program: ProgramDefinition, now: datetime) -> Schedule:
    """Give when notices go out, as in force on a day."""
    day = day_in_japan(now)
    before, overdue = program.counts("reminder.days_before", day), program.counts("reminder.days_overdue", day)
    return Schedule(before, overdue, program.counts("verification.escalation_days", day))


def _case_duties(program: ProgramDefinition, case: Case, now: datetime) -> tuple[Duty, ...]:
    return duties_of(case, terms_of(program, day_in_japan(now)))


def _cases_in_reach(tx: Transaction, program: ProgramDefinition, schedule: Schedule, now: datetime) -> list[str]:
    """Give the cases of which some deadline is near or over; the others need not be read every minute."""
    # The days are taken from the deadline: a clock may stand so late that nothing can be added to it.
    ahead = timedelta(days=schedule.earliest + 1)
    filing = terms_of(program, day_in_japan(now)).deadline_at - ahead <= now
    rows = tx.views.cases(states=(*UNFILED, *RUNNING, *VERIFIABLE, *OWING))
    return [row.id for row in rows if (row.state in UNFILED and filing) or (row.due_at and row.due_at - ahead <= now)]


def _registration_duty(tx: Transaction, program: ProgramDefinition, row: RegistrationRow) -> Duty:
    """Give the day by which the office wants to have decided: so many business days after the application (A26)."""
    applied_at = tx.journal.read(REGISTRATIONS + row.id)[0].occurred_at
    days = program.number(TARGET, day_in_japan(applied_at))
    due = registration_due(applied_at, days, program.calendar().offices)
    return Duty(row.id, "registration", due, is_offices=True)


def _registration_duties(tx: Transaction, program: ProgramDefinition) -> tuple[dict[str, tuple[Duty, ...]], list[str]]:
    """Give the office's duty for every open registration, and those whose day nobody can know yet."""
    duties: dict[str, tuple[Duty, ...]] = {}
    unknown: list[str] = []
    for row in (row for row in tx.views.registrations() if row.state in OPEN_REGISTRATIONS):
        try:
            duties[row.id] = (_registration_duty(tx, program, row),)
        except UnpublishedYearError:
            unknown.append(row.id)
    return duties, unknown


def _sent(rows: Sequence[Recorded]) -> list[str]:
    return [row.event.text("key") for row in rows if row.type == SENT]


def _facts(program: ProgramDefinition, reminder: Reminder) -> dict[str, Value]:
    duty = reminder.duty
    basis = basis_on(program, duty.clock, duty.due_at)
    return {
        **({"due_cite": basis} if basis else {}),
        "subject": duty.subject,
        "clock": duty.clock,
        "line": duty.line,
        "due": duty.due_at.isoformat(),
        "days": abs(reminder.days_left),
    }


def _receivers(reminder: Reminder, case: Case | None) -> list[tuple[str, str]]:
    """Give side and organisation of everybody a notice goes to; the office is told as a whole."""
    parties = [party for party in (case.applicant, case.partner) if party] if case and PARTY in reminder.to else []
    told = [(str(party["side"]), str(party.get("corporate_number", ""))) for party in parties]
    return told + [("office", "")] * ("office" in reminder.to)


def _send(
    desk: Desk, tx: Transaction, reminders: Sequence[Reminder], place: int, case: Case | None, now: datetime
) -> None:
    stream, program = REMINDERS + reminders[0].duty.subject, desk.programs.definition(tx)
    bodies = [{**_facts(program, one), "key": one.key, "to": list[Value](one.to)} for one in reminders]
    events = [Event(SENT, now, SYSTEM, body) for body in bodies]
    tx.journal.append(stream, events, place)
    for one in reminders:
        for side, organisation in _receivers(one, case):
            tx.outbox.put(Notice(one.duty.subject, side, organisation, one.code, _facts(program, one), now))


def _remind(
    desk: Desk, subject: str, duties: Sequence[Duty], schedule: Schedule, now: datetime
) -> tuple[Reminder, ...]:
    """Send what is due of one subject, unless somebody else has just done so."""
    try:
        with desk.store.write() as tx:
            rows = tx.journal.read(REMINDERS + subject)
            due = reminders_due(duties, now, schedule, _sent(rows))
            if due:
                is_case = any(duty.clock != "registration" for duty in duties)
                # At the place after what was read, not after what stands there by now: whoever sent meanwhile has it.
                _send(desk, tx, due, len(rows), read_case(tx, subject) if is_case else None, now)
            return due
    except ConflictError:
        return ()


def _due_subjects(desk: Desk, schedule: Schedule, now: datetime) -> tuple[dict[str, tuple[Duty, ...]], list[str]]:
    """Give the duties of every subject of which a notice is due and not sent, and subjects without a known day."""
    # Read first, because reading locks nobody out, and in most minutes there is nothing to send.
    with desk.store.read() as tx:
        program = desk.programs.definition(tx)
        cases = read_cases(tx, _cases_in_reach(tx, program, schedule, now))
        registrations, unknown = _registration_duties(tx, program)
        duties = {name: _case_duties(program, case, now) for name, case in cases.items()} | registrations
        sent = tx.journal.read_all([REMINDERS + name for name in duties])
        sent_of = {name: _sent(sent[REMINDERS + name]) for name in duties}
        due = {name: found for name, found in duties.items() if reminders_due(found, now, schedule, sent_of[name])}
        return due, unknown


def remind(desk: Desk, now: datetime) -> Reminded:
    """Send every notice that is due at an instant; running it twice sends nothing twice."""
    with desk.store.read() as tx:
        schedule = schedule_of(desk.programs.definition(tx), now)
    subjects, unknown = _due_subjects(desk, schedule, now)
    sent = tuple(one for name, duties in subjects.items() for one in _remind(desk, name, duties, schedule, now))
    return Reminded(sent, tuple(unknown))
