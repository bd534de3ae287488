"""The capture library as the application's capture desk: plans around fresh challenges, bundles judged."""

import base64
import hashlib
import secrets
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sekisho.application.desk import AskedValues, Brought, CaptureOrder, IssuedPlan, Notary
from sekisho.application.ports import Mode
from sekisho.bootstrap.fitting import SheetDesk
from sekisho.bootstrap.judging import thresholds_of
from sekisho.capture.analysis.plot import picture_of, svg
from sekisho.capture.analysis.table import tables_of
from sekisho.capture.collect.enrolment import read_enrolment
from sekisho.capture.judge.assess import assess
from sekisho.capture.judge.comparison import compare
from sekisho.capture.plan.capture_plan import (
    MOST_ENROLLED,
    MOST_MACHINES,
    CapturePlan,
    Identity,
    MachinePlan,
    machine_of,
    other_plan,
    parse,
    render,
    render_all,
)
from sekisho.capture.plan.observation import ask_line, asked_of
from sekisho.capture.plan.sequence import fitting
from sekisho.capture.plan.terms import terms_lines
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.sealed.bundle import PLAN, read_bundle
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.seal.log.note import brief

RECORD = "sekisho-challenge/v1"
SAMPLING_MS = 200


def _findings(refused: Refused) -> Refusal:
    return Refusal.of(_finding(problem) for problem in refused.problems)


def _finding(problem: Problem) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place, "article: ¶9", dict(problem.facts))


def _record(notary: Notary, order: CaptureOrder, machines: Sequence[MachinePlan], *more: str) -> bytes:
    """Write a challenge record: nobody, the office included, knew it before the newest checkpoint was signed."""
    # Origin, size and root are what nobody knew before; who else vouches for them stands in the log.
    checkpoint = base64.b64encode(brief(order.checkpoint)).decode()
    lines = [
        RECORD,
        f"case {order.case}",
        f"line {order.line}",
        f"mode {order.mode.value}",
        f"issued {order.issued_at.isoformat()}",
        *terms_lines(order.purpose, machines),
        *more,
        f"random {secrets.token_hex(32)}",
        f"checkpoint {checkpoint}",
    ]
    text = ("\n".join(lines) + "\n").encode()
    signature = base64.b64encode(notary.office_signature(text)).decode()
    return text + f"office {signature}\n".encode()


