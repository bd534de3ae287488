"""Replay a screening that was kept: the same rules and parameters on the same inputs have to give the same outcomes.

What was kept names the hashes of its rule set, of its parameters and of its inputs. Whatever is gone, or was changed
since, is said by name; nothing of today's program takes its place.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from sekisho.domain.rules.criterion import Criterion
from sekisho.domain.rules.digest import digest
from sekisho.domain.rules.evaluate import Row, Scalar
from sekisho.domain.rules.parameter import Parameters, in_force, parameter_hash
from sekisho.domain.rules.recall import RecallError, recall_parameters, recall_rules
from sekisho.domain.rules.ruleset import Kind, Rule, RuleSet
from sekisho.domain.screening.screen import LineScreening, Screening
from sekisho.domain.values.finding import Finding, Outcome, Value

CITATION = "practice: a decision can be repeated"
NAMED = ("outcome", "edition_on", "at", "ruleset_hash", "parameter_hash", "input_hash")
#: A replay happens at no instant of the case's: whatever depends on time stands in the inputs.
NEVER = datetime.min.replace(tzinfo=UTC)
#: Days are kept as text; no value of an enum looks like one.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Kept = Mapping[str, Value]
Recalled = TypeVar("Recalled")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay: ``findings`` are what differs or is gone; without any the outcome is reproduced.

    ``named`` is what was kept: the outcome, the edition, and the hashes of rule set, parameters and inputs.
    """

    named: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Say whether every criterion of every line came out as it was kept."""
        return not self.findings

    def as_json(self) -> dict[str, Value]:
        """Give the replay as plain values."""
        return {"reproduced": self.holds, **self.named}


def _text(kept: Kept, name: str) -> str:
    value = kept.get(name)
    return value if isinstance(value, str) else ""


def _records(value: Value) -> list[Kept]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _record(value: Value) -> Kept:
    return value if isinstance(value, dict) else {}


def _finding(code: str, outcome: Outcome, place: str = "", **facts: Value) -> Finding:
    return Finding(f"replay.{code}", outcome, place, CITATION, dict(facts))


def _scalar(value: Value) -> Scalar:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value if isinstance(value, str | int) else None


def _row(line: Kept) -> Row:
    return {name: _scalar(value) for name, value in _record(line.get("inputs")).items()}


def _inputs(kept: Kept) -> Iterator[Finding]:
    """Say where the inputs are not the ones that were judged: gone altogether, or not those the hash names."""
    lines, named = _records(kept.get("lines")), _text(kept, "input_hash")
    bare = [_text(line, "line") for line in lines if not _record(line.get("inputs"))]
    if bare or not lines:
        yield _finding("inputs_gone", Outcome.UNDETERMINED, lines=", ".join(bare), input_hash=named)
        return
    inputs: dict[str, Value] = {_text(line, "line"): dict(_record(line.get("inputs"))) for line in lines}
    found = digest([_text(kept, "edition_on"), inputs])
    if found != named:
        yield _finding("inputs_changed", Outcome.NOT_MET, kept=named, found=found)


def _kind(rule: Rule, kept: Kept) -> Kind:
    """Give the kind a criterion was judged as: its own, or a gate where the edition made it one."""
    is_gate = _text(_record(kept.get("facts")), "kind") == Kind.GATE.value
    return Kind.GATE if is_gate else rule.kind


def _judged(rule: Rule, row: Row, kept: Kept, parameters: Parameters) -> Finding:
    day = row.get(rule.as_of)
    judged = Criterion(rule, in_force(parameters, day if isinstance(day, date) else None)).judge(row)
    return Finding(rule.code, judged.outcome, facts={"kind": _kind(rule, kept).value, "stage": rule.stage.value})


def _line(line: Kept, rules: RuleSet, parameters: Parameters) -> LineScreening:
    row, kept = _row(line), {_text(one, "code"): one for one in _records(line.get("findings"))}
    found = tuple(_judged(rule, row, kept.get(rule.code, {}), parameters) for rule in rules.rules)
    return LineScreening(_text(line, "line"), found, ())


def _again(kept: Kept, rules: RuleSet, parameters: Parameters) -> Screening:
    """Judge every line again."""
    lines = tuple(_line(line, rules, parameters) for line in _records(kept.get("lines")))
    return Screening(lines, _text(kept, "edition_on"), NEVER, rules.hash, parameter_hash(parameters), "")


def _outcomes(lines: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    return {(line, code): outcome for line, code, outcome in lines}


def _differing(kept: Kept, again: Screening) -> Iterator[Finding]:
    """Say what came out differently: criteria by line, and the outcome as a whole."""
    before = _outcomes(
        (_text(line, "line"), _text(one, "code"), _text(one, "outcome"))
        for line in _records(kept.get("lines"))
        for one in _records(line.get("findings"))
    )
    after = _outcomes((line.line, one.code, one.outcome.value) for line in again.lines for one in line.findings)
    for line, code in sorted({*before, *after}):
        was, found = before.get((line, code), ""), after.get((line, code), "")
        if was != found:
            yield _finding(
                "differs",
                Outcome.NOT_MET,
                f"line.{line}",
                criterion=code.removeprefix("rule."),
                before=was,
                after=found,
            )
    if _text(kept, "outcome") != again.outcome.value:
        yield _finding("outcome_differs", Outcome.NOT_MET, before=_text(kept, "outcome"), after=again.outcome.value)


def _recalled(
    kept: Kept, name: str, data: bytes | None, recall: Callable[[bytes], Recalled], gone: str
) -> Recalled | Finding:
    """Give back what a hash names, or say that it is gone, or that its bytes are not those."""
    named = _text(kept, name)
    if data is None:
        return _finding(gone, Outcome.UNDETERMINED, hash=named)
    if hashlib.sha256(data).hexdigest() != named:
        return _finding("bytes_differ", Outcome.NOT_MET, name, hash=named)
    try:
        return recall(data)
    except RecallError as error:
        return _finding("unreadable", Outcome.UNDETERMINED, name, hash=named, problem=str(error))


def replay(kept: Kept, rules: bytes | None, parameters: bytes | None) -> Replay:
    """Judge what a kept screening judged once more, by the bytes its hashes name; None where they are gone."""
    rule_set = _recalled(kept, "ruleset_hash", rules, recall_rules, "rules_gone")
    values = _recalled(kept, "parameter_hash", parameters, recall_parameters, "parameters_gone")
    findings = [*_inputs(kept), *(one for one in (rule_set, values) if isinstance(one, Finding))]
    if not findings and not isinstance(rule_set, Finding) and not isinstance(values, Finding):
        findings = [*_differing(kept, _again(kept, rule_set, values))]
    return Replay({name: _text(kept, name) for name in NAMED}, tuple(findings))
