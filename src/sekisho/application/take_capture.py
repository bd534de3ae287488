"""Captures: the office issues a plan with a fresh challenge; what comes back is judged from its sealed bytes alone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sekisho.application.act import act_within
from sekisho.application.capture_file import keep_bundle
from sekisho.application.desk import Brought, CaptureOrder, Desk, IssuedPlan
from sekisho.application.fit_machine import captured_fit
from sekisho.application.inspect_capture import beside
from sekisho.application.keep_collectors import keys_in_use
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case
from sekisho.application.record import sha256
from sekisho.application.request import Accepted, Request
from sekisho.application.seal_journal import seal_journal
from sekisho.application.section import content_of
from sekisho.application.serial import LONGEST_KEY, Record, is_several, machines_of, word
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import CapturePlan, Case, Line
from sekisho.domain.casework.decide import out_of_turn, who_findings
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.gearing import owner_of
from sekisho.domain.casework.table import row_for, rows_of
from sekisho.domain.casework.transition import Track
from sekisho.domain.evidence.signal.trace import INTERFACE
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.identifier import folded
from sekisho.domain.values.time import day_in_japan


def _finding(code: str, **facts: str) -> Finding:
    return Finding(f"capture_order.{code}", Outcome.NOT_MET, "line", "article: ¶9", dict(facts))


Machine = Mapping[str, Value]
SEVERAL = 2
#: More machines than this no plan is for; the capture library reads no more.
MOST_MACHINES = 50


def _registered(item: Record, line: Line) -> dict[str, Value]:
    serial: Value = line.text("serial") or item.get("serial")
    return {"manufacturer": item.get("maker"), "model": item.get("model"), "serial": serial}


def _category(item: Record) -> dict[str, Value]:
    """Give the category, which says which companion model is asked for: the case says it, not who asks for the plan."""
    return {"category": item.get("category")} if item.get("category") else {}


def _among(item: Record, line: Line, machine: Machine) -> dict[str, Value] | Finding:
    """Give what a machine of a line of several must claim to be: as it was commissioned, before that as it is said."""
    said = machine.get("identity")
    told = {name: word(said if isinstance(said, dict) else {}, name) for name in ("manufacturer", "model", "serial")}
    parts = machines_of(item, line)
    if not parts:
        maker, model = told["manufacturer"] or word(item, "maker"), told["model"] or word(item, "model")
        return {"manufacturer": maker, "model": model, "serial": told["serial"]}
    part = next((one for one in parts if folded(one.serial) == folded(told["serial"])), None)
    if part is None:
        return _finding("unknown_machine", serial=told["serial"], known=", ".join(one.serial for one in parts))
    return {"manufacturer": part.maker, "model": part.model, "serial": part.serial}


def _described(item: Record, line: Line, machines: Sequence[Machine]) -> list[Machine] | Refusal:
    """Give the machines with what each must claim to be: the office says that, never who asks for the plan."""
    if len(machines) > 1 and not is_several(item, line):
        # Of several machines the asker names the serial numbers: any machine of his would be the registered one.
        return Refusal.of([_finding("one_machine", found=str(len(machines)))])
    if len(machines) == 1 and not machines_of(item, line):
        if not _registered(item, line)["serial"]:
            return Refusal.of([_finding("no_serial")])
        return [{**machines[0], **_category(item), "identity": _registered(item, line)}]
    found = [_among(item, line, machine) for machine in machines]
    unknown = [identity for identity in found if isinstance(identity, Finding)]
    if unknown:
        return Refusal.of(unknown)
    # The machines of a line may be of other categories than the line: there their own, where one is said, is kept.
    paired = zip(machines, found, strict=True)
    return [{**_category(item), **machine, "identity": one} for machine, one in paired if isinstance(one, dict)]


def _order(
    desk: Desk, tx: Transaction, case: Case, line: str, describe: Callable[[Record, Line], list[Machine] | Refusal]
) -> CaptureOrder | Refusal:
    newest = tx.checkpoints.newest()
    equipment = equipment_of(content_of(tx, case)).get(line)
    findings = [] if newest else [_finding("no_checkpoint")]
    if equipment is None:
        findings.append(_finding("unknown_line", line=line))
    if findings or newest is None or equipment is None:
        return Refusal.of(findings)
    machines = describe(equipment, case.lines.get(line, Line(line)))
    if isinstance(machines, Refusal):
        return machines
    thresholds = desk.programs.definition(tx).capture_thresholds(
        day_in_japan(program_now(desk, tx)), rehearsal=desk.is_rehearsal
    )
    return CaptureOrder(case.id, line, newest.note, desk.clock.now(), machines, thresholds, desk.store.mode)


def _purpose(person: Person) -> str:
    """Say what a plan is for: an inspector captures at his visit, everybody else to show a commissioning."""
    return "inspection" if person.role == Role.INSPECTOR.value else "commissioning"


def _owners(case: Case, person: Person) -> list[str]:
    """Give whose collectors may carry out a person's plan: an inspector his own, of everybody else the parties'."""
    parties = [] if person.role == Role.INSPECTOR.value else [case.applicant, case.partner]
    return [*(str(party.get("corporate_number") or "") for party in parties), owner_of(person.actor)]


def _may(case: Case, person: Person, command: str) -> bool:
    row = row_for(Track.PAPER, command, case.state)
    return row is not None and person.actor.who in row.who


def may_issue(case: Case, person: Person) -> bool:
    """Say whether a person may ask for a capture plan now."""
    return _may(case, person, "issue_capture_plan")


def may_receive(case: Case, person: Person) -> bool:
    """Say whether a person may hand in a capture now."""
    return _may(case, person, "receive_capture")


def read_capture_plan(desk: Desk, plan: CapturePlan) -> bytes | None:
    """Give the text of a plan that was issued."""
    with desk.store.read() as tx:
        return tx.blobs.get(plan.digest)


def _issue(
    desk: Desk, tx: Transaction, case_id: str, person: Person, line: str, machines: Sequence[Machine]
) -> IssuedPlan | Refusal:
    case = read_case(tx, case_id)
    order = _order(desk, tx, case, line, lambda item, at: _described(item, at, machines))
    if isinstance(order, Refusal):
        return order
    enrolled = keys_in_use(tx, _owners(case, person))
    issued = desk.captures.plan(replace(order, purpose=_purpose(person), enrolled=enrolled))
    if isinstance(issued, Refusal):
        return issued
    tx.blobs.put(issued.challenge_record, media_type="text/plain")
    details: dict[str, Value] = {
        "line": line,
        "challenge": sha256(issued.challenge_record),
        "plan": tx.blobs.put(issued.plan, media_type="application/toml"),
        "devices": [*issued.devices],
    }
    done = act_within(desk, tx, case, person, Request("issue_capture_plan", details))
    return done if isinstance(done, Refusal) else issued


def issue_capture_plan(
    desk: Desk, case_id: str, person: Person, line: str, machines: Sequence[Machine]
) -> IssuedPlan | Refusal:
    """Issue a capture plan for the machines of a line, with a challenge bound to the case and the newest checkpoint."""
    if len(machines) > MOST_MACHINES:
        # Before anything of them is read: everybody else would wait for it.
        facts: dict[str, Value] = {"found": len(machines), "most": MOST_MACHINES}
        too_many = Refusal.of([Finding("plan.too_many_machines", Outcome.NOT_MET, "machines", "article: ¶9", facts)])
        return transact(desk, lambda _tx: too_many)
    with desk.store.read() as tx:
        is_sealed = tx.checkpoints.newest() is not None
    if not is_sealed:
        # The first plan of a service may come before its first checkpoint, and no party can seal.
        seal_journal(desk)
    return transact(desk, lambda tx: _issue(desk, tx, case_id, person, line, machines))


def _received(case: Case, line: str, digest: str) -> list[Finding]:
    is_known = any(capture.get("digest") == digest for capture in case.lines.get(line, Line(line)).captures)
    return [_finding("received_already", line=line, digest=digest)] if is_known else []


def may_hand_in(desk: Desk, case_id: str, person: Person, line: str, digest: str = "") -> list[Finding]:
    """Say what keeps a person from handing in a capture for a line, before anybody sends half a gigabyte.

    ``digest`` is that of the bundle, where it is known before its bytes are here.
    """
    (row,) = rows_of(Track.PAPER, "receive_capture")
    with desk.store.read() as tx:
        case, at = read_case(tx, case_id), program_now(desk, tx)
    command = Command(row.command, person.actor, at, {})
    found = who_findings(row, command)
    if case.state not in row.sources:
        found = [*found, out_of_turn(Track.PAPER, command, case.state)]
    found = found if case.lines.get(line, Line(line)).plans else [*found, _finding("no_plan", line=line)]
    return [*found, *_received(case, line, digest)]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A bundle that was judged: for which line, which challenge it answers, and what its sealed bytes show."""

    line: str
    bundle: bytes
    challenge: str
    assessment: Mapping[str, Value]


