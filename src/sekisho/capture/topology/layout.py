"""Where everything of a diagram stands: zones as bands from the highest level down, boxes on a grid, links between.

Whole pixels throughout, and nothing but the input decides: the same topology is always the same drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sekisho.capture.topology.declared import LEVELS
from sekisho.capture.topology.measure import width_of, wrapped
from sekisho.capture.topology.wire import Grid, Row, Wire, WireWish, wires

SMALL, NORMAL = 11, 13
LINE_SMALL, LINE_NORMAL = 16, 18
#: Of one text in a box; the whole of it stands in the box's title.
MOST_LINES = 3
PAD, MARGIN, HEADER_PAD = 10, 12, 8
#: No zone named: the band for what was observed and not declared.
NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide a diagram may be: boxes of a width, so many beside one another."""

    box: int
    columns: int


WIDE, NARROW = Shape(196, 4), Shape(150, 2)


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text: where it begins and its baseline stands, its size, and what it is (``name``, ``small``, …)."""

    x: int
    y: int
    text: str
    size: int
    role: str

    @property
    def right(self) -> int:
        """Give where it ends at the latest."""
        return self.x + width_of(self.text, self.size, is_bold=self.role in {"name", "zone", "tag"})


@dataclass(frozen=True, slots=True)
class NodeWish:
    """A node to be drawn: its texts in the order they stand in the box, each with its role, and how it came out."""

    id: str
    zone: str
    status: str
    title: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A node where it is drawn."""

    wish: NodeWish
    x: int
    y: int
    width: int
    height: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A zone where it is drawn."""

    y: int
    width: int
    height: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing: its size and everything on it."""

    width: int
    height: int
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class ZoneWish:
    """A zone to be drawn, with the text of its band."""

    id: str
    level: str
    text: str


@dataclass(slots=True)
class _Plan:
    """The rows of every zone before anything has a place."""

    zones: list[tuple[ZoneWish, list[list[NodeWish]]]] = field(default_factory=list)

    @property
    def rows(self) -> list[list[NodeWish]]:
        """Give all rows from the top."""
        return [*chain.from_iterable(rows for _, rows in self.zones)]


def lay_out(
    zones: Sequence[ZoneWish], nodes: Sequence[NodeWish], links: Sequence[WireWish], shape: Shape, nowhere: str
) -> Diagram:
    """Give every zone, node and link its place; ``nowhere`` is the text of the band for nodes of no zone."""
    plan = _planned(zones, nodes, links, shape, nowhere)
    heights = [max(_height(wish, shape) for wish in row) for row in plan.rows]
    grid = Grid([[wish.id for wish in row] for row in plan.rows], shape.box, MARGIN)
    drawn, gutters = grid.prepared(links)
    width = max(grid.width, MARGIN * 2 + shape.box)
    bands, tops, height = _stacked(plan, heights, gutters, width)
    rows = [Row(top, tall) for top, tall in zip(tops, heights, strict=True)]
    boxes = [
        _box(wish, grid.left(wish.id), rows[number], shape) for number, row in enumerate(plan.rows) for wish in row
    ]
    return Diagram(width, height, tuple(bands), tuple(boxes), tuple(wires(grid, drawn, rows)))


def _planned(
    zones: Sequence[ZoneWish], nodes: Sequence[NodeWish], links: Sequence[WireWish], shape: Shape, nowhere: str
) -> _Plan:
    ranked = sorted(zones, key=lambda zone: LEVELS.index(zone.level) if zone.level in LEVELS else len(LEVELS))
    known = {zone.id for zone in ranked}
    plan = _Plan()
    placed: dict[str, int] = {}
    for zone in [*ranked, ZoneWish(NOWHERE, "", nowhere)]:
        inside = [node for node in nodes if (node.zone if node.zone in known else NOWHERE) == zone.id]
        if not inside:
            continue
        ordered = _ordered(inside, links, placed)
        rows = [ordered[at : at + shape.columns] for at in range(0, len(ordered), shape.columns)]
        for row in rows:
            placed.update((node.id, number) for number, node in enumerate(row))
        plan.zones.append((zone, rows))
    return plan


def _ordered(nodes: list[NodeWish], links: Sequence[WireWish], placed: Mapping[str, int]) -> list[NodeWish]:
    """Order the nodes of a zone by where those they are linked to stand above: fewer links cross so."""

    def centre(node: NodeWish) -> tuple[int, int]:
        ends = [link.target if link.source == node.id else link.source for link in links if node.id in link.ends]
        columns = [placed[end] for end in ends if end in placed]
        return (1000 * sum(columns) // len(columns) if columns else 0, nodes.index(node))

    return sorted(nodes, key=centre)


def _lines(wish: NodeWish, shape: Shape) -> list[tuple[str, str]]:
    """Break the texts of a box into lines."""
    room = shape.box - 2 * PAD
    found: list[tuple[str, str]] = []
    for role, text in wish.texts:
        size = NORMAL if role == "name" else SMALL
        lines = wrapped(text, size, room, MOST_LINES, is_bold=role in {"name", "tag"})
        found += [(role, line) for line in lines]
    return found


def _step(role: str) -> int:
    return LINE_NORMAL if role == "name" else LINE_SMALL


def _height(wish: NodeWish, shape: Shape) -> int:
    return 2 * PAD + sum(_step(role) for role, _ in _lines(wish, shape))


def _box(wish: NodeWish, x: int, row: Row, shape: Shape) -> Box:
    labels, y = [], row.top + PAD
    for role, line in _lines(wish, shape):
        y += _step(role)
        labels.append(Label(x + PAD, y - 4, line, NORMAL if role == "name" else SMALL, role))
    return Box(wish, x, row.top, shape.box, row.height, tuple(labels))


def _stacked(
    plan: _Plan, heights: Sequence[int], gutters: Sequence[int], width: int
) -> tuple[list[Band], list[int], int]:
    """Give the bands, the top of every row, and the height of them all; a row's gutter stands above it."""
    bands: list[Band] = []
    tops: list[int] = []
    y = 0
    for zone, rows in plan.zones:
        begun, lines = y, wrapped(zone.text, NORMAL, width - 2 * MARGIN, 2, is_bold=True)
        labels = [
            Label(MARGIN, y + HEADER_PAD + 14 + n * LINE_NORMAL, line, NORMAL, "zone") for n, line in enumerate(lines)
        ]
        y += HEADER_PAD + LINE_NORMAL * len(lines)
        for _ in rows:
            y += gutters[len(tops)]
            tops.append(y)
            y += heights[len(tops) - 1]
        y += MARGIN
        bands.append(Band(begun, width, y - begun, tuple(labels)))
    return bands, tops, y


def labels_of(diagram: Diagram) -> Iterable[Label]:
    """Give every line of text of a diagram."""
    yield from chain.from_iterable(band.labels for band in diagram.bands)
    yield from chain.from_iterable(box.labels for box in diagram.boxes)
