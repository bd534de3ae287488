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
    frame = pl.scan_parquet(parts, hive_partitioning=False, glob=False, row_index_name=_NUMBER, row_index_offset=1)

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        named = [pl.col(column.heading).alias(column.name) for column in columns]
        chosen = frame.select(pl.col(_NUMBER).alias(ROW), *named)
        yield from chosen.collect_batches(chunk_size=size, maintain_order=True, engine="streaming")

    rows = frame.select(pl.len()).collect().item()
    if not rows:
        raise refused("no_rows", path.name)
    return Table(header.columns, frames, rows, parts=tuple(parts))
