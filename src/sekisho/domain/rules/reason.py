"""Reasons: one leaf that decided a criterion, as a code with its facts. The words stand in ``texts.toml``.

A false leaf reads "is …, must be …"; a true leaf under ``not`` reads "is …, but must not be" (``.must_not``).
An unknown leaf says which gap it is: no evidence for a field, or no value of a parameter.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from sekisho.domain.rules.evaluate import TURNED, InForce, Known, Row, Scalar, Truth, term_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.values.finding import Value

_SIGNS: Mapping[str, str] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq"}


class Reason(NamedTuple):
    """One deciding leaf: the code of its text, the field it read, and the facts the text tells."""

    code: str
    field: str
    facts: Mapping[str, Value]

    def as_json(self) -> dict[str, Value]:
        """Give the reason as plain values."""
        return {"code": self.code, "field": self.field, "facts": dict(self.facts)}


#: Gives the reason of a leaf for a row, by the leaf's own truth, after any ``not``.
Tell = Callable[[Row, Truth], Reason]
#: Finds the terms of a leaf that are unknown because a parameter has no value.
Unset = Callable[[Row], tuple[Node, ...]]
#: What a leaf that decided says: its code without its ending, and the facts it read.
_Said = Callable[[Row], tuple[str, dict[str, Value]]]


def plain(value: Known) -> Value:
    """Give a value as plain JSON knows it: days as text, tuples as lists, tables as objects."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()}


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


def _none(_row: Row) -> tuple[Node, ...]:
    return ()


def unset_of(leaf: Node, parameters: InForce) -> Unset:
    """Give what finds the terms of a leaf that are unknown for want of a parameter's value, not of evidence."""
    lacking = tuple(term for term in terms_of(leaf) if term[0] == "param" and parameters.get(str(term[1])) is None)
    looks = [(term, str(term[2]), term_of(term, parameters)) for term in terms_of(leaf) if term[0] == "look"]
    if not looks:
        return (lambda _row: lacking) if lacking else _none

    def unset(row: Row) -> tuple[Node, ...]:
        bare = [term for term, key, entry_of in looks if entry_of(row) is None and row.get(key) is not None]
        return (*lacking, *bare) if bare else lacking

    return unset


def _unknown(leaf: Node, parameters: InForce) -> Callable[[Row], Reason]:
    unset, fields = unset_of(leaf, parameters), [name for name in map(field_of, terms_of(leaf)) if name]
    missing = {name: Reason("reason.missing", name, {"field": name}) for name in fields or [""]}
    (last,) = list(missing.values())[-1:]
    if unset is _none and len(missing) == 1:
        return lambda _row: last

    def unknown(row: Row) -> Reason:
        # A parameter without a value is told first: no paper of the applicant's could fill that gap.
        for term in unset(row):
            key = plain(row.get(field_of(term)))
            code = "reason.unset" if key is None else "reason.unset.entry"
            return Reason(code, field_of(term), {"parameter": str(term[1]), "key": key})
        for name, reason in missing.items():
            if row.get(name) is None:
                return reason
        return last

    return unknown


def _kind(value: Scalar) -> str:
    return "day" if isinstance(value, date) else "word" if isinstance(value, str) else "number"


def _limited(name: str, ending: str, limit: Scalar, source: str) -> _Said:
    """Say a field against what is the same for every row."""
    code, shown = f"reason.{_kind(limit)}.{ending}", plain(limit)
    return lambda row: (code, {"field": name, "value": plain(row.get(name)), "limit": shown, "parameter": source})


def _compared(leaf: Node, parameters: InForce) -> tuple[str, _Said]:
    # The fact stands on the left of the sentence, wherever it stands in the rule: "is 7, must be at least 8".
    sign, (left, right) = str(leaf[1]), terms_of(leaf)
    if left[0] != "field" and right[0] == "field":
        sign, left, right = TURNED[sign], right, left
    value_of, limit_of, ending = term_of(left, parameters), term_of(right, parameters), _SIGNS[sign]
    name, source = field_of(left), str(right[1]) if right[0] in ("param", "look") else ""
    if (left[0], right[0]) == ("field", "param"):
        return name, _limited(name, ending, limit_of({}), source)

    def said(row: Row) -> tuple[str, dict[str, Value]]:
        value, limit = value_of(row), limit_of(row)
        facts: dict[str, Value] = {"field": name, "value": plain(value), "limit": plain(limit), "parameter": source}
        return f"reason.{_kind(value)}.{ending}", facts

    return name, said


def _listed(leaf: Node, parameters: InForce) -> tuple[str, _Said]:
    term, path = terms_of(leaf)[0], str(terms_of(leaf)[1][1])
    name, listed = field_of(term), plain(parameters.get(path))
    return name, lambda row: (
        "reason.listed",
        {"field": name, "value": plain(row.get(name)), "limit": listed, "parameter": path},
    )


def _flagged(leaf: Node, _parameters: InForce) -> tuple[str, _Said]:
    name = field_of(leaf)
    return name, lambda _row: ("reason.flag", {"field": name})


_SAYING: Mapping[str, Callable[[Node, InForce], tuple[str, _Said]]] = {"cmp": _compared, "in": _listed}


def teller_of(leaf: Node, parameters: InForce) -> Tell:
    """Give what tells the reason of a leaf, with the parameters in force written into it."""
    name, say = _SAYING.get(str(leaf[0]), _flagged)(leaf, parameters)
    unknown = _unknown(leaf, parameters)

    def tell(row: Row, truth: Truth) -> Reason:
        if truth is None:
            return unknown(row)
        code, facts = say(row)
        return Reason(f"{code}.must_not" if truth else code, name, facts)

    return tell
