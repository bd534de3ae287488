"""Explain an outcome: the leaves that decided it, the values they read, and what evidence is missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Truth, children, truth_of
from sekisho.domain.rules.grammar import Node


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a condition came out as it did.

    ``values`` are the facts the deciding leaves read, ``parameters`` the parameters beside them; ``missing`` are the
    fields without evidence and ``unset`` the parameters without a value, which are two different gaps.
    """

    truth: Truth
    values: dict[str, Scalar]
    parameters: tuple[str, ...]
    missing: tuple[str, ...]
    unset: tuple[str, ...]


def leaves(node: Node, row: Row, parameters: InForce, want: Truth) -> list[Node]:
    """Give the leaves whose value is the one explained; under a ``not`` the wanted value flips."""
    if node[0] == "not":
        return leaves(children(node)[0], row, parameters, None if want is None else not want)
    if node[0] in ("and", "or"):
        alike = [child for child in children(node) if truth_of(child, row, parameters) is want]
        return [leaf for child in alike for leaf in leaves(child, row, parameters, want)]
    return [node]


def _terms(node: Node) -> Iterator[Node]:
    if node[0] in ("field", "param", "look", "lit"):
        yield node
    else:
        for part in node[1:]:
            if isinstance(part, tuple):
                yield from _terms(part)


def fields_of(node: Node) -> tuple[str, ...]:
    """Give every field a tree reads, in order."""
    names = [str(t[2] if t[0] == "look" else t[1]) for t in _every_term(node) if t[0] in ("field", "look")]
    return tuple(dict.fromkeys(names))


def _every_term(node: Node) -> Iterator[Node]:
    if node[0] in ("and", "or", "not"):
        for child in children(node):
            yield from _every_term(child)
    else:
        yield from _terms(node)


def _unset(term: Node, row: Row, parameters: InForce) -> bool:
    found = parameters.get(str(term[1]))
    if term[0] == "param":
        return found is None
    key = row.get(str(term[2]))
    return key is not None and not (isinstance(found, dict) and found.get(str(key)) is not None)


def explain(node: Node, row: Row, parameters: InForce) -> Explanation:
    """Give the truth of a condition with the leaves that decided it."""
    truth = truth_of(node, row, parameters)
    terms = [term for leaf in leaves(node, row, parameters, truth) for term in _terms(leaf)]
    read = [str(t[2] if t[0] == "look" else t[1]) for t in terms if t[0] in ("field", "look")]
    values = {name: row.get(name) for name in dict.fromkeys(read)}
    named = [term for term in terms if term[0] in ("param", "look")]
    unset = [str(term[1]) for term in named if _unset(term, row, parameters)]
    missing = [name for name, value in values.items() if value is None]
    paths = dict.fromkeys(str(term[1]) for term in named)
    return Explanation(truth, values, tuple(paths), tuple(missing), tuple(dict.fromkeys(unset)))
