"""Small numbers: what fewer than so many cases add up to is not shown, and cannot be reckoned from what is shown.

One table breaks a known total down by one dimension. Hiding the small cells alone would leave them as the difference of
total and shown cells, so further cells are hidden with them until a reader who subtracts learns only a sum in which
each hidden cell may as well be large. Where a table is too small for that, the whole table is not shown.
"""

from collections.abc import Iterable, Mapping

from sekisho.domain.reporting.figure import MEDIANS, Figures, Place
from sekisho.domain.reporting.tally import BALANCE, DIMENSIONS, ENDS, FLOWS, REFUSALS, WAITING

#: Columns counted by cases that stand beside one another in a row of a broken-down table.
CASES, YEN = "_cases", "_yen"


def hidden(counts: Mapping[str, int], smallest: int) -> frozenset[str]:
    """Give the rows of one column that may not be shown, if its total is known. Rows of zero are shown as zero."""
    small = {row for row, count in counts.items() if 0 < count < smallest}
    if not small:
        return frozenset()
    chosen = set(small)
    # In an order that has nothing to do with the numbers: were the smallest of the others taken, a reader who knows
    # that would reckon from the rows still shown what the hidden ones cannot be (tests run that attack).
    spare = sorted(row for row, count in counts.items() if count >= smallest)
    while not _is_safe(chosen, counts, smallest) and spare:
        chosen.add(spare.pop(0))
    # A table that cannot be made safe says nothing at all, not even which of its rows are empty.
    return frozenset(chosen) if _is_safe(chosen, counts, smallest) else frozenset(counts)


def _is_safe(chosen: Iterable[str], counts: Mapping[str, int], smallest: int) -> bool:
    """Say whether the sum of the hidden rows, which a reader can reckon, is what as many large rows would have."""
    rows = list(chosen)
    return len(rows) > 1 and sum(counts[row] for row in rows) >= smallest * len(rows)


def _columns(figures: Figures, table: str) -> set[str]:
    return {column for name, _, column in figures.cells if name == table and column.endswith(CASES)}


def _of_column(figures: Figures, table: str, column: str) -> dict[str, int]:
    return {row: figures.at(table, row, column) or 0 for row in figures.rows(table)}


def _broken_down(figures: Figures, smallest: int) -> set[Place]:
    """Give the places to hide in tables that break a total down."""
    places: set[Place] = set()
    for table in DIMENSIONS:
        for column in _columns(figures, table):
            rows = hidden(_of_column(figures, table, column), smallest)
            yen = column.removesuffix(CASES) + YEN
            places |= {(table, row, one) for row in rows for one in (column, yen)}
    return places


def _alone(figures: Figures, smallest: int) -> set[Place]:
    """Give the places to hide in tables whose total nobody is told: refusals, endings, durations, the waiting list."""
    places: set[Place] = set()
    for table in (ENDS, REFUSALS, MEDIANS, WAITING):
        for row in figures.rows(table):
            if 0 < (figures.at(table, row, "cases") or 0) < smallest:
                places |= {place for place in figures.cells if place[:2] == (table, row)}
    return places


def _undone(figures: Figures, smallest: int) -> set[Place]:
    """Hide what was undone where it is of few cases: with the decided total it would tell of them."""
    places: set[Place] = set()
    for span in ("quarter", "total"):
        if 0 < (figures.at(FLOWS, "undone", f"{span}_cases") or 0) < smallest:
            places |= {(FLOWS, "undone", f"{span}_cases"), (FLOWS, "undone", f"{span}_yen")}
    return places


def suppressed(figures: Figures, smallest: int) -> Figures:
    """Give the figures as anybody may read them. Totals of the pool stay: they are public from day to day anyway."""
    places = _broken_down(figures, smallest) | _alone(figures, smallest) | _undone(figures, smallest)
    cells = {place: None if place in places else number for place, number in figures.cells.items()}
    # Without the parts, which name cases.
    return Figures(cells | dict.fromkeys(places), {})


#: Tables whose changes are listed when a report is published again.
COMPARED = (FLOWS, *DIMENSIONS, ENDS, REFUSALS, MEDIANS, WAITING, BALANCE)
