"""One tree, many engines: each gives the same truth on every row, and it is Kleene's."""

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.rules import engines
from tests.domain.rules.forest import kleene, parameters, row, trees

ENGINES = {
    "interpreter": engines.by_interpreter,
    "polars": engines.by_polars,
    "streaming": lambda *given: engines.by_polars(*given, engine="streaming"),
    "duckdb": engines.by_duckdb,
    "sqlite": engines.by_sqlite,
}
forests = st.lists(trees, min_size=1, max_size=6)
tables = st.lists(row(), min_size=1, max_size=8)


@pytest.fixture(scope="session")
def postgres(postgres_cluster):
    """A connection to PostgreSQL."""
    with psycopg.connect(postgres_cluster.address("postgres")) as connection:
        yield connection


def by_hand(forest, rows, known):
    """Judge by the reference."""
    return [[kleene(tree, facts, known) for facts in rows] for tree in forest]


@given(forests, tables, parameters)
@settings(max_examples=120)
def test_every_engine_gives_the_same_truth_on_every_row(postgres, forest, rows, known):
    """Interpreter, Polars in memory and streaming, DuckDB, SQLite and PostgreSQL agree with Kleene by hand."""
    wanted = by_hand(forest, rows, known)
    found = {name: judge(forest, rows, known) for name, judge in ENGINES.items()}
    found["postgres"] = engines.by_postgres(postgres, forest, rows, known)
    assert found == dict.fromkeys(found, wanted)
