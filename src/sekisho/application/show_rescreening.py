"""Show re-screenings: what each edition or published value changed on its day, and what the next one will change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.differ import ModelDifference
from sekisho.application.program_time import STREAM as CLOCK
from sekisho.application.program_time import program_now
from sekisho.application.record import Recorded
from sekisho.application.rescreen import APPLIED, Change, Rescreened, Turn, look_at, turns_of
from sekisho.domain.screening.rescreen import Difference
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Report:
    """A re-screening that was done, with the instant of program time; ``is_done`` is False for one that is to come."""

    found: Rescreened
    at: datetime
    is_done: bool = True

    def as_json(self) -> dict[str, Value]:
        """Give the report as plain values."""
        return {**self.found.as_json(), "at": self.at.isoformat(), "done": self.is_done}


def _text(value: Mapping[str, Value], name: str) -> str:
    return str(value.get(name) or "")


def _records(value: Value) -> list[dict[str, Value]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _names(value: Value) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _finding(value: Mapping[str, Value]) -> Finding:
    facts = value.get("facts")
    place, citation, remedy = (_text(value, name) for name in ("place", "citation", "remedy"))
    known = facts if isinstance(facts, dict) else {}
    return Finding(_text(value, "code"), Outcome(_text(value, "outcome")), place, citation, known, remedy)


def _difference(value: Mapping[str, Value]) -> Difference:
    outcomes = Outcome(_text(value, "before")), Outcome(_text(value, "after"))
    editions = _text(value, "edition_before"), _text(value, "edition_after")
    return Difference(*outcomes, *editions, tuple(_finding(one) for one in _records(value.get("reasons"))))


def _change(turn: Turn, value: Mapping[str, Value]) -> Change:
    who = _text(value, "case"), turn.edition_on, value.get("decides") is True
    return Change(*who, _difference(value), turn.on.isoformat(), turn.paths)


def _model(value: Mapping[str, Value]) -> ModelDifference:
    stood = value.get("listed_before") is True, value.get("listed_after") is True
    return ModelDifference(_text(value, "registration"), _text(value, "model"), *stood)


def _report(row: Recorded) -> Report:
    body = row.event.body
    # What an older version kept of an edition says only its day.
    edition_on = _text(body, "edition_on")
    turn = Turn(date.fromisoformat(_text(body, "on") or edition_on), edition_on, _names(body.get("paths")))
    changes = tuple(_change(turn, one) for one in _records(body.get("changes")))
    models = tuple(_model(one) for one in _records(body.get("registrations")))
    return Report(Rescreened(turn, changes, models), row.occurred_at)


def show_rescreening(desk: Desk) -> tuple[Report, ...]:
    """Give what the next day on which something begins will change, and what was changed on those before, newest first.

    What is to come is looked at now, as the cases stand; nothing is written and nobody is told.
    """
    with desk.store.read() as tx:
        program, now = desk.programs.definition(tx), program_now(desk, tx)
        done = [_report(row) for row in tx.journal.read(CLOCK) if row.type in APPLIED]
        coming = next((turn for turn in turns_of(program) if turn.on > day_in_japan(now)), None)
        ahead = [Report(look_at(tx, program, coming, now), now, is_done=False)] if coming else []
    return (*ahead, *reversed(done))
