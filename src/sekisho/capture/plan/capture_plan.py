"""The capture plan: issued by the office, carried out by the collector, for one or several machines of one line.

A plan carries the office's challenge record, so that everything captured under it is bound to a moment after which
it was made. The text is TOML; ``parse`` names every problem at once. Several machines (``[[machines]]``) are as many
plans of one machine each under the same challenge: each is captured by itself and gives a bundle of its own.
"""

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sekisho.capture.field import Fields
from sekisho.capture.plan.action import ActionPlan, action_lines, action_of
from sekisho.capture.plan.gateway import GatewayPlan, gateway_lines, gateway_of
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.toml import read_table

FORMAT = "sekisho/capture-plan/v1"
MODES = frozenset({"rehearsal", "live"})
KINDS = frozenset({"state", "text", "number"})
PURPOSES = frozenset({"commissioning", "inspection"})
TRANSPORTS = frozenset({"stream", "poll"})
LARGEST = 256 * 1024
LONGEST_S, MOST_SIGNALS, MOST_MACHINES, MOST_ENROLLED = 24 * 3600, 500, 50, 100
_KEY = re.compile(r"[0-9a-f]{64}")
_ENDPOINT = r"opc\.tcp://(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}(?:/\S*)?"
_AGENT = r"https?://(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:/\S*)?"
_MACHINE = re.compile(r"^(\[{1,2})machine(?=[.])")
_STEP = r"(?:\{[^{}]+\})?[^{}]+"
#: With the namespace's URI: its index may be another one after every restart of the server.
_NODE = r"(?:nsu=[^;]+;|ns=\d{1,5};)?(?:i=\d{1,10}|s=.+|g=[0-9a-fA-F-]{36})"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a machine is expected to say it is: from its registration and the invoice line."""

    manufacturer: str
    model: str
    serial: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal and where each protocol has it.

    ``kind`` is ``state`` (its transitions count), ``number`` or ``text``. ``node`` is an OPC UA NodeId with the URI of
    its namespace, or ``path`` a browse path from Objects with ``{namespace}Name`` steps; ``item`` an MTConnect id.
    """

    name: str
    kind: str
    node: str = ""
    path: tuple[str, ...] = ()
    item: str = ""

    @property
    def is_in_opcua(self) -> bool:
        """Say whether OPC UA has the signal."""
        return bool(self.node or self.path)


def numbered(signals: Iterable[Signal]) -> dict[int, Signal]:
    """Give the signals that OPC UA has by the numbers, from 1, under which they are watched."""
    return dict(enumerate((signal for signal in signals if signal.is_in_opcua), 1))


@dataclass(frozen=True, slots=True)
class OpcUaPlan:
    """An endpoint and the trust decision: the SHA-256 of the certificate expected, or an explicit first use."""

    endpoint: str
    server_certificate_sha256: str = ""
    is_first_use: bool = False


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """An MTConnect agent and, where it has several devices, which one; streamed unless the plan says it is polled.

    Over TLS the trust decision is one on a certificate, as for OPC UA: its SHA-256, or an explicit first use.
    """

    agent: str
    device: str = ""
    is_streamed: bool = True
    server_certificate_sha256: str = ""
    is_first_use: bool = False

    @property
    def is_secure(self) -> bool:
        """Say whether the agent is asked over TLS."""
        return self.agent.startswith("https:")


@dataclass(frozen=True, slots=True)
class MachinePlan:
    """A machine: who it should be, where it can be reached, what to look at."""

    device: str
    identity: Identity
    signals: tuple[Signal, ...]
    opcua: OpcUaPlan | None = None
    mtconnect: AgentPlan | None = None
    action: ActionPlan | None = None
    category: str = ""
    gateway: GatewayPlan | None = None


