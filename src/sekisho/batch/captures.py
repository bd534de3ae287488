"""What a fleet of captures comes to: values and changes by signal, time in each state, cycles, gaps by kind.

One question asked three ways, in expressions of Polars and in SQL that DuckDB and Spark both read. All is counted in
whole milliseconds, and a median is a value that was there, so that the three answers are the same to the last row.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sekisho.batch.table import refused
from sekisho.capture.analysis.table import LONGEST_MS, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

POLARS, SQL, SPARK = "polars", "sql", "spark"
#: The columns by which the rows of an answer are told apart, and stand in order.
OF = ["device", "bundle", "stream", "signal"]
OF_STATE, OF_GAP = [*OF, "value"], ["device", "bundle", "stream", "kind"]
#: The good values of each signal in order, each with the one before and the time of the next.
GOOD = """
CREATE TEMPORARY VIEW good AS
SELECT device, bundle, stream, signal, kind, value, source_ms, n,
  lag(value) OVER (PARTITION BY device, bundle, stream, signal ORDER BY n) AS before,
  lead(source_ms) OVER (PARTITION BY device, bundle, stream, signal ORDER BY n) AS until_ms
FROM samples WHERE is_good"""
STATEMENTS = {
    "signals": """
WITH changed AS (
  SELECT device, bundle, stream, signal, count(*) AS changes
  FROM good WHERE before <> value GROUP BY device, bundle, stream, signal)
SELECT device, bundle, stream, signal, max(kind) AS kind, count(*) AS samples,
  sum(CASE WHEN is_good THEN 1 ELSE 0 END) AS good, coalesce(max(changes), 0) AS changes,
  min(source_ms) AS first_ms, max(source_ms) AS last_ms,
  min(CASE WHEN is_good THEN number END) AS lowest, max(CASE WHEN is_good THEN number END) AS highest
FROM samples LEFT JOIN changed USING (device, bundle, stream, signal)
GROUP BY device, bundle, stream, signal ORDER BY device, bundle, stream, signal""",
    "states": f"""
SELECT device, bundle, stream, signal, value, count(*) AS samples,
  sum(least(greatest(until_ms - source_ms, 0), {LONGEST_MS})) AS ms
FROM good WHERE kind = 'state' AND until_ms IS NOT NULL AND source_ms IS NOT NULL
GROUP BY device, bundle, stream, signal, value ORDER BY device, bundle, stream, signal, value""",  # noqa: S608 - because the number is a constant of ours
    "cycles": """
WITH entered AS (
  SELECT device, bundle, stream, signal, value,
    source_ms - lag(source_ms) OVER (PARTITION BY device, bundle, stream, signal, value ORDER BY n) AS cycle_ms
  FROM good WHERE kind = 'state' AND before <> value AND source_ms IS NOT NULL)
SELECT device, bundle, stream, signal, value, count(*) AS entries, min(cycle_ms) AS shortest_ms,
  CAST(percentile_disc(0.5) WITHIN GROUP (ORDER BY cycle_ms) AS BIGINT) AS median_ms, max(cycle_ms) AS longest_ms
FROM entered GROUP BY device, bundle, stream, signal, value ORDER BY device, bundle, stream, signal, value""",
    "gaps": """
SELECT device, bundle, stream, kind, count(*) AS gaps, sum(ms) AS ms, max(ms) AS longest_ms
FROM gaps GROUP BY device, bundle, stream, kind ORDER BY device, bundle, stream, kind""",
    "streams": """
