"""Recall rules and parameters from the plain values their hashes cover: what a decision of years ago was judged by."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.parameter import DatedValue, Parameter, Parameters
from sekisho.domain.rules.ruleset import LANGUAGE_VERSION, Kind, Rule, RuleSet, Stage
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText


class RecallError(ValueError):
    """Bytes that are no kept rule set and no kept parameters, or of a language this version does not read."""


def _node(value: Value) -> Node:
    """Give a tree back from lists: what JSON made of tuples."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no tree of this language")
    return tuple(_node(part) if isinstance(part, list) else _leaf(part) for part in value)


def _leaf(part: Value) -> str | int:
    if isinstance(part, str | int):
        return part
    raise TypeError(f"{part!r} is no part of a tree of this language")


def _text(value: Value) -> LocalizedText | None:
    return LocalizedText(*(str(text) for text in value)) if isinstance(value, list) and value else None


def _needed(value: Value) -> LocalizedText:
    found = _text(value)
    if found is None:
        raise TypeError("a rule was kept without its wording")
    return found


def _rule(value: Value) -> Rule:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no rule")
    name, kind, stage, when, applies, as_of, cite, title, remedy, not_applicable = value
    return Rule(
        id=str(name),
        kind=Kind(str(kind)),
        stage=Stage(str(stage)),
        title=_needed(title),
        remedy=_needed(remedy),
        when=_node(when),
        text="",
        applies=_node(applies) if applies else None,
        citation=Citation.parse(str(cite)),
        # What would fill a field is advice of today, not a part of what was decided: no hash covers it.
        evidence={},
        as_of=str(as_of),
        not_applicable=_text(not_applicable),
    )


def recall_rules(data: bytes) -> RuleSet:
    """Give a rule set back from its canonical bytes. Raises RecallError."""
    try:
        language, rules = json.loads(data)
        if language != LANGUAGE_VERSION:
            raise RecallError(f"rules of language {language}; this version reads {LANGUAGE_VERSION}")
        return RuleSet(tuple(_rule(rule) for rule in rules))
    except (ValueError, TypeError) as error:
        raise RecallError(str(error)) from error


def _entry(value: dict[str, Value]) -> DatedValue:
    day, cite = date.fromisoformat(str(value["from"])), Citation.parse(str(value["citation"]))
    persons, recorded = (str(value["entered_by"]), str(value["checked_by"])), value.get("recorded_at")
    at = datetime.fromisoformat(str(recorded)) if recorded else None
    return DatedValue(day, value["value"], cite, *persons, recorded_at=at, reason=str(value.get("reason", "")))


def _parameter(value: dict[str, Value], entries: Sequence[dict[str, Value]]) -> Parameter:
    path, kind, missing = (str(value[name]) for name in ("path", "type", "missing"))
    return Parameter(path, kind, tuple(_entry(entry) for entry in entries), missing)


def recall_parameters(data: bytes) -> Parameters:
    """Give parameters with their histories back from their canonical bytes. Raises RecallError."""
    try:
        found = [_parameter(value, value["history"]) for value in json.loads(data)]
        return {parameter.path: parameter for parameter in found}
    except (ValueError, TypeError, KeyError) as error:
        raise RecallError(str(error)) from error