@dataclass(frozen=True, slots=True)
class CapturePlan:
    """What to capture, for which case and line, in which mode, for how many seconds, under which challenge.

    ``purpose`` is ``commissioning``, or ``inspection`` where the office's inspector carries it out himself.
    ``enrolled`` are the public keys of the collectors the office knew, in hex, when it issued the plan; None where the
    plan says nothing of them.
    """

    case: str
    line: str
    mode: str
    challenge_record: bytes
    duration_s: int
    sampling_ms: int
    machine: MachinePlan
    purpose: str = "commissioning"
    enrolled: tuple[str, ...] | None = None

    def knows(self, key: bytes) -> bool:
        """Say whether the office knew a collector by its public key, as far as the plan says; without a word it may."""
        return self.enrolled is None or key.hex() in self.enrolled


def parse(data: bytes) -> CapturePlan | Refused:
    """Read a plan for one machine, or say everything that is wrong with it."""
    plans = parse_all(data)
    if isinstance(plans, Refused):
        return plans
    return plans[0] if len(plans) == 1 else Refused.of([Problem("plan.several", "machines", {"found": len(plans)})])


def parse_all(data: bytes) -> tuple[CapturePlan, ...] | Refused:
    """Read a plan as one of a single machine each, or say everything that is wrong with it."""
    table = read_table(data, "plan", LARGEST)
    if isinstance(table, Problem):
        return Refused.of([table])
    problems: list[Problem] = []
    plans = _plans(Fields(table, "", problems))
    return Refused.of(problems) if problems else plans


def other_plan(plan: CapturePlan, issued: bytes) -> list[Problem]:
    """Say whether a plan is none of those in a text the office issued: what is watched is not the collector's choice.

    For how long does not matter: it is measured, whatever was planned. A text that is no plan to us says nothing.
    """
    known = parse_all(issued)
    if isinstance(known, Refused) or any(replace(plan, duration_s=one.duration_s) == one for one in known):
        return []
    return [Problem("plan.not_issued", "plan.toml", {"device": plan.machine.device[:80]})]


def machine_of(table: Mapping[str, Any]) -> MachinePlan | Refused:
    """Read the machine's table from plain values, as a form or an API brings it."""
    problems: list[Problem] = []
    machine = _machine(Fields(table, "machine", problems))
    return Refused.of(problems) if problems else machine


def _plans(fields: Fields) -> tuple[CapturePlan, ...]:
    fields.choice("format", {FORMAT})
    machines = _machines(fields)
    plan = CapturePlan(
        case=fields.text("case"),
        line=fields.text("line"),
        mode=fields.choice("mode", MODES),
        challenge_record=_record(fields),
        duration_s=fields.whole("duration_s", 1, LONGEST_S),
        sampling_ms=fields.whole("sampling_ms", 20, 60_000),
        machine=machines[0],
        purpose=fields.choice("purpose", PURPOSES) if fields.has("purpose") else "commissioning",
        enrolled=_enrolled(fields),
    )
    too_long = (machine.action and machine.action.does_not_fit(plan.duration_s) for machine in machines)
    fields.problems += [problem for problem in too_long if problem]
    fields.done()
    return tuple(replace(plan, machine=machine) for machine in machines)


def _enrolled(fields: Fields) -> tuple[str, ...] | None:
    said = fields.raw("enrolled")
    if said is None:
        return None
    if isinstance(said, list) and all(isinstance(key, str) and _KEY.fullmatch(key) for key in said):
        return tuple(said[:MOST_ENROLLED])
    fields.wrong("enrolled", "plan.malformed", found=str(said)[:80])
    return None


def _machines(fields: Fields) -> tuple[MachinePlan, ...]:
    """Read the one machine, or the several; there is always one, be it an empty one beside what is wrong."""
    if not fields.has("machines"):
        return (_machine(fields.table("machine") or Fields({}, "machine", [])),)
    if fields.has("machine"):
        fields.wrong("machine", "plan.machine_twice")
    tables = fields.tables("machines")
    if len(tables) > MOST_MACHINES:
        fields.wrong("machines", "plan.too_many_machines", found=len(tables), most=MOST_MACHINES)
    machines = tuple(_machine(table) for table in tables[:MOST_MACHINES])
    # The session's nonce follows from challenge, device and attempt: two machines of one name would share nonces.
    named = Counter(machine.device for machine in machines if machine.device)
    for device in (device for device, count in named.items() if count > 1):
        fields.wrong("machines", "plan.device_twice", found=device)
    return machines or (_machine(Fields({}, "machines", [])),)


