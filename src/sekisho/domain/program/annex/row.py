"""One row of a list, read into a model; every cell that cannot be read is named."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sekisho.domain.program.annex.heading import Column, Heading
from sekisho.domain.program.annex.place import Place, note, problem
from sekisho.domain.program.annex.words import Measured, Words
from sekisho.domain.program.edition import Category, Model
from sekisho.domain.program.specification import Minimum, Quantity, Span, shown
from sekisho.domain.values.cell import (
    CellTextError,
    Written,
    alike,
    is_nothing,
    quantity_of,
    text_of,
    without_mark,
)
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.grid import CellError, CellValue, is_blank, shown_cell

#: How much of a cell a finding shows.
SHOWN = 60
#: What stands in a unit for current of one phase.
ONE_PHASE = "1~"
_RAISED = re.compile("[¹²³⁰-⁹①-⑳]")


@dataclass(frozen=True, slots=True)
class Table:
    """What a row is read with: words, heading, the categories known before, and the one its section names."""

    words: Words
    heading: Heading
    categories: Mapping[str, Category]
    section: str = ""


@dataclass(slots=True)
class ReadRow:
    """Reads the cells of one row, gathering what is wrong with them and what is worth saying.

    ``marks`` are the signs of footnotes parted from cells, ``bare`` the columns whose unit nobody wrote, by number.
    """

    table: Table
    place: Place
    cells: tuple[CellValue, ...]
    findings: list[Finding] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)

    @property
    def is_good(self) -> bool:
        """Say whether nothing keeps the row back."""
        return all(not is_problem(finding) for finding in self.findings)

    def cell(self, column: int) -> CellValue:
        """Give the cell of a column, nothing for column 0."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else None

    def wrong(self, column: int, expected: str, code: str = "cell", **facts: str) -> None:
        """Note that a cell cannot be read: its place, what it says, and what is expected there."""
        here = Place(self.place.sheet, self.place.row, column)
        known = self.table.heading.columns.get(column)
        read = shown_cell(self.cell(column))[:SHOWN]
        self.findings.append(
            problem(code, here, heading=known.title if known else "", read=read, expected=expected, **facts)
        )

    def _unmarked(self, column: int) -> CellValue:
        """Give a cell without the sign that points to a footnote, which is said; a raised figure stays.

        A raised figure may be an exponent, or the 2 of a successor: HLM-650V² is not read as HLM-650V.
        """
        cell = self.cell(column)
        if not isinstance(cell, str) or _RAISED.search(cell):
            return cell
        text, mark = without_mark(cell)
        if mark:
            self.marks.append((column, mark))
            here = Place(self.place.sheet, self.place.row, column)
            self.findings.append(note("footnote_mark", here, read=cell[:SHOWN], written=text, mark=mark))
        return text

    def name(self, kind: str) -> str:
        """Read maker or model; the many hyphens become one, which is said."""
        column = self.table.heading.column(kind)
        try:
            cell = self._unmarked(column)
            text = text_of(cell)
        except CellTextError:
            self.wrong(column, "name")
            return ""
        if not text or is_nothing(text):
            self.wrong(column, "name", "blank_cell")
        elif isinstance(cell, str) and text != re.sub(r"\s+", " ", unicodedata.normalize("NFKC", cell)).strip():
            here = Place(self.place.sheet, self.place.row, column)
            self.findings.append(note("respelled", here, read=cell[:SHOWN], written=text))
        return text

    def category(self) -> str:
        """Read the category from its column, else from the section or sheet the row stands in."""
        column = self.table.heading.column("category")
        cell = self.cell(column)
        if is_blank(cell) and self.table.section:
            return self.table.section
        found = self.table.words.categories.get(alike(shown_cell(cell)), "")
        if not found:
            self.wrong(column or self.table.heading.column("model"), "category", "unknown_category")
        return found

    def _names(self, kind: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Read a cell of several names by a list of what is known."""
        column = self.table.heading.column(kind)
        cell = self.cell(column)
        if is_blank(cell) or is_nothing(cell):
            return ()
        if isinstance(cell, CellError):
            self.wrong(column, kind)
            return ()
        text = shown_cell(cell)
        parts = [text] if alike(text) in known else _parted(text, self.table.words.separators)
        for part in (part for part in parts if alike(part) not in known):
            self.wrong(column, kind, f"unknown_{kind}", name=part[:SHOWN])
        return tuple(dict.fromkeys(known[alike(part)] for part in parts if alike(part) in known))

    def papers(self, category: str) -> tuple[str, ...]:
        """Read the papers a row asks for beyond those of its category."""
        usual = self.table.categories[category].documents if category in self.table.categories else ()
        return tuple(name for name in self._names("papers", self.table.words.papers) if name not in usual)

    def gates(self) -> tuple[str, ...]:
        """Read the advisories a row makes gates."""
        return self._names("gates", self.table.words.gates)

    def _quantity(self, n: int, measured: Measured, unit: str, category: str) -> Quantity | None:
        try:
            demanded = {one.name: one.unit for one in _minimum(self.table.categories, category)}
            cell = without_current(self._unmarked(n), self.table.words, demanded.get(measured.id, ""))
            written = quantity_of(cell)
            if not written.unit and not unit and measured.has_other_units:
                self.bare.add(n)
            return converted(written, measured, unit)
        except UnknownUnitError as error:
            self.wrong(n, "number", "unknown_unit", unit=measured.unit, read_unit=str(error))
        except CellTextError:
            self.wrong(n, "number")
        return None

    def quantities(self, category: str) -> dict[str, Quantity]:
        """Read every quantity the row states, in the units an edition holds them in."""
        found: dict[str, Quantity] = {}
        for n, column in measured_columns(self.table.heading):
            if is_blank(self.cell(n)) or is_nothing(self.cell(n)) or column.measured is None:
                continue
            value = self._quantity(n, column.measured, column.unit, category)
            if value is not None:
                found[column.measured.id] = value
        return found

    def find_withdrawn(self) -> None:
        """Name cells that say the row was taken out of the list; nobody can tell whether it still holds."""
        for n, cell in enumerate(self.cells, 1):
            text = alike(cell) if isinstance(cell, str) else ""
            if any(word in text for word in self.table.words.meanings["withdrawn"]):
                self.wrong(n, "name", "withdrawn")

    def tell_untold_marks(self, notes: Iterable[str]) -> None:
        """Name the signs of footnotes that no note of the list begins with: what they say of the row is not known."""
        begun = tuple(note.lstrip("(") for note in notes)
        for column, mark in self.marks:
            if not any(note.startswith(alike(mark).strip("()")) for note in begun):
                self.wrong(column, "name", "footnote_untold", mark=mark)

    def model(self) -> Model | None:
        """Read the row as a model; None where something in it cannot be read."""
        maker, name, category = self.name("maker"), self.name("model"), self.category()
        stated, gates, papers = self.quantities(category), self.gates(), self.papers(category)
        return Model(maker, name, category, stated, gates, papers) if self.is_good else None

    def hold_against(self, category: Category, stated: Mapping[str, Quantity]) -> None:
        """Name what the row is silent on though its category demands it, and what falls short of the demand."""
        columns = {column.name: n for n, column in measured_columns(self.table.heading)}
        for minimum in category.minimum:
            n = columns.get(minimum.name, 0)
            demand = f"{minimum.sign} {shown(minimum.value)} {minimum.unit}"
            # Silence would leave every machine of the model undetermined for ever; a list that names what its own
            # minimum refuses would have an applicant read "listed" and be turned away.
            if minimum.name not in stated:
                self.wrong(n, "number", "not_stated", quantity=minimum.name, demand=demand)
            elif not minimum.holds(stated[minimum.name]):
                self.wrong(n, "number", "below_minimum", quantity=minimum.name, demand=demand)


class UnknownUnitError(CellTextError):
    """A unit nobody knows for this quantity; the message is the unit."""


def is_problem(finding: Finding) -> bool:
    """Say whether a finding keeps an edition from being written."""
    return finding.outcome.value == "not_met"


def _minimum(categories: Mapping[str, Category], category: str) -> Iterator[Minimum]:
    yield from categories[category].minimum if category in categories else ()


def _parted(text: str, separators: tuple[str, ...]) -> list[str]:
    for separator in separators:
        text = text.replace(separator, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def measured_columns(heading: Heading) -> list[tuple[int, Column]]:
    """Give the columns of quantities."""
    return [(n, column) for n, column in heading.columns.items() if column.measured]


def without_current(cell: CellValue, words: Words, unit: str) -> CellValue:
    """Take the kind of current from beside a voltage, where it is the one demanded. Raises CellTextError otherwise."""
    if not isinstance(cell, str):
        return cell
    text = alike(cell)
    for word, kind in words.current.items():
        if text.startswith(word) or f"v{word}" in text:
            # 24 V of direct current are not 24 V of alternating current, whatever the number says.
            if unit and not _is_current_of(kind, unit):
                raise CellTextError(f"{cell!r} is another current than {unit}")
            return without_current(text.removeprefix(word).replace(f"v{word}", "v"), words, unit)
    return cell


def _is_current_of(kind: str, unit: str) -> bool:
    # Alternating current without a word of phases is that of one phase as well; three are demanded by their own sign.
    return kind in unit or (kind == ONE_PHASE and "AC" in unit and "~" not in unit)


def converted(written: Written, measured: Measured, unit: str) -> Quantity:
    """Give a quantity in its own unit: from the one in the cell, else in the heading. Raises UnknownUnitError."""
    said = written.unit or unit
    factor = measured.factor(said) if said else 1
    if factor is None:
        raise UnknownUnitError(said)
    low = written.low * factor
    return low if written.high is None else Span(low, written.high * factor)
