"""Fold a tree into another engine: what a data frame or a database needs of each node, and the one walk that asks it.

An engine gives itself as an *algebra*: nine answers, each in Kleene's logic with null as unknown. Whatever reads no
field of the row is decided here, and tables are taken apart, so an engine only ever sees fields and constants.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Protocol, TypeVar

from sekisho.domain.rules.evaluate import TURNED, InForce, Truth, children, truth_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.reason import field_of, terms_of

#: What an engine writes down as it stands in the parameters: never nothing.
Constant = str | int | bool | date
#: A condition or a term as an engine writes it: an expression of a data frame, a text of SQL.
Made = TypeVar("Made")


class Algebra(Protocol[Made]):
    """What an engine has to know to run rules. Every condition it makes is true, false or null."""

    def field(self, name: str) -> Made:
        """Give the column of a field."""

    def constant(self, value: Constant) -> Made:
        """Give a typed constant."""

    def known(self, truth: Truth) -> Made:
        """Give a condition that is the same for every row; null where it is unknown."""

    def compared(self, sign: str, left: Made, right: Made) -> Made:
        """Compare two terms; null where either is."""

    def among(self, name: str, values: Sequence[Constant]) -> Made:
        """Say whether a field is one of some values; null where it is null."""

    def opposite(self, condition: Made) -> Made:
        """Negate; null stays."""

    def every(self, conditions: Sequence[Made]) -> Made:
        """Join by *and*: false as soon as one is, else null as soon as one is."""

    def some(self, conditions: Sequence[Made]) -> Made:
        """Join by *or*: true as soon as one is, else null as soon as one is."""

    def listed(self, key: Made, condition: Made) -> Made:
        """Give a condition where a table has the key, and null where it has not, or nobody knows the key."""

    def settled(self, condition: Made, default: bool) -> Made:  # noqa: FBT001 - because it is a truth, not a switch
        """Take a truth where a condition is unknown. Never part of a rule: it chooses rows, as by a day they have."""


def _keys_of(look: Node, parameters: InForce) -> dict[Constant, list[Constant]]:
    """Give, by each value a table has, the keys it has it for."""
    table, keys = parameters.get(str(look[1])), dict[Constant, list[Constant]]()
    for name, value in table.items() if isinstance(table, Mapping) else ():
        if value is not None:
            keys.setdefault(value, []).append(name)
    return keys


def _listed(look: Node, keys: Mapping[Constant, list[Constant]], algebra: Algebra[Made], chosen: list[Made]) -> Made:
    """Judge the rows whose field is one of a table's keys by any of some conditions; of the others nobody knows."""
    known = algebra.among(str(look[2]), list(chain.from_iterable(keys.values())))
    return algebra.listed(known, algebra.some(chosen))


def _by_entry(look: Node, parameters: InForce, algebra: Algebra[Made], then: Callable[[Made], Made]) -> Made:
    """Judge by the entry a table has for a field: value by value, each for the rows whose field has it."""
    keys, name = _keys_of(look, parameters), str(look[2])
    if not keys:
        return algebra.known(None)
    chosen = [algebra.every([algebra.among(name, ones), then(algebra.constant(value))]) for value, ones in keys.items()]
    return _listed(look, keys, algebra, chosen)


def _by_steps(sign: str, term: Made, look: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    """Compare a term with the entry a table has for a field: what passes the hardest value passes all of them."""
    keys, name = _keys_of(look, parameters), str(look[2])
    if not keys:
        return algebra.known(None)
    hardest_first = sorted(keys, key=_ordered, reverse=sign in (">", ">="))
    chosen = [algebra.compared(sign, term, algebra.constant(hardest_first[0]))]
    for n, value in enumerate(hardest_first[1:], 1):
        # The rows for which this value, or one that is easier, is asked: a passed one of theirs is enough.
        easier = list(chain.from_iterable(keys[one] for one in hardest_first[n:]))
        passed = algebra.compared(sign, term, algebra.constant(value))
        chosen.append(algebra.every([algebra.among(name, easier), passed]))
    return _listed(look, keys, algebra, chosen)


def _ordered(value: Constant) -> int:
    """Give what orders a value that rules may order: a number as it is, a day by its count."""
    return value.toordinal() if isinstance(value, date) else int(value)


def _with(term: Node, parameters: InForce, algebra: Algebra[Made], then: Callable[[Made], Made]) -> Made:
    """Judge by a term; unknown where a parameter it needs has no value: whatever the row says, nobody can know."""
    if term[0] == "field":
        return then(algebra.field(str(term[1])))
    if term[0] == "look":
        return _by_entry(term, parameters, algebra, then)
    found = term[1] if term[0] == "lit" else parameters.get(str(term[1]))
    if found is None or isinstance(found, tuple | Mapping):
        return algebra.known(None)
    return then(algebra.constant(found))


def _among(leaf: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    term, listed = terms_of(leaf)
    values = parameters.get(str(listed[1]))
    if not isinstance(values, tuple):
        return algebra.known(None)
    return algebra.among(field_of(term), [value for value in values if value is not None])


def _leaf(leaf: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    if not any(map(field_of, terms_of(leaf))):
        return algebra.known(truth_of(leaf, {}, parameters))
    if leaf[0] == "in":
        return _among(leaf, parameters, algebra)
    if leaf[0] != "cmp":
        return _with(leaf, parameters, algebra, lambda flag: flag)
    sign, (left, right) = str(leaf[1]), terms_of(leaf)
    if left[0] == "look" and right[0] != "look":
        sign, left, right = TURNED[sign], right, left
    if sign != "==" and right[0] == "look" and left[0] != "look":
        return _with(left, parameters, algebra, lambda term: _by_steps(sign, term, right, parameters, algebra))

    def against(made: Made) -> Made:
        return _with(right, parameters, algebra, lambda other: algebra.compared(sign, made, other))

    return _with(left, parameters, algebra, against)


def fold(node: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    """Give a tree as an engine's condition, with the parameters in force written into it."""
    if node[0] not in ("and", "or", "not"):
        return _leaf(node, parameters, algebra)
    made = [fold(child, parameters, algebra) for child in children(node)]
    if node[0] == "not":
        return algebra.opposite(made[0])
    return algebra.every(made) if node[0] == "and" else algebra.some(made)
