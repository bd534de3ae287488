"""The observations of an MTConnect stream, read piece by piece: what was read is dropped before the next piece comes.

The standard library's own builder makes the elements, so that no line of Python runs for any of them; it is emptied
after each piece. What is still open waits for the next piece, so that each observation is seen once and whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

UNAVAILABLE = "UNAVAILABLE"
DEEPEST = 64
#: Tags between the ends of two observations, or within one: what a hostile document can make us hold.
MOST_HELD = 200_000
TOO_MUCH = "too deep or too many elements"
#: How much is read at a time: what it gives is dropped while it is still near the processor.
PIECE = 32 * 1024
#: What has this attribute is an observation.
SEQUENCE = "sequence"
_GROUPS = {"Samples": "SAMPLE", "Events": "EVENT", "Condition": "CONDITION"}


class MalformedDocumentError(ValueError):
    """Bytes that are no MTConnect document."""


class Observation(NamedTuple):
    """One value with its sequence; ``timestamp`` is the agent's text, ``uuid`` that of the device it belongs to.

    ``element`` is the name it was sent under; a condition's value is that name in capitals.
    """

    item: str
    sequence: int
    timestamp: str
    value: str
    uuid: str
    category: str
    element: str
    about: Mapping[str, str]


class _Under(NamedTuple):
    """What observations stand under: the uuid of their device, and the category of their group."""

    uuid: str = ""
    category: str = ""

    def within(self, element: Element) -> "_Under":
        """Give the same for what stands in an element further inwards."""
        name = _name(element)
        if name == "DeviceStream":
            return _Under(element.get("uuid", ""))
        return self._replace(category=_GROUPS[name]) if name in _GROUPS else self


def observations_in(body: bytes) -> Iterator[Observation]:
    """Give every observation of a stream in order. Raises ParseError, LookupError and MalformedDocumentError."""
    for under, found in _groups(body):
        for one in found:
            yield _observation(one, under)


def count_checked(body: bytes) -> int:
    """Give how many observations a stream holds, each looked at. Raises the same."""
    return sum(len(found) for _, found in _groups(body))


def number(text: str) -> int:
    """Read a sequence or instance number. Raises MalformedDocumentError."""
    # The schema's range ends below 2^64; twenty digits hold it, and Python would read other scripts' digits too.
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise MalformedDocumentError(f"{text[:40]!r} is no sequence or instance number")
    return int(text)


def _are_numbers(texts: Sequence[str]) -> bool:
    """Say whether all are what ``number`` reads: looked at at once, for there are many."""
    joined, lengths = "".join(texts), set(map(len, texts))
    return joined.isascii() and joined.isdigit() and min(lengths) > 0 and max(lengths) <= 20


def _groups(body: bytes) -> Iterator[tuple[_Under, Sequence[Element]]]:
    """Give observations as they are read, those side by side together."""
    builder = ET.TreeBuilder()
    # A root of our own: under it the document's can be looked at, and emptied, while it is still being read.
    top = builder.start("", {})
    parser = ET.XMLParser(target=builder)  # noqa: S314 - because whoever reads the header refuses document types
    view, at, size, held = memoryview(body), 0, PIECE, 0
    while at < len(body):
        held = held + body.count(b"<", at, at + size) if size > PIECE else 0
        if held > MOST_HELD:
            raise MalformedDocumentError(TOO_MUCH)
        parser.feed(view[at : at + size])
        groups = list(_closed(top))
        yield from groups
        # An end that does not come is looked for from its beginning each time: in steps that grow.
        at, size = at + size, PIECE if groups else 2 * size
    parser.close()
    yield from _observed(list(top), _Under(), 0)


def _closed(top: Element) -> Iterator[tuple[_Under, Sequence[Element]]]:
    """Take out of a tree what is closed in it: of every open element all children but the last."""
    node, under = top, _Under()
    for depth in range(DEEPEST + 1):
        if not len(node) or SEQUENCE in node.attrib:
            return
        closed = node[:-1]
        if closed:
            del node[:-1]
            yield from _observed(closed, under, depth)
        node = node[-1]
        under = under.within(node)
    raise MalformedDocumentError(TOO_MUCH)


def _observed(elements: Sequence[Element], under: _Under, depth: int) -> Iterator[tuple[_Under, Sequence[Element]]]:
    """Give the observations among elements, each with a sequence that is a number, and those within the others."""
    if depth > DEEPEST:
        raise MalformedDocumentError(TOO_MUCH)
    if _are_numbers([one.get(SEQUENCE, "") for one in elements]):
        yield under, elements
        return
    for one in elements:
        if SEQUENCE in one.attrib:
            number(one.attrib[SEQUENCE])
            yield under, (one,)
        else:
            yield from _observed(list(one), under.within(one), depth + 1)


def _observation(element: Element, under: _Under) -> Observation:
    about, name = element.attrib, _name(element)
    # A condition says its state by the name of its element: Normal, Warning, Fault, Unavailable.
    value = name.upper() if under.category == "CONDITION" else "".join(element.itertext()).strip()
    item, at = about.get("dataItemId", ""), about.get("timestamp", "")
    return Observation(item, int(about[SEQUENCE]), at, value, under.uuid, under.category, name, about)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
