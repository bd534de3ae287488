"""Screen: every criterion on every line of a request, at an instant, with the edition that decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition
from sekisho.domain.rules.evaluate import Scalar, truth_of
from sekisho.domain.rules.explain import Explanation, explain
from sekisho.domain.rules.ruleset import Kind, Rule, Stage, digest
from sekisho.domain.screening.bind import Register, bind, shortfalls
from sekisho.domain.screening.near import Relative, nearest
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.values.finding import Finding, Outcome, Value, overall
from sekisho.domain.values.time import day_in_japan

#: A declaration that the Act does not apply is never taken as declared (A10).
NEVER_DECLARED = ("pse_out_of_scope_declaration",)


@dataclass(frozen=True, slots=True)
class LineScreening:
    """How one line came out: a finding per criterion, and the nearest listed models where its own is not listed."""

    line: str
    findings: tuple[Finding, ...]
    nearest: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """How a request came out, with what is needed to repeat it: edition and the hashes of rules, parameters, inputs."""

    lines: tuple[LineScreening, ...]
    edition_on: str
    at: datetime
    ruleset_hash: str
    parameter_hash: str
    input_hash: str

    @property
    def gates(self) -> tuple[Finding, ...]:
        """Give the findings of gates."""
        return tuple(f for line in self.lines for f in line.findings if f.facts["kind"] == Kind.GATE.value)

    @property
    def advisories(self) -> tuple[Finding, ...]:
        """Give the findings of advisories; they never change an outcome."""
        return tuple(f for line in self.lines for f in line.findings if f.facts["kind"] == Kind.ADVISORY.value)

    def outcome_at(self, stage: Stage) -> Outcome:
        """Give the outcome of the gates due at a stage."""
        return overall(f.outcome for f in self.gates if f.facts["stage"] == stage.value)

    @property
    def stages(self) -> Mapping[str, Outcome]:
        """Give the outcome of every stage."""
        return {stage.value: self.outcome_at(stage) for stage in Stage}

    @property
    def outcome(self) -> Outcome:
        """Give the outcome of what is due at the application, and of anything that has failed already."""
        failed = Outcome.NOT_MET in (f.outcome for f in self.gates)
        return Outcome.NOT_MET if failed else self.outcome_at(Stage.APPLICATION)

    def as_json(self) -> dict[str, Value]:
        """Give the screening as plain values: what a decision keeps."""
        return {
            "outcome": self.outcome.value,
            "stages": {stage: outcome.value for stage, outcome in self.stages.items()},
            "edition_on": self.edition_on,
            "at": self.at.isoformat(),
            "ruleset_hash": self.ruleset_hash,
            "parameter_hash": self.parameter_hash,
            "input_hash": self.input_hash,
            "lines": [_line_json(line) for line in self.lines],
        }


def _line_json(line: LineScreening) -> dict[str, Value]:
    return {
        "line": line.line,
        "findings": [finding.as_json() for finding in line.findings],
        "nearest": [relative.as_json() for relative in line.nearest],
    }


def as_declared(request: ScreeningRequest) -> ScreeningRequest:
    """Take the papers of a case file as its people declare them, before anybody has looked at them."""
    return replace(request, lines=tuple(_line_as_declared(line) for line in request.lines))


def _line_as_declared(line: EquipmentLine) -> EquipmentLine:
    papers = tuple(
        paper if paper.kind in NEVER_DECLARED or paper.accepted is not None else replace(paper, accepted=True)
        for paper in line.papers
    )
    return replace(line, papers=papers)


def _plain(value: Scalar) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def _outcome(rule: Rule, row: Mapping[str, Scalar], parameters: Mapping[str, Any]) -> tuple[Outcome, Explanation]:
    if rule.applies is not None and truth_of(rule.applies, row, parameters) is False:
        return Outcome.NOT_APPLICABLE, explain(rule.applies, row, parameters)
    why = explain(rule.when, row, parameters)
    outcomes = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNDETERMINED}
    return outcomes[why.truth], why


def _facts(rule: Rule, why: Explanation, parameters: Mapping[str, Any], kind: Kind) -> dict[str, Value]:
    facts: dict[str, Value] = {name: _plain(value) for name, value in why.values.items()}
    for path in why.parameters:
        facts[path.replace(".", "_")] = str(parameters.get(path))
    facts["missing"] = ", ".join(rule.evidence.get(name, name) for name in why.missing)
    facts["unset"] = ", ".join(why.unset)
    return {**facts, "kind": kind.value, "stage": rule.stage.value}


def _kind(rule: Rule, line: EquipmentLine, edition: Edition | None) -> Kind:
    """An advisory becomes a gate where the edition's own row says so."""
    listed = edition.models.get(line.key) if edition else None
    return Kind.GATE if listed and rule.id in listed.gates else rule.kind


def _finding(
    rule: Rule, line: EquipmentLine, row: Mapping[str, Scalar], program: ProgramDefinition, day: date
) -> Finding:
    edition, parameters = program.edition_on(day), program.in_force(day)
    outcome, why = _outcome(rule, row, parameters)
    facts = _facts(rule, why, parameters, _kind(rule, line, edition))
    facts["model"] = f"{line.maker} {line.model}".strip()
    facts["edition"] = edition.effective_from.isoformat() if edition else ""
    if rule.id == "R04" and edition:
        facts["shortfalls"] = "; ".join(shortfalls(line, edition, program.catalogue))
    return Finding(f"rule.{rule.id}", outcome, f"line.{line.id}", str(rule.citation), facts)


def _screen_line(
    request: ScreeningRequest, line: EquipmentLine, program: ProgramDefinition, register: Register, at: datetime
) -> tuple[LineScreening, dict[str, Value]]:
    day = day_in_japan(at)
    edition = program.edition_on(day)
    row = bind(request, line, program, register, at)
    findings = tuple(_finding(rule, line, row, program, day) for rule in program.rules.rules)
    listed = edition is not None and line.key in edition.models
    relatives = nearest(line, edition, program.catalogue) if edition and not listed else ()
    return LineScreening(line.id, findings, relatives), {name: _plain(value) for name, value in row.items()}


def _parameter_hash(program: ProgramDefinition) -> str:
    return digest([program.parameters[path].as_json() for path in sorted(program.parameters)])


def screen(request: ScreeningRequest, program: ProgramDefinition, register: Register, at: datetime) -> Screening:
    """Screen a request at an instant: the edition in force then decides (A16), papers are judged at each gate's day."""
    edition = program.edition_on(day_in_japan(at))
    screened = [_screen_line(request, line, program, register, at) for line in request.lines]
    inputs: dict[str, Value] = {line.line: dict(row) for line, row in screened}
    edition_on = edition.effective_from.isoformat() if edition else ""
    return Screening(
        lines=tuple(line for line, _ in screened),
        edition_on=edition_on,
        at=at,
        ruleset_hash=program.rules.hash,
        parameter_hash=_parameter_hash(program),
        input_hash=digest([edition_on, inputs]),
    )


def due(findings: Iterable[Finding], stage: Stage) -> tuple[Finding, ...]:
    """Give the findings due at a stage."""
    return tuple(finding for finding in findings if finding.facts["stage"] == stage.value)
