"""A forest of random rules over random rows, and Kleene's logic once more by hand, beside which every engine stands."""

import operator
from datetime import date, timedelta

from hypothesis import strategies as st

from sekisho.domain.rules.grammar import Vocabulary

KINDS = ("x", "y", "o'z")
FIELDS = {
    "a": "bool", "b": "bool", "c": "bool", "n": "int", "m": "int", "cost": "yen", "on": "date", "off": "date",
    "kind": "enum:kind", "other": "enum:kind", "select": "bool",
}  # fmt: skip
PARAMETERS = {
    "p.n": "int", "p.cost": "yen", "p.on": "date", "p.kind": "enum:kind", "p.flag": "bool",
    "l.kinds": "list[enum:kind]", "l.n": "list[int]", "l.on": "list[date]", "t.n": "table[enum:kind,int]",
    "t.on": "table[enum:kind,date]", "t.flag": "table[enum:kind,bool]", "t.cost": "table[enum:kind,yen]",
}  # fmt: skip
WORDS = Vocabulary(FIELDS, PARAMETERS, {"kind": KINDS})
DAY = date(2026, 7, 15)
SCALARS = {
    "bool": st.booleans(),
    "int": st.integers(-3, 9),
    "yen": st.sampled_from([0, 1, 130_000_000, 10**15]),
    "date": st.integers(-2, 2).map(lambda days: DAY + timedelta(days)),
    "enum:kind": st.sampled_from(KINDS),
}


def named(kind, words):
    """Give every name of a type."""
    return [name for name, one in words.items() if one == kind]


def row(kinds=FIELDS):
    """Draw a row in which any fact may be unknown."""
    return st.fixed_dictionaries({name: st.none() | SCALARS[kind] for name, kind in kinds.items()})


def _valued(kind):
    if kind.startswith("list["):
        return st.lists(SCALARS[kind[5:-1]], min_size=1, max_size=3, unique=True).map(tuple)
    if kind.startswith("table["):
        values = SCALARS[kind[len("table[enum:kind,") : -1]]
        return st.dictionaries(st.sampled_from(KINDS), values, min_size=1, max_size=3)
    return SCALARS[kind]


parameters = st.fixed_dictionaries({path: st.none() | _valued(kind) for path, kind in PARAMETERS.items()})


def _terms(kind):
    """Draw a term of a type: a field, a parameter, an entry of a table, a literal."""
    fields = [("field", name) for name in named(kind, FIELDS)]
    values = [("param", path) for path in named(kind, PARAMETERS)]
    paths = named(f"table[enum:kind,{kind}]", PARAMETERS)
    tables = [("look", path, key) for path in paths for key in ("kind", "other")]
    known = {"int": st.integers(0, 9), "enum:kind": st.sampled_from(KINDS)}
    literals = known[kind].map(lambda value: ("lit", value)) if kind in known else st.nothing()
    return st.sampled_from([*fields, *values, *tables]) | literals


def _compared(kind):
    signs = ["=="] if kind.startswith("enum:") else ["<", "<=", ">", ">=", "=="]
    terms = st.tuples(_terms(kind), _terms(kind)).filter(lambda pair: {one[0] for one in pair} != {"lit"})
    return st.tuples(st.sampled_from(signs), terms).map(lambda made: ("cmp", made[0], *made[1]))


_listed = st.sampled_from([
    ("in", ("field", name), ("param", path))
    for kind in ("enum:kind", "int", "date")
    for name in named(kind, FIELDS)
    for path in named(f"list[{kind}]", PARAMETERS)
])  # fmt: skip
leaves = st.one_of(_terms("bool"), _listed, *map(_compared, ("int", "yen", "date", "enum:kind")))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.lists(inner, min_size=2, max_size=4).flatmap(
            lambda parts: st.sampled_from(["and", "or"]).map(lambda kind: (kind, *parts))
        ),
    ),
    max_leaves=10,
)

# Kleene's tables as numbers: false 0, unknown 1, true 2. "and" is the least, "or" the greatest, "not" the mirror.
LEVEL = {False: 0, None: 1, True: 2}
TRUTH = [False, None, True]
SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}


def _read(term, facts, known):
    match term:
        case ("field", name):
            return facts[name]
        case ("lit", value):
            return value
        case ("param", path):
            return known[path]
        case ("look", path, key):
            return (known[path] or {}).get(facts[key])


def level(tree, facts, known):
    """Judge a tree by hand: 0 false, 1 unknown, 2 true."""
    match tree:
        case ("and", *parts):
            return min(level(part, facts, known) for part in parts)
        case ("or", *parts):
            return max(level(part, facts, known) for part in parts)
        case ("not", part):
            return 2 - level(part, facts, known)
        case ("in", term, (_, path)):
            value, listed = _read(term, facts, known), known[path]
            return 1 if value is None or listed is None else 2 * (value in listed)
        case ("cmp", sign, *terms):
            values = [_read(term, facts, known) for term in terms]
            return 1 if None in values else 2 * SIGNS[sign](*values)
    return LEVEL[_read(tree, facts, known)]


def kleene(tree, facts, known):
    """Judge a tree by hand."""
    return TRUTH[level(tree, facts, known)]
