"""Observations read piece by piece are those of a tree of the whole document, and a hostile stream is not held."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.mtconnect import observation
from sekisho.capture.mtconnect.document import parse
from sekisho.capture.mtconnect.observation import DEEPEST, MOST_HELD, PIECE, MalformedDocumentError, Observation

VERSIONS = ["1.3", "1.5", "1.8", "2.0", "2.2", "2.5", "2.6", "2.7"]
GROUPS = {"Samples": "SAMPLE", "Events": "EVENT", "Condition": "CONDITION"}
#: Characters a document may hold, white space and those outside the basic plane among them.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"))
TIMES = st.sampled_from(
    ["2026-07-03T01:02:03.123456789Z", "2026-07-03T01:02:03+09:00", "0000-00-00", "", "昨日", "2026-07-03"]
)
NAMES = st.sampled_from(["Position", "Fault", "Normal", "Unavailable", "x:Extended", "AssetChanged", "VariableDataSet"])


@st.composite
def _values(draw: st.DrawFn) -> str:
    """Draw what stands in an observation: text in every spelling, entries of a data set or cells of a table."""
    kind = draw(st.sampled_from(["text", "cdata", "references", "comment", "huge", "set", "table", "empty"]))
    text = draw(TEXT)
    entries = "".join(f"<Entry key={quoteattr(key)}>{escape(key)}</Entry>" for key in draw(st.lists(TEXT, max_size=4)))
    return {
        "text": escape(text),
        "cdata": f"<![CDATA[{text.replace(']]>', '')}]]>",
        "references": "".join(f"&#{ord(letter)};" for letter in text if letter.isprintable()) + "&amp;",
        "comment": f"1<!-- {text.replace('-', '')} -->2",
        "huge": escape(text) * 200,
        "set": f"\n {entries}\n",
        "table": f"<Entry key='r'>{entries.replace('Entry', 'Cell')}</Entry>",
        "empty": "",
    }[kind]


@st.composite
def _observed(draw: st.DrawFn) -> str:
    name = draw(NAMES)
    attributes = {"dataItemId": draw(TEXT), "timestamp": draw(TIMES), "type": draw(TEXT)}
    kept = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if draw(st.integers(0, 9)))
    return f'<{name} sequence="{draw(st.integers(0, 2**64))}"{kept}>{draw(_values())}</{name}>'


@st.composite
def _streams(draw: st.DrawFn) -> bytes:
    """Draw a streams document of any version and spelling that a parser has to take."""
    devices = ""
    for _ in range(draw(st.integers(0, 2))):
        groups = ""
        for name in draw(st.lists(st.sampled_from([*GROUPS, "Others"]), max_size=4)):
            groups += f"<{name}>{''.join(draw(st.lists(_observed(), max_size=5)))}</{name}>"
        uuid = f"uuid={quoteattr(draw(TEXT))}" if draw(st.booleans()) else ""
        devices += f"<DeviceStream {uuid}>\n<ComponentStream>{groups}</ComponentStream></DeviceStream>"
    loose = draw(_observed()) if draw(st.booleans()) else ""
    space, prefix = f"urn:mtconnect.org:MTConnectStreams:{draw(st.sampled_from(VERSIONS))}", draw(st.booleans())
    kept = f'xmlns:m="{space}" xmlns:x="urn:maker"' if prefix else f'xmlns="{space}" xmlns:x="urn:maker"'
    root = "m:MTConnectStreams" if prefix else "MTConnectStreams"
    encoding = draw(st.sampled_from(["UTF-8", "UTF-16"]))
    text = f'<?xml version="1.0" encoding="{encoding}"?><{root} {kept}><Header instanceId="1"/>'
    return (text + f"<Streams>{devices}{loose}</Streams></{root}>").encode(encoding)


def _plainly(element: ET.Element, uuid: str = "", category: str = "") -> Iterator[Observation]:
    """Read a whole tree as the standard describes it, one element after the other."""
    for child in element:
        name = child.tag.split("}")[-1]
        if "sequence" not in child.attrib:
            is_device = name == "DeviceStream"
            inwards = "" if is_device else GROUPS.get(name, category)
            yield from _plainly(child, child.get("uuid", "") if is_device else uuid, inwards)
            continue
        value = name.upper() if category == "CONDITION" else "".join(child.itertext()).strip()
        item, at = child.get("dataItemId", ""), child.get("timestamp", "")
        yield Observation(item, int(child.attrib["sequence"]), at, value, uuid, category, name, child.attrib)


@given(body=_streams(), piece=st.integers(1, 300))
@settings(max_examples=150)
def test_pieces_give_what_the_whole_tree_gives(body, piece):
    """Whatever the version, encoding, spelling and sub-elements, and wherever a piece ends: the same observations."""
    plain = list(_plainly(ET.fromstring(body)))  # noqa: S314 - because the document was made here
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(observation, "PIECE", piece)
        read = parse(body)
        assert (list(read.observations), read.count) == (plain, len(plain))


HEAD = '<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:2.7"><Header instanceId="1"/><Streams>'
TAIL = "</Streams></MTConnectStreams>"
EMPTY = '<a b=""/>' * (MOST_HELD + 10_000)
FAR = "<!--" + "x" * PIECE + "-->"


@contextmanager
def _peak() -> Iterator[list[int]]:
    """Measure the most memory that is held at once, in bytes."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
    finally:
        peak.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * DEEPEST + "</a>" * DEEPEST,
        "<a>" * DEEPEST + FAR + "</a>" * DEEPEST,
        "<a>" * 200_000 + "</a>" * 200_000,
        EMPTY,
        f'<P sequence="1">{EMPTY}</P>',
        f'<P sequence="1">{"<a>" * 2 * MOST_HELD}',
    ],
)
def test_a_stream_too_deep_or_with_too_much_between_two_ends_is_refused(inside):
    """Nesting, and elements among which or within which no observation ends, are bounded before they cost memory."""
    body = (HEAD + inside + TAIL).encode()
    with _peak() as peak, pytest.raises(MalformedDocumentError, match="too deep or too many"):
        parse(body)
    assert peak[0] < 400 * MOST_HELD


