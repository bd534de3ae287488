"""The diagram: nothing overlaps, every label lies on the canvas, the same bytes every time, hostile names are text."""

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.text import LANGUAGES, codes
from sekisho.capture.topology.compared import compare
from sekisho.capture.topology.declared import KINDS, LEVELS, Declared, Link, Node, Zone
from sekisho.capture.topology.layout import NARROW, WIDE, NodeWish, ZoneWish, labels_of, lay_out
from sekisho.capture.topology.svg import STYLES, draw
from sekisho.capture.topology.wire import WireWish
from tests.capture.network import DEVICE, compared, declared, empty, neighbour, reached

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'&]]>",
    "</text></svg>",
    "\u202eevil",
    "a\u0000b\ud800",
    "𠮷" * 90,
    "M" * 120,
    "工程 " * 40,
]
SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def topologies(drawing):
    """Give zones, nodes and links as a file could declare them, long names in several scripts among them."""
    zones = [
        Zone(f"z{n}", drawing(st.sampled_from(HOSTILE)), drawing(st.sampled_from(LEVELS)))
        for n in range(drawing(st.integers(1, 4)))
    ]
    names, kinds, places = (
        st.sampled_from([*HOSTILE, "MES", "加工機"]),
        st.sampled_from(sorted(KINDS)),
        st.sampled_from(zones),
    )
    addresses = st.lists(st.sampled_from(["192.0.2.1", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", "w" * 60]), max_size=5)
    nodes = [
        Node(f"n{n}", drawing(names), drawing(kinds), drawing(places).id, tuple(drawing(addresses)))
        for n in range(drawing(st.integers(1, 14)))
    ]
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).filter(lambda pair: pair[0] is not pair[1])
    pairs = drawing(st.lists(ends, max_size=20)) if len(nodes) > 1 else []
    links = [Link(a.id, b.id, drawing(st.sampled_from(["opc-ua", "https"])), n + 1) for n, (a, b) in enumerate(pairs)]
    return Declared("", tuple(zones), tuple(nodes), tuple(links))


def overlap(one, other):
    """Say whether two boxes have a point in common."""
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def placed(topology, shape):
    """Lay out a topology as the drawing does."""
    zones = [ZoneWish(zone.id, zone.level, zone.name) for zone in topology.zones]
    nodes = [
        NodeWish(
            n.id, n.zone, "agrees", n.name, (("name", n.name), *(("code", a) for a in n.addresses), ("tag", n.kind))
        )
        for n in topology.nodes
    ]
    links = [WireWish(link.source, link.target, "agrees", "") for link in topology.links]
    return lay_out(zones, nodes, links, shape, "no zone")


@given(topologies(), st.sampled_from([WIDE, NARROW]))
@settings(max_examples=60)
def test_boxes_never_overlap_and_labels_stay_in_their_places(topology, shape):
    """Every box is apart from every other, every label inside its box, every box and label on the canvas."""
    diagram = placed(topology, shape)
    assert not [pair for pair in itertools.combinations(diagram.boxes, 2) if overlap(*pair)]
    assert len(diagram.boxes) == len(topology.nodes)
    for box in diagram.boxes:
        assert all(box.x < label.x and label.right < box.x + box.width for label in box.labels)
        assert all(box.y + label.size <= label.y < box.y + box.height for label in box.labels)
        assert [label.y for label in box.labels] == sorted({label.y for label in box.labels})
    assert all(
        label.x >= 0 and label.right <= diagram.width and label.y < diagram.height for label in labels_of(diagram)
    )
    assert all(box.x >= 0 and box.x + box.width <= diagram.width for box in diagram.boxes)


@given(topologies(), st.sampled_from([WIDE, NARROW]))
@settings(max_examples=60)
def test_links_run_between_boxes_and_end_at_their_own(topology, shape):
    """No stretch of a link passes through a box, each begins and ends at the edge of its two boxes."""
    diagram = placed(topology, shape)
    boxes = {box.wish.id: box for box in diagram.boxes}
    assert len(diagram.wires) == len(topology.links)
    for wire in diagram.wires:
        for (x1, y1), (x2, y2) in itertools.pairwise(wire.points):
            assert x1 == x2 or y1 == y2
            left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
            assert 0 <= left <= right <= diagram.width
            for box in diagram.boxes:
                is_across = (left < box.x + box.width and box.x < right) or box.x < left == right < box.x + box.width
                assert not (is_across and top < box.y + box.height and box.y < bottom), (wire, box)
                assert not (is_across and top == bottom and box.y < top < box.y + box.height), (wire, box)
        for node, (x, y) in ((wire.wish.source, wire.points[0]), (wire.wish.target, wire.points[-1])):
            box = boxes[node]
            assert box.x < x < box.x + box.width
            assert y in {box.y, box.y + box.height}


def test_no_two_links_share_a_stretch_across():
    """Every link that runs across a gutter has a height of its own where it meets others."""
    nodes = [Node(f"n{n}", "x", "machine", "z") for n in range(8)]
    links = [Link(a.id, b.id, "opc-ua", 1) for a, b in itertools.combinations(nodes, 2)]
    diagram = placed(Declared("", (Zone("z", "z", "1"),), tuple(nodes), tuple(links)), WIDE)
    stretches = [
        (y1, min(x1, x2), max(x1, x2))
        for wire in diagram.wires
        for (x1, y1), (x2, y2) in itertools.pairwise(wire.points)
        if y1 == y2 and x1 != x2
    ]
    for (y, begin, end), (other_y, other_begin, other_end) in itertools.combinations(stretches, 2):
        assert y != other_y or end <= other_begin or other_end <= begin


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", [WIDE, NARROW])
def test_a_drawing_is_the_same_bytes_every_time_and_says_every_status(language, shape):
    """Title, description, legend and every node's status stand there as text."""
    agent = {"protocol": "mtconnect", "host": "192.0.2.14", "port": 5000, "peer": "192.0.2.14"}
    value = compared(reached(port=4841), neighbour(), reached("http://192.0.2.14:5000", **agent)).as_json()
    drawn = draw(value, language, shape=shape)
    assert drawn == draw(value, language, shape=shape)
    read = ET.fromstring(drawn)  # noqa: S314 - because it is our own drawing
    assert read.find(f"{SVG}title").text == "Line 2"
    assert "4" in read.find(f"{SVG}desc").text
    dashed = [line for line in read.iter(f"{SVG}path") if line.get("stroke-dasharray")]
    assert dashed
    assert {"≠", "+"} <= {text.text for text in read.iter(f"{SVG}text")}


@given(topologies(), st.sampled_from(LANGUAGES))
@settings(max_examples=40)
def test_hostile_names_are_drawn_as_text(topology, language):
    """Whatever a name holds, the drawing is well-formed XML, without script, style, link or handler."""
    spoilt = replace(topology, title="<script>&\u0000")
    drawn = draw(compare(spoilt, empty(), DEVICE).as_json(), language)
    read = ET.fromstring(drawn)  # noqa: S314 - because it is our own drawing
    tags = {element.tag.removeprefix(SVG) for element in read.iter()}
    assert tags <= {"svg", "g", "title", "desc", "rect", "path", "text", "circle"}
    names = {name for element in read.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name or name == "style"}
    assert "\u202e" not in drawn


def test_a_file_alone_is_drawn():
    """A declaration nobody held against a capture is drawn as declared: nothing was looked for, nothing is missing."""
    drawn = draw(compare(declared(), empty(), DEVICE).as_json(), "en")
    assert "declared, not observed" not in drawn
    assert "stroke-dasharray" not in drawn
    assert "As declared; not held against a capture yet" in drawn


def test_every_kind_status_and_way_has_its_words():
    """What the drawing looks up by name has a text."""
    ways = ("spoken_to", "this_collector", "next_router", "lldp", "announced")
    items = ("node", "address", "mac", "port", "link", "zone")
    wanted = {f"topology.kind.{kind}" for kind in (*KINDS, "router", "server")}
    wanted |= {f"topology.status.{status}" for status in STYLES} | {f"topology.legend.{status}" for status in STYLES}
    assert wanted | {f"topology.how.{way}" for way in ways} | {f"topology.item.{item}" for item in items} <= codes()
