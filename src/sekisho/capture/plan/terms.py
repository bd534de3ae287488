"""What a challenge record fixes beside the moment: the purpose of the capture and the action asked of the operator.

Both stand in the record as lines of their own, so the office signs them, the challenge is a hash over them, and a
collector that changes its plan afterwards is found out from the bundle alone.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sekisho.capture import plain
from sekisho.capture.plan.capture_plan import MachinePlan, Signal
from sekisho.capture.problem import Value

COMMISSIONING, INSPECTION, OBSERVATION = "commissioning", "inspection", "observation"
_PURPOSE, _ACTION, _ISSUED = "purpose ", "action ", "issued "


def purpose_of(record: bytes) -> str:
    """Give the purpose a record names; a record that names none is of a commissioning."""
    said = [line.removeprefix(_PURPOSE) for line in _lines(record) if line.startswith(_PURPOSE)]
    return said[0] if said else COMMISSIONING


def issued_at(record: bytes) -> datetime | None:
    """Give the instant a record was issued at, as the office signed it; None for one that does not say."""
    said = next((line.removeprefix(_ISSUED) for line in _lines(record) if line.startswith(_ISSUED)), "")
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        return None
    return read if read.tzinfo else None


def terms_lines(purpose: str, machines: Iterable[MachinePlan]) -> list[str]:
    """Give the lines a record of these machines has to hold."""
    return [f"{_PURPOSE}{purpose}", *(line for machine in machines for line in _action_lines(machine))]


def fixes_action(record: bytes, machine: MachinePlan) -> bool:
    """Say whether a record fixes the action of a machine's plan, word for word."""
    return all(line in _lines(record) for line in _action_lines(machine))


def _lines(record: bytes) -> list[str]:
    return record.decode(errors="replace").split("\n")


def _action_lines(machine: MachinePlan) -> list[str]:
    if machine.action is None:
        return []
    signals = [signal for signal in machine.signals if signal.name == machine.action.signal]
    about: dict[str, Value] = {
        "device": machine.device, "action": machine.action.as_json(), "signals": [_plain(s) for s in signals]
    }  # fmt: skip
    return [_ACTION + hashlib.sha256(plain.as_bytes(about)).hexdigest()]


def _plain(signal: Signal) -> Value:
    # With where it is read: pointing the name at another node would be another action.
    return {"name": signal.name, "kind": signal.kind, "node": signal.node, "path": [*signal.path], "item": signal.item}