def _record(fields: Fields) -> bytes:
    text = fields.text("challenge_record", like=r"[A-Za-z0-9+/=]+")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        fields.wrong("challenge_record", "plan.malformed", found=text[:80])
        return b""


def _machine(fields: Fields) -> MachinePlan:
    opcua, mtconnect = fields.table("opcua", optional=True), fields.table("mtconnect", optional=True)
    if opcua is None and mtconnect is None:
        fields.wrong("opcua", "plan.no_interface")
    device, action = fields.text("device"), fields.table("action", optional=True)
    identity, signals = _identity(fields.table("identity")), _signals(fields)
    gateway, names = fields.table("gateway", optional=True), frozenset(signal.name for signal in signals)
    machine = MachinePlan(
        device,
        identity,
        signals,
        _opcua(opcua) if opcua else None,
        _agent(mtconnect) if mtconnect else None,
        action_of(action, names) if action else None,
        # Another program may have other categories: one without a table of profiles is carried and not checked.
        fields.text("category", like=r"[a-z][a-z0-9_]{0,39}", optional=True),
        gateway_of(gateway, device, names, _opcua, _signals) if gateway else None,
    )
    fields.done()
    return machine


def _identity(fields: Fields | None) -> Identity:
    if fields is None:
        return Identity("", "", "")
    identity = Identity(fields.text("manufacturer"), fields.text("model"), fields.text("serial"))
    fields.done()
    return identity


def _opcua(fields: Fields) -> OpcUaPlan:
    thumbprint = fields.text("server_certificate_sha256", like=r"[0-9a-f]{64}", optional=True)
    is_first_use = fields.yes("trust_on_first_use")
    # Trust is an act with a name and a day, never what happens when nothing was said (interop.md §13, 11).
    if bool(thumbprint) == is_first_use:
        fields.wrong("server_certificate_sha256", "plan.no_trust_decision")
    plan = OpcUaPlan(fields.text("endpoint", like=_ENDPOINT), thumbprint, is_first_use)
    fields.done()
    return plan


def _agent(fields: Fields) -> AgentPlan:
    thumbprint = fields.text("server_certificate_sha256", like=r"[0-9a-f]{64}", optional=True)
    transport = fields.choice("transport", TRANSPORTS) if fields.has("transport") else "stream"
    plan = AgentPlan(
        fields.text("agent", like=_AGENT).rstrip("/"),
        fields.text("device", like=r"[^/?#]+", optional=True),
        transport == "stream",
        thumbprint,
        fields.yes("trust_on_first_use"),
    )
    if plan.is_secure and bool(thumbprint) == plan.is_first_use:
        fields.wrong("server_certificate_sha256", "plan.no_trust_decision")
    fields.done()
    return plan


def _signals(fields: Fields) -> tuple[Signal, ...]:
    listed = fields.raw("signals")
    if isinstance(listed, list) and len(listed) > MOST_SIGNALS:
        # Counted before any is read: a request can bring a million.
        fields.wrong("signals", "plan.too_many", found=len(listed), most=MOST_SIGNALS)
        return ()
    signals = tuple(_signal(table) for table in fields.tables("signals"))
    seen: set[str] = set()
    for signal in signals:
        if signal.name and signal.name in seen:
            fields.wrong("signals", "plan.twice", found=signal.name)
        seen.add(signal.name)
    return signals


