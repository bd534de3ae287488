"""Re-screen on every day on which an edition, published values or criteria begin: whose outcome changes, and why.

Open cases, drafts among them, and registered models are looked at; a closed decision is never rewritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sekisho.application.desk import Desk
from sekisho.application.differ import (
    CaseDifference,
    Dated,
    Lens,
    ModelDifference,
    model_differences,
    open_cases,
    registrants,
)
from sekisho.application.ports import ConflictError, Notice, Transaction
from sekisho.application.program_time import STREAM as CLOCK
from sekisho.application.project import read_cases
from sekisho.application.record import Recorded
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.program.change import without
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.rescreen import Difference
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan, opening_of

APPLIED = ("edition.applied", "parameter.applied")


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which something begins: an edition (``edition_on`` is the day then), published values, criteria.

    ``paths`` are the parameters with a published value that begins, ``criteria`` the rules that begin or have ended.
    """

    on: date
    edition_on: str
    paths: tuple[str, ...]
    criteria: tuple[str, ...] = ()

    def seen(self, program: ProgramDefinition, now: datetime) -> Dated:
        """Give how cases come out before and after: by the edition of the day before, or without the values."""
        opening = opening_of(self.on)
        former = without(program, self.on) if self.paths else program
        own = (Lens(former, now), Lens(program, now)) if self.paths else None
        # Editions and criteria of the day before stand in the program; of values, what nobody had published yet.
        by_day = self.edition_on or self.criteria
        before = Lens(program, now, opening - timedelta(seconds=1)) if by_day else Lens(former, now, opening)
        return Dated(before, Lens(program, now, opening), own)

    @property
    def what(self) -> dict[str, Value]:
        """Give what begins, as facts."""
        return {"on": self.on.isoformat(), "edition_on": self.edition_on, "paths": [*self.names]}

    @property
    def names(self) -> tuple[str, ...]:
        """Give what begins or has ended beside an edition: parameters by path, criteria by id."""
        return (*self.paths, *self.criteria)


@dataclass(frozen=True, slots=True)
class Change:
    """What a day on which something begins means for one case; ``decides`` is False where it is decided by what was.

    ``edition_on`` is empty where no edition begins; ``paths`` are the parameters with a published value that does, and
    the criteria that begin or have ended.
    """

    case: str
    edition_on: str
    decides: bool
    difference: Difference
    on: str = ""
    paths: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        said: dict[str, Value] = {"case": self.case, "on": self.on, "edition_on": self.edition_on}
        return {**said, "paths": [*self.paths], "decides": self.decides, **self.difference.as_json()}


@dataclass(frozen=True, slots=True)
class Rescreened:
    """What a day on which something begins changes: for open cases, and for registered models."""

    turn: Turn
    changes: tuple[Change, ...] = ()
    models: tuple[ModelDifference, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Give the whole as plain values: what the journal keeps of it."""
        changes: list[Value] = [change.as_json() for change in self.changes]
        models: list[Value] = [model.as_json() for model in self.models]
        return {**self.turn.what, "changes": changes, "registrations": models}


def turns_of(program: ProgramDefinition) -> tuple[Turn, ...]:
    """Give the days on which an edition, a published value or a criterion begins or has ended, in order."""
    editions = {edition.effective_from for edition in program.editions}
    published = [
        (entry.from_on, path)
        for path, parameter in program.parameters.items()
        for entry in parameter.history
        if entry.recorded_at
    ]
    days = sorted(editions | {day for day, _ in published} | set(program.rules.days))
    paths = {day: tuple(sorted({path for on, path in published if on == day})) for day in days}
    return tuple(
        Turn(day, day.isoformat() if day in editions else "", paths[day], program.rules.turning_on(day)) for day in days
    )


def _is_done(turn: Turn, rows: Sequence[Recorded]) -> bool:
    """Say whether a day was applied: with its edition where it has one, for that may have been published late."""
    edition = {row.event.text("edition_on") for row in rows if row.type == "edition.applied"}
    other = {row.event.text("on") for row in rows if row.type == "parameter.applied"}
    return turn.edition_on in edition if turn.edition_on else turn.on.isoformat() in other


def _change(turn: Turn, found: CaseDifference) -> Change:
    return Change(found.case, turn.edition_on, found.decides, found.difference, turn.on.isoformat(), turn.names)


def look_at(tx: Transaction, program: ProgramDefinition, turn: Turn, now: datetime) -> Rescreened:
    """Give what a day on which something begins changes; nothing is written and nobody is told."""
    dated, (seen, cases) = turn.seen(program, now), open_cases(tx)
    found = [one for case in cases if (one := dated.of(seen, case)) and one.difference.reasons]
    models = model_differences(seen, dated.before, dated.after, turn.on)
    return Rescreened(turn, tuple(_change(turn, one) for one in found), tuple(models))


def _code(change: Change) -> str:
    if change.edition_on:
        return "notice.edition_changes" if change.decides else "notice.edition_spares"
    return "notice.parameter_changes" if change.decides else "notice.parameter_spares"


def _tell_parties(tx: Transaction, case: Case, change: Change, now: datetime) -> None:
    outcomes = {"before": change.difference.before.value, "after": change.difference.after.value}
    facts: dict[str, Value] = {"edition_on": change.edition_on, "on": change.on, "paths": [*change.paths], **outcomes}
    for party in (case.applicant, case.partner):
        if party:
            number = str(party.get("corporate_number", ""))
            tx.outbox.put(Notice(case.id, str(party["side"]), number, _code(change), facts, now))


def _tell_registrants(tx: Transaction, found: Rescreened, now: datetime) -> None:
    applicants = registrants(tx, found.models)
    for one in found.models:
        side, organisation = applicants[one.registration]
        facts: Mapping[str, Value] = {"model": one.model, "on": found.turn.on.isoformat()}
        code = "notice.model_added" if one.after else "notice.model_dropped"
        tx.outbox.put(Notice(one.registration, side, organisation, code, facts, now))


def _tell(tx: Transaction, found: Rescreened, now: datetime) -> None:
    cases = read_cases(tx, [change.case for change in found.changes])
    for change in found.changes:
        _tell_parties(tx, cases[change.case], change, now)
    _tell_registrants(tx, found, now)


def _keep(desk: Desk, found: Rescreened, place: int, now: datetime) -> None:
    kind = "edition.applied" if found.turn.edition_on else "parameter.applied"
    with desk.store.write() as tx:
        # At the place after what was read: of two runs at once the second finds it taken, and tells nobody anything.
        tx.journal.append(CLOCK, [Event(kind, now, SYSTEM, found.as_json())], place)
        _tell(tx, found, now)


def _next(desk: Desk, now: datetime) -> tuple[Rescreened, int] | None:
    """Look at the first day that has come and was not applied; read without locking anybody out."""
    with desk.store.read() as tx:
        rows, program = tx.journal.read(CLOCK), desk.programs.definition(tx)
        today = day_in_japan(now)
        turn = next((one for one in turns_of(program) if one.on <= today and not _is_done(one, rows)), None)
        return (look_at(tx, program, turn, now), len(rows)) if turn else None


def rescreen_open_cases(desk: Desk, now: datetime) -> tuple[Rescreened, ...]:
    """Re-screen for each day that has come since the last run, and tell those concerned, each once."""
    done: list[Rescreened] = []
    while found := _next(desk, now):
        try:
            _keep(desk, *found, now)
        except ConflictError:
            # Another run does the same at the same time: it tells them, and of what it leaves the next run hears.
            break
        done.append(found[0])
    return tuple(done)
