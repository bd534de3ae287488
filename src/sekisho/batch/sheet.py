"""Spreadsheets and text files as people write them: titles above the headings, "as above", merged cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl

from sekisho.batch.table import Spelling, Table, TableError, no_heading, refused
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.screening.column import REMARK, Column, Header, read_header
from sekisho.domain.values.cell import alike, is_ditto
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.grid import Row, Sheet, TableFile, is_blank, shown_cell

#: The headings stand among the first rows that are not blank; above them are titles.
SEARCHED = 30
#: A row of so many known headings is the row of headings.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sheet whose row of headings is found."""

    sheet: Sheet
    header: Header
    number: int
    width: int

    def below(self) -> Iterator[Row]:
        """Give the rows below the headings that are not blank."""
        return (row for row in self.sheet.rows if row.number > self.number and not row.is_blank)


def _known(row: Row, spelling: Spelling) -> int:
    return sum(alike(shown_cell(cell)) in spelling.headings for cell in row.cells)


def _headings(sheet: Sheet, spelling: Spelling) -> Row | None:
    first = list(islice((row for row in sheet.rows if not row.is_blank), SEARCHED))
    best = max(first, key=lambda row: _known(row, spelling), default=None)
    return best if best and _known(best, spelling) >= ENOUGH else None


def _grids(file: TableFile, program: ProgramDefinition, spelling: Spelling) -> Iterator[_Grid]:
    for sheet in file.sheets:
        row = _headings(sheet, spelling)
        if row:
            texts = [shown_cell(cell) for cell in row.cells]
            yield _Grid(sheet, read_header(texts, program, spelling.headings), row.number, len(texts))


def _unheaded(grid: _Grid) -> Iterator[Finding]:
    """Find what stands in columns without a heading: left out, somebody's dates would be missing."""
    named = {column.position for column in grid.header.columns}
    headings = next((row for row in grid.sheet.rows if row.number == grid.number), None)
    blank = {n for n in range(1, grid.width + 1) if headings is None or is_blank(headings.cell(n))} - named
    told: set[int] = set()
    for row in grid.below():
        for n, cell in enumerate(row.cells, 1):
            if (n in blank or n > grid.width) and n not in told and not is_blank(cell):
                told.add(n)
                yield no_heading(n, row.number)


def _filled(grid: _Grid) -> Iterator[tuple[int, list[str | None]]]:
    """Give each row's number and cells as text, with what "as above" and merged cells stand for."""
    columns, above = grid.header.columns, [None] * len(grid.header.columns)
    # Only what is merged downwards stands for several rows; across, the cell to the right is nobody's.
    merged = {(r, area.left) for area in grid.sheet.merged for r in range(area.top + 1, area.bottom + 1)}
    before: list[str | None] = list(above)
    for row in grid.below():
        cells = [shown_cell(cell) if not is_blank(cell := row.cell(c.position)) else None for c in columns]
        for n, column in enumerate(columns):
            as_above = is_ditto(cells[n]) or (cells[n] is None and (row.number, column.position) in merged)
            # Below nothing a mark stays one: no column reads it, and its row is told.
            cells[n] = before[n] or cells[n] if as_above else cells[n]
        before = cells
        yield row.number, cells


def _frames(grid: _Grid, columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
    schema = {ROW: pl.Int64(), **{column.name: pl.String() for column in grid.header.columns}}
    rows = ((number, *cells) for number, cells in _filled(grid))
    while chunk := list(islice(rows, size)):
        frame = pl.DataFrame(chunk, schema, orient="row")
        yield frame.select(ROW, *(column.name for column in columns))


def open_sheets(file: TableFile, program: ProgramDefinition, spelling: Spelling) -> Table:
    """Open the one table of a file. Raises TableError for none, for more than one, and for headings that are wrong."""
    grids = list(_grids(file, program, spelling))
    if not grids:
        raise refused("no_headings", remark=REMARK)
    if len(grids) > 1:
        raise refused("several_tables", sheets=", ".join(grid.sheet.name for grid in grids))
    (grid,) = grids
    wrong = (*grid.header.findings, *_unheaded(grid))
    if wrong:
        raise TableError(*wrong)
    rows = sum(1 for _ in grid.below())
    if not rows:
        raise refused("no_rows", grid.sheet.name)
    left = [sheet for sheet in file.sheets if sheet is not grid.sheet and any(not row.is_blank for row in sheet.rows)]
    notes = [Finding("rows.sheet_left", Outcome.NOT_APPLICABLE, one.name, facts={"sheet": one.name}) for one in left]

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        return _frames(grid, columns, size)

    return Table(grid.header.columns, frames, rows, (*file.notes, *notes), file.from_1904)
