"""Reasons: one leaf that decided a criterion, as a code with its facts. The words stand in ``texts.toml``.

A false leaf reads "is …, must be …"; a true leaf under ``not`` reads "is …, but must not be" (``.must_not``).
An unknown leaf says which gap it is: no evidence for a field, or no value of a parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Truth, value_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.values.finding import Value

_SIGNS: Mapping[str, str] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq"}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@dataclass(frozen=True, slots=True)
class Reason:
    """One deciding leaf: the code of its text, the field it read, and the facts the text tells."""

    code: str
    field: str
    facts: Mapping[str, Value]

    def as_json(self) -> dict[str, Value]:
        """Give the reason as plain values."""
        return {"code": self.code, "field": self.field, "facts": dict(self.facts)}


def plain(value: Scalar | tuple[Scalar, ...] | Mapping[str, Scalar]) -> Value:
    """Give a value as plain JSON knows it: days as text, tuples as lists, tables as objects."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def terms_of(leaf: Node) -> list[Node]:
    """Give the terms a leaf compares; a flag is its own term."""
    if leaf[0] == "cmp":
        return [part for part in leaf[2:] if isinstance(part, tuple)]
    return [part for part in leaf[1:] if isinstance(part, tuple)] or [leaf]


def field_of(term: Node) -> str:
    """Give the field a term reads; empty for a parameter or literal."""
    if term[0] == "field":
        return str(term[1])
    return str(term[2]) if term[0] == "look" else ""


def is_unset(term: Node, row: Row, parameters: InForce) -> bool:
    """Say whether a term is unknown because a parameter has no value, not because evidence is missing."""
    if term[0] == "param":
        return parameters.get(str(term[1])) is None
    if term[0] != "look" or row.get(str(term[2])) is None:
        return False
    return value_of(term, row, parameters) is None


def _unknown(leaf: Node, row: Row, parameters: InForce) -> Reason:
    # A parameter without a value is told first: no paper of the applicant's could fill that gap.
    for term in terms_of(leaf):
        if is_unset(term, row, parameters):
            key = plain(row.get(field_of(term)))
            code = "reason.unset" if key is None else "reason.unset.entry"
            return Reason(code, field_of(term), {"parameter": str(term[1]), "key": key})
    missing = next((name for name in map(field_of, terms_of(leaf)) if name and row.get(name) is None), "")
    return Reason("reason.missing", missing, {"field": missing})


def _compared(leaf: Node, row: Row, parameters: InForce) -> tuple[str, str, dict[str, Value]]:
    # The fact stands on the left of the sentence, wherever it stands in the rule: "is 7, must be at least 8".
    sign, (left, right) = str(leaf[1]), terms_of(leaf)
    if left[0] != "field" and right[0] == "field":
        sign, left, right = _TURNED[sign], right, left
    value, limit = value_of(left, row, parameters), value_of(right, row, parameters)
    kind = "day" if isinstance(value, date) else "word" if isinstance(value, str) else "number"
    source = str(right[1]) if right[0] in ("param", "look") else ""
    name = field_of(left)
    facts: dict[str, Value] = {"field": name, "value": plain(value), "limit": plain(limit), "parameter": source}
    return f"reason.{kind}.{_SIGNS[sign]}", name, facts


def _decided(leaf: Node, row: Row, parameters: InForce) -> tuple[str, str, dict[str, Value]]:
    if leaf[0] == "cmp":
        return _compared(leaf, row, parameters)
    name = field_of(terms_of(leaf)[0])
    if leaf[0] == "in":
        path = str(terms_of(leaf)[1][1])
        listed = plain(parameters.get(path))
        return "reason.listed", name, {"field": name, "value": plain(row.get(name)), "limit": listed, "parameter": path}
    return "reason.flag", name, {"field": name}


def reason_of(leaf: Node, truth: Truth, row: Row, parameters: InForce) -> Reason:
    """Give the reason a leaf gives for a truth it decided. ``truth`` is the leaf's own, after any ``not``."""
    if truth is None:
        return _unknown(leaf, row, parameters)
    code, name, facts = _decided(leaf, row, parameters)
    return Reason(f"{code}.must_not" if truth else code, name, facts)
