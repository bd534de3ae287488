"""Screen: every criterion on every line of a request, at an instant, with the edition that decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from sekisho.domain.conformity.judge import Judged
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.rules.criterion import Criterion
from sekisho.domain.rules.digest import digest
from sekisho.domain.rules.explain import Explanation
from sekisho.domain.rules.reason import Reason, plain
from sekisho.domain.rules.ruleset import Kind, Rule, Stage
from sekisho.domain.screening.bind import Bound, Register, Setting, bind, shortfalls
from sekisho.domain.screening.near import Relative, nearest
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.values.finding import Finding, Outcome, Value, overall

#: A declaration that the Act does not apply is never taken as declared (A10).
NEVER_DECLARED = ("pse_out_of_scope_declaration",)


@dataclass(frozen=True, slots=True)
class LineScreening:
    """How one line came out: a finding per criterion, and the nearest listed models where its own is not listed.

    ``reasons`` say, by the code of a finding that does not hold, each leaf that stands in its way; ``inputs`` is the
    row of facts that was judged.
    """

    line: str
    findings: tuple[Finding, ...]
    nearest: tuple[Relative, ...]
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    inputs: Mapping[str, Value] = field(default_factory=dict)

    def as_json(self) -> dict[str, Value]:
        """Give the line as plain values."""
        return {
            "line": self.line,
            "findings": [finding.as_json() for finding in self.findings],
            "nearest": [relative.as_json() for relative in self.nearest],
            "reasons": {code: [reason.as_json() for reason in reasons] for code, reasons in self.reasons.items()},
            "inputs": dict(self.inputs),
        }


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

    def outcome_of(self, stages: Iterable[Stage]) -> Outcome:
        """Give the outcome of the gates due at some stages together."""
        wanted = {stage.value for stage in stages}
        return overall(f.outcome for f in self.gates if f.facts["stage"] in wanted)

    def outcome_at(self, stage: Stage) -> Outcome:
        """Give the outcome of the gates due at a stage."""
        return self.outcome_of([stage])

    @property
    def stages(self) -> Mapping[str, Outcome]:
        """Give the outcome of every stage."""
        return {stage.value: self.outcome_at(stage) for stage in Stage}

    @property
    def outcome(self) -> Outcome:
        """Give the outcome of what is due at the application, and of anything that has failed already."""
        # What has failed already fails the request, even where it is only due later.
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
            "lines": [line.as_json() for line in self.lines],
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


def _from_paper(reason: Reason, judged: Judged) -> Reason:
    """Where a paper decided a fact, what is wrong with the paper says more than that the fact does not hold."""
    facts: dict[str, Value] = {**reason.facts, "support": list(judged.support)}
    return Reason(f"conformity.{judged.reason}", reason.field, facts)


def _reason(reason: Reason, rule: Rule, bound: Bound) -> Reason:
    judged = bound.judged.get(reason.field)
    if judged and judged.reason:
        return _from_paper(reason, judged)
    # The parameter has values; what lacks is the applicant's own day by which one of them would be chosen.
    if reason.code == "reason.unset" and bound.row.get(rule.as_of) is None:
        return Reason("reason.undated", rule.as_of, {"field": rule.as_of})
    return reason


def _reasons(rule: Rule, reasons: tuple[Reason, ...], bound: Bound) -> tuple[Reason, ...]:
    found = [_reason(reason, rule, bound) for reason in reasons]
    return tuple([one for n, one in enumerate(found) if one not in found[:n]])


def _support(why: Explanation, bound: Bound) -> list[Value]:
    """Give the papers behind the facts that were read, each once."""
    papers = [bound.judged[name].support for name in why.values if name in bound.judged]
    return list(dict.fromkeys(chain.from_iterable(papers))) if papers else []


def raised_gates(line: EquipmentLine, edition: Edition | None) -> tuple[str, ...]:
    """Give the advisories that are gates for a line, by the model's own row of the edition or by its category."""
    # Of what is listed only: what one maker's model must show says nothing of another's (F7, F8).
    listed = edition.models.get(line.key) if edition else None
    return edition.gates_of(listed) if edition and listed else ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line bound and ready to be judged. ``raised`` are the advisories that are gates for it, ``facts`` what every
    finding tells of it.
    """

    line: EquipmentLine
    setting: Setting
    bound: Bound
    edition: Edition | None
    place: str
    raised: tuple[str, ...]
    facts: Mapping[str, Value]

    def judge(self, criterion: Criterion) -> tuple[Finding, tuple[Reason, ...]]:
        """Judge one criterion: the finding, and the reasons where it stands in the way."""
        judged = criterion.judge(self.bound.row)
        facts = {**judged.facts, **criterion.due, **self.facts}
        if criterion.rule.id in self.raised:
            facts["kind"] = Kind.GATE.value
        if support := _support(judged.why, self.bound):
            facts["support"] = support
        if "specification_met" in judged.why.values and self.edition:
            facts["shortfalls"] = "; ".join(shortfalls(self.line, self.edition, self.setting.program.catalogue))
        finding = Finding(criterion.code, judged.outcome, self.place, criterion.citation, facts)
        return finding, _reasons(criterion.rule, judged.reasons, self.bound)

    def judge_all(self) -> list[tuple[Finding, tuple[Reason, ...]]]:
        """Judge every criterion, also after one has failed: an applicant hears of everything at once."""
        return [self.judge(criterion) for criterion in self.setting.program.criteria.of(self.bound.row)]


def held(line: EquipmentLine, setting: Setting, bound: Bound) -> Line:
    """Hold the bound facts of a line against the edition that decides."""
    edition = setting.edition
    since = edition.effective_from.isoformat() if edition else ""
    facts: dict[str, Value] = {"model": f"{line.maker} {line.model}".strip(), "edition": since}
    return Line(line, setting, bound, edition, f"line.{line.id}", raised_gates(line, edition), facts)


def _relatives(line: EquipmentLine, edition: Edition | None, catalogue: Mapping[str, Model]) -> tuple[Relative, ...]:
    """Give the nearest listed models of a line that is not listed; who is listed needs none."""
    return nearest(line, edition, catalogue) if edition and line.key not in edition.models else ()


def _screen_line(line: EquipmentLine, setting: Setting) -> LineScreening:
    bound = bind(line, setting)
    judged = held(line, setting, bound).judge_all()
    return LineScreening(
        line=line.id,
        findings=tuple(finding for finding, _ in judged),
        nearest=_relatives(line, setting.edition, setting.program.catalogue),
        reasons={finding.code: reasons for finding, reasons in judged if reasons},
        inputs={name: plain(value) for name, value in bound.row.items()},
    )


def screen(request: ScreeningRequest, program: ProgramDefinition, register: Register, at: datetime) -> Screening:
    """Screen a request at an instant: the edition in force then decides (A16), papers are judged at each gate's day."""
    setting = Setting(request, program, register, at)
    lines = tuple(_screen_line(line, setting) for line in request.lines)
    # The hash covers the bound rows, not the file: the same file judged against other registers is another input.
    inputs: dict[str, Value] = {line.line: dict(line.inputs) for line in lines}
    edition_on = setting.edition.effective_from.isoformat() if setting.edition else ""
    return Screening(
        lines=lines,
        edition_on=edition_on,
        at=at,
        ruleset_hash=setting.rules.hash,
        parameter_hash=program.parameter_hash,
        input_hash=digest([edition_on, inputs]),
    )


def due(findings: Iterable[Finding], stage: Stage) -> tuple[Finding, ...]:
    """Give the findings due at a stage."""
    return tuple(finding for finding in findings if finding.facts["stage"] == stage.value)
