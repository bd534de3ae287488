"""Text files of rows: comma, tab, semicolon or bar between the cells, quotes around cells that hold a line's end."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.domain.values.grid import Row, Sheet, TableFile
from sekisho.media.table.encoding import decode
from sekisho.media.table.limit import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from sekisho.media.table.problem import UnreadableError

DELIMITERS = ",\t;|"
#: So many rows show which sign parts the cells.
SNIFFED = 200


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a text, read anew each time; a cell with nothing between its commas holds nothing."""

    text: str
    delimiter: str

    def __iter__(self) -> Iterator[Row]:
        for number, cells in enumerate(_records(self.text, self.delimiter), 1):
            yield Row(number, tuple(cell or None for cell in cells))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableError("quotes", str(reader.line_num), line=reader.line_num) from error


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """Give how many of the first rows agree on a number of cells above one, and that number."""
    widths: Counter[int] = Counter()
    try:
        for _, record in zip(range(SNIFFED), _records(text, delimiter), strict=False):
            widths[len(record)] += 1
    except UnreadableError:
        return 0, 0
    widths.pop(1, None)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width


def _delimiter(text: str) -> str:
    # A comma unless another sign parts the rows more evenly: a file of one column has none of them.
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _check(rows: _Rows) -> None:
    """Read every row once, so that what is wrong far down is told before anything is taken."""
    cells = 0
    for row in rows:
        cells += len(row.cells)
        if len(row.cells) > MOST_COLUMNS:
            raise UnreadableError("too_wide", str(row.number), row=row.number, limit=MOST_COLUMNS)
        if row.number > MOST_ROWS or cells > MOST_CELLS:
            raise UnreadableError("too_many_cells", str(row.number), row=row.number, limit=MOST_CELLS)


def read_delimited(data: bytes, name: str, encoding: str = "") -> TableFile:
    """Read a text file of rows. Raises UnreadableError."""
    decoded = decode(data, encoding)
    rows = _Rows(decoded.text, _delimiter(decoded.text))
    _check(rows)
    kind = "tsv" if rows.delimiter == "\t" else "csv"
    return TableFile(kind, (Sheet(name, rows),), decoded.notes, decoded.encoding)
