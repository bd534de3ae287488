"""Captures as Parquet: a folder for each table, and in it a part for each capture, named by the bundle's digest."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from sekisho.capture.analysis.table import TABLES, CaptureTables, Row

#: Rows that stand in memory as Python's own values at once; as columns they take a tenth of that.
AT_ONCE = 50_000
_TYPES = {"text": pl.String(), "int": pl.Int64(), "number": pl.Float64(), "yes": pl.Boolean()}


def schema_of(table: str) -> pl.Schema:
    """Give the columns of a table."""
    return pl.Schema({name: _TYPES[kind] for name, kind in TABLES[table]})


def _frames(rows: Iterator[Row], schema: pl.Schema) -> Iterator[pl.DataFrame]:
    yield pl.DataFrame(schema=schema)
    while some := list(islice(rows, AT_ONCE)):
        yield pl.DataFrame(some, schema, orient="row")


def write_parts(tables: CaptureTables, folder: Path) -> None:
    """Write the four tables of one capture; the same capture written again is the same part."""
    for table in TABLES:
        place = folder / table
        place.mkdir(parents=True, exist_ok=True)
        whole = pl.concat(_frames(tables.rows(table), schema_of(table)))
        # Under another name first: an engine that reads the folder never meets half a part.
        half = place / f".{tables.bundle}.new"
        whole.write_parquet(half)
        half.replace(place / f"{tables.bundle}.parquet")
