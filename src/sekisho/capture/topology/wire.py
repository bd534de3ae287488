"""Links as lines along the gaps of the grid: never through a box, each with a track of its own.

A row has a gutter above it, in which lines run across; a column has lanes beside it, in which they run past rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GAP, TRACK, GUTTER, LANE = 26, 9, 20, 9

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WireWish:
    """A link to be drawn: between which nodes, how it came out, and what it is in words."""

    source: str
    target: str
    status: str
    title: str

    @property
    def ends(self) -> tuple[str, str]:
        """Give both nodes."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class Wire:
    """A link where it is drawn; the last point is at the node spoken to."""

    wish: WireWish
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of boxes: where it begins and how high it is."""

    top: int
    height: int


@dataclass(slots=True)
class _Way:
    """A link on its way: the rows of its ends, the gutters it runs across in, and the lane past the rows between."""

    wish: WireWish
    upper: str
    lower: str
    gutters: tuple[int, ...]
    lane: int | None = None
    lane_track: int = 0
    tracks: list[int] = field(default_factory=list)


class Grid:
    """Boxes of one width in rows, centred on common columns; the gaps widen with the lanes in them."""

    def __init__(self, rows: Sequence[Sequence[str]], box: int, margin: int) -> None:
        self._box, self._margin = box, margin
        self._columns = max((len(row) for row in rows), default=0)
        self._at = {
            node: (number, (self._columns - len(row)) // 2 + column)
            for number, row in enumerate(rows)
            for column, node in enumerate(row)
        }
        self._lanes = [0] * (self._columns + 1)
        self._rows = len(rows)
        self._ports: dict[tuple[str, bool], list[int]] = {}

    def prepared(self, links: Iterable[WireWish]) -> tuple[list[_Way], list[int]]:
        """Give the ways of the links that have two ends here, and how high the gutter above each row has to be."""
        ways = [self._way(link) for link in links if set(link.ends) <= self._at.keys()]
        for number, way in enumerate(ways):
            for node, is_top in self._sides(way):
                self._ports.setdefault((node, is_top), []).append(number)
        self._sort_ports(ways)
        used = self._assign_tracks(ways)
        return ways, [GUTTER + TRACK * count for count in used]

    def _way(self, link: WireWish) -> _Way:
        upper, lower = sorted(link.ends, key=lambda node: self._at[node])
        above, below = self._at[upper][0], self._at[lower][0]
        if above == below:
            return _Way(link, upper, lower, (above,))
        if above + 1 == below:
            return _Way(link, upper, lower, (below,))
        lane = (self._at[upper][1] + self._at[lower][1] + 1) // 2
        way = _Way(link, upper, lower, (above + 1, below), lane, self._lanes[lane])
        self._lanes[lane] += 1
        return way

    def _sides(self, way: _Way) -> tuple[tuple[str, bool], tuple[str, bool]]:
        """Give at which side of its boxes a way ends: links of one row go over the top."""
        is_level = self._at[way.upper][0] == self._at[way.lower][0]
        return (way.upper, is_level), (way.lower, True)

    def _sort_ports(self, ways: Sequence[_Way]) -> None:
        for (node, _), numbers in self._ports.items():
            numbers.sort(key=lambda n: (self._other(ways[n], node), n))

    def _other(self, way: _Way, node: str) -> int:
        return self.left(way.lower if way.upper == node else way.upper)

    def _assign_tracks(self, ways: Sequence[_Way]) -> list[int]:
        """Give each way the first track of its gutters that nobody uses over the same stretch."""
        taken: list[list[list[Point]]] = [[] for _ in range(self._rows)]
        for number, way in enumerate(ways):
            for gutter, (begin, end) in zip(way.gutters, self._stretches(way, number), strict=True):
                stretch = (min(begin, end) - TRACK, max(begin, end) + TRACK)
                way.tracks.append(_first_free(taken[gutter], stretch))
        return [len(tracks) for tracks in taken]

    def _stretches(self, way: _Way, number: int) -> list[Point]:
        (upper, top_side), (lower, _) = self._sides(way)
        begin, end = self.port(upper, number, is_top=top_side), self.port(lower, number, is_top=True)
        if way.lane is None:
            return [(begin, end)]
        past = self.lane_x(way)
        return [(begin, past), (past, end)]

    def left(self, node: str) -> int:
        """Give where a box begins."""
        column = self._at[node][1]
        return self._margin + sum(self._gap(n) for n in range(column + 1)) + column * self._box

    def _gap(self, number: int) -> int:
        is_edge = number in {0, self._columns}
        return (0 if is_edge and not self._lanes[number] else GAP) + LANE * max(0, self._lanes[number] - 1)

    @property
    def width(self) -> int:
        """Give the width of the whole grid with its margins."""
        gaps = sum(self._gap(n) for n in range(self._columns + 1))
        return 2 * self._margin + gaps + self._columns * self._box

    def port(self, node: str, number: int, *, is_top: bool) -> int:
        """Give where on a side of its box a way ends: the ways share the side evenly, a little apart from the other."""
        numbers = self._ports[node, is_top]
        place = (numbers.index(number) + 1) * self._box // (len(numbers) + 1)
        return self.left(node) + place + (0 if is_top else 4)

    def lane_x(self, way: _Way) -> int:
        """Give where a way runs past rows."""
        lane = way.lane or 0
        return (
            self._margin + sum(self._gap(n) for n in range(lane)) + lane * self._box + GAP // 2 + LANE * way.lane_track
        )

    def points(self, way: _Way, number: int, rows: Sequence[Row]) -> tuple[Point, ...]:
        """Give the corners of a way from its upper end to its lower one."""
        (upper, top_side), (lower, _) = self._sides(way)
        begin, end = self.port(upper, number, is_top=top_side), self.port(lower, number, is_top=True)
        above, below = rows[self._at[upper][0]], rows[self._at[lower][0]]
        ys = [rows[g].top - GUTTER // 2 - TRACK * t for g, t in zip(way.gutters, way.tracks, strict=True)]
        begun = (begin, above.top if top_side else above.top + above.height)
        if way.lane is None:
            return begun, (begin, ys[0]), (end, ys[0]), (end, below.top)
        past = self.lane_x(way)
        return begun, (begin, ys[0]), (past, ys[0]), (past, ys[1]), (end, ys[1]), (end, below.top)


def _first_free(tracks: list[list[Point]], stretch: Point) -> int:
    for number, taken in enumerate(tracks):
        if all(stretch[1] <= begin or end <= stretch[0] for begin, end in taken):
            taken.append(stretch)
            return number
    tracks.append([stretch])
    return len(tracks) - 1


def wires(grid: Grid, ways: Sequence[_Way], rows: Sequence[Row]) -> list[Wire]:
    """Draw every way, from the node that speaks to the one spoken to."""
    found = []
    for number, way in enumerate(ways):
        points = grid.points(way, number, rows)
        found.append(Wire(way.wish, points if way.lower == way.wish.target else points[::-1]))
    return found
