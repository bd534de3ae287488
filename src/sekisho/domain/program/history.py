"""Read parameter histories from data: path, type, dated values with source, and what keeps each from being used."""

from collections.abc import Mapping
from datetime import date

from sekisho.domain.program.table import records, string, strings
from sekisho.domain.rules.datatype import Enums
from sekisho.domain.rules.flaw import problems_of
from sekisho.domain.rules.parameter import DatedValue, Parameter
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Value

KNOWN = ("path", "type", "missing", "choices", "supported", "otherwise", "least", "most", "form", "own_way", "values")
KNOWN_VALUE = ("from", "value", "cite", "entered_by", "checked_by")


def _entry(value: Mapping[str, Value]) -> DatedValue:
    if strange := sorted(set(value) - set(KNOWN_VALUE)):
        raise ValueError(f"unknown entry {', '.join(strange)}")
    persons = string(value.get("entered_by")), string(value.get("checked_by"))
    day, citation = date.fromisoformat(string(value.get("from"))), Citation.parse(string(value.get("cite")))
    return DatedValue(day, value.get("value"), citation, *persons)


def _history(value: Mapping[str, Value]) -> tuple[list[DatedValue], list[str]]:
    entries: list[DatedValue] = []
    problems: list[str] = []
    for item in records(value.get("values")):
        try:
            entries.append(_entry(item))
        except (UncitedError, ValueError) as error:
            problems.append(f"value from {item.get('from')}: {error}")
    # Sorted here, so that nobody has to keep the file in order: the last entry at or before a day is its value.
    return sorted(entries, key=lambda entry: entry.from_on), problems


def parse_parameter(value: Mapping[str, Value], enums: Enums) -> tuple[Parameter, list[str]]:
    """Read one parameter with everything that is wrong with it; without a problem it may be used."""
    entries, problems = _history(value)
    problems += [f"unknown entry {name!r}" for name in sorted(set(value) - set(KNOWN))]
    choices, supported = strings(value.get("choices")), strings(value.get("supported"))
    path, kind, missing = (string(value.get(name)) for name in ("path", "type", "missing"))
    parameter = Parameter(
        *(path, kind, tuple(entries), missing, choices, supported),
        otherwise=string(value.get("otherwise")),
        least=value.get("least"),
        most=value.get("most"),
        form=string(value.get("form")),
        own_way=string(value.get("own_way")),
    )
    return parameter, problems + problems_of(parameter, enums)
