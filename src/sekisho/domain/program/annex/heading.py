"""Rows that head columns: found by their words under whatever titles stand above, over one row or two."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sekisho.domain.program.annex.place import Place, note, problem
from sekisho.domain.program.annex.words import Measured, Words
from sekisho.domain.values.cell import alike, folded
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.grid import CellValue, Row, is_blank

#: A heading with its unit: 主軸回転速度（min-1） · payload [kg] · 可搬質量/kg.
_UNIT = re.compile(r"(?P<name>.+?)\s*(?:[(\[【〔](?P<unit>[^()\[\]【】〔〕]+)[)\]】〕]|/\s*(?P<per>[A-Za-zμ%]+))\s*$")
NEEDED = ("maker", "model")
#: No heading says more than this; what does is cut, known to nobody, and named.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: what it holds, its title, and for a quantity which and in what unit ("": none)."""

    kind: str
    title: str
    measured: Measured | None = None
    unit: str = ""

    @property
    def name(self) -> str:
        """Give what tells the column from the others of its table."""
        return self.measured.id if self.measured else self.kind


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table by their number, the rows it takes up, and what is wrong or worth saying of it."""

    columns: Mapping[int, Column]
    rows: int
    width: int
    findings: tuple[Finding, ...]

    def column(self, kind: str) -> int:
        """Give the number of the column of a kind; 0 where there is none."""
        return next((n for n, column in self.columns.items() if column.kind == kind), 0)


def _title(cell: CellValue) -> str:
    return folded(cell[:LONGEST]) if isinstance(cell, str) else ""


def _column(title: str, words: Words) -> Column | None:
    """Understand one title: as a whole, else without the unit at its end."""
    whole = alike(title)
    if whole in words.columns:
        return Column(words.columns[whole], title)
    if whole in words.quantities:
        return Column("quantity", title, words.quantities[whole])
    found = _UNIT.fullmatch(title)
    if found is None:
        return None
    name, unit = alike(found["name"]), (found["unit"] or found["per"]).strip()
    if name in words.quantities:
        return Column("quantity", title, words.quantities[name], unit)
    return Column(words.columns[name], title) if name in words.columns else None


def _columns(titles: Mapping[int, str], words: Words) -> dict[int, Column]:
    return {n: column for n, title in titles.items() if (column := _column(title, words))}


def _titles(row: Row) -> dict[int, str]:
    return {n: title for n, cell in enumerate(row.cells, 1) if (title := _title(cell))}


def _is_heading(columns: Mapping[int, Column]) -> bool:
    kinds = [column.kind for column in columns.values()]
    return all(kind in kinds for kind in NEEDED)


def _names_a_model(row: Row, columns: Mapping[int, Column]) -> bool:
    """Say whether a row holds data: a maker or a model stands in the columns headed so."""
    return any(not is_blank(row.cell(n)) for n, column in columns.items() if column.kind in NEEDED)


def _is_words(row: Row) -> bool:
    """Say whether a row holds words alone, no numbers and no days."""
    return all(cell is None or isinstance(cell, str) for cell in row.cells)


def _goes_on(upper: Row, lower: Mapping[int, str]) -> bool:
    """Say whether titles go on from the row above: some head a column it leaves empty, and each is a word."""
    is_over = any(is_blank(upper.cell(n)) for n in lower)
    return is_over and all(any(char.isalpha() for char in title) for title in lower.values())


def _below(upper: Row, lower: Row | None, columns: Mapping[int, Column]) -> dict[int, str]:
    """Give the titles of a second row of headings; empty where the next row is none."""
    # A row of data names maker and model; one that goes on with headings leaves their columns to the row above.
    if lower is None or _names_a_model(lower, columns) or not _is_words(lower):
        return {}
    titles = _titles(lower)
    return titles if _goes_on(upper, titles) else {}


def _joined(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Join two rows of titles: what stands above spans the empty cells to its right."""
    joined, above = dict(upper), ""
    for n in range(1, max([*upper, *lower]) + 1):
        above = upper.get(n, above)
        if n in lower:
            name, _, unit = above.partition("(")
            joined[n] = f"{name.strip()}{lower[n]}" + (f"({unit}" if unit and "(" not in lower[n] else "")
    return joined


def _findings(titles: Mapping[int, str], columns: Mapping[int, Column], place: Place) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for n, title in titles.items():
        here, column = Place(place.sheet, place.row, n), columns.get(n)
        if column is None:
            yield problem("unknown_column", here, heading=title[:60])
        elif column.kind == "ignored":
            yield note("ignored_column", here, heading=title)
        elif column.name in seen:
            yield problem("column_twice", here, heading=title, other=seen[column.name])
        elif column.unit and column.measured and column.measured.factor(column.unit) is None:
            yield problem("unknown_unit", here, heading=title, read=column.unit, unit=column.measured.unit)
        seen.setdefault(column.name if column else title, title)


def find_heading(row: Row, following: Row | None, sheet: str, words: Words) -> Heading | None:
    """Give the heading that begins in a row, which may take up the following one as well; None where there is none."""
    titles = _titles(row)
    columns = _columns(titles, words)
    if not _is_heading(columns):
        return None
    lower = _below(row, following, columns)
    if lower:
        titles = _joined(titles, lower)
        columns = _columns(titles, words)
    findings = tuple(_findings(titles, columns, Place(sheet, row.number)))
    return Heading(columns, 2 if lower else 1, max(len(row.cells), *titles), findings)
