"""Where something stands in a file, as people count it; and a finding about it."""

from dataclasses import dataclass

from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.grid import column_name


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet, a row of it or a cell; 0 stands for no row or no column."""

    sheet: str
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        cell = f"{column_name(self.column) if self.column else ''}{self.row or ''}"
        return f"{self.sheet}!{cell}" if cell else self.sheet

    @property
    def facts(self) -> dict[str, Value]:
        """Give sheet, row and column as facts, the column by its letters."""
        return {"sheet": self.sheet, "row": self.row, "column": column_name(self.column) if self.column else ""}


def problem(code: str, place: Place | None = None, **facts: Value) -> Finding:
    """Make a problem: an edition is written only once it is mended."""
    where = place.facts if place else {}
    return Finding(f"annex.{code}", Outcome.NOT_MET, str(place or ""), facts={**where, **facts})


def note(code: str, place: Place | None = None, **facts: Value) -> Finding:
    """Make a note: it keeps nothing back, but whoever publishes should have read it."""
    where = place.facts if place else {}
    return Finding(f"annex.{code}", Outcome.NOT_APPLICABLE, str(place or ""), facts={**where, **facts})
