"""Spark: parts of a table are bound where there are workers, and judged by the rules as SQL, on one machine or many.

The cluster is whichever Spark is told of (``spark.master``); else this machine's cores. Input, output and the folder of
the result have to be where every machine can reach them.
"""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from py4j.protocol import Py4JError
from pyspark import SparkConf
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn

from sekisho.batch.mark import Combination, parted
from sekisho.batch.part import BoundPart, Part, Shared, bind_part
from sekisho.batch.result import OUTCOME, REASONS, Results
from sekisho.batch.statement import marks_of, statement
from sekisho.batch.stream import TOLD, Bound, Progress
from sekisho.batch.table import refused
from sekisho.domain.rules.sql import Dialect
from sekisho.domain.screening.bind_columns import SUBSIDY

#: Where workers find what they import: the folders this process imports from.
_PATHS = os.pathsep.join(path for path in sys.path if path)
_COUNT = "rows"


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise refused("no_java")


def session() -> SparkSession:
    """Open a session on the cluster Spark is told of. Raises TableError where there is no Java."""
    _require_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    master = SparkConf().get("spark.master", "local[*]")
    builder = SparkSession.builder.master(master or "local[*]").appName("sekisho screen")
    quiet = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    # Days are days in Japan already; no zone of any machine may move them.
    told = quiet.config("spark.executorEnv.PYTHONPATH", _PATHS).config("spark.sql.session.timeZone", "UTC")
    return told.getOrCreate()


def asked_of_cluster(
    tables: Mapping[str, str], views: Iterable[str], statements: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Ask the cluster statements of tables of Parquet, each by its name. Raises TableError with what Spark said."""
    spark = session()
    try:
        for name, place in tables.items():
            spark.read.parquet(place).createOrReplaceTempView(name)
        for view in views:
            spark.sql(view)
        return {name: [row.asDict() for row in spark.sql(said).collect()] for name, said in statements.items()}
    except (PySparkException, Py4JError) as error:
        raise refused("spark_failed", problem=str(error).strip().splitlines()[0][:200]) from error
    finally:
        spark.stop()


def _parts(files: tuple[Path, ...]) -> list[Part]:
    heights = [pl.scan_parquet(file).select(pl.len()).collect().item() for file in files]
    return [Part(file.resolve(), n, sum(heights[:n])) for n, file in enumerate(files)]


class Cluster:
    """The engine that runs the rules on Spark. ``folder`` takes what is not whole yet."""

    def __init__(self, bound: Bound, folder: Path, progress: Progress) -> None:
        """Take what is to be judged. Raises TableError for what is no Parquet."""
        if not bound.table.parts:
            raise refused("spark_reads_parquet", file="CSV, XLSX")
        self._bound, self._folder, self._progress = bound, folder, progress
        self._marks = marks_of(bound.terms.program, bound.gates, Dialect.SPARK)
        self._keys = list(parted(self._marks.conditions()))
        self._columns = list(Results(bound.terms.program, bound.gates).schema())
        self.counts: Counter[Combination] = Counter()
        self.subsidy = 0

    def _take(self, part: BoundPart) -> None:
        bound = self._bound
        bound.problems.update(part.problems)
        bound.first += part.first[: TOLD - len(bound.first)]
        bound.parts += part.files
        self._progress(part.rows)

    def _bind(self, spark: SparkSession) -> None:
        parts = _parts(self._bound.table.parts)
        shared = Shared(self._bound.terms, self._bound.twice.claimed, self._folder.resolve())
        work = spark.sparkContext.parallelize(parts, len(parts)).map(partial(bind_part, shared=shared))
        for part in work.collect():
            self._take(part)

    def _named(self, spark: SparkSession, counted: list[tuple[int, ...]]) -> DataFrame:
        """Count the combinations, and give a table of their outcomes and keys."""
        width, rows = len(self._keys), []
        for row in counted:
            held, (count, yen) = row[:width], row[width:]
            combination = self._marks.combination(held)
            self.counts[combination] += count
            self.subsidy += yen or 0
            rows.append((*held, combination.key, combination.outcome.value))
        kinds = [*(f"{name} BIGINT" for name in self._keys), f"{REASONS} STRING", f"{OUTCOME} STRING"]
        return spark.createDataFrame(rows, ", ".join(kinds))

    def _judge(self, spark: SparkSession, out: Path | None) -> None:
        spark.read.parquet(str(self._folder.resolve() / "bound")).createOrReplaceTempView("bound")
        judged = spark.sql(statement("`bound`", self._marks, Dialect.SPARK)).persist()
        counted = judged.groupBy(*self._keys).agg(fn.count("*").alias(_COUNT), fn.sum(SUBSIDY).alias(SUBSIDY))
        named = self._named(spark, [tuple(row) for row in counted.collect()])
        if out is not None:
            whole = judged.join(fn.broadcast(named), self._keys).select(*(fn.col(f"`{c}`") for c in self._columns))
            whole.write.parquet(str(out.resolve()))

    def run(self, out: Path | None) -> None:
        """Bind every part, judge them all, and write the results as a folder of parts."""
        if out is not None and out.suffix != ".parquet":
            raise refused("spark_out", file=out.name)
        spark = session()
        try:
            self._bind(spark)
            self._judge(spark, out)
        except (PySparkException, Py4JError) as error:
            raise refused("spark_failed", problem=str(error).strip().splitlines()[0][:200]) from error
        finally:
            spark.stop()
