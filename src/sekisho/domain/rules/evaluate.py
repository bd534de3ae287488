"""Evaluate a tree on one row of facts, in Kleene's three-valued logic: None is unknown, and stays it."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sekisho.domain.rules.datatype import Enums, enum_values
from sekisho.domain.rules.grammar import Node

Scalar = str | int | bool | date | None
Row = Mapping[str, Scalar]
#: A parameter as in force for a row: a value, a tuple of values, or a table.
InForce = Mapping[str, Scalar | tuple[Scalar, ...] | Mapping[str, Scalar]]
Truth = bool | None


class RowError(TypeError):
    """A bound fact of the wrong type: 1 for true, an instant for a day. Binding is at fault, not the applicant."""


_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


def _fits(value: Scalar, kind: str, enums: Enums) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    return value in enum_values(kind, enums) if kind.startswith("enum:") else type(value) is int


def require_types(row: Row, fields: Mapping[str, str], enums: Enums) -> Row:
    """Give a row back if every fact is of its field's type or unknown, and every field stands in it.

    Raises RowError: 0 is no false, "true" no flag, an instant no day; a field left out is a slip, not *unknown*.
    """
    for name, kind in fields.items():
        if name not in row:
            raise RowError(f"{name} is not bound; an unknown fact is bound to None")
        if row[name] is not None and not _fits(row[name], kind, enums):
            raise RowError(f"{name} is {row[name]!r}, no {kind}")
    return row


def value_of(node: Node, row: Row, parameters: InForce) -> Scalar:
    """Give the value of a term; None where it is unknown."""
    if node[0] == "field":
        return row.get(str(node[1]))
    if node[0] == "lit":
        return node[1] if isinstance(node[1], int | str) else None
    found = parameters.get(str(node[1]))
    if node[0] == "look":
        key = row.get(str(node[2]))
        return found.get(str(key)) if isinstance(found, Mapping) and key is not None else None
    return found if not isinstance(found, tuple | Mapping) else None


def _is_in(node: Node, row: Row, parameters: InForce) -> Truth:
    value = value_of(_part(node, 1), row, parameters)
    listed = parameters.get(str(_part(node, 2)[1]))
    return None if value is None or not isinstance(listed, tuple) else value in listed


def _compared(node: Node, row: Row, parameters: InForce) -> Truth:
    left, right = (value_of(_part(node, n), row, parameters) for n in (2, 3))
    # Unknown before anything else: None == None is True to Python, and no comparison at all to an officer.
    if left is None or right is None:
        return None
    return _COMPARE[str(node[1])](left, right)  # type: ignore[arg-type]  # the parser let only like things meet


def _all(truths: list[Truth]) -> Truth:
    # False first: what fails, fails whatever is still unknown. By identity, because 0 == False.
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def _part(node: Node, n: int) -> Node:
    part = node[n]
    if not isinstance(part, tuple):
        raise TypeError(f"{node!r} is no tree of this language")
    return part


def children(node: Node) -> list[Node]:
    """Give the conditions under an and, or, or not."""
    return [_part(node, n) for n in range(1, len(node))]


def _negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _flag(node: Node, row: Row, parameters: InForce) -> Truth:
    # A number is never a flag: 0 == False in Python, so only the identity of a bool counts.
    value = value_of(node, row, parameters)
    return value if isinstance(value, bool) else None


def truth_of(node: Node, row: Row, parameters: InForce) -> Truth:
    """Give true, false, or None for unknown."""
    kind = node[0]
    if kind == "and":
        return _all([truth_of(child, row, parameters) for child in children(node)])
    if kind == "or":
        # De Morgan holds in Kleene's logic, so one fold serves both.
        return _negated(_all([_negated(truth_of(child, row, parameters)) for child in children(node)]))
    if kind == "not":
        return _negated(truth_of(children(node)[0], row, parameters))
    return _LEAVES.get(str(kind), _flag)(node, row, parameters)


_LEAVES: Mapping[str, Callable[[Node, Row, InForce], Truth]] = {"in": _is_in, "cmp": _compared}
