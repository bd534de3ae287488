"""Polars: rows are read, bound, judged and written frame by frame, so that a file of any length fits into memory."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError
from polars.io.plugins import register_io_source

from sekisho.batch.repeated import repeated
from sekisho.batch.result import Results
from sekisho.batch.table import Spelling, Table, refused
from sekisho.batch.typed import Typing
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import SUBSIDY, ColumnBinder
from sekisho.domain.screening.column import Column
from sekisho.domain.screening.frame import judged
from sekisho.domain.values.finding import Value

#: Rows at once: enough for two cores to be busy, few enough for a small machine.
AT_ONCE = 131_072
#: So many problems are told on the spot; the table of problems holds them all.
TOLD = 20

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a table is screened by: the program, what people call things, and when rows apply that do not say it.

    ``registered`` takes model and partner as registered where the table says nothing of them.
    """

    program: ProgramDefinition
    spelling: Spelling
    at: datetime
    registered: bool = False

    def typing(self, columns: tuple[Column, ...], table: Table) -> Typing:
        """Make the reader of some columns."""
        return Typing(self.program, columns, self.spelling.words, from_1904=table.from_1904)

    def binder(self, table: Table) -> ColumnBinder:
        """Make the binder of a table."""
        return ColumnBinder(self.program, table.names, self.at, registered=self.registered)


@dataclass(slots=True)
class Bound:
    """The bound frames of a table, and what could not be read on the way: told, counted, kept in parts in a folder."""

    table: Table
    terms: Terms
    folder: Path
    size: int = AT_ONCE
    problems: Counter[str] = field(default_factory=Counter)
    first: list[dict[str, Value]] = field(default_factory=list)
    parts: list[Path] = field(default_factory=list)

    def frames(self) -> Iterator[pl.LazyFrame]:
        """Give the rows frame by frame."""
        table, terms = self.table, self.terms
        typing, binder = terms.typing(table.columns, table), terms.binder(table)
        twice = repeated(table, lambda columns: terms.typing(columns, table), self.size)
        self._keep(twice.problems)
        for frame in table.frames(table.columns, self.size):
            typed, problems = typing.read(frame)
            self._keep(problems)
            yield binder.bound(typed, twice.claimed)

    def _keep(self, problems: pl.DataFrame) -> None:
        if problems.is_empty():
            return
        self.problems.update(dict(problems.group_by("problem").len().iter_rows()))
        self.first += problems.head(TOLD - len(self.first)).to_dicts()
        self.parts.append(self.folder / f"problems-{len(self.parts)}.parquet")
        problems.write_parquet(self.parts[-1])


@contextmanager
def workspace(beside: Path | None) -> Iterator[Path]:
    """Give a folder for what is not whole yet, on the disk of the result; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".sekisho-", dir=beside.parent if beside else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(frame: pl.LazyFrame, path: Path) -> None:
    """Write a table, by its name as CSV that spreadsheets open, or as Parquet."""
    if path.suffix == ".csv":
        frame.sink_csv(path, include_bom=True)
    else:
        frame.sink_parquet(path, compression="lz4")


class Stream:
    """The engine that runs on this machine."""

    def __init__(self, bound: Bound, progress: Progress) -> None:
        """Take what is to be judged, and whom to tell how many rows are done."""
        self._bound, self._progress = bound, progress
        self._program = bound.terms.program
        self.results = Results(self._program, bound.terms.binder(bound.table).gates)
        self.subsidy = 0
        self._failed: BaseException | None = None

    def _frames(self) -> Iterator[pl.DataFrame]:
        for frame in self._bound.frames():
            found = self.results.of(judged(frame, self._program))
            self.subsidy += int(found[SUBSIDY].sum())
            self._progress(found.height)
            yield found

    def _source(self, columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        # An exception that crosses the engine comes back as another one; the first says what happened.
        try:
            for frame in self._frames():
                yield frame.select(columns) if columns else frame
        except Exception as error:
            self._failed = error
            raise

    def run(self, out: Path | None) -> None:
        """Judge every row, and write the results where somebody wants them."""
        if out is None:
            for _ in self._frames():
                pass
            return
        try:
            write(register_io_source(self._source, schema=self.results.schema()), out)
        except PolarsError:
            raise self._failed or refused("broken", problem="") from None