class CaptureDesk(SheetDesk):
    """Plans for the collector and judgement of what it brought (``desk.Captures``)."""

    def __init__(self, notary: Notary) -> None:
        """Take the notary whose key signs challenges."""
        self._notary = notary

    def enrolment(self, data: bytes) -> Mapping[str, Value] | Refusal:
        """Read what a collector signed of itself."""
        read = read_enrolment(data)
        if isinstance(read, Refused):
            return _findings(read)
        return {"public_key": read.public_key, "certificate": read.certificate_sha256, "name": read.name}

    def observation(self, order: CaptureOrder) -> bytes:
        """Write a challenge record that says how the values to be asked are chosen."""
        return _record(self._notary, order, (), ask_line(_numbers(order)))

    def asked(self, record: bytes, line: str) -> AskedValues | None:
        """Derive what is to be asked."""
        found = asked_of(record, line)
        return AskedValues(found.numbers, found.code) if found else None

    def compare(self, earlier: Mapping[str, Value], later: Mapping[str, Value]) -> Sequence[Value]:
        """Hold an inspection against an earlier capture."""
        return [row.as_json() for row in compare(earlier, later)]

    def plan(self, order: CaptureOrder) -> IssuedPlan | Refusal:
        """Write a plan around a fresh challenge; a machine that cannot be planned for is refused with every reason."""
        seconds = order.thresholds["duration_s"]
        machines = _machines([_timed(one, order) for one in order.machines], seconds if isinstance(seconds, int) else 1)
        if isinstance(machines, Refused):
            return _findings(machines)
        record = _record(self._notary, order, machines)
        plan = CapturePlan(
            case=order.case,
            line=order.line,
            mode=order.mode.value,
            challenge_record=record,
            duration_s=seconds if isinstance(seconds, int) else 1,
            sampling_ms=SAMPLING_MS,
            machine=machines[0],
            purpose=order.purpose,
            enrolled=order.enrolled[:MOST_ENROLLED],
        )
        plans = [replace(plan, machine=machine) for machine in machines]
        text = render(plan) if len(plans) == 1 else render_all(plans)
        return IssuedPlan(text, record, tuple(machine.device for machine in machines))

    def identities(self, plan: bytes) -> Mapping[str, Mapping[str, Value]]:
        """Read the machines of a plan this office wrote."""
        said = tomllib.loads(plan.decode())
        return {one["device"]: one["identity"] for one in said.get("machines") or [said["machine"]]}

    def brought(self, bundle: bytes) -> Brought | Refusal:
        """Read a bundle's plan, which names the challenge and the device; who signed what is judged later."""
        read = read_bundle(bundle)
        if isinstance(read, Refused):
            return _findings(read)
        plan = parse(read.files[PLAN])
        return _findings(plan) if isinstance(plan, Refused) else Brought(plan.challenge_record, plan.machine.device)

    def picture(self, bundle: bytes) -> str | Refusal:
        """Draw a bundle's signals from its sealed records."""
        tables = tables_of(bundle, hashlib.sha256(bundle).hexdigest())
        return _findings(tables) if isinstance(tables, Refused) else svg(picture_of(tables))

    def assess(
        self,
        bundle: bytes,
        order: CaptureOrder,
        issued: IssuedPlan,
        seen_elsewhere: Callable[[Collection[str]], Collection[str]],
    ) -> Mapping[str, Value] | Refusal:
        """Judge a bundle from its sealed bytes alone, beside what captures of other cases show."""
        judged = assess(
            bundle,
            challenge_record=issued.challenge_record,
            expected_identity=_identity(order.machines[0]),
            mode="live" if order.mode is Mode.LIVE else "rehearsal",
            thresholds=thresholds_of(order.thresholds, str(order.machines[0].get("category") or "")),
        )
        if isinstance(judged, Refused):
            return _findings(judged)
        if other := other_plan(judged.plan, issued.plan):
            return _findings(Refused.of(other))
        return judged.beside(seen_elsewhere(judged.identifiers)).as_json()


def _timed(machine: Mapping[str, Value], order: CaptureOrder) -> Mapping[str, Value]:
    """Fill in how many values an operator's action asks for and how long each is held, where the asker left it open."""
    action, numbers = machine.get("action"), _numbers(order)
    if not isinstance(action, dict):
        return machine
    filled = fitting(action, numbers["duration_s"], numbers["action_one_in"], numbers["action_hold_ms"])
    return {**machine, "action": filled}


def _machines(tables: Sequence[Mapping[str, Value]], seconds: int) -> list[MachinePlan] | Refused:
    """Read every machine, or say everything that is wrong with any of them; of several each by its number."""
    read = [machine_of(dict(table)) for table in tables]
    problems = [
        replace(problem, place=problem.place.replace("machine", f"machines[{n}]", 1)) if len(tables) > 1 else problem
        for n, machine in enumerate(read, 1)
        for problem in _wrong_with(machine, seconds)
    ]
    machines = [machine for machine in read if isinstance(machine, MachinePlan)]
    twice = [name for name, count in Counter(machine.device for machine in machines).items() if count > 1]
    problems += [Problem("plan.device_twice", "machines", {"found": name}) for name in twice]
    problems += [] if tables else [Problem("plan.missing", "machines")]
    if len(tables) > MOST_MACHINES:
        problems.append(Problem("plan.too_many_machines", "machines", {"found": len(tables), "most": MOST_MACHINES}))
    return Refused.of(problems) if problems else machines


def _wrong_with(machine: MachinePlan | Refused, seconds: int) -> Sequence[Problem]:
    if isinstance(machine, Refused):
        return machine.problems
    too_long = machine.action.does_not_fit(seconds) if machine.action else None
    return [too_long] if too_long else []


def _identity(machine: Mapping[str, Value]) -> Identity:
    said = machine.get("identity")
    plate: Mapping[str, Any] = said if isinstance(said, dict) else {}
    return Identity(*(str(plate.get(name) or "") for name in ("manufacturer", "model", "serial")))


def _numbers(order: CaptureOrder) -> dict[str, int]:
    return {name: value for name, value in order.thresholds.items() if isinstance(value, int)}
