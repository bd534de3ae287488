"""Parameters: values with a history. Each entry says from which day, of which source class, cited where, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from sekisho.domain.rules.datatype import list_item, table_parts
from sekisho.domain.rules.digest import digest
from sekisho.domain.rules.evaluate import InForce, Scalar
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value

#: Values the package ships stand in the history before all that an office has published.
SHIPPED_AT = datetime.min.replace(tzinfo=UTC)


class ParameterError(ValueError):
    """A parameter that cannot be read or has no value on the day asked for."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter, from a day on. Two different persons enter and check it; empty: nobody has.

    Two clocks: ``from_on`` says from when it holds, ``recorded_at`` when it was published (None: by the package).
    """

    from_on: date
    value: Value
    citation: Citation
    entered_by: str = ""
    checked_by: str = ""
    recorded_at: datetime | None = None
    reason: str = ""

    @property
    def order(self) -> tuple[date, datetime]:
        """Give its place in a history: of two values from one day, the one published later is the one that holds."""
        return self.from_on, self.recorded_at or SHIPPED_AT

    @property
    def is_checked(self) -> bool:
        """Say whether a second person has checked the value."""
        return bool(self.checked_by) and self.checked_by != self.entered_by

    def as_json(self) -> dict[str, Value]:
        """Give the entry as plain values."""
        return {
            "from": self.from_on.isoformat(),
            "value": self.value,
            "citation": str(self.citation),
            "entered_by": self.entered_by,
            "checked_by": self.checked_by,
            **self._published(),
        }

    def _published(self) -> dict[str, Value]:
        # What the package ships says neither, so that its hash is the one that decisions made long ago have kept.
        recorded = {"recorded_at": self.recorded_at.astimezone(UTC).isoformat()} if self.recorded_at else {}
        return {**recorded, **({"reason": self.reason} if self.reason else {})}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter with its type and the history of its values, oldest first.

    ``choices`` are the readings an office may choose from, ``supported`` those this version carries out; both are
    empty where any value of the type will do; ``otherwise`` says what an office can do instead of a reading that is not
    carried out. ``missing`` may say that a table's gaps are *undetermined* on purpose. ``least`` and ``most`` bound
    whole numbers, yen and rates; ``form`` is a pattern that each text matches whole. ``own_way`` names the use case
    that alone changes the value, where one does.
    """

    path: str
    type: str
    history: tuple[DatedValue, ...]
    missing: str = ""
    choices: tuple[str, ...] = ()
    supported: tuple[str, ...] = ()
    otherwise: str = ""
    least: Value = None
    most: Value = None
    form: str = ""
    own_way: str = ""

    def with_value(self, entry: DatedValue) -> "Parameter":
        """Give the parameter with one more value in its history; none is ever taken out of it."""
        return replace(self, history=tuple(sorted((*self.history, entry), key=lambda one: one.order)))

    def entry_on(self, day: date) -> DatedValue | None:
        """Give the entry in force on a day; None before the first."""
        entries = [entry for entry in self.history if entry.from_on <= day]
        return entries[-1] if entries else None

    def value_on(self, day: date) -> Value:
        """Give the value in force on a day. Raises ParameterError before the first."""
        entry = self.entry_on(day)
        if entry is None:
            raise ParameterError(f"{self.path} has no value on {day}; its first holds from {self.history[0].from_on}")
        return entry.value

    @property
    def has_one_value(self) -> bool:
        """Say whether the day asked for can make no difference between the values."""
        return len(self.history) == 1

    def as_json(self) -> dict[str, Value]:
        """Give the whole history as plain values, for the parameter hash."""
        entries: list[Value] = [entry.as_json() for entry in self.history]
        return {"path": self.path, "type": self.type, "missing": self.missing, "history": entries}


Parameters = Mapping[str, Parameter]


def value_on(parameters: Parameters, path: str, day: date) -> Value:
    """Give a parameter's value on a day, by its path. Raises ParameterError where there is none."""
    if path not in parameters:
        raise ParameterError(f"there is no parameter {path}")
    return parameters[path].value_on(day)


def histories(parameters: Parameters) -> Value:
    """Give the full histories with their sources as plain values, whatever the order in the file: what is hashed."""
    # Histories, not the values of a day: a value corrected later must show, although it changes no old decision.
    return [parameters[path].as_json() for path in sorted(parameters)]


def parameter_hash(parameters: Parameters) -> str:
    """Give SHA-256 over the full histories; under it a home keeps them for whoever replays a decision."""
    return digest(histories(parameters))


def _scalar(value: Value, kind: str) -> Scalar:
    return date.fromisoformat(str(value)) if kind == "date" else value if isinstance(value, str | int) else None


def _as_read(value: Value, kind: str) -> Scalar | tuple[Scalar, ...] | Mapping[str, Scalar]:
    """Give a value as rules read it: lists as tuples, days as dates, tables read-only."""
    if isinstance(value, list):
        return tuple(_scalar(item, list_item(kind)) for item in value)
    if isinstance(value, dict):
        return MappingProxyType({key: _scalar(item, table_parts(kind)[1]) for key, item in value.items()})
    return _scalar(value, kind)


def in_force(parameters: Parameters, day: date | None) -> InForce:
    """Give every parameter as rules read it on a day. Without a day only what never changed is known."""
    found = {path: _on(parameter, day) for path, parameter in parameters.items()}
    return {path: _as_read(entry.value, parameters[path].type) if entry else None for path, entry in found.items()}


def _on(parameter: Parameter, day: date | None) -> DatedValue | None:
    if day is not None:
        return parameter.entry_on(day)
    # Without the date a rule goes by, only a value that never changed is certain.
    return parameter.history[0] if parameter.has_one_value else None
