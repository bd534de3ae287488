"""Captures: the office issues a plan with a fresh challenge; what comes back is judged from its sealed bytes alone."""

from collections.abc import Mapping

from sekisho.application.act import act_within
from sekisho.application.desk import CaptureOrder, Desk, IssuedPlan
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case
from sekisho.application.record import sha256
from sekisho.application.request import Accepted, Request
from sekisho.application.section import content_of
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan


def _finding(code: str, **facts: str) -> Finding:
    return Finding(f"capture_order.{code}", Outcome.NOT_MET, "line", "article: ¶9", dict(facts))


def _order(desk: Desk, tx: Transaction, case: Case, line: str, machine: Mapping[str, Value]) -> CaptureOrder | Refusal:
    newest = tx.checkpoints.newest()
    equipment = equipment_of(content_of(tx, case)).get(line)
    findings = [] if newest else [_finding("no_checkpoint")]
    if equipment is None:
        findings.append(_finding("unknown_line", line=line))
    if findings or newest is None or equipment is None:
        return Refusal.of(findings)
    serial = case.lines[line].text("serial") if line in case.lines else ""
    expected: dict[str, Value] = {
        "manufacturer": equipment.get("maker"),
        "model": equipment.get("model"),
        "serial": serial or equipment.get("serial"),
    }
    thresholds = desk.programs.definition(tx).capture_thresholds(
        day_in_japan(program_now(desk, tx)), rehearsal=desk.is_rehearsal
    )
    described = {**machine, "identity": expected}
    return CaptureOrder(case.id, line, newest.note, desk.clock.now(), described, thresholds, desk.store.mode)


def _issue(
    desk: Desk, tx: Transaction, case_id: str, person: Person, line: str, machine: Mapping[str, Value]
) -> IssuedPlan | Refusal:
    case = read_case(tx, case_id)
    order = _order(desk, tx, case, line, machine)
    if isinstance(order, Refusal):
        return order
    issued = desk.captures.plan(order)
    if isinstance(issued, Refusal):
        return issued
    tx.blobs.put(issued.challenge_record, media_type="text/plain")
    plan = tx.blobs.put(issued.plan, media_type="application/toml")
    details: dict[str, Value] = {"line": line, "challenge": sha256(issued.challenge_record), "plan": plan}
    done = act_within(desk, tx, case, person, Request("issue_capture_plan", details))
    return done if isinstance(done, Refusal) else issued


def issue_capture_plan(
    desk: Desk, case_id: str, person: Person, line: str, machine: Mapping[str, Value]
) -> IssuedPlan | Refusal:
    """Issue a capture plan for a line, with a challenge bound to the case and the newest checkpoint of the log."""
    return transact(desk, lambda tx: _issue(desk, tx, case_id, person, line, machine))


def _newest_plan(tx: Transaction, case: Case, line: str) -> tuple[str, bytes | None]:
    challenges = case.lines[line].challenges if line in case.lines else ()
    return (challenges[-1], tx.blobs.get(challenges[-1])) if challenges else ("", None)


def _receive(desk: Desk, tx: Transaction, case_id: str, person: Person, line: str, bundle: bytes) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    challenge, record = _newest_plan(tx, case, line)
    if record is None:
        return Refusal.of([_finding("no_plan", line=line)])
    order = _order(desk, tx, case, line, {})
    if isinstance(order, Refusal):
        return order
    assessment = desk.captures.assess(bundle, order, record)
    if isinstance(assessment, Refusal):
        return assessment
    received_on = day_in_japan(program_now(desk, tx)).isoformat()
    digest = tx.blobs.put(bundle, media_type="application/zip")
    details: dict[str, Value] = {
        "line": line,
        "digest": digest,
        "assessment": {**assessment, "challenge": challenge, "received_on": received_on},
    }
    return act_within(desk, tx, case, person, Request("receive_capture", details))


def receive_capture(desk: Desk, case_id: str, person: Person, line: str, bundle: bytes) -> Accepted | Refusal:
    """Take a capture bundle for a line: judged against the challenge issued, the registered identity and the mode."""
    return transact(desk, lambda tx: _receive(desk, tx, case_id, person, line, bundle))
