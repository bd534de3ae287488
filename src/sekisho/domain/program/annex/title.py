"""What stands above a table: the day from which the list is in force, its last day, and the paper it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sekisho.domain.program.annex.place import Place, problem
from sekisho.domain.program.annex.words import Words
from sekisho.domain.values.cell import CellTextError, alike, day_of, folded
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.grid import CellValue, Row, is_blank, shown_cell

#: A day inside a title, in one of the forms that are read.
_DAY = re.compile(
    r"(?:令和|平成|r|h)\s*(?:元|[0-9]{1,2})\s*[年./-]\s*[0-9]{1,2}\s*[月./-]\s*[0-9]{1,2}\s*日?"
    r"|[0-9]{4}\s*[年./-]\s*[0-9]{1,2}\s*[月./-]\s*[0-9]{1,2}\s*日?",
    re.IGNORECASE,
)


LONGEST = 300


@dataclass(frozen=True, slots=True)
class Said:
    """Something a title says: which (effective, until, reference), the day or text, and where."""

    what: str
    place: Place
    day: date | None = None
    text: str = ""


def _labelled(row: Row, n: int, words: tuple[str, ...]) -> CellValue | None:
    """Give what stands behind a label: in its own cell after a colon, else in the next cell that holds anything."""
    text = folded(shown_cell(row.cell(n)))
    label, colon, rest = text.partition(":")
    if not text or (alike(label) not in words and alike(text) not in words):
        return None
    if colon and rest.strip():
        return rest.strip()
    return next((cell for cell in row.cells[n:] if not is_blank(cell)), None)


def _day(cell: CellValue, *, from_1904: bool) -> date:
    """Read a day that may stand among other words. Raises CellTextError."""
    if isinstance(cell, str) and (found := _DAY.search(folded(cell))):
        return day_of(found[0], from_1904=from_1904)
    return day_of(cell, from_1904=from_1904)


def _both(text: str) -> tuple[date, date]:
    """Read the first and last day of a period. Raises CellTextError."""
    found = [day_of(day) for day in _DAY.findall(folded(text))]
    if len(found) != 2 or found[0] > found[1]:
        raise CellTextError(f"{text!r} is no period")
    return found[0], found[1]


def _days(cell: CellValue, place: Place, what: str, heading: str, *, from_1904: bool) -> Iterator[Said | Finding]:
    try:
        if what == "period":
            first, last = _both(shown_cell(cell))
            yield Said("effective", place, first)
            yield Said("until", place, last)
        else:
            yield Said("effective", place, _day(cell, from_1904=from_1904))
    except CellTextError:
        yield problem("cell", place, heading=heading, read=shown_cell(cell)[:60], expected="day")


def _sentence(cell: str, place: Place, words: Words) -> Iterator[Said]:
    """Find a day that a title says the list holds from: 令和8年7月15日適用, or 一覧 適用日：2026-07-15."""
    text = folded(cell)
    for found in _DAY.finditer(text):
        before, behind = alike(text[: found.start()]).rstrip(":は"), alike(text[found.end() :])
        labelled = any(before.endswith(word) for word in words.meanings["effective"])
        if labelled or any(behind.startswith(word) for word in words.meanings["effective_after"]):
            try:
                yield Said("effective", place, day_of(found[0]))
            except CellTextError:
                continue


def read_title(row: Row, sheet: str, words: Words, *, from_1904: bool) -> Iterator[Said | Finding]:
    """Read what a row above or below a table says of the list."""
    for n, cell in enumerate(row.cells, 1):
        # Days stand in short titles; a long text is a preamble.
        if not isinstance(cell, str) or len(cell) > LONGEST:
            continue
        place = Place(sheet, row.number, n)
        for what in ("effective", "period"):
            behind = _labelled(row, n, words.meanings[what])
            if behind is not None:
                yield from _days(behind, place, what, folded(shown_cell(cell)), from_1904=from_1904)
        reference = _labelled(row, n, words.meanings["reference"])
        if reference is not None:
            yield Said("reference", place, text=folded(shown_cell(reference)))
        yield from _sentence(cell, place, words)