def _signal(fields: Fields) -> Signal:
    name, kind = fields.text("name", like=r"[\w.-]+"), fields.choice("kind", KINDS)
    node = fields.text("node", like=_NODE, optional=True)
    path = fields.raw("path") or []
    if not isinstance(path, list) or not all(isinstance(step, str) and re.fullmatch(_STEP, step) for step in path):
        fields.wrong("path", "plan.malformed", found=str(path)[:80])
        path = []
    item = fields.text("item", like=r"[\w:.-]+", optional=True)
    if not node and not item and not fields.has("path"):
        fields.wrong("node", "plan.signal_nowhere", name=name)
    fields.done()
    return Signal(name, kind, node, tuple(path), item)


def render(plan: CapturePlan) -> bytes:
    """Write a plan as TOML; ``parse`` gives the same plan again."""
    return _text([*_common_lines(plan), *_machine_lines(plan.machine)])


def render_all(plans: Sequence[CapturePlan]) -> bytes:
    """Write plans that differ in their machine only as one; ``parse_all`` gives the same plans again."""
    lines = [line for plan in plans for line in _machine_lines(plan.machine)]
    named = ["[[machines]]" if line == "[machine]" else _MACHINE.sub(r"\1machines", line) for line in lines]
    return _text([*_common_lines(plans[0]), *named])


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _common_lines(plan: CapturePlan) -> list[str]:
    return [
        "# A plan for capturing evidence at a machine. It carries the office's challenge; do not change it.",
        _line("format", FORMAT), _line("case", plan.case), _line("line", plan.line), _line("mode", plan.mode),
        _line("challenge_record", base64.b64encode(plan.challenge_record).decode()),
        _line("duration_s", plan.duration_s), _line("sampling_ms", plan.sampling_ms), _line("purpose", plan.purpose),
        *([] if plan.enrolled is None else [f"enrolled = {json.dumps(plan.enrolled)}"]),
    ]  # fmt: skip


def _machine_lines(machine: MachinePlan) -> list[str]:
    lines = [
        "", "[machine]", _line("device", machine.device),
        *([_line("category", machine.category)] if machine.category else []),
        "", "[machine.identity]", _line("manufacturer", machine.identity.manufacturer),
        _line("model", machine.identity.model), _line("serial", machine.identity.serial),
    ]  # fmt: skip
    lines += _opcua_lines(machine.opcua) if machine.opcua else []
    if machine.mtconnect:
        lines += _agent_lines(machine.mtconnect)
    lines += action_lines(machine.action) if machine.action else []
    if (gateway := machine.gateway) is not None:
        signals = [_signal_lines(signal) for signal in gateway.signals]
        lines += gateway_lines(_line("device", gateway.device), _opcua_lines(gateway.opcua)[2:], signals)
    for signal in machine.signals:
        lines += ["", "[[machine.signals]]", *_signal_lines(signal)]
    return lines


def _opcua_lines(opcua: OpcUaPlan) -> list[str]:
    lines = ["", "[machine.opcua]", _line("endpoint", opcua.endpoint)]
    if opcua.is_first_use:
        return [*lines, "trust_on_first_use = true"]
    return [*lines, _line("server_certificate_sha256", opcua.server_certificate_sha256)]


def _agent_lines(plan: AgentPlan) -> list[str]:
    lines = ["", "[machine.mtconnect]", _line("agent", plan.agent)]
    lines += [_line("device", plan.device)] if plan.device else []
    lines += [] if plan.is_streamed else [_line("transport", "poll")]
    if plan.server_certificate_sha256:
        lines.append(_line("server_certificate_sha256", plan.server_certificate_sha256))
    return [*lines, "trust_on_first_use = true"] if plan.is_first_use else lines


def _signal_lines(signal: Signal) -> list[str]:
    lines = [_line("name", signal.name), _line("kind", signal.kind)]
    lines += [_line("node", signal.node)] if signal.node else []
    lines += ["path = [" + ", ".join(_quoted(step) for step in signal.path) + "]"] if signal.path else []
    return lines + ([_line("item", signal.item)] if signal.item else [])


def _line(name: str, value: str | int) -> str:
    return f"{name} = {_quoted(value) if isinstance(value, str) else value}"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string as well, except for what the reader refuses anyway.
    return json.dumps(text, ensure_ascii=False)
