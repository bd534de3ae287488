"""Figures: every number of the report stands at a place, and is a sum (or a median) of what single cases add to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

#: A table, a row of it and a column.
Place = tuple[str, str, str]
MEDIANS = "durations"


@dataclass(frozen=True, slots=True)
class Part:
    """What one case adds to one figure."""

    place: Place
    case: str
    amount: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The report's numbers by place, and which case added what. ``None`` stands for a number that is not shown."""

    cells: Mapping[Place, int | None]
    parts: Mapping[Place, Mapping[str, int]]

    def at(self, table: str, row: str, column: str) -> int | None:
        """Give a number; zero where nothing was added, None where it is not shown."""
        return self.cells.get((table, row, column), 0)

    def rows(self, table: str) -> tuple[str, ...]:
        """Give the rows of a table that hold anything, in order of their names."""
        return tuple(sorted({row for name, row, _ in self.cells if name == table}))


def _tenths(days: Iterable[int]) -> int:
    """Give a median in tenths of a day: of whole days it is a whole or a half."""
    return int(median(days) * 10)


def is_count(place: Place) -> bool:
    """Say whether a place counts cases."""
    return place[2] == "cases" or place[2].endswith("_cases")


def summed(parts: Iterable[Part]) -> Figures:
    """Give the figures that parts add up to; of durations the median and the number of cases are taken.

    A case counts once in a place, however often the same thing happened to it: yen add up, cases do not.
    """
    by_place: dict[Place, dict[str, int]] = defaultdict(dict)
    for part in parts:
        added = by_place[part.place]
        if part.case:
            before = 0 if is_count(part.place) else added.get(part.case, 0)
            added[part.case] = before + part.amount
    cells: dict[Place, int | None] = {}
    for place, added in by_place.items():
        is_median = added and place[0] == MEDIANS and place[2] == "tenths"
        cells[place] = _tenths(added.values()) if is_median else sum(added.values())
    return Figures(cells, {place: dict(added) for place, added in by_place.items()})
