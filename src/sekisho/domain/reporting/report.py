"""The report of a quarter: figures, tie-out, and what it was folded from. The same journal gives the same report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.domain.reporting.classify import Classes
from sekisho.domain.reporting.figure import Figures, Part, summed
from sekisho.domain.reporting.ledger import DatedPosting, Tie, balance_of, ties
from sekisho.domain.reporting.quarter import Quarter
from sekisho.domain.reporting.story import MEASURES, Story
from sekisho.domain.reporting.suppress import suppressed
from sekisho.domain.reporting.tally import DIMENSIONS, tally
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Report:
    """A quarter as known at an instant of program time. ``entries`` is how many journal entries it was folded from.

    ``is_public`` marks the edition in which small numbers are not shown; the totals are those of the public pool.
    """

    program: str
    quarter: Quarter
    as_of: datetime
    entries: int
    figures: Figures
    ties: tuple[Tie, ...]
    appropriation: int
    available: int
    classes: Classes
    is_public: bool = False

    @property
    def is_preliminary(self) -> bool:
        """Say whether the quarter was still running at the instant."""
        return self.as_of < self.quarter.ends_at

    @property
    def holds(self) -> bool:
        """Say whether every total ties out with the ledger."""
        return all(tie.difference == 0 for tie in self.ties)

    def as_json(self) -> dict[str, Value]:
        """Give the report as plain values, tables by row and column; a number that is not shown is null."""
        return {
            "program": self.program,
            "quarter": self.quarter.name,
            "first_on": self.quarter.first_on.isoformat(),
            "last_on": self.quarter.last_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "preliminary": self.is_preliminary,
            "edition": "public" if self.is_public else "internal",
            "entries": self.entries,
            "classes": {dimension: list[Value](self.classes.of(dimension)) for dimension in DIMENSIONS},
            "appropriation": self.appropriation,
            "available": self.available,
            "tables": tables_of(self.figures),
            "ties": [tie.as_json() for tie in self.ties],
            "holds": self.holds,
        }


def tables_of(figures: Figures) -> dict[str, Value]:
    """Give the figures as tables of rows of columns, in order."""
    tables: dict[str, dict[str, dict[str, Value]]] = {}
    for (table, row, column), number in sorted(figures.cells.items()):
        tables.setdefault(table, {}).setdefault(row, {})[column] = number
    return {table: {row: dict(columns) for row, columns in rows.items()} for table, rows in tables.items()}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is reported on: a program's quarter as known at an instant, and the classes it is broken down by."""

    program: str
    quarter: Quarter
    as_of: datetime
    classes: Classes


@dataclass(frozen=True, slots=True)
class Books:
    """The pool's side of the report: its postings, the instants at which receipts were numbered, entries read."""

    postings: Sequence[DatedPosting]
    receipts: Sequence[datetime]
    entries: int = 0


def _every_row(classes: Classes) -> Iterable[Part]:
    """Give a part of nothing for every class: a row tells by being there that somebody is in it."""
    for dimension in DIMENSIONS:
        for row in classes.of(dimension):
            for measure in MEASURES:
                yield Part((dimension, row, f"{measure}_cases"), "", 0)
                yield Part((dimension, row, f"{measure}_yen"), "", 0)


def report_of(scope: Scope, stories: Iterable[Story], books: Books) -> Report:
    """Fold stories and the pool's books into the report of a quarter as known at an instant."""
    quarter, as_of = scope.quarter, scope.as_of
    figures = summed((*_every_row(scope.classes), *tally(stories, quarter)))
    known = [one for one in books.postings if one.at <= as_of]
    return Report(
        program=scope.program,
        quarter=quarter,
        as_of=as_of,
        entries=books.entries,
        figures=figures,
        ties=ties(figures, known, books.receipts, quarter, as_of),
        appropriation=-balance_of(known, "appropriation"),
        available=balance_of(known, "available"),
        classes=scope.classes,
    )


def public(report: Report, smallest: int) -> Report:
    """Give the public edition: numbers of fewer than ``smallest`` cases are not shown, nor can they be reckoned."""
    return replace(report, figures=suppressed(report.figures, smallest), is_public=True)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that differs from the edition before, and the cases that made the difference."""

    table: str
    row: str
    column: str
    before: int | None
    after: int | None
    cases: tuple[str, ...]

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values, without the cases."""
        place: dict[str, Value] = {"table": self.table, "row": self.row, "column": self.column}
        return {**place, "before": self.before, "after": self.after}


def _moved(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(case for case in {*before, *after} if before.get(case, 0) != after.get(case, 0)))


def changes(before: Report, after: Report, within: Iterable[str]) -> tuple[Change, ...]:
    """Give every figure of some tables that differs between two editions, in order of place."""
    tables, old, new = set(within), before.figures, after.figures
    found: list[Change] = []
    for place in sorted({*old.cells, *new.cells}):
        was, now = old.at(*place), new.at(*place)
        if place[0] in tables and was != now:
            found.append(Change(*place, was, now, _moved(old.parts.get(place, {}), new.parts.get(place, {}))))
    return tuple(found)
