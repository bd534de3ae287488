"""Show a change of the plan that is asked for: what it would leave beside what stands, for one person's eyes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.ports import Person, Transaction
from sekisho.application.project import equipment_of
from sekisho.application.section import seen_by
from sekisho.application.surround import screen_standing, standing
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A value a change would leave otherwise, of an equipment line or of the case; None where there is none."""

    line: str
    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What the reader may see of the filing as the change would leave it; ``gates`` judge it so."""

    equipment: Mapping[str, Mapping[str, Value]]
    differences: tuple[Difference, ...]
    gates: tuple[Finding, ...]


Place = tuple[str, ...]


def _plain(record: Mapping[str, Value], within: Place) -> Iterator[tuple[Place, Value]]:
    """Give the values of a record by their whole path: nothing nested stands in the place of anything else."""
    for name, value in record.items():
        if isinstance(value, dict) and value:
            yield from _plain(value, (*within, name))
        else:
            # A list is given whole.
            yield (*within, name), value


def _values(content: Mapping[str, Value]) -> dict[Place, Value]:
    """Give every value of a content by its place, which begins with its line, or with nothing."""
    others = {name: value for name, value in content.items() if name != "lines"}
    records = {"": others, **equipment_of(content)}
    return dict(each for line, record in records.items() for each in _plain(record, (line,)))


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Difference, ...]:
    """Give every value that differs between two contents, in the order in which they stand."""
    old, new = _values(before), _values(after)
    places = dict.fromkeys((*old, *new))
    other = [place for place in places if old.get(place) != new.get(place)]
    return tuple(Difference(p[0], ".".join(p[1:]), old.get(p), new.get(p)) for p in other)


def shown_change(
    tx: Transaction, program: ProgramDefinition, case: Case, content: Mapping[str, Value], person: Person, now: datetime
) -> ShownChange | None:
    """Give the change that is asked for beside ``content``, what the reader sees of the plan; None where none is."""
    if case.change is None:
        return None
    changed = as_changed(case)
    stands = standing(tx, changed)
    screening = screen_standing(tx, stands, program, case.submitted_at or now, now)
    wanted = seen_by(changed, person.side, stands.content)
    gates = screening.gates if screening else ()
    return ShownChange(equipment_of(wanted), differences(content, wanted), gates)
