"""What a command has to say: named fields with a kind. Forms, the API and the checks come from these."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.identifier import is_corporate_number
from sekisho.domain.values.money import LARGEST_YEN
from sekisho.domain.values.time import TimeError, parse_day, parse_instant


class Kind(StrEnum):
    """The kind of value a field takes."""

    TEXT = "text"
    REASON = "reason"
    DAY = "day"
    INSTANT = "instant"
    YEN = "yen"
    NUMBER = "number"
    FLAG = "flag"
    DIGEST = "digest"
    CORPORATE_NUMBER = "corporate_number"
    HS_CODE = "hs_code"
    LIST = "list"
    RECORD = "record"


#: A reason shorter than this explains nothing to the person it refuses.
SHORTEST_REASON = 10
LONGEST_TEXT = 4_000
#: How much of a wrong value its refusal quotes.
LONGEST_QUOTE = 80
#: Records nested deeper than any form writes them come from a machine gone wrong.
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Field:
    """One value a command takes; ``required`` fields must be there and not empty."""

    name: str
    kind: Kind
    required: bool = True


def text(name: str, *, required: bool = True) -> Field:
    """Declare a short text."""
    return Field(name, Kind.TEXT, required)


def day(name: str, *, required: bool = True) -> Field:
    """Declare a calendar day in Japan."""
    return Field(name, Kind.DAY, required)


def reason(name: str = "reason") -> Field:
    """Declare a reason: every return, refusal and reopening has one."""
    return Field(name, Kind.REASON)


def is_day(value: Value) -> bool:
    """Say whether a value is a day written year-month-day, so that days compare as their texts do."""
    try:
        return isinstance(value, str) and bool(parse_day(value))
    except TimeError:
        return False


def _is_instant(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(parse_instant(value))
    except TimeError:
        return False


def _is_writable(text: str) -> bool:
    """Say whether every engine can keep a text: no control characters but line breaks and tabs, no half characters."""
    return all(unicodedata.category(sign) not in {"Cc", "Cs"} or sign in "\n\r\t" for sign in text)


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT and _is_writable(value)


def is_yen(value: Value) -> bool:
    """Say whether a value is an amount: a whole number of yen, zero or more, below what any pool holds."""
    return type(value) is int and 0 <= value <= LARGEST_YEN


def _is_plain(value: Value, depth: int = DEEPEST) -> bool:
    """Say whether a value inside a record can be kept without loss: no floats, no endless numbers or depths."""
    if isinstance(value, dict):
        return depth > 0 and all(_is_writable(key) and _is_plain(item, depth - 1) for key, item in value.items())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    if isinstance(value, str):
        return _is_writable(value)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) <= LARGEST_YEN)


_CHECKS: Mapping[Kind, Callable[[Value], bool]] = {
    Kind.TEXT: _is_text,
    Kind.REASON: lambda value: _is_text(value) and len(str(value).strip()) >= SHORTEST_REASON,
    Kind.DAY: is_day,
    Kind.INSTANT: _is_instant,
    Kind.YEN: is_yen,
    Kind.NUMBER: is_yen,
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.DIGEST: lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{64}", value)),
    Kind.CORPORATE_NUMBER: lambda value: isinstance(value, str) and is_corporate_number(value),
    Kind.HS_CODE: lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9]{9}", value)),
    Kind.LIST: lambda value: isinstance(value, list) and len(value) > 0 and _is_plain(value),
    Kind.RECORD: lambda value: isinstance(value, dict) and len(value) > 0 and _is_plain(value),
}


def legible(text: str) -> str:
    """Give the beginning of what somebody sent, for a refusal to quote; half characters become question marks."""
    return text[:LONGEST_QUOTE].encode(errors="replace").decode()


def _shown(value: Value) -> str:
    try:
        return legible(str(value))
    except ValueError:
        # Python writes out no number of thousands of digits, and nobody would read it.
        return "…"


def _check(field: Field, details: Mapping[str, Value]) -> Finding | None:
    value = details.get(field.name)
    if value is None or value == "":
        missing = Finding("field.missing", Outcome.NOT_MET, field.name, facts={"kind": field.kind.value})
        return missing if field.required else None
    if _CHECKS[field.kind](value):
        return None
    facts: dict[str, Value] = {"kind": field.kind.value, "value": _shown(value)}
    return Finding(f"field.wrong.{field.kind.value}", Outcome.NOT_MET, field.name, facts=facts)


def check(fields: Iterable[Field], details: Mapping[str, Value]) -> list[Finding]:
    """Report every field that is missing, of the wrong kind, or unknown."""
    known = list(fields)
    findings = [finding for field in known if (finding := _check(field, details))]
    names = {field.name for field in known}
    unknown = [Finding("field.unknown", Outcome.NOT_MET, legible(name)) for name in sorted(set(details) - names)]
    return findings + unknown
