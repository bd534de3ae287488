"""Parquet, one file or a folder of parts: types are checked before a row is read, and rows are streamed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from sekisho.batch.table import Spelling, Table, TableError, refused
from sekisho.batch.typed import fits
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.screening.column import Column, read_header
from sekisho.domain.values.finding import Finding, Outcome

MAGIC = b"PAR1"
#: A row's number while the columns still have the table's own names; no table can have this one.
_NUMBER = "row\0"


def parts_of(path: Path) -> list[Path]:
    """Give the parts of a folder, in the order of their names; of a file itself. Raises TableError for none."""
    if not path.is_dir():
        return [path]
    parts = sorted(one for one in path.rglob("*.parquet") if one.is_file() and not one.name.startswith(("_", ".")))
    if not parts:
        raise refused("no_parts", path.name, folder=path.name)
    return parts


def _schema(part: Path) -> pl.Schema:
    try:
        return pl.Schema(pl.read_parquet_schema(part))
    except (PolarsError, OSError) as error:
        raise refused("damaged_parquet", part.name, file=part.name, problem=str(error)[:120]) from error


def _wrong_type(column: Column, kind: pl.DataType) -> Finding:
    facts = {"heading": column.heading, "type": str(kind)[:60], "wanted": column.holds.value}
    return Finding("rows.column_type", Outcome.NOT_MET, f"column {column.heading}", facts=dict(facts))


def _different(part: Path, first: Path) -> TableError:
    return refused("other_columns", part.name, file=part.name, first=first.name)


def _one_schema(parts: Sequence[Path]) -> pl.Schema:
    found = _schema(parts[0])
    for part in parts[1:]:
        if _schema(part) != found:
            raise _different(part, parts[0])
    return found


def open_parquet(path: Path, program: ProgramDefinition, spelling: Spelling) -> Table:
    """Open Parquet. Raises TableError with every heading that is wrong and every column of a wrong type."""
    parts = parts_of(path)
    schema = _one_schema(parts)
    header = read_header(schema.names(), program, spelling.headings)
    wrong = [_wrong_type(c, schema[c.heading]) for c in header.columns if not fits(c, schema[c.heading])]
    if header.findings or wrong:
        raise TableError(*header.findings, *wrong)
    lengths = [pl.scan_parquet(part, glob=False).select(pl.len()).collect().item() for part in parts]

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        named = [pl.col(column.heading).alias(column.name) for column in columns]
        before = 0
        for part, length in zip(parts, lengths, strict=True):
            numbered = pl.scan_parquet(
                part, hive_partitioning=False, glob=False, row_index_name=_NUMBER, row_index_offset=before + 1
            )
            chosen = numbered.select(pl.col(_NUMBER).alias(ROW), *named)
            # By slices, because the library's own batches are read ahead without a bound: a whole file of any size.
            yield from (chosen.slice(at, size).collect() for at in range(0, length, size))
            before += length

    if not any(lengths):
        raise refused("no_rows", path.name)
    return Table(header.columns, frames, sum(lengths), parts=tuple(parts))
