"""Polars: rows are read, bound, judged and written frame by frame, so that a file of any length fits into memory."""

import shutil
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from sekisho.batch.ahead import ahead
from sekisho.batch.mark import Combination
from sekisho.batch.repeated import Repeated, repeated
from sekisho.batch.result import Results
from sekisho.batch.table import Spelling, Table
from sekisho.batch.typed import Typing
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import SUBSIDY, Asked, ColumnBinder
from sekisho.domain.screening.column import Column
from sekisho.domain.screening.frame import judged
from sekisho.domain.values.finding import Value

#: Rows at once: enough for two cores to be busy, few enough for a small machine.
AT_ONCE = 131072
#: So many problems are told on the spot; the table of problems holds them all.
TOLD = 20

_FORMULA = r"^[=+\-@\t\r]"

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a table is screened by: the program, what people call things, and what is asked where it is silent."""

    program: ProgramDefinition
    spelling: Spelling
    asked: Asked

    def typing(self, columns: tuple[Column, ...], table: Table) -> Typing:
        """Make the reader of some columns."""
        return Typing(self.program, columns, self.spelling.words, from_1904=table.from_1904)

    def binder(self, table: Table) -> ColumnBinder:
        """Make the binder of a table."""
        return ColumnBinder(self.program, table.names, self.asked)


class Bound:
    """The rows of a table, bound frame by frame; what could not be read on the way is told, counted and kept.

    ``folder`` takes the problems, in parts.
    """

    def __init__(self, table: Table, terms: Terms, folder: Path, twice: Repeated) -> None:
        """Choose reader and binder; what stands twice is known."""
        self.table, self.terms, self.twice = table, terms, twice
        self.problems: Counter[str] = Counter()
        self.first: list[dict[str, Value]] = []
        self.parts: list[Path] = []
        self._folder = folder
        self._typing, self._binder = terms.typing(table.columns, table), terms.binder(table)
        self.keep(twice.problems)

    @classmethod
    def of(cls, table: Table, terms: Terms, folder: Path) -> "Bound":
        """Look for what stands twice in a table, and make ready to bind it."""
        twice = repeated(table, lambda columns: terms.typing(columns, table), AT_ONCE)
        return cls(table, terms, folder, twice)

    @property
    def gates(self) -> Mapping[str, str]:
        """Give the advisories a row may make gates, with the columns that say so."""
        return self._binder.gates

    @property
    def schema(self) -> pl.Schema:
        """Give the columns of bound rows."""
        return self._binder.schema

    def frames(self) -> Iterator[pl.DataFrame]:
        """Give the raw rows."""
        return self.table.frames(self.table.columns, AT_ONCE)

    def bind(self, frame: pl.DataFrame) -> tuple[pl.LazyFrame, pl.DataFrame]:
        """Bind raw rows; also give the table of their problems."""
        typed, problems = self._typing.read(frame)
        return self._binder.bound(typed, self.twice.claimed), problems

    def keep(self, problems: pl.DataFrame) -> None:
        """Count problems, and keep them for their table."""
        if problems.is_empty():
            return
        self.problems.update(dict(problems.group_by("problem").len().iter_rows()))
        self.first += problems.head(TOLD - len(self.first)).to_dicts()
        self.parts.append(self._folder / f"problems-{len(self.parts)}.parquet")
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
        texts = pl.col(pl.String)
        # A spreadsheet takes such a cell for a formula, whoever wrote it; behind an apostrophe it is a text.
        quoted = pl.when(texts.str.contains(_FORMULA)).then(pl.lit("'") + texts).otherwise(texts)
        frame.with_columns(quoted.name.keep()).sink_csv(path, include_bom=True)
    else:
        frame.sink_parquet(path, compression="lz4")


def streamed(frames: Callable[[], Iterator[pl.DataFrame]], schema: pl.Schema) -> pl.LazyFrame:
    """Give frames that are made one after the other as one that is written without being held."""

    def source(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        for frame in frames():
            yield frame.select(columns) if columns else frame

    return register_io_source(source, schema=schema)


class Stream:
    """The engine that runs on this machine."""

    def __init__(self, bound: Bound, progress: Progress) -> None:
        """Take what is to be judged, and whom to tell how many rows are done."""
        self._bound, self._progress = bound, progress
        self._program = bound.terms.program
        self._results = Results(self._program, bound.gates)
        self.counts: Counter[Combination] = Counter()
        self.subsidy = 0

    def _judged(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, Counter[Combination], pl.DataFrame]:
        bound, problems = self._bound.bind(frame)
        return *self._results.of(judged(bound, self._program)), problems

    def _frames(self) -> Iterator[pl.DataFrame]:
        for found, counts, problems in ahead(self._judged, self._bound.frames()):
            self._bound.keep(problems)
            self.counts.update(counts)
            self.subsidy += int(found[SUBSIDY].sum())
            self._progress(found.height)
            yield found

    def run(self, out: Path | None) -> None:
        """Judge every row, and write the results where somebody wants them."""
        if out is None:
            deque(self._frames(), maxlen=0)
        else:
            write(streamed(self._frames, self._results.schema()), out)
