"""Types of fields and parameters: how they are written, what they hold, and whether a value fits.

Scalars: bool, int, date, yen, text, rate, instant, enum:NAME. Parameters also list[T] and table[K,V]. Rules compare
bool, int, date, yen and enums; text, rate and instant are for binding, which works them out before the rules.
"""

from collections.abc import Callable, Mapping

from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import LARGEST_YEN, MoneyError, rate
from sekisho.domain.values.time import TimeError, parse_day, parse_instant

ORDERED = ("int", "date", "yen")
COMPARABLE = (*ORDERED, "bool")
#: The value of an enum that stands for whatever the program does not name: facts take it, no parameter lists it.
OTHER = "other"
Enums = Mapping[str, tuple[str, ...]]


def list_item(kind: str) -> str:
    """Give the type of a list's items; empty where the type is no list."""
    return kind[len("list[") : -1] if kind.startswith("list[") and kind.endswith("]") else ""


def table_parts(kind: str) -> tuple[str, str]:
    """Give the types of a table's keys and values; empty where the type is no table."""
    if not (kind.startswith("table[") and kind.endswith("]")):
        return "", ""
    key, _, value = kind[len("table[") : -1].partition(",")
    return key.strip(), value.strip()


def enum_values(kind: str, enums: Enums) -> tuple[str, ...]:
    """Give the values of an enum type; none where the type is no known enum."""
    return enums.get(kind.removeprefix("enum:"), ()) if kind.startswith("enum:") else ()


def is_scalar(kind: str, enums: Enums) -> bool:
    """Say whether a type is a known scalar."""
    return kind in _FITS or bool(enum_values(kind, enums))


def is_known(kind: str, enums: Enums) -> bool:
    """Say whether a type is known: a scalar, a list of scalars, or a table from enum or text to a scalar."""
    key, value = table_parts(kind)
    if value:
        return (key == "text" or bool(enum_values(key, enums))) and is_scalar(value, enums)
    return is_scalar(list_item(kind) or kind, enums)


def _is_day(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(parse_day(value))
    except TimeError:
        return False


def _is_instant(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(parse_instant(value))
    except TimeError:
        return False


def _is_rate(value: Value) -> bool:
    try:
        return isinstance(value, str) and rate(value) >= 0
    except MoneyError:
        return False


_FITS: Mapping[str, Callable[[Value], bool]] = {
    "bool": lambda value: isinstance(value, bool),
    # type(), not isinstance(): a flag is an int to Python, and no amount, level or number of days to anybody.
    "int": lambda value: type(value) is int,
    "yen": lambda value: type(value) is int and 0 <= value <= LARGEST_YEN,
    "date": _is_day,
    "text": lambda value: isinstance(value, str) and bool(value.strip()),
    "rate": _is_rate,
    "instant": _is_instant,
}


def _scalar_problem(value: Value, kind: str, enums: Enums) -> str:
    fits = value in enum_values(kind, enums) if kind.startswith("enum:") else _FITS[kind](value)
    return "" if fits else f"{value!r} is no {kind}"


# SQL's IN and the data frames' is_in disagree on nothing in a list and on a list of nothing, so both stay out.
def _list_problem(value: Value, item: str, enums: Enums) -> str:
    if not isinstance(value, list) or not value:
        return "a list must hold at least one value: an empty one compares differently in every engine"
    return next((problem for one in value if (problem := _scalar_problem(one, item, enums))), "")


def _strange_keys(table: Mapping[str, Value], known: tuple[str, ...]) -> list[str]:
    """Give the keys an enum does not know; a table keyed by text takes any."""
    return [key for key in table if known and key not in known]


def _table_problem(value: Value, parts: tuple[str, str], enums: Enums) -> str:
    if not isinstance(value, dict) or not value:
        return "a table must hold at least one entry"
    strange = _strange_keys(value, enum_values(parts[0], enums))
    if strange:
        return f"{strange[0]!r} is no {parts[0]}"
    return next((problem for one in value.values() if (problem := _scalar_problem(one, parts[1], enums))), "")


def problem_of(value: Value, kind: str, enums: Enums) -> str:
    """Say what keeps a value from being of a type; empty where it fits. Nothing (null) fits no type."""
    if not is_known(kind, enums):
        return f"{kind!r} is no type"
    if list_item(kind):
        return _list_problem(value, list_item(kind), enums)
    parts = table_parts(kind)
    return _table_problem(value, parts, enums) if parts[1] else _scalar_problem(value, kind, enums)


def gaps_of(value: Value, kind: str, enums: Enums) -> list[str]:
    """Give the enum values a table says nothing about."""
    known = enum_values(table_parts(kind)[0], enums)
    return [key for key in known if key not in value] if isinstance(value, dict) else []
