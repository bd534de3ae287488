"""The capture library as the application's capture desk: plans around fresh challenges, bundles judged."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from sekisho.application.desk import CaptureOrder, IssuedPlan, Notary
from sekisho.application.ports import Mode
from sekisho.capture.assess import Thresholds, assess
from sekisho.capture.plan import CapturePlan, Identity, MachinePlan, machine_of, render
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.terms import terms_lines
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

RECORD = "sekisho-challenge/v1"
SAMPLING_MS = 200


def _findings(refused: Refused) -> Refusal:
    return Refusal.of(_finding(problem) for problem in refused.problems)


def _finding(problem: Problem) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place, "article: ¶9", dict(problem.facts))


def _record(notary: Notary, order: CaptureOrder, machine: MachinePlan) -> bytes:
    """Write a challenge record: nobody, the office included, knew it before the newest checkpoint was signed."""
    checkpoint = base64.b64encode(order.checkpoint).decode()
    lines = [
        RECORD,
        f"case {order.case}",
        f"line {order.line}",
        f"mode {order.mode.value}",
        f"issued {order.issued_at.isoformat()}",
        *terms_lines(order.purpose, [machine]),
        f"random {secrets.token_hex(32)}",
        f"checkpoint {checkpoint}",
    ]
    text = ("\n".join(lines) + "\n").encode()
    signature = base64.b64encode(notary.office_signature(text)).decode()
    return text + f"office {signature}\n".encode()


class CaptureDesk:
    """Plans for the collector and judgement of what it brought (``desk.Captures``)."""

    def __init__(self, notary: Notary) -> None:
        """Take the notary whose key signs challenges."""
        self._notary = notary

    def plan(self, order: CaptureOrder) -> IssuedPlan | Refusal:
        """Write a plan around a fresh challenge; a machine that cannot be planned for is refused with every reason."""
        machine = machine_of(dict(order.machine))
        if isinstance(machine, Refused):
            return _findings(machine)
        said = order.thresholds["duration_s"]
        seconds = said if isinstance(said, int) else 1
        too_long = machine.action.does_not_fit(seconds) if machine.action else None
        if too_long:
            return _findings(Refused.of([too_long]))
        record = _record(self._notary, order, machine)
        plan = CapturePlan(
            case=order.case,
            line=order.line,
            mode=order.mode.value,
            challenge_record=record,
            duration_s=seconds,
            sampling_ms=SAMPLING_MS,
            machine=machine,
            purpose=order.purpose,
        )
        return IssuedPlan(render(plan), record)

    def assess(self, bundle: bytes, order: CaptureOrder, challenge_record: bytes) -> Mapping[str, Value] | Refusal:
        """Judge a bundle from its sealed bytes alone."""
        judged = assess(
            bundle,
            challenge_record=challenge_record,
            expected_identity=_identity(order.machine),
            mode="live" if order.mode is Mode.LIVE else "rehearsal",
            thresholds=_thresholds(order.thresholds),
        )
        return _findings(judged) if isinstance(judged, Refused) else judged.as_json()


def _identity(machine: Mapping[str, Value]) -> Identity:
    said = machine.get("identity")
    plate: Mapping[str, Any] = said if isinstance(said, dict) else {}
    return Identity(*(str(plate.get(name) or "") for name in ("manufacturer", "model", "serial")))


def _thresholds(said: Mapping[str, Value]) -> Thresholds:
    numbers = {name: value for name, value in said.items() if isinstance(value, int)}
    return Thresholds(
        duration_s=numbers["duration_s"],
        gap_percent=numbers["gap_percent"],
        good_percent=numbers["good_percent"],
        clock_offset_s=numbers["clock_offset_s"],
        action_one_in=numbers["action_one_in"],
    )
