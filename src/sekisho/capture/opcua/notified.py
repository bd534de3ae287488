"""Values of a data change notification, read in one step each where their shape is a usual one.

A capture is made of millions of them (OPC 10000-4 §7.25.2): a number or a text with status and timestamps. Whatever
has another shape goes through the reader of all built-in types, and comes out the same.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sekisho.capture.opcua.binary import MOST_ITEMS, DataValue, Reader, UndecodableError, instant_of

Notified = tuple[int, DataValue]
_COUNT, _HEAD, _LENGTH = struct.Struct("<i"), struct.Struct("<IBB"), struct.Struct("<i")
#: Variants of one number, by their type (OPC 10000-6 §5.1.2); the first is a truth value.
_SIZED = {1: "?", 2: "b", 3: "B", 4: "h", 5: "H", 6: "i", 7: "I", 8: "q", 9: "Q", 10: "f", 11: "d"}
_TEXT = 12
#: What may follow a value, by the bits of the mask: status, source timestamp, server timestamp.
_TAILS = {bits: ("I" if bits & 2 else "") + ("q" if bits & 4 else "") + ("q" if bits & 8 else "") for bits in range(16)}
_TAIL = {bits: struct.Struct(f"<{tail}") for bits, tail in _TAILS.items() if bits & 1}
_WHOLE = {
    (bits, kind): struct.Struct(f"<{form}{_TAILS[bits]}") for bits in _TAIL for kind, form in _SIZED.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notifications(Sequence[Notified]):
    """The values of data change notifications that could be read, kept as they came and read anew each time."""

    bodies: tuple[bytes, ...]
    size: int

    def __iter__(self) -> Iterator[Notified]:
        return (value for body in self.bodies for value in notified(body))

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, place: Any) -> Any:
        return tuple(self)[place]


def notified(data: bytes) -> tuple[Notified, ...]:
    """Read the values of a notification, each with the number it is watched under. Raises UndecodableError."""
    try:
        (count,) = _COUNT.unpack_from(data)
        if count > MOST_ITEMS or count > len(data):
            raise UndecodableError(f"an array of {count} items")
        found, at = [], _COUNT.size
        for _ in range(count):
            value, at = _next(data, at)
            found.append(value)
    except struct.error as error:
        raise UndecodableError(f"cut short: {error}") from error
    return tuple(found)


def _next(data: bytes, at: int) -> tuple[Notified, int]:
    number, mask, kind = _HEAD.unpack_from(data, at)
    whole = _WHOLE.get((mask, kind))
    if whole is not None:
        value, *tail = whole.unpack_from(data, at + _HEAD.size)
        return (number, _value(value, mask, kind, tail)), at + _HEAD.size + whole.size
    if kind == _TEXT and mask in _TAIL:
        return _text(data, at, (number, mask))
    reader = Reader(data, at)
    return (reader.number("I"), reader.data_value()), reader.at


def _text(data: bytes, at: int, head: tuple[int, int]) -> tuple[Notified, int]:
    number, mask = head
    start = at + _HEAD.size + _LENGTH.size
    (length,) = _LENGTH.unpack_from(data, start - _LENGTH.size)
    end = start + max(0, length)
    tail = _TAIL[mask].unpack_from(data, end)
    try:
        said = data[start:end].decode()
    except UnicodeDecodeError as error:
        raise UndecodableError("a text that is not UTF-8") from error
    return (number, _value(said, mask, _TEXT, tail)), end + _TAIL[mask].size


def _value(value: object, mask: int, kind: int, tail: "list[int] | tuple[int, ...]") -> DataValue:
    server = instant_of(tail[-1]) if mask & 8 else None
    source = instant_of(tail[1 if mask & 2 else 0]) if mask & 4 else None
    return DataValue(value, tail[0] if mask & 2 else 0, source, server, kind)
