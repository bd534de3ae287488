"""Parameters: values with a history. Each entry says from which day, of which source class, cited where, by whom."""

import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sekisho.domain.rules.datatype import Enums, gaps_of, is_known, list_item, problem_of, table_parts
from sekisho.domain.rules.digest import digest
from sekisho.domain.rules.evaluate import InForce, Scalar
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value

#: What a table may say of an enum value it leaves out: that nobody can know.
UNDETERMINED = "undetermined"


class ParameterError(ValueError):
    """A parameter that cannot be read or has no value on the day asked for."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter, from a day on. Two different persons enter and check it; empty: nobody has."""

    from_on: date
    value: Value
    citation: Citation
    entered_by: str = ""
    checked_by: str = ""

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
        }


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter with its type and the history of its values, oldest first.

    ``choices`` are the readings an office may choose from, ``supported`` those this version carries out; both are
    empty where any value of the type will do; ``otherwise`` says what an office can do instead of a reading that is not
    carried out. ``missing`` may say that a table's gaps are *undetermined* on purpose.
    """

    path: str
    type: str
    history: tuple[DatedValue, ...]
    missing: str = ""
    choices: tuple[str, ...] = ()
    supported: tuple[str, ...] = ()
    otherwise: str = ""

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


def _path_problems(path: str) -> Iterable[str]:
    for segment in path.split("."):
        if not segment.isidentifier() or not segment.isascii():
            yield f"{segment!r} in the path is no name"
        elif keyword.iskeyword(segment):
            yield f"{segment!r} in the path is a word of the language; a rule could never name it"
    if "." not in path:
        yield "a path has at least two segments, so that no field can shadow it"


def _choice_problems(parameter: Parameter, entry: DatedValue) -> Iterable[str]:
    value = entry.value
    if parameter.choices and value not in parameter.choices:
        yield f"{value!r} is none of {', '.join(parameter.choices)}"
    elif parameter.supported and value not in parameter.supported:
        can = ", ".join(parameter.supported)
        yield f"{value!r} ({entry.citation}) is not carried out by this version; it can do {can}. {_remedy(parameter)}"


def _remedy(parameter: Parameter) -> str:
    return parameter.otherwise or f"Write {parameter.supported[0]!r} until a version carries the other out."


def _value_problems(parameter: Parameter, entry: DatedValue, enums: Enums) -> Iterable[str]:
    value = entry.value
    problem = problem_of(value, parameter.type, enums)
    if problem:
        yield problem
    gaps = gaps_of(value, parameter.type, enums)
    if gaps and parameter.missing != UNDETERMINED:
        yield f"the table says nothing of {', '.join(gaps)}; add it, or say missing = {UNDETERMINED!r}"
    yield from _choice_problems(parameter, entry)


def problems_of(parameter: Parameter, enums: Enums) -> list[str]:
    """Give everything that keeps a parameter from being used."""
    problems = list(_path_problems(parameter.path))
    if not is_known(parameter.type, enums):
        return [*problems, f"{parameter.type!r} is no type"]
    for entry in parameter.history:
        problems += [f"from {entry.from_on}: {text}" for text in _value_problems(parameter, entry, enums)]
    days = [entry.from_on for entry in parameter.history]
    if not days:
        problems.append("no values")
    if len(days) != len(set(days)):
        problems.append("two values hold from the same day")
    return problems
