"""Evaluate a tree on rows of facts, in Kleene's three-valued logic: None is unknown, and stays it."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sekisho.domain.rules.datatype import Enums, enum_values
from sekisho.domain.rules.grammar import Node

Scalar = str | int | bool | date | None
Row = Mapping[str, Scalar]
#: A parameter as in force for a row: a value, a tuple of values, or a table.
Known = Scalar | tuple[Scalar, ...] | Mapping[str, Scalar]
InForce = Mapping[str, Known]
Truth = bool | None
Term = Callable[[Row], Scalar]
Test = Callable[[Row], Truth]


class RowError(TypeError):
    """A bound fact of the wrong type: 1 for true, an instant for a day. Binding is at fault, not the applicant."""


_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


#: Each sign as it reads from the other side.
TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


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


def term_of(node: Node, parameters: InForce) -> Term:
    """Give what reads a term from a row: None where it is unknown."""
    if node[0] == "field":
        name = str(node[1])
        return lambda row: row.get(name)
    found = parameters.get(str(node[1]))
    if node[0] == "look":
        return _entry_of(found, str(node[2]))
    literal = node[1] if isinstance(node[1], int | str) else None
    value = literal if node[0] == "lit" else found if not isinstance(found, tuple | Mapping) else None
    return lambda _row: value


def _entry_of(table: Known, name: str) -> Term:
    entries = dict(table) if isinstance(table, Mapping) else {}
    # No table has an entry for nothing, so an unknown key is unknown here too.
    return lambda row: entries.get(row.get(name))  # type: ignore[arg-type]  # the parser let only keys of the table in


def _is_in(node: Node, parameters: InForce) -> Test:
    term, listed = term_of(part(node, 1), parameters), parameters.get(str(part(node, 2)[1]))
    if not isinstance(listed, tuple):
        return lambda _row: None
    return lambda row: None if (value := term(row)) is None else value in listed


def _against(compare: Callable[[int, int], bool], name: str, limit: Scalar) -> Test:
    """Compare a field with what is the same for every row: by far the most there is to compare."""
    if limit is None:
        return lambda _row: None
    return lambda row: None if (value := row.get(name)) is None else compare(value, limit)  # type: ignore[arg-type]  # as below


def _compared(node: Node, parameters: InForce) -> Test:
    compare = _COMPARE[str(node[1])]
    one, other = (term_of(part(node, n), parameters) for n in (2, 3))
    if part(node, 2)[0] == "field" and part(node, 3)[0] == "param":
        return _against(compare, str(part(node, 2)[1]), other({}))
    if part(node, 2)[0] == "param" and part(node, 3)[0] == "field":
        turned = _COMPARE[TURNED[str(node[1])]]
        return _against(turned, str(part(node, 3)[1]), one({}))

    def compared(row: Row) -> Truth:
        left, right = one(row), other(row)
        # Unknown before anything else: None == None is True to Python, and no comparison at all to an officer.
        if left is None or right is None:
            return None
        return compare(left, right)  # type: ignore[arg-type]  # the parser let only like things meet

    return compared


def _flag(node: Node, parameters: InForce) -> Test:
    term = term_of(node, parameters)
    # A number is never a flag: 0 == False in Python, so only the identity of a bool counts.
    return lambda row: value if (value := term(row)) is True or value is False else None


def _joined(node: Node, parameters: InForce, settles: bool) -> Test:  # noqa: FBT001 - because it is a truth, not a switch
    """Join by *and*, which the first false settles, or by *or*, which the first true settles."""
    tests = tuple(test_of(child, parameters) for child in children(node))

    def joined(row: Row) -> Truth:
        truth: Truth = not settles
        for test in tests:
            found = test(row)
            # What settles it does so whatever is still unknown. By identity, because 0 == False.
            if found is settles:
                return settles
            if found is None:
                truth = None
        return truth

    return joined


def _negated(node: Node, parameters: InForce) -> Test:
    test = test_of(part(node, 1), parameters)
    return lambda row: None if (truth := test(row)) is None else not truth


def part(node: Node, n: int) -> Node:
    """Give a part of a node that is a node itself. Raises TypeError for what is no tree of this language."""
    found = node[n]
    if not isinstance(found, tuple):
        raise TypeError(f"{node!r} is no tree of this language")
    return found


def children(node: Node) -> list[Node]:
    """Give the conditions under an and, or, or not."""
    return [part(node, n) for n in range(1, len(node))]


def test_of(node: Node, parameters: InForce) -> Test:
    """Give what says of a row whether a condition holds: true, false, or None for unknown.

    The parameters in force are written into it, so it is built once for a day and asked of as many rows as come.
    """
    return _TESTS.get(str(node[0]), _flag)(node, parameters)


_TESTS: Mapping[str, Callable[[Node, InForce], Test]] = {
    "and": lambda node, parameters: _joined(node, parameters, settles=False),
    "or": lambda node, parameters: _joined(node, parameters, settles=True),
    "not": _negated,
    "in": _is_in,
    "cmp": _compared,
}


def truth_of(node: Node, row: Row, parameters: InForce) -> Truth:
    """Give the truth of a condition on one row: true, false, or None for unknown."""
    return test_of(node, parameters)(row)
