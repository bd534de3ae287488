"""Kleene's three values, and explanations that name what decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.rules.evaluate import truth_of
from sekisho.domain.rules.explain import explain, fields_of
from sekisho.domain.rules.grammar import Vocabulary, parse

FLAGS = ("a", "b", "c")
WORDS = Vocabulary(
    {"a": "bool", "b": "bool", "c": "bool", "pl": "int", "kind": "enum:kind"},
    {"t.pl": "table[enum:kind,int]", "l.kinds": "list[enum:kind]"},
    {"kind": ("x", "y")},
)
trees = st.recursive(
    st.sampled_from([("field", name) for name in FLAGS]),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner, inner),
    ),
    max_leaves=8,
)
truths = st.sampled_from([True, False, None])
rows = st.fixed_dictionaries(dict.fromkeys(FLAGS, truths))


@pytest.mark.parametrize(
    ("text", "row", "truth"),
    [
        ("a and b", {"a": True, "b": None}, None),
        ("a and b", {"a": False, "b": None}, False),
        ("a or b", {"a": True, "b": None}, True),
        ("a or b", {"a": False, "b": None}, None),
        ("not a", {"a": None}, None),
        ("pl >= 2", {"pl": None}, None),
        ("pl >= t.pl[kind]", {"pl": 3, "kind": "x"}, True),
        ("pl >= t.pl[kind]", {"pl": 3, "kind": "y"}, None),
        ("kind in l.kinds", {"kind": "y"}, False),
        ("kind in l.kinds", {}, None),
    ],
)
def test_the_truth_table(text, row, truth):
    """Unknown stays unknown unless the other side decides."""
    assert truth_of(parse(text, WORDS), row, {"t.pl": {"x": 2}, "l.kinds": ("x",)}) is truth


@given(trees, rows, st.sampled_from(FLAGS), st.booleans())
def test_learning_a_fact_never_turns_a_judgement(tree, row, name, value):
    """Filling in what was unknown never turns true to false, or back."""
    before = truth_of(tree, row, {})
    if row[name] is None and before is not None:
        assert truth_of(tree, {**row, name: value}, {}) is before


@given(trees, rows)
def test_double_negation_and_de_morgan_hold(tree, row):
    """Not not is nothing; not of and is or of nots."""
    other = ("field", "c")
    assert truth_of(("not", ("not", tree)), row, {}) is truth_of(tree, row, {})
    left = truth_of(("not", ("and", tree, other)), row, {})
    assert left is truth_of(("or", ("not", tree), ("not", other)), row, {})


@given(trees, rows)
def test_every_judgement_names_what_decided(tree, row):
    """Each explanation names at least one fact, and each unknown one what is missing."""
    why = explain(tree, row, {})
    assert why.values
    assert bool(why.missing) == (why.truth is None)


@given(trees, rows, st.data())
def test_filling_in_what_is_missing_decides(tree, row, data):
    """Once all facts an unknown names are given, fewer are unknown; with all of them known, it is decided."""
    filled = {name: data.draw(st.booleans()) if value is None else value for name, value in row.items()}
    assert explain(tree, filled, {}).truth is not None


def test_a_negated_leaf_is_explained_by_its_true_value():
    """Under a not the leaf that is true is the one that failed the rule."""
    why = explain(parse("not a and not b", WORDS), {"a": True, "b": False}, {})
    assert (why.truth, why.values) == (False, {"a": True})


def test_no_parameter_is_not_no_evidence():
    """A table without the entry is said apart from a fact that was not shown."""
    why = explain(parse("pl >= t.pl[kind]", WORDS), {"pl": 3, "kind": "y"}, {"t.pl": {"x": 2}})
    assert (why.missing, why.unset) == ((), ("t.pl",))


def test_fields_are_listed_once():
    """A tree's fields are listed in order, each once."""
    assert fields_of(parse("a and (pl >= t.pl[kind] or a)", WORDS)) == ("a", "pl", "kind")
