"""Explain an outcome: the leaves that decided it, the values they read, and what evidence is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Test, Truth, children, test_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.reason import Reason, Tell, field_of, is_unset, teller_of, terms_of


@dataclass(frozen=True, slots=True)
class Explanation:
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


class _Part(Protocol):
    """A part of a condition: it is tested, and says which of its leaves made it what it is."""

    @property
    def test(self) -> Test: ...

    def deciding(self, row: Row, want: Truth) -> "list[tuple[_Leaf, Truth]]":
        """Give the leaves that made this part what it is, each with its own truth."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    test: Test
    tell: Tell
    node: Node
    fields: tuple[str, ...]
    paths: tuple[str, ...]

    def deciding(self, row: Row, want: Truth) -> "list[tuple[_Leaf, Truth]]":  # noqa: ARG002 - because a leaf is alone
        return [(self, want)]

    def unset(self, row: Row, parameters: InForce) -> tuple[str, ...]:
        return _paths(term for term in terms_of(self.node) if is_unset(term, row, parameters))


@dataclass(frozen=True, slots=True)
class _Not:
    test: Test
    part: _Part

    def deciding(self, row: Row, want: Truth) -> list[tuple[_Leaf, Truth]]:
        # Passed on unflipped, a "not" would be explained by the leaf that speaks for it, or by none at all.
        return self.part.deciding(row, None if want is None else not want)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Parts joined by *and* or *or*. ``shared`` is the truth that all of them must have to give it to the whole."""

    test: Test
    parts: tuple[_Part, ...]
    shared: bool

    def deciding(self, row: Row, want: Truth) -> list[tuple[_Leaf, Truth]]:
        # Of what is true of an "or", or false of an "and", only the leaves that made it so are told: the rest is noise.
        alike = self.parts if want is self.shared else [part for part in self.parts if part.test(row) is want]
        return [leaf for part in alike for leaf in part.deciding(row, want)]


def _part(node: Node, parameters: InForce) -> _Part:
    test = test_of(node, parameters)
    if node[0] == "not":
        return _Not(test, _part(children(node)[0], parameters))
    if node[0] in ("and", "or"):
        parts = tuple(_part(child, parameters) for child in children(node))
        return _Joined(test, parts, node[0] == "and")
    return _Leaf(test, teller_of(node, parameters), node, _fields(node), _paths(terms_of(node)))


class Condition:
    """A tree with the parameters in force written into it: built once for a day, asked of as many rows as come."""

    __slots__ = ("_parameters", "_part", "truth_on")

    def __init__(self, node: Node, parameters: InForce) -> None:
        self._part = _part(node, parameters)
        self._parameters = parameters
        self.truth_on = self._part.test

    def leaves(self, row: Row) -> list[tuple[Node, Truth]]:
        """Give the leaves that decide a row, each with its own truth; under a ``not`` that is flipped."""
        return [(leaf.node, own) for leaf, own in self._part.deciding(row, self.truth_on(row))]

    def explain(self, row: Row) -> Explanation:
        """Give the truth of a row with the leaves that decided it."""
        truth = self.truth_on(row)
        deciding = self._part.deciding(row, truth)
        values = {name: row.get(name) for leaf, _ in deciding for name in leaf.fields}
        paths = tuple(dict.fromkeys(path for leaf, _ in deciding for path in leaf.paths))
        if truth:
            return Explanation(truth, values, paths)
        reasons = tuple(leaf.tell(row, own) for leaf, own in deciding)
        if truth is False:
            return Explanation(truth, values, paths, reasons=reasons)
        # Only what is unknown lacks anything: a leaf with a truth has read all it needs.
        missing = tuple(name for name, value in values.items() if value is None)
        unset = tuple(dict.fromkeys(path for leaf, _ in deciding for path in leaf.unset(row, self._parameters)))
        return Explanation(truth, values, paths, missing, unset, reasons)


def explain(node: Node, row: Row, parameters: InForce) -> Explanation:
    """Give the truth of a condition on one row with the leaves that decided it."""
    return Condition(node, parameters).explain(row)