def _answered(plans: Sequence[CapturePlan], brought: Brought) -> CapturePlan:
    """Give the plan a bundle answers, of those issued for the line; else the newest, which it does not answer."""
    challenge = sha256(brought.challenge_record)
    return next((plan for plan in plans if plan.challenge == challenge), plans[-1])


def _expected(desk: Desk, tx: Transaction, plan: CapturePlan, device: str) -> Callable[[Record, Line], list[Machine]]:
    """Say what the machine of a capture must claim to be: what is registered; of several, what its plan says."""

    def describe(item: Record, line: Line) -> list[Machine]:
        text = tx.blobs.get(plan.digest)
        is_one = len(plan.devices) < SEVERAL and not machines_of(item, line)
        if text is None or is_one or not is_several(item, line):
            return [{**_category(item), "identity": _registered(item, line)}]
        planned = {**desk.captures.identities(text).get(device, {})}
        listed = _among(item, line, {"identity": planned})
        # Planned for before the line was accepted: since then the list says which maker's machine has the number.
        return [{"identity": planned if isinstance(listed, Finding) else listed}]

    return describe


def _seen_elsewhere(tx: Transaction, case: Case) -> Callable[[Collection[str]], Collection[str]]:
    def seen(identifiers: Collection[str]) -> Collection[str]:
        keys = {one[:LONGEST_KEY]: one for one in identifiers}
        traces = tx.views.traces(kind=INTERFACE, keys=sorted(keys)) if keys else []
        return {keys[trace.key] for trace in traces if trace.case != case.id}

    return seen


