"""Run conditions over rows in every engine: the interpreter, Polars in memory and streaming, and four databases."""

import sqlite3

import duckdb
import polars as pl

from sekisho.domain.rules.columns import COLUMNS, Columns, schema_of
from sekisho.domain.rules.evaluate import truth_of
from sekisho.domain.rules.fold import fold
from sekisho.domain.rules.sql import Dialect, Sql
from tests.domain.rules.forest import FIELDS, WORDS

TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "yen": "BIGINT", "date": "DATE"}


def by_interpreter(trees, rows, known):
    """Judge row by row."""
    return [[truth_of(tree, row, known) for row in rows] for tree in trees]


def frame_of(rows):
    """Give rows as a frame with its columns declared."""
    return pl.DataFrame(rows, schema=schema_of(WORDS), orient="row")


def by_polars(trees, rows, known, engine="in-memory", whole=pl.Int64):
    """Judge by expressions; a row's number brings the rows of a stream back into order.

    A stream compares enums by the places of their values, as frames are judged; in memory they are compared as words.
    """
    algebra = Columns.of(WORDS) if engine == "streaming" else COLUMNS
    narrowed = [pl.col(name).cast(whole) for name, kind in FIELDS.items() if kind == "int"]
    frame = frame_of(rows).lazy().with_columns(narrowed).with_row_index("row")
    columns = {f"t{n}": fold(tree, known, algebra) for n, tree in enumerate(trees)}
    found = frame.with_columns(**columns).collect(engine=engine).sort("row")
    return [found[name].to_list() for name in columns]


def _cell(value, kind, sql):
    text = "NULL" if value is None else sql.constant(value)
    # SQLite has no types to declare, and would read a day as a number if told that it is one.
    return text if sql.dialect is Dialect.SQLITE else f"CAST({text} AS {TYPES.get(kind, 'VARCHAR(9)')})"


def statement(trees, rows, known, dialect):
    """Give a query that judges rows written into it."""
    sql = Sql(dialect)
    names = ", ".join(["row_number", *map(sql.field, FIELDS)])
    lines = [(n, *(_cell(row[name], kind, sql) for name, kind in FIELDS.items())) for n, row in enumerate(rows)]
    values = ", ".join(f"({', '.join(map(str, line))})" for line in lines)
    judged = ", ".join(f"{fold(tree, known, sql)} AS t{n}" for n, tree in enumerate(trees))
    return f"WITH facts ({names}) AS (VALUES {values}) SELECT {judged} FROM facts ORDER BY row_number"  # noqa: S608 - because the tests write every part


def _by_columns(found, trees):
    # SQLite's truths are numbers: read as what they say, never by comparing numbers with truths.
    return [[None if row[n] is None else bool(row[n]) for row in found] for n in range(len(trees))]


def by_duckdb(trees, rows, known):
    """Judge in DuckDB."""
    with duckdb.connect() as connection:
        return _by_columns(connection.sql(statement(trees, rows, known, Dialect.DUCKDB)).fetchall(), trees)


def by_sqlite(trees, rows, known):
    """Judge in SQLite."""
    connection = sqlite3.connect(":memory:")
    try:
        return _by_columns(connection.execute(statement(trees, rows, known, Dialect.SQLITE)).fetchall(), trees)
    finally:
        connection.close()


def by_postgres(connection, trees, rows, known):
    """Judge in PostgreSQL."""
    found = connection.execute(statement(trees, rows, known, Dialect.POSTGRESQL).encode()).fetchall()
    return _by_columns(found, trees)
