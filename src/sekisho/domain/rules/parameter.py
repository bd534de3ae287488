"""Parameters: values with a history. Each entry says from which day, of which source class, cited where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value


class ParameterError(ValueError):
    """A parameter that cannot be read or has no value on the day asked for."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter, from a day on."""

    from_on: date
    value: Value
    citation: Citation


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter with its type and the history of its values, oldest first."""

    path: str
    type: str
    history: tuple[DatedValue, ...]

    def entry_on(self, day: date) -> DatedValue | None:
        """Give the entry in force on a day; None before the first."""
        entries = [entry for entry in self.history if entry.from_on <= day]
        return entries[-1] if entries else None

    def as_json(self) -> dict[str, Value]:
        """Give the whole history as plain values, for the parameter hash."""
        entries: list[Value] = [
            {"from": e.from_on.isoformat(), "value": e.value, "citation": str(e.citation)} for e in self.history
        ]
        return {"path": self.path, "type": self.type, "history": entries}


Parameters = Mapping[str, Parameter]


def in_force(parameter: Parameter, day: date) -> object:
    """Give a parameter's value on a day as rules read it: lists as tuples, dates as dates. Raises ParameterError."""
    entry = parameter.entry_on(day)
    if entry is None:
        return None
    if isinstance(entry.value, list):
        if not entry.value or any(item is None for item in entry.value):
            raise ParameterError(f"{parameter.path}: a list must neither be empty nor hold nothing")
        return tuple(entry.value)
    if parameter.type == "date":
        return date.fromisoformat(str(entry.value))
    return entry.value
