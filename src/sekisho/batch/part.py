"""One part of a table, bound on whichever machine reads it; run by Spark's workers, which import this module."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sekisho.batch.ahead import ahead
from sekisho.batch.parquet import open_parquet
from sekisho.batch.repeated import Repeated
from sekisho.batch.stream import Bound, Terms, streamed
from sekisho.batch.typed import PROBLEMS
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Shared:
    """What every worker is told: the terms, which machines are claimed twice, and the folder all machines can reach."""

    terms: Terms
    claimed: pl.DataFrame
    folder: Path


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a table: its file, its number, and how many rows come before it."""

    file: Path
    number: int
    before: int


@dataclass(frozen=True, slots=True)
class BoundPart:
    """What binding a part came to: its rows, and the problems told, counted, and kept in files."""

    rows: int
    problems: Counter[str]
    first: tuple[dict[str, Value], ...]
    files: tuple[Path, ...]


def bind_part(part: Part, shared: Shared) -> BoundPart:
    """Bind a part and write it where every machine can read it."""
    kept = shared.folder / f"kept-{part.number}"
    kept.mkdir(parents=True, exist_ok=True)
    table = open_parquet(part.file, shared.terms.program, shared.terms.spelling)
    bound = Bound(table, shared.terms, kept, Repeated(shared.claimed, PROBLEMS.to_frame()))
    heights: list[int] = []

    def bind(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        # A row is counted over all parts, as people count who see one table.
        made, problems = bound.bind(frame.with_columns(pl.col(ROW).cast(pl.Int64) + part.before))
        return made.collect(), problems

    def frames() -> Iterator[pl.DataFrame]:
        for made, problems in ahead(bind, bound.frames()):
            bound.keep(problems)
            heights.append(made.height)
            yield made

    file = shared.folder / "bound" / f"part-{part.number:05}.parquet"
    streamed(frames, bound.schema).sink_parquet(file, compression="snappy", mkdir=True)
    return BoundPart(sum(heights), bound.problems, tuple(bound.first), tuple(bound.parts))
