"""Engines: Polars, DuckDB and Spark give the same result, row for row, and the same counts, reasons and problems."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from sekisho.batch.many import SPARK, SQL
from sekisho.batch.table import TableError
from tests.batch.tables import GOOD, PROGRAM, outcomes, parquet, row, screened, text

#: So many rows have every combination of what the tests below ask for.
ROWS = 400
MODELS = sorted({(m.maker, m.model, m.category) for e in PROGRAM.editions for m in e.models.values()})
FLAGS = [name for name, cell in GOOD.items() if isinstance(cell, bool)]


def _drawn(dice, n):
    """Give a row with some facts missing, some against it, and some machines named twice."""
    maker, model, category = dice.choice(MODELS)
    day = GOOD["application_on"] + timedelta(dice.randrange(160))
    flags = {name: dice.choices([GOOD[name], not GOOD[name], None], [30, 1, 1])[0] for name in FLAGS}
    changes = {"maker": maker, "model": model, "category": category, "pl": dice.choice([None, 1, 3, 5])}
    changes |= {"application_on": dice.choice([day, day, day, None]), "serial": f"SN-{dice.randrange(ROWS * 4)}"}
    changes |= {"origin": dice.choice(["CN", "CN", "cn", "JP", None]), "price": dice.choice([None, 99, 10**15])}
    changes |= {"imported_on": dice.choice([date(2026, 5, 8), date(2026, 7, 1), None])}
    return row(n, **{**flags, **changes})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A folder of three parts, screened by Polars."""
    folder, dice = tmp_path_factory.mktemp("many"), random.Random(7)  # noqa: S311 - because nothing is kept secret by it
    rows = [_drawn(dice, n) for n in range(ROWS)]
    for n, edition in enumerate(["2026-05-09", "2026-07-15", "2026-10-10"]):
        part = folder / "in" / "program=SF26" / f"edition={edition}"
        part.mkdir(parents=True)
        frame = pl.DataFrame(rows, infer_schema_length=None).slice(n * 130, 140 if n == 2 else 130)
        frame.write_parquet(part / "part.parquet")
    return folder / "in", screened(folder / "in", out=folder / "polars.parquet")


def _rows(path):
    frame = pl.read_parquet(path / "*.parquet" if path.is_dir() else path)
    return frame.with_columns(pl.col("outcome").cast(pl.String)).sort("row").to_dicts()


@pytest.mark.parametrize("engine", [SQL, SPARK])
@pytest.mark.usefixtures("cluster")
def test_every_engine_gives_the_same_rows(tmp_path, table, engine):
    """DuckDB and a real local cluster of Spark give each row what Polars gives it, and the same counts beside it."""
    folder, by_polars = table
    found = screened(folder, out=tmp_path / "r.parquet", engine=engine)
    assert _rows(found.files[0]) == _rows(by_polars.files[0])
    assert (found.counts, found.subsidy_yen) == (by_polars.counts, by_polars.subsidy_yen)
    assert (found.problems, found.rows) == (by_polars.problems, ROWS)
    assert pl.read_parquet(found.files[1]).to_dicts() == pl.read_parquet(by_polars.files[1]).to_dicts()
    assert sorted(pl.read_parquet(found.files[2]).rows()) == sorted(pl.read_parquet(by_polars.files[2]).rows())
    assert all(outcomes(found))


def test_sql_takes_text_and_workbooks_as_well(tmp_path):
    """DuckDB judges whatever table was bound; without a place for the results it only counts."""
    assert outcomes(screened(tmp_path / "t.csv", text([GOOD, row(2, pse=None)]), engine=SQL)) == (1, 0, 1)


def test_spark_reads_parquet_only(tmp_path):
    """A text file cannot be shared out among machines, and is refused with what to do."""
    with pytest.raises(TableError, match="spark_reads_parquet"):
        screened(tmp_path / "t.csv", text([GOOD]), engine=SPARK)


def test_spark_without_java_is_refused(tmp_path, monkeypatch):
    """Where there is no Java the refusal says so before anything is begun."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(TableError, match="no_java"):
        screened(tmp_path / "t.parquet", parquet([GOOD]), engine=SPARK)


def test_spark_writes_a_folder_of_parquet(tmp_path):
    """Spark's results are parts; a single text file cannot be asked of it."""
    with pytest.raises(TableError, match="spark_out"):
        screened(tmp_path / "t.parquet", parquet([GOOD]), tmp_path / "r.csv", engine=SPARK)
