"""Explain an outcome: the leaves that decided it, the values they read, and what evidence is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Test, Truth, children, test_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.reason import Reason, Tell, Unset, field_of, teller_of, terms_of, unset_of


class Explanation(NamedTuple):
    """Why a condition came out as it did.

    ``values`` are the facts the deciding leaves read, ``parameters`` the parameters beside them; ``missing`` are the
    fields without evidence and ``unset`` the parameters without a value, which are two different gaps. ``reasons``
    say each leaf that stands in the way; a condition that holds has none.
    """

    truth: Truth
    values: Mapping[str, Scalar]
    parameters: tuple[str, ...]
    missing: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


def every_leaf(node: Node) -> list[Node]:
    """Give every leaf of a tree, in order."""
    if node[0] in ("and", "or", "not"):
        return [leaf for child in children(node) for leaf in every_leaf(child)]
    return [node]


def _fields(leaf: Node) -> tuple[str, ...]:
    return tuple(filter(None, map(field_of, terms_of(leaf))))


def _paths(terms: Iterable[Node]) -> tuple[str, ...]:
    """Give the parameters some terms read."""
    return tuple(str(term[1]) for term in terms if term[0] in ("param", "look"))


def fields_of(node: Node) -> tuple[str, ...]:
    """Give every field a tree reads, in order, each once."""
    return tuple(dict.fromkeys(name for leaf in every_leaf(node) for name in _fields(leaf)))


def paths_of(node: Node) -> tuple[str, ...]:
    """Give every parameter a tree reads, in order, each once."""
    return tuple(dict.fromkeys(path for leaf in every_leaf(node) for path in _paths(terms_of(leaf))))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf with the parameters in force written in: what tests it, and what tells why it decided."""

    node: Node
    test: Test
    tell: Tell
    unset: Unset
    fields: tuple[str, ...]
    paths: tuple[str, ...]

    @classmethod
    def of(cls, node: Node, parameters: InForce) -> "_Leaf":
        told = (test_of(node, parameters), teller_of(node, parameters), unset_of(node, parameters))
        return cls(node, *told, _fields(node), _paths(terms_of(node)))


#: A leaf that decided, with its own truth: under a ``not`` the other one than it decided for.
_Decided = tuple[_Leaf, Truth]


class Shape(NamedTuple):
    """What the truths of a tree's leaves make of the tree, whatever the values behind them."""

    truth: Truth
    deciding: tuple[_Decided, ...]
    fields: tuple[str, ...]
    paths: tuple[str, ...]

    def reasons_on(self, row: Row) -> tuple[Reason, ...]:
        """Give the reasons of a row of this shape; what holds needs none."""
        return () if self.truth else tuple([leaf.tell(row, own) for leaf, own in self.deciding])


def _weigh(node: Node, told: Iterator[_Decided]) -> tuple[Truth, list[_Decided]]:
    """Give a tree's truth and the leaves that decided it; ``told`` are its leaves in order, each with its truth."""
    if node[0] not in ("and", "or", "not"):
        leaf = next(told)
        return leaf[1], [leaf]
    weighed = [_weigh(child, told) for child in children(node)]
    truths = [truth for truth, _ in weighed]
    if node[0] == "not":
        return None if truths[0] is None else not truths[0], weighed[0][1]
    settles = node[0] == "or"
    truth = settles if settles in truths else None if None in truths else not settles
    # Of what is true of an "or", or false of an "and", only the leaves that made it so are told: the rest is noise.
    return truth, [leaf for own, deciding in weighed if own is truth for leaf in deciding]


def _once(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(names)))


class Condition:
    """A tree with the parameters in force written into it: built once for a day, asked of as many rows as come."""

    def __init__(self, node: Node, parameters: InForce) -> None:
        self.truth_on = test_of(node, parameters)
        self._node = node
        self._leaves = tuple(_Leaf.of(leaf, parameters) for leaf in every_leaf(node))
        self._tests = tuple(leaf.test for leaf in self._leaves)
        self._shapes: dict[tuple[Truth, ...], Shape] = {}

    def shape_on(self, row: Row) -> Shape:
        """Give what a row's truths make of the tree: there are few such shapes, and each is worked out once."""
        truths = tuple([test(row) for test in self._tests])
        found = self._shapes.get(truths)
        if found is None:
            truth, deciding = _weigh(self._node, zip(self._leaves, truths, strict=True))
            fields, paths = _once(leaf.fields for leaf, _ in deciding), _once(leaf.paths for leaf, _ in deciding)
            found = self._shapes[truths] = Shape(truth, tuple(deciding), fields, paths)
        return found

    def leaves(self, row: Row) -> list[tuple[Node, Truth]]:
        """Give the leaves that decide a row, each with its own truth."""
        return [(leaf.node, own) for leaf, own in self.shape_on(row).deciding]

    def explain(self, row: Row) -> Explanation:
        """Give the truth of a row with the leaves that decided it."""
        shape = self.shape_on(row)
        values = {name: row.get(name) for name in shape.fields}
        if shape.truth is not None:
            return Explanation(shape.truth, values, shape.paths, reasons=shape.reasons_on(row))
        # Only what is unknown lacks anything: a leaf with a truth has read all it needs.
        missing = tuple([name for name, value in values.items() if value is None])
        lacking = [term for leaf, _ in shape.deciding for term in leaf.unset(row)]
        unset = _once([_paths(lacking)]) if lacking else ()
        return Explanation(shape.truth, values, shape.paths, missing, unset, shape.reasons_on(row))


def explain(node: Node, row: Row, parameters: InForce) -> Explanation:
    """Give the truth of a condition on one row with the leaves that decided it."""
    return Condition(node, parameters).explain(row)
