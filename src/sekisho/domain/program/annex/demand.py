"""Rows that state what a category demands at least: 500以上 · ≤ 0.1 mm · 200〜220 V を含む."""

from collections.abc import Mapping

from sekisho.domain.program.annex.row import ReadRow, UnknownUnitError, converted, measured_columns, without_current
from sekisho.domain.program.annex.words import Measured, Words
from sekisho.domain.program.specification import Minimum, Relation
from sekisho.domain.values.cell import CellTextError, alike, is_nothing, quantity_of
from sekisho.domain.values.grid import CellValue, is_blank


def _related(cell: CellValue, words: Words) -> tuple[Relation | None, CellValue]:
    """Part a demand into its relation, where it states one, and the number."""
    if not isinstance(cell, str):
        return None, cell
    text = alike(cell)
    for relation in Relation:
        for word in words.meanings[relation.value]:
            if text.endswith(word):
                return relation, text.removesuffix(word)
            if text.startswith(word):
                return relation, text.removeprefix(word)
    return None, text


def _minimum(cell: CellValue, measured: Measured, unit: str, before: Minimum | None, words: Words) -> Minimum:
    """Read one demand. Raises CellTextError where it states no relation and the edition before has none either."""
    stated, number = _related(cell, words)
    value = converted(quantity_of(without_current(number, words, before.unit if before else "")), measured, unit)
    relation = stated or (before.relation if before else None)
    if relation is None:
        raise CellTextError(f"{cell} states neither at least nor at most")
    return Minimum(measured.id, before.unit if before else measured.unit, value, relation)


def read_minimum(row: ReadRow, category: str) -> dict[str, Minimum]:
    """Read what a row demands of a category; cells that cannot be read are named."""
    known: Mapping[str, Minimum] = {}
    if category in row.table.categories:
        known = {one.name: one for one in row.table.categories[category].minimum}
    found: dict[str, Minimum] = {}
    for n, column in measured_columns(row.table.heading):
        cell, measured = row.cell(n), column.measured
        if measured is None or is_blank(cell) or is_nothing(cell):
            continue
        try:
            found[measured.id] = _minimum(cell, measured, column.unit, known.get(measured.id), row.table.words)
        except UnknownUnitError as error:
            row.wrong(n, "demand", "unknown_unit", unit=measured.unit, read_unit=str(error))
        except CellTextError:
            row.wrong(n, "demand")
    return found