@pytest.mark.parametrize("sequence", ["", "-1", "1.0", "１", "1" * 21, " 1"])
@pytest.mark.parametrize("before", ["", FAR, '<P sequence="1">1</P>' * PIECE])
def test_a_sequence_that_is_no_number_is_refused_wherever_it_stands(sequence, before):
    """The first observation, one beyond the first piece and one among thousands are looked at alike."""
    with pytest.raises(MalformedDocumentError, match="no sequence"):
        parse(f'{HEAD}{before}<P sequence="{sequence}">1</P><P sequence="2">1</P>{TAIL}'.encode())


def test_a_sequence_among_elements_without_one_is_looked_at():
    """What stands beside observations and is none makes nobody pass over them."""
    beside = '<Note/><P sequence="7">1</P><Note><P sequence="8">2</P></Note>'
    assert [one.sequence for one in parse(f"{HEAD}{beside}{TAIL}".encode()).observations] == [7, 8]
    with pytest.raises(MalformedDocumentError, match="no sequence"):
        parse(f'{HEAD}{beside}<P sequence="x"/><Note/>{TAIL}'.encode())


def test_a_value_nested_deeply_is_read_without_recursion():
    """Entries within entries are the agent's own; however deep, they are one value."""
    depth = MOST_HELD // 3
    inside = f'<P sequence="1">{"<a>" * depth}1{"</a>" * depth}</P>'
    assert [one.value for one in parse(f"{HEAD}{FAR}{inside}{TAIL}".encode()).observations] == ["1"]


def test_a_value_of_megabytes_and_a_table_of_thousands_of_entries_come_whole():
    """What is larger than many pieces is one observation all the same, and so is the one after it."""
    entries = "".join(f'<Entry key="T{n}">{n}</Entry>' for n in range(20_000))
    large = "部品" * 1_000_000
    inside = f'<P sequence="1">{large}</P><T sequence="2">{entries}</T>{FAR * 3}<P sequence="3">end</P>'
    read = [one.value for one in parse(f"{HEAD}<Events>{inside}</Events>{TAIL}".encode()).observations]
    assert read == [large, "".join(map(str, range(20_000))), "end"]


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "http://a/b">']
)
@pytest.mark.parametrize("far", ["", FAR])
def test_a_document_type_is_refused_however_far_the_root_stands(doctype, far):
    """No entity is ever defined: neither right at the beginning nor behind a comment of any length."""
    with pytest.raises(MalformedDocumentError, match="document type"):
        parse((far + doctype + HEAD + TAIL).encode())
