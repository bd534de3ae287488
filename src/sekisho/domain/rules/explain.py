"""Explain an outcome: the leaves that decided it, the values they read, and what evidence is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Truth, children, truth_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.reason import Reason, field_of, is_unset, reason_of, terms_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a condition came out as it did.

    ``values`` are the facts the deciding leaves read, ``parameters`` the parameters beside them; ``missing`` are the
    fields without evidence and ``unset`` the parameters without a value, which are two different gaps. ``reasons``
    say each leaf that stands in the way; a condition that holds has none.
    """

    truth: Truth
    values: dict[str, Scalar]
    parameters: tuple[str, ...]
    missing: tuple[str, ...]
    unset: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


def leaves(node: Node, row: Row, parameters: InForce, want: Truth) -> list[tuple[Node, Truth]]:
    """Give the leaves whose value is the one explained, each with its own truth; under a ``not`` that is flipped."""
    # Passed on unflipped, a "not" would be explained by the leaf that speaks for it, or by none at all.
    if node[0] == "not":
        return leaves(children(node)[0], row, parameters, None if want is None else not want)
    if node[0] in ("and", "or"):
        alike = [child for child in children(node) if truth_of(child, row, parameters) is want]
        return [leaf for child in alike for leaf in leaves(child, row, parameters, want)]
    return [(node, want)]


def every_leaf(node: Node) -> list[Node]:
    """Give every leaf of a tree, in order."""
    if node[0] in ("and", "or", "not"):
        return [leaf for child in children(node) for leaf in every_leaf(child)]
    return [node]


def fields_of(node: Node) -> tuple[str, ...]:
    """Give every field a tree reads, in order."""
    names = (field_of(term) for leaf in every_leaf(node) for term in terms_of(leaf))
    return tuple(dict.fromkeys(name for name in names if name))


def _paths(terms: Iterable[Node]) -> tuple[str, ...]:
    """Give the parameters some terms read, each once."""
    return tuple(dict.fromkeys(str(term[1]) for term in terms if term[0] in ("param", "look")))


def paths_of(node: Node) -> tuple[str, ...]:
    """Give every parameter a tree reads, in order."""
    return _paths(term for leaf in every_leaf(node) for term in terms_of(leaf))


def _values(terms: Iterable[Node], row: Row) -> dict[str, Scalar]:
    return {name: row.get(name) for name in filter(None, map(field_of, terms))}


def _absent(values: Mapping[str, Scalar]) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if value is None)


def explain(node: Node, row: Row, parameters: InForce) -> Explanation:
    """Give the truth of a condition with the leaves that decided it."""
    truth = truth_of(node, row, parameters)
    # Of what is true of an "or", or false of an "and", only the leaves that made it so are told: the rest is noise.
    deciding = leaves(node, row, parameters, truth)
    terms = [term for leaf, _ in deciding for term in terms_of(leaf)]
    values = _values(terms, row)
    return Explanation(
        truth=truth,
        values=values,
        parameters=_paths(terms),
        missing=_absent(values),
        unset=_paths(term for term in terms if is_unset(term, row, parameters)),
        reasons=() if truth else tuple(reason_of(leaf, own, row, parameters) for leaf, own in deciding),
    )
