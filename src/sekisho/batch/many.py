"""Screen a file of many rows: open it by its content, run an engine over it, and write what it came to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl
from polars.exceptions import PolarsError

from sekisho.batch.mark import Combination
from sekisho.batch.outcome import Files, Screened
from sekisho.batch.parquet import MAGIC, open_parquet
from sekisho.batch.reason import ReasonText, Say
from sekisho.batch.result import OUTCOME, OUTCOMES, REASONS
from sekisho.batch.sheet import open_sheets
from sekisho.batch.stream import Bound, Progress, Stream, Terms, workspace, write
from sekisho.batch.table import Table, TableError, refused
from sekisho.batch.text import open_text
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.language import Language
from sekisho.media.table.limit import LARGEST
from sekisho.media.table.reader import OLE, PDF, ZIP, TableReader

POLARS, SQL, SPARK = "polars", "sql", "spark"


class Engine(Protocol):
    """Judges the bound rows of a table."""

    counts: Counter[Combination]
    subsidy: int

    def run(self, out: Path | None) -> None:
        """Judge every row, count the reasons, and write the results where somebody wants them."""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(len(OLE))
    except OSError as error:
        facts = {"file": path.name, "problem": error.strerror or str(error)}
        raise TableError(Finding("file.no_access", Outcome.NOT_MET, path.name, facts=dict(facts))) from error


def open_table(path: Path, terms: Terms) -> Table:
    """Open a table by its content: Parquet, a folder of it, a spreadsheet, a text file of rows. Raises TableError."""
    program, spelling = terms.program, terms.spelling
    head = b"" if path.is_dir() else _head(path)
    if path.is_dir() or head.startswith(MAGIC):
        return open_parquet(path, program, spelling)
    if path.stat().st_size > LARGEST and not head.startswith((ZIP, OLE, PDF)):
        return open_text(path, program, spelling)
    read = TableReader().read(path.read_bytes(), path.name)
    if isinstance(read, Refusal):
        raise TableError(*read.findings)
    return open_sheets(read, program, spelling)


def _reason_rows(counts: Iterable[tuple[Combination, int]], told: ReasonText) -> pl.DataFrame:
    """Lay out the reasons, the commonest first, with what each rule of them says in every language."""
    rows = [
        {
            REASONS: one.key,
            "rows": count,
            OUTCOME: one.outcome.value,
            "not_met": " ".join(one.not_met),
            "undetermined": " ".join(one.undetermined),
            **{language.value: told.of(one, language) for language in Language},
        }
        for one, count in counts
    ]
    schema = {REASONS: pl.String(), "rows": pl.Int64(), OUTCOME: OUTCOMES, "not_met": pl.String()}
    return pl.DataFrame(rows, {**schema, **dict.fromkeys(["undetermined", *Language], pl.String())})


def _write_problems(bound: Bound, say: Say, path: Path) -> None:
    codes = pl.DataFrame(
        [{"problem": code, **{one.value: say(code, one) for one in Language}} for code in bound.problems],
        {"problem": pl.String(), **{one.value: pl.String() for one in Language}},
    )
    write(pl.scan_parquet(bound.parts).join(codes.lazy(), on="problem", how="left").sort(ROW), path)


def _ordered(engine: Engine) -> list[tuple[Combination, int]]:
    return sorted(engine.counts.items(), key=lambda item: (-item[1], item[0].key))


def _finish(engine: Engine, bound: Bound, say: Say, out: Path, made: Path) -> tuple[Path, ...]:
    """Put what is whole where it belongs, the rows last."""
    files = Files.beside(out)
    write(_reason_rows(_ordered(engine), ReasonText(say)).lazy(), files.reasons)
    if bound.parts:
        _write_problems(bound, say, files.problems)
    made.replace(files.result)
    return tuple(file for file in files.all if file.exists())


def _engine(name: str, bound: Bound, folder: Path, progress: Progress) -> Engine:
    if name == POLARS:
        return Stream(bound, progress)
    # Each engine is a large library; who does not ask for it does not load it.
    try:
        if name == SPARK:
            from sekisho.batch.cluster import Cluster  # noqa: PLC0415 - because of that

            return Cluster(bound, folder, progress)
        from sekisho.batch.database import Database  # noqa: PLC0415 - because of the same
    except ModuleNotFoundError as error:
        extra = "spark" if name == SPARK else "tables"
        raise refused("not_installed", part=error.name or "?", extra=extra) from error
    return Database(bound, folder, progress)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with a table: by which engine, where the results go (None: nowhere), whom to tell of rows."""

    engine: str = POLARS
    out: Path | None = None
    progress: Progress = field(default=lambda _rows: None)


def screen_table(path: Path, terms: Terms, say: Say, order: Order) -> Screened:
    """Screen a table. Raises TableError with every reason it cannot be, a result that would write over a file too."""
    out = order.out
    if out and (standing := [file for file in Files.beside(out).all if file.exists()]):
        raise refused("exists", file=", ".join(file.name for file in standing))
    table = open_table(path, terms)
    with workspace(out) as folder:
        made = folder / f"result{out.suffix}" if out else None
        try:
            bound = Bound.of(table, terms, folder)
            engine = _engine(order.engine, bound, folder, order.progress)
            engine.run(made)
        except PolarsError as error:
            raise refused("broken", path.name, file=path.name, problem=str(error)[:200]) from error
        files = _finish(engine, bound, say, out, made) if out and made else ()
    return Screened(
        counts=engine.counts,
        subsidy_yen=engine.subsidy,
        problems=bound.problems,
        first_problems=tuple(bound.first),
        files=files,
        notes=table.notes,
    )
