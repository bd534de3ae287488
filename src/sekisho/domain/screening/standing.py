"""Standing values: the few values of a fact that stand for all it could have, as far as criteria tell them apart."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sekisho.domain.rules.abduce import Goal
from sekisho.domain.rules.datatype import enum_values
from sekisho.domain.rules.evaluate import InForce, Row, Scalar, term_of
from sekisho.domain.rules.explain import every_leaf, fields_of
from sekisho.domain.rules.grammar import Node, Vocabulary
from sekisho.domain.rules.reason import terms_of


def _stood_for(term: Node, row: Row, parameters: InForce) -> list[Scalar]:
    """Give the values a term can stand for: one, or every entry of a table."""
    found = parameters.get(str(term[1])) if term[0] == "look" else term_of(term, parameters)(row)
    return list(found.values()) if isinstance(found, Mapping) else [found] if not isinstance(found, tuple) else []


def _around(limit: Scalar) -> list[Scalar]:
    """Give a limit with its neighbours: between two limits nothing is compared, so these stand for every value."""
    if isinstance(limit, date):
        return [limit + timedelta(days=n) for n in (-1, 0, 1)]
    return [limit - 1, limit, limit + 1] if type(limit) is int else []


def _limits(name: str, goals: Iterable[Goal], row: Row) -> set[Scalar]:
    """Give every value a fact is compared with."""
    leaves = ((leaf, goal) for goal in goals for leaf in every_leaf(goal.node) if name in fields_of(leaf))
    terms = ((term, goal) for leaf, goal in leaves for term in terms_of(leaf))
    return {limit for term, goal in terms for limit in _stood_for(term, row, goal.parameters)}


def _days(points: Iterable[Scalar], today: date) -> set[Scalar]:
    """Give the days one can still plan with."""
    # A plan begins today at the earliest, so today stands for itself among the days.
    return {today, *(point for point in points if isinstance(point, date) and point >= today)}


def standing_values(name: str, goals: Iterable[Goal], row: Row, vocabulary: Vocabulary, today: date) -> set[Scalar]:
    """Give what stands for every value a fact could have; a day lies today or later."""
    kind = vocabulary.fields[name]
    if kind == "bool":
        return {True, False}
    if named := enum_values(kind, vocabulary.enums):
        return set(named)
    points = {point for limit in _limits(name, goals, row) for point in _around(limit)}
    return _days(points, today) if kind == "date" else points