SELECT device, bundle, stream, window_ms, gap_ms, clock_offset_ms FROM sessions ORDER BY device, bundle, stream""",
}
Answers = Mapping[str, list[dict[str, Any]]]


def _good(samples: pl.LazyFrame) -> pl.LazyFrame:
    """Give the good values of each signal in order, each with the one before and the time of the next."""
    ordered = samples.filter("is_good").sort(*OF, "n")
    return ordered.with_columns(
        before=pl.col("value").shift().over(OF), until_ms=pl.col("source_ms").shift(-1).over(OF)
    )


def _signals(samples: pl.LazyFrame) -> pl.LazyFrame:
    changed = _good(samples).filter(pl.col("before") != pl.col("value")).group_by(OF).agg(changes=pl.len())
    number = pl.col("number").filter(pl.col("is_good"))
    counted = samples.group_by(OF).agg(
        kind=pl.col("kind").max(),
        samples=pl.len(),
        good=pl.col("is_good").sum(),
        first_ms=pl.col("source_ms").min(),
        last_ms=pl.col("source_ms").max(),
        lowest=number.min(),
        highest=number.max(),
    )
    joined = counted.join(changed, OF, how="left").with_columns(pl.col("changes").fill_null(0))
    return joined.select(*OF, "kind", "samples", "good", "changes", "first_ms", "last_ms", "lowest", "highest")


def _states(samples: pl.LazyFrame) -> pl.LazyFrame:
    lasted = (pl.col("until_ms") - pl.col("source_ms")).clip(0, LONGEST_MS)
    held = _good(samples).filter(pl.col("kind") == "state", pl.col("until_ms").is_not_null())
    held = held.filter(pl.col("source_ms").is_not_null())
    return held.group_by(*OF, "value").agg(samples=pl.len(), ms=lasted.sum())


def _cycles(samples: pl.LazyFrame) -> pl.LazyFrame:
    # Only transitions that were seen: nobody knows when the state began in which the capture found the machine.
    seen = _good(samples).filter(pl.col("kind") == "state", pl.col("before") != pl.col("value"))
    entered = seen.filter(pl.col("source_ms").is_not_null()).with_columns(
        cycle_ms=pl.col("source_ms") - pl.col("source_ms").shift().over(*OF, "value")
    )
    cycle = pl.col("cycle_ms")
    return entered.group_by(*OF, "value").agg(
        entries=pl.len(),
        shortest_ms=cycle.min(),
        median_ms=cycle.quantile(0.5, "lower").cast(pl.Int64),
        longest_ms=cycle.max(),
    )


def _gaps(gaps: pl.LazyFrame) -> pl.LazyFrame:
    ms = pl.col("ms")
    return gaps.group_by(OF_GAP).agg(gaps=pl.len(), ms=ms.sum(), longest_ms=ms.max())


def _streams(sessions: pl.LazyFrame) -> pl.LazyFrame:
    return sessions.select("device", "bundle", "stream", "window_ms", "gap_ms", "clock_offset_ms")


#: Each question for Polars: the table it is asked of, how, and the columns its rows stand in order of.
_ASKED: Mapping[str, tuple[str, Callable[[pl.LazyFrame], pl.LazyFrame], list[str]]] = {
    "signals": ("samples", _signals, OF),
    "states": ("samples", _states, OF_STATE),
    "cycles": ("samples", _cycles, OF_STATE),
    "gaps": ("gaps", _gaps, OF_GAP),
    "streams": ("sessions", _streams, OF_GAP[:3]),
}


def _parts(folder: Path, table: str) -> str:
    return str(folder.resolve() / table / "*.parquet")


def _with_polars(folder: Path) -> Answers:
    return {
        name: ask(pl.scan_parquet(_parts(folder, table))).sort(keys).collect().to_dicts()
        for name, (table, ask, keys) in _ASKED.items()
    }


def _with_duckdb(folder: Path) -> Answers:
    import duckdb  # noqa: PLC0415 - because only whoever chooses this engine pays for it

    with duckdb.connect() as database:
        for table in TABLES:
            database.read_parquet(_parts(folder, table)).create_view(table)
        database.execute(GOOD)
        return {name: _rows(database.sql(asked)) for name, asked in STATEMENTS.items()}


def _rows(answer: "DuckDBPyRelation") -> list[dict[str, Any]]:
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def _with_spark(folder: Path) -> Answers:
    from sekisho.batch.cluster import asked_of_cluster  # noqa: PLC0415 - because it starts Java

    return asked_of_cluster({table: _parts(folder, table) for table in TABLES}, (GOOD,), STATEMENTS)


ENGINES: Mapping[str, Callable[[Path], Answers]] = {POLARS: _with_polars, SQL: _with_duckdb, SPARK: _with_spark}


def analyse(folder: Path, engine: str) -> Answers:
    """Ask a folder of captures with an engine. Raises TableError for one that holds none."""
    if not any((folder / "samples").glob("*.parquet")):
        raise refused("no_parts", folder.name, folder=folder.name)
    return ENGINES[engine](folder)
