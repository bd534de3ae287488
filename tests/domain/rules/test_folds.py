"""One tree, many engines: each gives the same truth on every row, and it is Kleene's."""

from datetime import timedelta

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.rules.columns import NARROWER
from sekisho.domain.rules.evaluate import truth_of
from sekisho.domain.rules.explain import Condition
from sekisho.domain.rules.fold import fold
from sekisho.domain.rules.grammar import parse
from sekisho.domain.rules.sql import Dialect, Sql
from tests.domain.rules import engines
from tests.domain.rules.forest import DAY, FIELDS, WORDS, kleene, parameters, row, trees

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


@given(forests, tables, parameters, st.sampled_from(NARROWER))
@settings(max_examples=60)
def test_a_narrower_column_of_whole_numbers_says_the_same(forest, rows, known, whole):
    """Levels in a column of one, two or four bytes compare as those of eight do."""
    small = [{name: value % 100 if type(value) is int else value for name, value in facts.items()} for facts in rows]
    assert engines.by_polars(forest, small, known, whole=whole) == by_hand(forest, small, known)


@pytest.mark.parametrize("whole", NARROWER)
@pytest.mark.parametrize("limit", [127, 128, 255, 256, 2**31, 10**15])
def test_a_limit_no_narrow_column_could_hold_is_compared_as_it_is(whole, limit):
    """A level of one byte is below a limit of fifteen digits, above none, and equal to none."""
    number = next(name for name, kind in FIELDS.items() if kind == "int")
    forest = [("cmp", sign, ("field", number), ("lit", limit)) for sign in ("<", "<=", ">", ">=", "==")]
    rows = [{**dict.fromkeys(FIELDS), number: value} for value in (0, 100, 127, None)]
    assert engines.by_polars(forest, rows, {}, whole=whole) == by_hand(forest, rows, {})


@given(forests, tables, parameters)
@settings(max_examples=120)
def test_every_engine_gives_the_same_truth_on_every_row(postgres, forest, rows, known):
    """Interpreter, Polars in memory and streaming, DuckDB, SQLite and PostgreSQL agree with Kleene by hand."""
    wanted = by_hand(forest, rows, known)
    found = {name: judge(forest, rows, known) for name, judge in ENGINES.items()}
    found["postgres"] = engines.by_postgres(postgres, forest, rows, known)
    assert found == dict.fromkeys(found, wanted)


ROW = dict.fromkeys(FIELDS)
KNOWN = {
    "p.n": 3, "p.cost": 130_000_000, "p.on": DAY, "p.kind": "x", "p.flag": True, "l.kinds": ("x", "o'z"), "l.n": (0, 1),
    "l.on": (DAY,), "t.n": {"x": 3, "y": 1}, "t.on": {"x": DAY}, "t.flag": {"x": True, "y": False}, "t.cost": {"x": 1},
}  # fmt: skip
LATER = DAY + timedelta(1)
DEEP = "not " * 19 + "a"
#: What engines are known to disagree on, each with the number of its trap in the design.
TRAPS = [
    ("1: a missing day is no failure", "p.on <= on <= p.on", {}, None),
    ("1: nor under a not", "not on == p.on", {}, None),
    ("2: a table without the entry", "n >= t.n[kind]", {"n": 9, "kind": "o'z"}, None),
    ("2: whatever the other side is", "n >= t.n[kind]", {"kind": "x"}, None),
    ("2: a flag of a table without the entry", "t.flag[kind]", {"kind": "o'z"}, None),
    ("2: and without the key", "not t.flag[kind]", {}, None),
    ("3: an unknown value in a list", "kind in l.kinds", {}, None),
    ("3: a value not in it", "not kind in l.kinds", {"kind": "y"}, True),
    ("6: 0 in a list is no false", "n in l.n and not a", {"n": 0, "a": False}, True),
    ("11: money is not cut to 32 bits", "cost > p.cost", {"cost": 10**15}, True),
    ("14: a column of nothing", "not a", {}, None),
    ("16: a truth is no number", "a and not b", {"a": True, "b": False}, True),
    ("17: a day is a day", "on == p.on", {"on": DAY}, True),
    ("17: and the next is another", "on == p.on", {"on": LATER}, False),
    ("18: a quote in a value", "kind == 'x' or kind in l.kinds", {"kind": "o'z"}, True),
    ("20: not before and before or", "not a and b or c", {"a": True, "b": True, "c": True}, True),
    ("20: a not of a comparison", "not n >= 3 or a", {"n": 3, "a": None}, None),
    ("28: a chain around a table", "m <= t.n[kind] <= n", {"m": 3, "n": 3, "kind": "x"}, True),
    ("28: one side of it fails, the other is unknown", "m <= t.n[kind] <= n", {"m": 4, "kind": "x"}, False),
    ("28: two tables", "t.n[kind] > t.n[other]", {"kind": "x", "other": "y"}, True),
    ("28: two tables, one without the entry", "t.n[kind] > t.n[other]", {"kind": "x", "other": "o'z"}, None),
    ("29: as deep as a rule may be", DEEP, {"a": False}, True),
    ("a field named as a word of SQL", "select", {"select": True}, True),
]


