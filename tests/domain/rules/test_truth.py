"""Kleene's three values, and explanations that name what decided."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.rules.evaluate import RowError, require_types, truth_of
from sekisho.domain.rules.explain import Condition, explain, fields_of
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


@given(trees, rows)
def test_the_order_of_children_changes_nothing(tree, row):
    """And and or come out the same in either order."""
    other = ("not", ("field", "b"))
    for kind in ("and", "or"):
        assert truth_of((kind, tree, other), row, {}) is truth_of((kind, other, tree), row, {})


@given(trees, rows)
def test_every_deciding_leaf_has_the_value_it_is_said_to_have(tree, row):
    """A leaf named as decisive really has that value, and what does not hold has at least one."""
    named = Condition(tree, {}).leaves(row)
    assert named
    assert all(truth_of(leaf, row, {}) is own for leaf, own in named)


@given(trees, rows, st.data())
def test_filling_in_the_named_leaves_removes_the_unknown(tree, row, data):
    """Giving just the facts an unknown names decides it: nothing else was needed."""
    why = explain(tree, row, {})
    if why.truth is None:
        filled = {**row, **{name: data.draw(st.booleans(), name) for name in why.missing}}
        assert truth_of(tree, filled, {}) is not None


def test_kleene_is_not_the_sharpest_logic():
    """A statement true whatever the missing fact is stays unknown: accepted, and never patched rule by rule."""
    assert truth_of(parse("a or not a", WORDS), {"a": None}, {}) is None


def test_whole_numbers_are_no_flags():
    """0 is not false and 1 not true: in Python they compare equal, in a judgement they must not (trap 6)."""
    assert truth_of(("field", "a"), {"a": 0}, {}) is None
    with pytest.raises(RowError, match="a is 1, no bool"):
        require_types({"a": 1, "b": None, "c": None, "pl": None, "kind": None}, WORDS.fields, WORDS.enums)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pl", True),
        ("pl", "4"),
        ("pl", 4.0),
        ("kind", "z"),
        ("kind", ""),
        ("on", datetime(2026, 5, 9, tzinfo=UTC)),
        ("on", "2026-05-09"),
        ("a", "true"),
    ],
)
def test_a_fact_of_the_wrong_type_never_reaches_a_rule(name, value):
    """Texts for numbers, instants for days and empty texts for nothing are slips of binding (traps 15, 17, 18)."""
    fields = {**WORDS.fields, "on": "date"}
    row = dict.fromkeys(fields) | {name: value}
    with pytest.raises(RowError, match=f"{name} is "):
        require_types(row, fields, WORDS.enums)


def test_a_fact_left_out_is_a_slip_and_not_an_unknown():
    """Every field stands in the row, unknown ones as nothing: a partial record is never judged (trap 22)."""
    with pytest.raises(RowError, match="c is not bound"):
        require_types({"a": True, "b": None}, {"a": "bool", "b": "bool", "c": "bool"}, {})


def test_fields_are_listed_once():
    """A tree's fields are listed in order, each once."""
    assert fields_of(parse("a and (pl >= t.pl[kind] or a)", WORDS)) == ("a", "pl", "kind")
