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


#: Observations side by side, after the elements they stand in, from the outermost inwards.
_Group = tuple[tuple[Element, ...], Sequence[Element]]


def observations_in(body: bytes) -> Iterator[Observation]:
    """Give every observation of a stream in order. Raises ParseError, LookupError and MalformedDocumentError."""
    for path, found in _groups(body):
        uuid, category = _place(path)
        for one in found:
            yield _observation(one, uuid, category)


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
    joined = "".join(texts)
    return joined.isascii() and joined.isdigit() and all(0 < length <= 20 for length in set(map(len, texts)))


def _groups(body: bytes) -> Iterator[_Group]:
    """Give observations as they are read."""
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
    yield from _observed((), list(top))


def _closed(top: Element) -> Iterator[_Group]:
    """Take out of a tree what is closed in it: of every open element all children but the last."""
    path: tuple[Element, ...] = ()
    node = top
    while len(node) and SEQUENCE not in node.attrib:
        if len(node) > 1:
            closed = node[:-1]
            del node[:-1]
            yield from _observed(path, closed)
        node = node[-1]
        path = (*path, node)
        if len(path) > DEEPEST:
            raise MalformedDocumentError(TOO_MUCH)


def _observed(path: tuple[Element, ...], elements: Sequence[Element]) -> Iterator[_Group]:
    """Give the observations among elements, each with a sequence that is a number, and those within the others."""
    waiting = [(path, elements)]
    while waiting:
        within, side_by_side = waiting.pop()
        if len(within) > DEEPEST:
            raise MalformedDocumentError(TOO_MUCH)
        if _are_numbers([one.get(SEQUENCE, "") for one in side_by_side]):
            yield within, side_by_side
            continue
        for one in reversed(side_by_side):
            if SEQUENCE in one.attrib:
                number(one.attrib[SEQUENCE])
                waiting.append((within, (one,)))
            elif len(one):
                waiting.append(((*within, one), list(one)))


def _place(path: Sequence[Element]) -> tuple[str, str]:
    """Give the uuid of the device and the category of the group that elements stand in, from the outermost inwards."""
    uuid = category = ""
    for element in path:
        name = _name(element)
        if name == "DeviceStream":
            uuid, category = element.get("uuid", ""), ""
        category = _GROUPS.get(name, category)
    return uuid, category


def _observation(element: Element, uuid: str, category: str) -> Observation:
    about, name = element.attrib, _name(element)
    # A condition says its state by the name of its element: Normal, Warning, Fault, Unavailable.
    value = name.upper() if category == "CONDITION" else "".join(element.itertext()).strip()
    item, at = about.get("dataItemId", ""), about.get("timestamp", "")
    return Observation(item, int(about[SEQUENCE]), at, value, uuid, category, name, about)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