@pytest.mark.parametrize(("said", "text", "facts", "truth"), TRAPS, ids=[trap[0] for trap in TRAPS])
def test_no_engine_falls_into_a_known_trap(postgres, said, text, facts, truth):
    """Where engines are known to differ, each gives what the rule means, on one row alone and among others."""
    forest, rows = [parse(text, WORDS)], [ROW | facts, ROW, ROW | facts]
    wanted = by_hand(forest, rows, KNOWN)
    assert wanted[0][0] is truth
    found = {name: judge(forest, rows, KNOWN) for name, judge in ENGINES.items()}
    found["postgres"] = engines.by_postgres(postgres, forest, rows, KNOWN)
    assert found == dict.fromkeys(found, wanted)
    assert engines.by_polars(forest, rows[:1], KNOWN) == [[truth]]


QUOTED = ("cmp", "==", ("field", "kind"), ("lit", "o'z\\"))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        (Dialect.DUCKDB, """("kind" = 'o''z\\')"""),
        (Dialect.POSTGRESQL, """("kind" = 'o''z\\')"""),
        (Dialect.SQLITE, """("kind" = 'o''z\\')"""),
        (Dialect.SPARK, r"""(`kind` = 'o\'z\\')"""),
    ],
)
def test_names_and_texts_are_quoted_as_a_dialect_quotes_them(dialect, text):
    """Spark escapes by a backslash and joins two texts side by side; the others double a quote and keep backslashes."""
    assert fold(QUOTED, {}, Sql(dialect)) == text


def test_an_empty_frame_has_a_column_for_every_rule():
    """No rows, no truths, and no error."""
    assert engines.by_polars([parse(text, WORDS) for _, text, _, _ in TRAPS], [], KNOWN) == [[]] * len(TRAPS)


@given(trees, row(), row(), parameters)
def test_learning_a_fact_never_turns_a_judgement(tree, facts, more, known):
    """Whatever becomes known, a judgement once true or false stays it: over numbers, days, lists and tables."""
    before = kleene(tree, facts, known)
    learnt = {name: more[name] if value is None else value for name, value in facts.items()}
    if before is not None:
        assert truth_of(tree, learnt, known) is before


@given(trees, trees, row(), parameters)
def test_the_laws_of_kleene_hold(tree, other, facts, known):
    """Order is nothing, not not is nothing, and De Morgan holds, over every kind of leaf."""
    said = {name: truth_of(one, facts, known) for name, one in {
        "and": ("and", tree, other), "dna": ("and", other, tree),
        "or": ("or", tree, other), "ro": ("or", other, tree),
        "morgan": ("not", ("or", ("not", tree), ("not", other))), "once": tree, "twice": ("not", ("not", tree)),
    }.items()}  # fmt: skip
    assert said["and"] is said["dna"] is said["morgan"]
    assert said["or"] is said["ro"]
    assert said["once"] is said["twice"]


@given(trees, row(), parameters)
def test_an_explanation_names_leaves_that_decided(tree, facts, known):
    """What is explained has the truth of the reference, and each leaf named the truth it is said to have."""
    condition = Condition(tree, known)
    why = condition.explain(facts)
    assert why.truth is kleene(tree, facts, known)
    assert all(kleene(leaf, facts, known) is own for leaf, own in condition.leaves(facts))
    assert bool(why.reasons) is (why.truth is not True)
    assert bool(why.missing or why.unset) or why.truth is not None