def _judge(desk: Desk, tx: Transaction, case_id: str, line: str, bundle: bytes) -> _Judged | Refusal:
    """Judge a bundle while nobody waits: it may be large, and nothing is written."""
    case = read_case(tx, case_id)
    plans = case.lines.get(line, Line(line)).plans
    brought = desk.captures.brought(bundle) if plans else Refusal.of([_finding("no_plan", line=line)])
    if isinstance(brought, Refusal):
        return brought
    plan = _answered(plans, brought)
    record, text = tx.blobs.get(plan.challenge), tx.blobs.get(plan.digest)
    if record is None or text is None:
        return Refusal.of([_finding("no_plan", line=line)])
    order = _order(desk, tx, case, line, _expected(desk, tx, plan, brought.device))
    if isinstance(order, Refusal):
        return order
    assessment = desk.captures.assess(
        bundle, order, IssuedPlan(text, record, tuple(plan.devices)), _seen_elsewhere(tx, case)
    )
    if isinstance(assessment, Refusal):
        return assessment
    return _Judged(line, bundle, plan.challenge, assessment)


def _receive(desk: Desk, tx: Transaction, case_id: str, person: Person, judged: _Judged) -> Accepted | Refusal:
    case, line, digest = read_case(tx, case_id), judged.line, sha256(judged.bundle)
    if known := _received(case, line, digest):
        return Refusal.of(known)
    received_on = day_in_japan(program_now(desk, tx)).isoformat()
    details: dict[str, Value] = {
        "line": line,
        **keep_bundle(tx, judged.bundle),
        "assessment": {
            **judged.assessment,
            **captured_fit(desk, tx, case, line, judged.assessment),
            **beside(desk, tx, case, person, (line, judged.assessment)),
            "challenge": judged.challenge,
            "received_on": received_on,
        },
    }
    return act_within(desk, tx, case, person, Request("receive_capture", details))


def receive_capture(desk: Desk, case_id: str, person: Person, line: str, bundle: bytes) -> Accepted | Refusal:
    """Take a capture bundle for a line: judged against the challenge issued, the registered identity and the mode."""
    found = may_hand_in(desk, case_id, person, line)
    if found:
        return transact(desk, lambda _tx: Refusal.of(found))
    with desk.store.read() as tx:
        judged = _judge(desk, tx, case_id, line, bundle)
    if isinstance(judged, Refusal):
        return transact(desk, lambda _tx: judged)
    return transact(desk, lambda tx: _receive(desk, tx, case_id, person, judged))
