"""The plant's gateway in a plan: a second OPC UA server that shows the machine's signals, watched beside the machine.

It has a device name of its own, because the session's nonce follows from it; its signals carry the machine's names.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sekisho.capture.field import Fields

if TYPE_CHECKING:
    from sekisho.capture.plan.capture_plan import CapturePlan, OpcUaPlan, Signal


@dataclass(frozen=True, slots=True)
class GatewayPlan:
    """Where the plant's gateway is, under which name it is captured, and where it has the machine's signals."""

    device: str
    opcua: "OpcUaPlan"
    signals: "tuple[Signal, ...]"


def gateway_of(
    fields: Fields,
    device: str,
    names: Collection[str],
    opcua: "Callable[[Fields], OpcUaPlan]",
    signals: "Callable[[Fields], tuple[Signal, ...]]",
) -> GatewayPlan:
    """Read the gateway's table of a machine; every problem is kept."""
    own = fields.text("device")
    # Two devices of one name would share nonces, and a second use of a nonce proves nothing (interop.md §3.3, 2).
    if own and own == device:
        fields.wrong("device", "plan.twice", found=own)
    server = fields.table("opcua")
    found = signals(fields)
    for signal in found:
        if signal.name not in names:
            fields.wrong("signals", "plan.signal_unknown", name=signal.name)
        if not signal.is_in_opcua:
            fields.wrong("signals", "plan.signal_nowhere", name=signal.name)
    plan = GatewayPlan(own, opcua(server or Fields({}, "opcua", [])), found)
    fields.done()
    return plan


def gateway_lines(head: str, opcua: Iterable[str], signals: Iterable[Iterable[str]]) -> list[str]:
    """Write the gateway's table from its lines."""
    lines = ["", "[machine.gateway]", head, "", "[machine.gateway.opcua]", *opcua]
    for signal in signals:
        lines += ["", "[[machine.gateway.signals]]", *signal]
    return lines


def plan_for_gateway(plan: "CapturePlan", gateway: GatewayPlan) -> "CapturePlan":
    """Give the plan under which the gateway is captured, as if it were the machine."""
    machine = replace(
        plan.machine, device=gateway.device, signals=gateway.signals, opcua=gateway.opcua, mtconnect=None,
        gateway=None, action=None,
    )  # fmt: skip
    return replace(plan, machine=machine)
