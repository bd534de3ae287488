"""Tables of equipment lines: opened by content, headings checked, rows given frame by frame with their places."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sekisho.domain.screening.column import Column
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.grid import column_name


class TableError(Exception):
    """A table that cannot be screened, with every reason."""

    def __init__(self, *findings: Finding) -> None:
        """Take the reasons."""
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


def refused(code: str, place: str = "", *, remedy: str = "", **facts: Value) -> TableError:
    """Make the refusal of a table for one reason."""
    told = f"rows.{code}.{remedy}" if remedy else ""
    return TableError(Finding(f"rows.{code}", Outcome.NOT_MET, place, facts=facts, remedy=told))


def no_heading(position: int, row: int) -> Finding:
    """Say that a column holds a value but has no heading; left out, somebody's dates would be missing."""
    facts: dict[str, Value] = {"column": column_name(position), "row": row}
    return Finding("rows.no_heading", Outcome.NOT_MET, f"{column_name(position)}{row}", facts=facts)


Frames = Callable[[Sequence[Column], int], Iterator[pl.DataFrame]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may be screened.

    ``frames`` gives the rows of some columns, so many at once, each with its number (``row``) as people count it;
    it may be asked any number of times. ``rows`` is how many there are, 0 where nobody has counted. ``parts`` are the
    files of a table that other machines can read as well.
    """

    columns: tuple[Column, ...]
    frames: Frames
    rows: int
    notes: tuple[Finding, ...] = ()
    from_1904: bool = False
    parts: tuple[Path, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Give the columns by name."""
        return frozenset(column.name for column in self.columns)

    def only(self, names: frozenset[str]) -> tuple[Column, ...]:
        """Give some columns of the table."""
        return tuple(column for column in self.columns if column.name in names)


@dataclass(frozen=True, slots=True)
class Spelling:
    """What people call the columns, and the values of columns that hold words; all folded by ``alike``."""

    headings: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
