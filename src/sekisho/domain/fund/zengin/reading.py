"""Read a file of records by its layouts: cut, checked field by field, refused with the place of everything wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.domain.fund.zengin.kana import ALLOWED, from_bytes, to_bytes
from sekisho.domain.fund.zengin.layout import DATA, END, ENDINGS, HEADER, RECORD, TRAILER, Field, Layout
from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.values.finding import Finding, Refusal

#: Bytes a field of characters may hold.
_SIGNS = frozenset(to_bytes("".join(sorted(ALLOWED))))
_DIGITS = frozenset(b"0123456789")
#: A file that is no transfer file at all would have thousands of reasons; the first ones say it.
MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class Read:
    """One record as it was read: where it stands in the file (from 1), and its values by field."""

    n: int
    values: Mapping[str, str]

    @property
    def place(self) -> str:
        """Give the place of the record, as findings name it."""
        return f"record.{self.n}"

    def number(self, name: str) -> int:
        """Give the value of a field of digits."""
        return int(self.values[name])


@dataclass(frozen=True, slots=True)
class Whole:
    """A file in its parts."""

    header: Read
    items: tuple[Read, ...]
    trailer: Read


def _cut(data: bytes) -> list[bytes] | Finding:
    """Cut a file into records; every record ends alike, with or without a line break."""
    for ending in sorted(ENDINGS.values(), key=len, reverse=True):
        size = RECORD + len(ending)
        records = [data[start : start + size] for start in range(0, len(data), size)]
        if records and all(len(each) == size and each.endswith(ending) for each in records):
            return [each[:RECORD] for each in records]
    whole = len(data) // RECORD
    return wrong("wrong_length", f"record.{whole + 1}", size=len(data), record=RECORD)


def _field_problem(field: Field, raw: bytes, place: str) -> list[Finding]:
    strange = set(raw) - (_DIGITS if field.is_number else _SIGNS)
    if strange:
        return [wrong("wrong_signs", f"{place}.{field.name}", value=from_bytes(raw), byte=f"{min(strange):02X}")]
    told = from_bytes(raw)
    if field.always and told != field.always:
        return [wrong("wrong_value", f"{place}.{field.name}", value=told, expected=field.always)]
    return []


def _fields(raw: bytes, layout: Layout) -> list[tuple[Field, bytes]]:
    parts, start = [], 0
    for field in layout:
        parts.append((field, raw[start : start + field.size]))
        start += field.size
    return parts


def _read(n: int, raw: bytes, layouts: Mapping[str, Layout]) -> Read | list[Finding]:
    layout, place = layouts.get(chr(raw[0])), f"record.{n}"
    if layout is None:
        return [wrong("unknown_record", place, value=from_bytes(raw[:1]))]
    parts = _fields(raw, layout)
    problems = [problem for field, part in parts for problem in _field_problem(field, part, place)]
    return problems or Read(n, {field.name: from_bytes(part).rstrip(" ") for field, part in parts})


def _order_problems(kinds: str) -> list[Finding]:
    """A file is one header, at least one item, one trailer and the end, in this order."""
    first, middle, last, end = (layout[0].always for layout in (HEADER, DATA, TRAILER, END))
    items = len(kinds) - 3
    wanted = first + middle * items + last + end
    if items >= 1 and kinds == wanted:
        return []
    place = next((n for n, (kind, want) in enumerate(zip(kinds, wanted, strict=False), 1) if kind != want), len(kinds))
    return [wrong("wrong_order", f"record.{place}", count=len(kinds))]


def _totals(items: Sequence[Read], trailer: Read) -> list[Finding]:
    found = {"count": len(items), "total": sum(item.number("amount") for item in items)}
    told = {name: trailer.number(name) for name in found}
    return [
        wrong("total_differs", f"{trailer.place}.{name}", told=told[name], found=found[name])
        for name in found
        if told[name] != found[name]
    ]


def read(data: bytes, layouts: Mapping[str, Layout]) -> Whole | Refusal:
    """Read a whole file by its layouts, or refuse it with its reasons; nothing is repaired."""
    records = _cut(data)
    if isinstance(records, Finding):
        return Refusal.of([records])
    found = [_read(n, raw, layouts) for n, raw in enumerate(records, start=1)]
    problems = [problem for one in found if isinstance(one, list) for problem in one]
    problems += _order_problems("".join(chr(raw[0]) for raw in records))
    if problems:
        return Refusal.of(problems[:MOST_REASONS])
    header, *items, trailer, _end = [one for one in found if isinstance(one, Read)]
    differing = _totals(items, trailer)
    return Refusal.of(differing) if differing else Whole(header, tuple(items), trailer)
