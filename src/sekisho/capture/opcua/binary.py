"""OPC UA Binary (OPC 10000-6 §5.2), reading only: the built-in types a stored capture needs, every length bounded.

Written apart from the client's library, so that a stored capture can be judged without it, and so that hostile bytes
meet nothing but these bounds.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

T = TypeVar("T")

MOST_ITEMS = 100_000
#: In all the arrays of one message, nested ones too: an item may take a byte, and a hundred once it is read.
MOST_IN_MESSAGE = 1_000_000
DEEPEST = 16
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NUMBERS = {form: struct.Struct(f"<{form}") for form in "bBhHiIqQfd"}
_LAST_TICK = int((datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1)) * 10


class UndecodableError(ValueError):
    """Bytes that are not the OPC UA structure they should be."""


@dataclass(frozen=True, slots=True)
class NodeId:
    """A node id: namespace index and identifier (a number, a text, a GUID, or bytes)."""

    namespace: int
    identifier: int | str | UUID | bytes


class DataValue(NamedTuple):
    """A value with its status (0 is Good) and the two timestamps the server gave.

    ``encoding`` is the first byte of its variant: the number of its type, with a bit for an array (OPC 10000-6 §5.1).
    """

    value: Any
    status: int
    source_at: datetime | None
    server_at: datetime | None
    encoding: int = 0

    @property
    def is_good(self) -> bool:
        """Say whether the severity bits are those of Good."""
        return self.status >> 30 == 0

    @property
    def has_overflow(self) -> bool:
        """Say whether values were lost before this one (OPC 10000-4 §5.13.1.5)."""
        return self.status & 0x480 == 0x480


@lru_cache(maxsize=4096)
def instant_of(ticks: int) -> datetime | None:
    """Give the instant of some ticks; the least value stands for none, what lies beyond the calendar likewise."""
    # A hundred nanoseconds each since 1601 (OPC 10000-6, 5.2.2.5). Values of one moment share theirs.
    return EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < _LAST_TICK else None


class Reader:
    """Reads from front to back; ``items`` counts what stood in arrays."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data, self._at, self._depth = data, at, 0
        self.items = 0

    @property
    def at(self) -> int:
        """Where the next byte is read."""
        return self._at

    def take(self, size: int) -> bytes:
        """Give the next bytes."""
        if size < 0 or self._at + size > len(self._data):
            raise UndecodableError(f"cut short: {size} bytes wanted at {self._at} of {len(self._data)}")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, form: str) -> Any:
        """Give a number by its struct letter."""
        packed = _NUMBERS[form]
        return packed.unpack(self.take(packed.size))[0]

    def byte_string(self) -> bytes:
        """Give bytes; a null reads as none at all."""
        length = self.number("i")
        return b"" if length < 0 else self.take(length)

    def text(self) -> str:
        """Give a text; a null reads as empty."""
        try:
            return self.byte_string().decode()
        except UnicodeDecodeError as error:
            raise UndecodableError("a text that is not UTF-8") from error

    def instant(self) -> datetime | None:
        """Give an instant, or None."""
        return instant_of(self.number("q"))

    def array(self, read: Callable[[], T]) -> list[T]:
        """Give an array; a null reads as empty."""
        length = self.number("i")
        # Every item takes a byte at least, so a length beyond the data is a lie and is never allocated.
        if length > MOST_ITEMS or length > len(self._data) - self._at:
            raise UndecodableError(f"an array of {length} items")
        self.items += max(0, length)
        if self.items > MOST_IN_MESSAGE:
            raise UndecodableError(f"a message of more than {MOST_IN_MESSAGE} items")
        return [read() for _ in range(length)]

    def node_id(self) -> NodeId:
        """Give a node id, or an expanded one without its namespace URI and server index."""
        form = self.number("B")
        node = self._plain_node_id(form & 0x3F)
        if form & 0x80:
            self.text()
        if form & 0x40:
            self.number("I")
        return node

    def _plain_node_id(self, form: int) -> NodeId:
        if form == 0:
            return NodeId(0, self.number("B"))
        namespace = self.number("B") if form == 1 else self.number("H")
        if form == 1:
            return NodeId(namespace, self.number("H"))
        if form == 2:
            return NodeId(namespace, self.number("I"))
        if form == 3:
            return NodeId(namespace, self.text())
        if form in {4, 5}:
            return NodeId(namespace, UUID(bytes_le=self.take(16)) if form == 4 else self.byte_string())
        raise UndecodableError(f"a node id of form {form}")

    def qualified_name(self) -> tuple[int, str]:
        """Give a browse name: namespace index and name."""
        return self.number("H"), self.text()

    def localized_text(self) -> str:
        """Give a localized text without its locale."""
        mask = self.number("B")
        if mask & 1:
            self.text()
        return self.text() if mask & 2 else ""

    def extension_object(self) -> tuple[NodeId, bytes]:
        """Give a structure's type and its undecoded body."""
        kind, form = self.node_id(), self.number("B")
        return kind, self.byte_string() if form in {1, 2} else b""

    def data_value(self) -> DataValue:
        """Give a value with status and timestamps."""
        mask = self.number("B")
        encoding = self._data[self._at : self._at + 1] if mask & 0x01 else b"\0"
        value = self.variant() if mask & 0x01 else None
        status = self.number("I") if mask & 0x02 else 0
        source = self.instant() if mask & 0x04 else None
        if mask & 0x10:
            self.number("H")
        server = self.instant() if mask & 0x08 else None
        if mask & 0x20:
            self.number("H")
        return DataValue(value, status, source, server, encoding[0])

    def diagnostic_info(self) -> None:
        """Skip diagnostics; they may be nested."""
        mask = self.number("B")
        for bit in (0x01, 0x02, 0x08, 0x04):
            if mask & bit:
                self.number("i")
        if mask & 0x10:
            self.text()
        if mask & 0x20:
            self.number("I")
        if mask & 0x40:
            self._deeper(self.diagnostic_info)

    def _deeper(self, read: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UndecodableError("nested too deep")
        value = read()
        self._depth -= 1
        return value

    def variant(self) -> Any:
        """Give a value of any built-in type; arrays as lists, without their dimensions."""
        mask = self.number("B")
        read = _READERS.get(mask & 0x3F)
        # An array of nulls takes no bytes for its items: nested, a few of them would fill any memory.
        if read is None or mask & 0xBF == 0x80:
            raise UndecodableError(f"a variant of type {mask & 0x3F}")
        if not mask & 0x80:
            return self._deeper(lambda: read(self))
        values = self._deeper(lambda: self.array(lambda: read(self)))
        if mask & 0x40:
            self.array(lambda: self.number("i"))
        return values


def _number(form: str) -> Callable[[Reader], Any]:
    return lambda reader: reader.number(form)


#: OPC 10000-6 §5.1.2: the built-in types by number.
_READERS: dict[int, Callable[[Reader], Any]] = {
    0: lambda _reader: None, 1: lambda reader: reader.number("B") != 0,
    2: _number("b"), 3: _number("B"), 4: _number("h"), 5: _number("H"), 6: _number("i"), 7: _number("I"),
    8: _number("q"), 9: _number("Q"), 10: _number("f"), 11: _number("d"), 19: _number("I"),
    12: Reader.text, 13: Reader.instant, 14: lambda reader: reader.take(16), 15: Reader.byte_string, 16: Reader.text,
    17: Reader.node_id, 18: Reader.node_id, 20: Reader.qualified_name, 21: Reader.localized_text,
    22: Reader.extension_object, 23: Reader.data_value, 24: Reader.variant, 25: Reader.diagnostic_info,
}  # fmt: skip
