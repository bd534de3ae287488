"""DuckDB: the same rows bound, judged by the rules as SQL; it spills to disk what does not fit into memory."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from sekisho.batch.ahead import ahead
from sekisho.batch.mark import Combination, parted
from sekisho.batch.result import Results
from sekisho.batch.statement import marks_of, statement
from sekisho.batch.stream import Bound, Progress, streamed, write
from sekisho.domain.rules.sql import Dialect
from sekisho.domain.screening.bind_columns import SUBSIDY

#: What DuckDB may take before it spills to disk.
MEMORY = "1GB"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


class Database:
    """The engine that runs the rules as SQL on this machine. ``folder`` takes what is not whole yet."""

    def __init__(self, bound: Bound, folder: Path, progress: Progress) -> None:
        """Take what is to be judged, and whom to tell how many rows are bound."""
        self._bound, self._folder, self._progress = bound, folder, progress
        self._marks = marks_of(bound.terms.program, bound.gates, Dialect.DUCKDB)
        self._results = Results(bound.terms.program, bound.gates)
        self.counts: Counter[Combination] = Counter()
        self.subsidy = 0

    def _bind(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        bound, problems = self._bound.bind(frame)
        return bound.collect(), problems

    def _frames(self) -> Iterator[pl.DataFrame]:
        for bound, problems in ahead(self._bind, self._bound.frames()):
            self._bound.keep(problems)
            self._progress(bound.height)
            yield bound

    def _judge(self, bound: Path, judged: Path) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute(f"SET temp_directory = {_quoted(self._folder / 'spilled')}")
            connection.execute(f"CREATE VIEW bound AS SELECT * FROM read_parquet({_quoted(bound)})")  # noqa: S608 - because the path is quoted
            told = statement('"bound"', self._marks, Dialect.DUCKDB)
            connection.execute(f"COPY ({told}) TO {_quoted(judged)} (FORMAT parquet)")

    def run(self, out: Path | None) -> None:
        """Bind, judge and write."""
        bound, judged = self._folder / "bound.parquet", self._folder / "judged.parquet"
        write(streamed(self._frames, self._bound.schema), bound)
        self._judge(bound, judged)
        found, keys = pl.scan_parquet(judged), list(parted(self._marks.conditions()))
        counted = found.group_by(keys).agg(pl.len(), pl.col(SUBSIDY).sum()).collect()
        combinations = [self._marks.combination(held) for held in counted.select(keys).iter_rows()]
        self.counts = Counter(dict(zip(combinations, counted["len"], strict=True)))
        self.subsidy = int(counted[SUBSIDY].sum())
        if out is not None:
            write(self._results.named(found, counted, combinations), out)
