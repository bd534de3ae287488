"""A sheet from its first row to its last: each row is a title, heading, section, demand, model, note, or refused."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sekisho.domain.program.annex.demand import read_minimum
from sekisho.domain.program.annex.heading import Heading, find_heading
from sekisho.domain.program.annex.place import Place, note, problem
from sekisho.domain.program.annex.row import SHOWN, ReadRow, Table
from sekisho.domain.program.annex.title import Said, read_title
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.edition import Category, Model
from sekisho.domain.program.specification import Minimum
from sekisho.domain.values.cell import alike, folded, is_ditto
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.grid import Area, CellValue, Row, Sheet, is_blank, shown_cell

#: Numbers, brackets and bullets around the name of a section.
_AROUND = re.compile(r"^[0-9.()【\[<■◆●○・]+|[】\]>:]+$")


#: So many rows in all take their value from merged cells.
MOST_MERGED = 1_000_000


class RowKind(StrEnum):
    """What a row turned out to be. Every row is exactly one of these; none is passed over."""

    MODEL = "model"
    REFUSED = "refused"
    MINIMUM = "minimum"
    HEADING = "heading"
    SECTION = "section"
    TITLE = "title"
    NOTE = "note"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model with the row it was read from."""

    row: ReadRow
    model: Model


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand of a category, with the place it stands at."""

    place: Place
    category: str
    minimum: Minimum


@dataclass(slots=True)
class ReadSheet:
    """What a sheet holds. ``filled`` counts the cells that took their value from a merged area or a ditto mark."""

    name: str
    tally: Counter[RowKind] = field(default_factory=Counter)
    entries: list[Entry] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    heading: Heading | None = None
    titles: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


class _Fill:
    """Gives cells their value where a merged area or a ditto mark stands for the one above."""

    def __init__(self, sheet: Sheet) -> None:
        self._areas = _by_cell(sheet.merged)
        self._corners: dict[tuple[int, int], CellValue] = {}
        self._above: tuple[CellValue, ...] = ()
        self._last: tuple[CellValue, ...] = ()
        self._filled: list[tuple[str, int]] = []
        self.counts: Counter[tuple[str, int]] = Counter()

    def row(self, row: Row) -> Row:
        """Give a row with its cells filled; a ditto below no row of a model stays a mark nobody can read."""
        width = max(len(row.cells), *self._areas.get(row.number, {0: 0}))
        self._filled = []
        cells = [self._cell(row, n) for n in range(1, width + 1)]
        # What is minimum, note or blank is no row whose cells another may repeat.
        self._above, self._last = (), tuple(cells)
        return Row(row.number, self._last)

    def count(self) -> None:
        """Count what was filled in the row given last: it is a row of data."""
        self.counts.update(self._filled)

    def accept(self) -> None:
        """Let the next row repeat the one given last: it is a row of a model."""
        self._above = self._last

    def _cell(self, row: Row, n: int) -> CellValue:
        cell, corner = row.cell(n), self._areas.get(row.number, {}).get(n)
        if corner is not None:
            if corner == row.number:
                self._corners[row.number, n] = cell
            elif is_blank(cell):
                self._filled.append(("filled_down", n))
                return self._corners.get((corner, n))
        above = self._above[n - 1] if n <= len(self._above) else None
        if is_ditto(cell) and not is_blank(above):
            self._filled.append(("ditto", n))
            return above
        return cell


def _by_cell(merged: tuple[Area, ...]) -> dict[int, dict[int, int]]:
    """Give, by row and column, the first row of the upright area a cell belongs to; wide areas are titles."""
    found: dict[int, dict[int, int]] = {}
    rows = 0
    for area in (area for area in merged if area.left == area.right and area.bottom > area.top):
        rows += area.bottom - area.top
        # Beyond that nobody merged by hand: the cells stay empty, and are named where something is wanted there.
        if rows > MOST_MERGED:
            break
        for row in range(area.top, area.bottom + 1):
            found.setdefault(row, {})[area.left] = area.top
    return found


class SheetReader:
    """Reads one sheet row by row; ``before`` is the sheet this one continues, with its heading and its titles."""

    def __init__(
        self,
        sheet: Sheet,
        words: Words,
        categories: Mapping[str, Category],
        before: ReadSheet | None = None,
        *,
        from_1904: bool = False,
    ) -> None:
        """Take the sheet and what it is read with."""
        self._sheet, self._words, self._categories = sheet, words, categories
        self._from_1904 = from_1904
        self._read = ReadSheet(sheet.name)
        if before:
            self._read.heading, self._read.titles = before.heading, set(before.titles)
        self._section = words.categories.get(alike(sheet.name), "")
        self._fill = _Fill(sheet)
        self._bare: dict[int, Heading] = {}
        self._struck: dict[int, list[int]] = {}
        for number, column in sorted(sheet.struck):
            self._struck.setdefault(number, []).append(column)
        self._left = 0

    def read(self) -> ReadSheet:
        """Read every row."""
        rows = iter(self._sheet.rows)
        row = next(rows, None)
        while row is not None:
            following = next(rows, None)
            self._read.tally[self._kind(self._fill.row(row), following)] += 1
            row = following
        self._read.findings += [*self._filled(), *self._units_taken()]
        return self._read

    def _kind(self, row: Row, following: Row | None) -> RowKind:
        if self._left:
            self._left -= 1
            return RowKind.HEADING
        if row.is_blank:
            return RowKind.BLANK
        heading = find_heading(row, following, self._sheet.name, self._words)
        if heading is not None:
            self._read.heading, self._left = heading, heading.rows - 1
            self._read.findings += heading.findings
            return RowKind.HEADING
        return self._beside(row) or self._data(row)

    def _beside(self, row: Row) -> RowKind | None:
        """Take a row that is no row of data: a section, a note, a title; None for a row of data."""
        cells = [cell for cell in row.cells if not is_blank(cell)]
        section = self._words.categories.get(_section(shown_cell(cells[0])), "") if len(cells) == 1 else ""
        if section:
            self._section = section
            return RowKind.SECTION
        # Printed lists repeat their titles on every page. A day in a row of data is what its column says, no title.
        text = " ".join(shown_cell(cell) for cell in cells)
        said = not self._is_of_a_model(row, cells) and self._is_said(row)
        if said or self._read.heading is None or text in self._read.titles:
            self._read.titles.add(text)
            return RowKind.TITLE
        return self._note(row, cells)

    def _is_of_a_model(self, row: Row, cells: list[CellValue]) -> bool:
        """Say whether a row below the heading has something in the model's column and more beside it."""
        heading = self._read.heading
        return heading is not None and len(cells) > 1 and not is_blank(row.cell(heading.column("model")))

    def _is_said(self, row: Row) -> bool:
        found = list(read_title(row, self._sheet.name, self._words, from_1904=self._from_1904))
        self._read.said += [one for one in found if isinstance(one, Said)]
        self._read.findings += [one for one in found if isinstance(one, Finding)]
        return bool(found)

    def _note(self, row: Row, cells: list[CellValue]) -> RowKind | None:
        text = folded(shown_cell(cells[0]))
        begins = alike(text).startswith(self._words.meanings["note"])
        if not begins or len(cells) > 2 or self._names_a_model(row):
            return None
        told = " ".join(folded(shown_cell(cell)) for cell in cells)[:300]
        self._read.findings.append(note("footnote", Place(self._sheet.name, row.number), text=told))
        self._read.notes.append(alike(told))
        return RowKind.NOTE

    def _names_a_model(self, row: Row) -> bool:
        heading = self._read.heading
        return heading is not None and not any(is_blank(row.cell(heading.column(kind))) for kind in ("maker", "model"))

    def _data(self, row: Row) -> RowKind:
        if self._read.heading is None:
            return RowKind.TITLE
        table = Table(self._words, self._read.heading, self._categories, self._section)
        read = ReadRow(table, Place(self._sheet.name, row.number), row.cells)
        self._doubtful(read)
        if self._is_minimum(row):
            return self._demand(read)
        if sum(not is_blank(cell) for cell in row.cells) == 1:
            return self._stray(row)
        self._fill.count()
        # A row marked as taken out is repeated by none; one with a wrong cell is, or that cell would be named all down.
        if read.is_good:
            self._fill.accept()
        self._beyond(read)
        model = read.model()
        self._bare.update(dict.fromkeys(read.bare, read.table.heading))
        if model is None:
            self._read.findings += read.findings
            return RowKind.REFUSED
        self._read.entries.append(Entry(read, model))
        return RowKind.MODEL

    def _doubtful(self, read: ReadRow) -> None:
        """Name what says that a row is taken out, or lets nobody see it."""
        read.find_withdrawn()
        if read.place.row in self._sheet.hidden:
            read.findings.append(note("hidden_row", read.place))
        for n in self._struck.get(read.place.row, ()):
            if not is_blank(read.cell(n)):
                read.wrong(n, "name", "struck")

    def _stray(self, row: Row) -> RowKind:
        """Name a row of one cell that is neither a section, a note nor a title: nobody can tell what it means."""
        n, cell = next((n, cell) for n, cell in enumerate(row.cells, 1) if not is_blank(cell))
        here = Place(self._sheet.name, row.number, n)
        self._read.findings.append(problem("stray_row", here, read=shown_cell(cell)[:SHOWN]))
        return RowKind.REFUSED

    def _beyond(self, read: ReadRow) -> None:
        """Name cells outside every column of the heading: they would be lost."""
        for n, cell in enumerate(read.cells, 1):
            if n not in read.table.heading.columns and not is_blank(cell):
                here = Place(read.place.sheet, read.place.row, n)
                read.findings.append(problem("no_column", here, read=shown_cell(cell)[:SHOWN]))

    def _is_minimum(self, row: Row) -> bool:
        heading = self._read.heading
        names = [shown_cell(row.cell(heading.column(kind))) for kind in ("model", "maker")] if heading else []
        return any(self._words.means("minimum", name) for name in names if name)

    def _demand(self, read: ReadRow) -> RowKind:
        category = read.category()
        minima = read_minimum(read, category)
        self._read.findings += read.findings
        if not read.is_good:
            return RowKind.REFUSED
        self._read.demands += [Demand(read.place, category, one) for one in minima.values()]
        return RowKind.MINIMUM

    def _filled(self) -> Iterator[Finding]:
        columns = self._read.heading.columns if self._read.heading else {}
        for (code, n), count in sorted(self._fill.counts.items()):
            place, heading = Place(self._sheet.name, 0, n), columns[n].title if n in columns else ""
            yield note(code, place, heading=heading, count=count)

    def _units_taken(self) -> Iterator[Finding]:
        """Say by column which unit was taken where neither the heading nor the cell names one."""
        for n, heading in sorted(self._bare.items()):
            column = heading.columns[n]
            if column.measured:
                place = Place(self._sheet.name, 0, n)
                yield note("unit_taken", place, heading=column.title, unit=column.measured.unit)


def _section(text: str) -> str:
    """Give what a section is called, without the number and the brackets people write around it."""
    return _AROUND.sub("", alike(text)) if len(text) <= SHOWN else ""
