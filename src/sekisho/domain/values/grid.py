"""Tables as people write them: sheets of rows of cells, each with its place as people count it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sekisho.domain.values.finding import Finding


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds no value: ``#REF!`` and its kin, a formula nobody computed, a glyph without its letter."""

    shown: str

    def __str__(self) -> str:
        return self.shown


#: What a cell holds. Numbers are exact; a moment of the day is text; None is a cell with nothing in it.
CellValue = str | Decimal | date | bool | CellError | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as people count from 1, and its cells from column A on."""

    number: int
    cells: tuple[CellValue, ...]

    def cell(self, column: int) -> CellValue:
        """Give the cell of a column counted from 1; nothing beyond the last."""
        return self.cells[column - 1] if column <= len(self.cells) else None

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands in the row."""
        return all(is_blank(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of merged cells, both corners included; its value stands in the upper left one."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, a whole text file, or one table of a printed page.

    ``rows`` may be read any number of times, one by one. ``computed`` are the cells (row, column) a formula wrote;
    ``continues`` says that the table goes on from the sheet before, as printed tables do over pages. ``hidden`` are
    the rows nobody sees who opens the file, ``struck`` the cells (row, column) written through with a line.
    """

    name: str
    rows: Iterable[Row]
    merged: tuple[Area, ...] = ()
    computed: frozenset[tuple[int, int]] = frozenset()
    continues: bool = False
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of tables: what it is, its sheets, and what a reader should know of how it was read.

    ``from_1904`` says that its numbers of days count from 1904, as old spreadsheets of one maker do.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Finding, ...] = ()
    encoding: str = ""
    from_1904: bool = False


def is_blank(cell: CellValue) -> bool:
    """Say whether a cell holds nothing, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_name(column: int) -> str:
    """Give a column's letters: 1 is A, 27 is AA. Raises ValueError below 1."""
    if column < 1:
        raise ValueError(f"there is no column {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Give a column's number: A is 1, AA is 27. Raises ValueError for anything but capital letters."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper()):
        raise ValueError(f"{letters!r} is no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def shown_cell(cell: CellValue) -> str:
    """Write a cell as people read it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else "" if cell is None else str(cell)
