"""Fold a tree into another engine: what a data frame or a database needs of each node, and the one walk that asks it.

An engine gives itself as an *algebra*: eight answers, each in Kleene's logic with null as unknown. Whatever reads no
field of the row is decided here, so an engine only ever sees fields, constants and tables.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from sekisho.domain.rules.evaluate import InForce, Scalar, Truth, children, truth_of
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

    def look(self, table: Mapping[str, Constant], name: str) -> Made:
        """Give the entry of a table for a field; null where the table has none, or the field is null."""

    def compared(self, sign: str, left: Made, right: Made) -> Made:
        """Compare two terms; null where either is."""

    def among(self, term: Made, values: Sequence[Constant]) -> Made:
        """Say whether a term is one of some values; null where it is null."""

    def opposite(self, condition: Made) -> Made:
        """Negate; null stays."""

    def every(self, conditions: Sequence[Made]) -> Made:
        """Join by *and*: false as soon as one is, else null as soon as one is."""

    def some(self, conditions: Sequence[Made]) -> Made:
        """Join by *or*: true as soon as one is, else null as soon as one is."""

    def settled(self, condition: Made, default: bool) -> Made:  # noqa: FBT001 - because it is a truth, not a switch
        """Take a truth where a condition is unknown. Never part of a rule: it chooses rows, as by a day they have."""


def _constants(values: Mapping[str, Scalar]) -> dict[str, Constant]:
    return {key: value for key, value in values.items() if value is not None}


def _term(node: Node, parameters: InForce, algebra: Algebra[Made]) -> Made | None:
    """Give a term; None where a parameter it needs has no value."""
    if node[0] == "field":
        return algebra.field(str(node[1]))
    if node[0] == "lit":
        return algebra.constant(node[1]) if isinstance(node[1], int | str) else None
    found = parameters.get(str(node[1]))
    if node[0] == "look":
        return algebra.look(_constants(found), str(node[2])) if isinstance(found, Mapping) and found else None
    return None if found is None or isinstance(found, tuple | Mapping) else algebra.constant(found)


def _among(leaf: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    term, listed = terms_of(leaf)
    values, made = parameters.get(str(listed[1])), _term(term, parameters, algebra)
    if made is None or not isinstance(values, tuple):
        return algebra.known(None)
    return algebra.among(made, [value for value in values if value is not None])


def _leaf(leaf: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    if not any(map(field_of, terms_of(leaf))):
        return algebra.known(truth_of(leaf, {}, parameters))
    if leaf[0] == "in":
        return _among(leaf, parameters, algebra)
    made = [_term(term, parameters, algebra) for term in terms_of(leaf)]
    present = [term for term in made if term is not None]
    # One term without a value is enough: whatever the row says, nobody can know.
    if len(present) < len(made):
        return algebra.known(None)
    return algebra.compared(str(leaf[1]), *present) if leaf[0] == "cmp" else present[0]


def fold(node: Node, parameters: InForce, algebra: Algebra[Made]) -> Made:
    """Give a tree as an engine's condition, with the parameters in force written into it."""
    if node[0] not in ("and", "or", "not"):
        return _leaf(node, parameters, algebra)
    made = [fold(child, parameters, algebra) for child in children(node)]
    if node[0] == "not":
        return algebra.opposite(made[0])
    return algebra.every(made) if node[0] == "and" else algebra.some(made)
