"""Just enough DER to read a time-stamp token: definite lengths, bounded, nothing guessed."""

from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, SET, OCTETS, OID, INTEGER, TIME, BOOLEAN = 0x30, 0x31, 0x04, 0x06, 0x02, 0x18, 0x01
LONGEST_OID = 64


class DerError(ValueError):
    """Bytes that are not DER, or not the DER expected."""


@dataclass(frozen=True, slots=True)
class Item:
    """One element: its tag, its content, and its whole encoding."""

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> list["Item"]:
        """Give the elements inside. Raises DerError."""
        return list(items(self.content))

    def child(self, n: int, tag: int) -> "Item":
        """Give the n-th element inside, which must carry a tag. Raises DerError."""
        children = self.children()
        if n >= len(children) or children[n].tag != tag:
            raise DerError(f"expected tag {tag:#x} at place {n}")
        return children[n]


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise DerError("ends before a length")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    # Four bytes suffice for anything within the largest token; longer ones only hide a number.
    if not 1 <= count <= 4 or at + 1 + count > len(data):
        raise DerError("a length that is indefinite or too long")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def items(data: bytes) -> Iterator[Item]:
    """Read elements one after another. Raises DerError."""
    at = 0
    while at < len(data):
        if data[at] & 0x1F == 0x1F:
            raise DerError("a tag of several bytes")
        length, start = _length(data, at + 1)
        end = start + length
        if end > len(data):
            raise DerError("an element longer than what holds it")
        yield Item(data[at], data[start:end], data[at:end])
        at = end


def single(data: bytes, tag: int) -> Item:
    """Read exactly one element with a tag and nothing after it. Raises DerError."""
    found = list(items(data))
    if len(found) != 1 or found[0].tag != tag:
        raise DerError(f"expected one element with tag {tag:#x}")
    return found[0]


def oid(item: Item) -> str:
    """Give an object identifier as dotted text. Raises DerError."""
    # Real identifiers have a dozen bytes; the number in a huge one would cost its square to read.
    if item.tag != OID or not 0 < len(item.content) <= LONGEST_OID or item.content[-1] >= 0x80:
        raise DerError("no object identifier")
    numbers, value = [], 0
    for byte in item.content:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in (first, numbers[0] - 40 * first, *numbers[1:]))
