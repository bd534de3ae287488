"""Abduction: what would have to be so for conditions to come out as wanted, and the cheapest of it."""

from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.rules.abduce import MUST_HOLD, MUST_NOT_FAIL, Goal, abduce, changed
from sekisho.domain.rules.evaluate import truth_of

FLAGS = ("a", "b", "c")
NUMBERS = ("m", "n")
LIMITS = {"x.low": 2, "x.high": 4, "x.table": {"t": 3}, "x.unset": None}
VALUES = {**dict.fromkeys(FLAGS, (True, False)), **dict.fromkeys(NUMBERS, (1, 2, 3, 4, 5))}
COSTS = {"a": 1, "b": 2, "c": 4, "m": 3, "n": 5}

LEAVES = st.sampled_from([("field", name) for name in FLAGS]) | st.tuples(
    st.just("cmp"),
    st.sampled_from(["<", "<=", ">", ">=", "=="]),
    st.sampled_from([("field", name) for name in NUMBERS]),
    st.sampled_from([("param", "x.low"), ("param", "x.high"), ("param", "x.unset"), ("lit", 3), ("field", "n")]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.just("not"), inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("and", *parts))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("or", *parts))
    ),
    max_leaves=6,
)
ROWS = st.fixed_dictionaries({name: st.sampled_from([None, *values]) for name, values in VALUES.items()})
FIXED = st.sets(st.sampled_from(list(VALUES)), max_size=3)
GOALS = st.lists(st.tuples(TREES, st.sampled_from([MUST_HOLD, MUST_NOT_FAIL])), min_size=1, max_size=2)


def price(names):
    """Give what changing some fields costs."""
    return sum(COSTS.get(name, 1) for name in names)


def domains_of(row, fixed=frozenset()):
    """Give what each field can be: one nobody can change has its present value alone."""
    return {name: frozenset({row[name], *(() if name in fixed else values)}) for name, values in VALUES.items()}


def by_trying(goals, row, domains):
    """Give the least that has to be paid, found by trying every value of every set of fields; None where none does."""
    paid = []
    for names in chain.from_iterable(combinations(VALUES, n) for n in range(len(VALUES) + 1)):
        for values in product(*(domains[name] for name in names)):
            tried = {**row, **dict(zip(names, values, strict=True))}
            if all(goal.holds(tried) for goal in goals):
                paid.append(price(names))
                break
    return min(paid, default=None)


@settings(max_examples=150)
@given(GOALS, ROWS, FIXED)
def test_the_cheapest_way_is_the_cheapest_there_is(wanted, row, fixed):
    """Against trying everything: nothing cheaper does, and nothing is found where nothing does."""
    goals = [Goal(tree, want, LIMITS) for tree, want in wanted]
    domains = domains_of(row, fixed)
    found = abduce(goals, domains, row, price)
    assert (price(changed(found[0], row)) if found else None) == by_trying(goals, row, domains)


@given(GOALS, ROWS, FIXED)
def test_every_value_of_a_restriction_will_do(wanted, row, fixed):
    """Whatever is chosen within a restriction, every goal comes out as wanted, and what is fixed stays as it is."""
    goals = [Goal(tree, want, LIMITS) for tree, want in wanted]
    for restriction in abduce(goals, domains_of(row, fixed), row, price)[:10]:
        names = changed(restriction, row)
        assert not names & fixed
        for pick in (min, max):
            tried = {**row, **{name: pick(restriction[name] - {None}) for name in names}}
            assert all(goal.holds(tried) for goal in goals)


def alternatives(outer, inner, leaves=20):
    """Give a tree of twenty leaves in pairs, and the names of its fields."""
    names = [f"f{n}" for n in range(leaves)]
    pairs = [(inner, ("field", one), ("field", two)) for one, two in zip(names[::2], names[1::2], strict=True)]
    return (outer, *pairs), names


def searched(tree, names):
    """Abduce a tree over flags that are all false."""
    row, domains = dict.fromkeys(names, False), dict.fromkeys(names, frozenset({True, False}))
    return row, abduce([Goal(tree, MUST_HOLD, {})], domains, row, len)


def test_a_wall_of_alternatives_is_searched_within_bounds():
    """Ten choices of two are a thousand sets and more: the search ends, and what it gives is as small as can be."""
    row, found = searched(*alternatives("and", "or"))
    assert len(found[0]) == 10
    assert truth_of(alternatives("and", "or")[0], {**row, **dict.fromkeys(found[0], True)}, {}) is True


def test_a_row_of_twenty_alternatives_gives_each_of_them():
    """Of twenty papers any one will do; of ten pairs any one pair."""
    names = [f"f{n}" for n in range(20)]
    single = ("or", *(("field", name) for name in names))
    assert {frozenset(one) for one in searched(single, names)[1]} == {frozenset({name}) for name in names}
    assert [len(one) for one in searched(*alternatives("or", "and"))[1]] == [2] * 10


def deep(depth):
    """Give a tree that doubles its alternatives with every level."""
    tree = ("or", ("field", "f0"), ("field", "f1"))
    for n in range(1, depth):
        tree = ("and", ("or", tree, ("field", f"f{2 * n}")), ("or", ("field", f"f{2 * n + 1}"), tree))
    return tree, [f"f{n}" for n in range(2 * depth)]


def test_a_tree_that_doubles_at_every_level_ends():
    """What would be thousands of millions of alternatives is cut to the cheapest at each node."""
    tree, names = deep(6)
    row, found = searched(tree, names)
    assert truth_of(tree, {**row, **dict.fromkeys(found[0], True)}, {}) is True
