"""The evidence a case shows, judged line by line from its accepted papers and its captures."""

from collections.abc import Mapping
from datetime import date, datetime

from sekisho.application.fit import CLIENT_SHEET
from sekisho.application.serial import machines_of
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.evidence.collector import INSPECTION
from sekisho.domain.evidence.observation import best
from sekisho.domain.evidence.reached import Shown
from sekisho.domain.evidence.readiness import Readiness, read_readiness, together
from sekisho.domain.evidence.sufficiency import (
    ATTESTATION,
    OBSERVATION,
    Capture,
    Evidence,
    facts_of,
    is_retrospective,
    judge,
)
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.identifier import folded
from sekisho.domain.values.time import day_in_japan


def _names(value: Value) -> frozenset[str]:
    return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()


def _capture(assessment: Mapping[str, Value]) -> Capture:
    received = str(assessment.get("received_on"))
    reached, flags = _names(assessment.get("reached")), _names(assessment.get("flags"))
    # Handed in by an inspector is not enough: it answers a challenge of his own, sealed by his own collector (A30).
    is_his = assessment.get("role") == Role.INSPECTOR.value
    by_inspector = is_his and assessment.get("purpose") == INSPECTION
    digest, day = str(assessment.get("digest")), date.fromisoformat(received)
    return Capture(digest, reached, flags, day, by_inspector, serials_of(assessment))


def serials_of(assessment: Mapping[str, Value]) -> frozenset[str]:
    """Give the serial numbers a capture's interfaces claim, as they are compared."""
    claims = assessment.get("claims")
    said = [one.get("serial") for one in claims if isinstance(one, dict)] if isinstance(claims, list) else []
    return frozenset(folded(str(serial)) for serial in said if serial)


def captures_of(line: Line) -> list[Mapping[str, Value]]:
    """Give the captures of the machines that came: one made of another serial number shows nothing of this line.

    A capture is judged against what is on record that day, and before the delivery that is what the applicant wrote.
    """
    own = {folded(line.text("serial")), *(folded(one.serial) for one in machines_of({}, line))} - {""}
    return [one for one in line.captures if not own or not (said := serials_of(one)) or not own.isdisjoint(said)]


def shown_by(line: Line) -> list[Shown]:
    """Give what each capture of a line shows, for its machines to be told apart."""
    return [Shown(serials_of(capture), _names(capture.get("reached"))) for capture in captures_of(line)]


def _kinds(case: Case, line: Line, *states: str) -> frozenset[str]:
    papers = [d for d in case.documents.values() if d.line in {"", line.id} and d.status in states]
    return frozenset(paper.kind for paper in papers)


def _observations(case: Case, line: Line) -> list[Mapping[str, Value]]:
    papers = (d for d in case.documents.values() if d.kind == OBSERVATION and d.line in {"", line.id})
    return [paper.about for paper in papers if paper.status == "accepted"]


def evidence_of(case: Case, line: Line) -> Evidence:
    """Gather what one line shows."""
    commissioned = line.text("commissioned_on")
    return Evidence(
        line=line.id,
        filed=_kinds(case, line, "filed", "accepted"),
        accepted=_kinds(case, line, "accepted"),
        captures=tuple(_capture(capture) for capture in captures_of(line)),
        commissioned_on=date.fromisoformat(commissioned) if commissioned else None,
        claimed_on=day_in_japan(case.submitted_at) if case.submitted_at else None,
        attested=ATTESTATION in _kinds(case, line, "accepted"),
        visited=bool(line.text("visited_on")),
        machines=tuple(folded(one.serial) for one in machines_of({}, line)),
        observed=best(_observations(case, line)),
    )


def evidence_findings(case: Case, line: Line, program: ProgramDefinition, now: datetime) -> tuple[Finding, ...]:
    """Judge one line's evidence."""
    return judge(evidence_of(case, line), program.number("evidence.sealed_within_days", day_in_japan(now)))


def _visited(line: Line) -> bool | None:
    """Say whether the visit took place within the line's own 90 days or its term for a re-visit; unknown before it."""
    visited = line.text("visited_on")
    if not visited or line.visit_by is None:
        return None
    return visited <= line.visit_by.isoformat()


def readiness_of(case: Case, line: str) -> Readiness | None:
    """Give how a line's machine fits the plant's client: as captured, else by the sheet that was filed last."""
    captures = case.lines[line].newest_captures if line in case.lines else ()
    captured = [read for one in captures if (read := read_readiness(one.get("readiness")))]
    if captured:
        return together(captured)
    sheets = [one for one in case.standing_papers if one.kind == CLIENT_SHEET and one.line in {"", line}]
    told = sheets[-1].about.get("readiness") if sheets else None
    return read_readiness(told.get(line)) if isinstance(told, dict) else None


def shown_evidence(case: Case, program: ProgramDefinition, now: datetime) -> dict[str, dict[str, bool | None]]:
    """Give each line's judged evidence as facts for the rules."""
    shown: dict[str, dict[str, bool | None]] = {}
    for line in case.lines.values():
        facts: dict[str, bool | None] = dict(facts_of(evidence_findings(case, line, program, now)))
        if facts.pop("integration_observed", None):
            facts["integration"] = True
        late = is_retrospective(evidence_of(case, line))
        readiness = readiness_of(case, line.id)
        facts["interface_ready"] = readiness.is_ready if readiness else None
        shown[line.id] = {**facts, "claim_after_commissioning": late, "visited_in_time": _visited(line)}
    return shown
