"""The interface sheet of a machine that was looked at: read from a capture's sealed records or from a probe.

What the server says of itself is claimed, what came over the wire is observed. Node ids and data types are those of
the signals that were subscribed to: they are what a client of this plant will read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.capture.challenge import POLICY_PREFIX, server_key
from sekisho.capture.judge.nameplate import claims_of
from sekisho.capture.mtconnect.document import Header
from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.service import Endpoint, Monitored
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Refused, Value
from sekisho.capture.readiness.property import BUILT_IN, MTCONNECT, OPCUA, TOKENS
from sekisho.capture.readiness.sheet import Sheet, Source, restored
from sekisho.capture.readiness.value import Model, Said
from sekisho.capture.replay.history import Connection, History
from sekisho.capture.replay.player import replay
from sekisho.capture.replay.server import server_of
from sekisho.capture.sealed.opening import open_bundle

MODES = {1: "None", 2: "Sign", 3: "SignAndEncrypt"}
CORE = "http://opcfoundation.org/UA/"
ARRAY, STRUCTURE = 0x80, 22
#: What the server says of its limits, by the names under which a capture tells them.
LIMITS = {
    "sessions": "max_sessions", "items": "max_items_per_subscription", "queue_size": "max_queue_size",
    "nodes_per_read": "max_nodes_per_read", "nodes_per_browse": "max_nodes_per_browse",
    "items_per_call": "max_items_per_call", "continuation_points": "max_continuation_points",
}  # fmt: skip
#: Facets of OPC 10000-7 by the part of their URI that names them.
FACETS = {"events": "EventSubscription", "alarms": "/Server/AC", "history": "/Server/Historical"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was looked at and how: the interval asked for (0: none), the agent's address, the device's name."""

    interval_ms: int = 0
    agent: str = ""
    device: str = ""


def sheet_of_bundle(data: bytes) -> Sheet | Refused:
    """Read the sheet from a capture bundle, or refuse the bundle with every reason."""
    opened = open_bundle(data, None)
    if isinstance(opened, Refused):
        return opened
    history = replay(opened.records)
    return Refused.of(history.excess) if history.excess else sheet_of(history, asked_of(opened.plan))


def asked_of(plan: CapturePlan) -> Asked:
    """Give how a plan has a machine looked at."""
    agent = plan.machine.mtconnect.agent if plan.machine.mtconnect else ""
    return Asked(plan.sampling_ms, agent, plan.machine.device)


def sheet_of_assessment(assessment: Mapping[str, Value]) -> Sheet | None:
    """Read the sheet back from an assessment that was kept; None from one made before sheets were read."""
    told = assessment.get("interface")
    return restored(told) if isinstance(told, dict) else None


def sheet_of(history: History, asked: Asked) -> Sheet:
    """Read the sheet from what was recorded."""
    claimed, observed, partial = {**_claimed(history)}, {**_observed(history, asked)}, _partial(history, asked)
    values = {**claimed, **observed, **partial}
    sources = dict.fromkeys(claimed, Source.CLAIMED) | dict.fromkeys({**observed, **partial}, Source.OBSERVED)
    interfaces = [OPCUA] if any(connection.endpoints for connection in history.connections) else []
    interfaces += [MTCONNECT] if _header(history) else []
    maker, product = _nameplate(history, asked.device)
    return Sheet(maker, product, tuple(interfaces), values, sources=sources, partial=frozenset(partial))


def _nameplate(history: History, device: str) -> tuple[str, str]:
    claims = claims_of(history, device)
    # Of several devices none is the machine before its serial number is known.
    devices = {claim.place for claim in claims if claim.place}
    named = [claim for claim in claims if not claim.place or len(devices) == 1]
    found = {
        name: next((claim.said[name] for claim in named if claim.said[name]), "") for name in ("manufacturer", "model")
    }
    return found["manufacturer"], found["model"]


def _claimed(history: History) -> Mapping[str, Said]:
    """Give what the server says of itself."""
    told = server_of(history)
    limits = {f"{OPCUA}.{name}": told.get(field) for name, field in LIMITS.items()}
    found: dict[str, Said] = {code: value for code, value in limits.items() if isinstance(value, int)}
    found |= _endpoints(next((c.endpoints for c in reversed(history.connections) if c.endpoints), ()))
    namespaces, profiles = told.get("namespaces"), told.get("profiles")
    if isinstance(namespaces, list):
        found["opcua.models"] = tuple(Model(str(uri)) for uri in namespaces if uri != CORE)
    if isinstance(profiles, list):
        found |= {f"{OPCUA}.{name}": True for name, part in FACETS.items() if any(part in str(uri) for uri in profiles)}
    header = _header(history)
    return found | ({"mtconnect.buffer_size": header.buffer_size} if header else {})


def _endpoints(endpoints: Iterable[Endpoint]) -> Mapping[str, Said]:
    offers = list(endpoints)
    tokens = {number for offer in offers for number in offer.tokens if 0 <= number < len(TOKENS)}
    lists: dict[str, tuple[str, ...]] = {
        "opcua.policies": tuple(dict.fromkeys(offer.policy.removeprefix(POLICY_PREFIX) for offer in offers)),
        "opcua.modes": tuple(dict.fromkeys(MODES[offer.mode] for offer in offers if offer.mode in MODES)),
        "opcua.user_tokens": tuple(TOKENS[number] for number in sorted(tokens)),
    }
    return {code: names for code, names in lists.items() if names}


def _observed(history: History, asked: Asked) -> Mapping[str, Said]:
    """Give what came over the wire: the certificate, what the signals' nodes and values are, the documents' version."""
    found: dict[str, Said] = {**_certificate(history), **_nodes(history)}
    found |= {f"{OPCUA}.{name}": value for name, value in _revised(history, asked.interval_ms).items()}
    header = _header(history)
    return found | ({"mtconnect.version": header.schema} if header and header.schema else {})


def _partial(history: History, asked: Asked) -> Mapping[str, Said]:
    """Give what was seen of more there may be: how we connected, and an interval no server had to lengthen."""
    found: dict[str, Said] = {}
    if any(connection.endpoints for connection in history.connections):
        found |= {"opcua.connects": ("client",), "opcua.transports": ("tcp_binary",)}
    if asked.interval_ms:
        found |= {f"{OPCUA}.{name}": asked.interval_ms for name in _kept(history, asked.interval_ms)}
    targets = [fetched.target for fetched, document in history.documents if document.kind == "Streams"]
    ways = {"stream" if "interval=" in target else "poll" for target in targets}
    found |= {"mtconnect.transfer": tuple(sorted(ways))} if ways else {}
    scheme = asked.agent.partition(":")[0]
    return found | ({"mtconnect.schemes": (scheme,)} if scheme and _header(history) else {})


def _intervals(history: History) -> dict[str, int]:
    """Give the intervals as the newest session's server revised them, in whole milliseconds."""
    sessions = [session for session in history.sessions if session.subscription]
    if not sessions or sessions[-1].subscription is None:
        return {}
    items = [item.interval_ms for _, item in _items(sessions[-1])]
    found = {
        "publishing_interval_ms": sessions[-1].subscription.interval_ms,
        "sampling_interval_ms": max(items, default=-1),
    }
    # A float of the wire may be infinite or no number at all.
    return {name: round(value) for name, value in found.items() if 0 <= value < 2**31}


def _revised(history: History, asked_ms: int) -> dict[str, int]:
    """Give the intervals the server made longer than was asked: they are its own limit."""
    return {name: value for name, value in _intervals(history).items() if value > asked_ms}


def _kept(history: History, asked_ms: int) -> list[str]:
    return [name for name, value in _intervals(history).items() if value <= asked_ms]


def _header(history: History) -> Header | None:
    return next((document.header for _, document in reversed(history.documents) if document.kind == "Devices"), None)


def _certificate(history: History) -> Mapping[str, Said]:
    blobs = [c.answer.certificate for c in history.connections if c.answer and c.answer.certificate]
    blobs += [endpoint.certificate for c in history.connections for endpoint in c.endpoints if endpoint.certificate]
    try:
        key = server_key(blobs[0]) if blobs else None
    except ValueError:
        key = None
    if key is None:
        return {}
    return {
        "opcua.certificate_key_bits": key.key_bits,
        "opcua.certificate_days": max((key.ends_at - key.begins_at).days, 1),
    }


def _items(session: Connection) -> list[tuple[NodeId, Monitored]]:
    return [(node, item) for node, item in session.monitored.values() if item.status >> 30 == 0]


def _nodes(history: History) -> Mapping[str, Said]:
    sessions = [session for session in history.sessions if _items(session)]
    if not sessions:
        return {}
    nodes = [node for node, _ in _items(sessions[-1])]
    texts = [node.identifier for node in nodes if isinstance(node.identifier, str)]
    found: dict[str, Said] = {
        "opcua.node_id_kinds": tuple(sorted({_kind(node) for node in nodes})),
        "opcua.node_id_longest": max(_length(node) for node in nodes),
        "opcua.node_id_characters": _characters(texts),
    }
    encodings = frozenset[int]().union(*(one.publication.encodings for one in sessions[-1].published))
    types = tuple(sorted({name for encoding in encodings for name in _types(encoding)}))
    return found | ({"opcua.data_types": types} if types else {})


def _kind(node: NodeId) -> str:
    if isinstance(node.identifier, bytes):
        # Both are bytes once read; an opaque id of sixteen of them is taken for a GUID.
        return "guid" if len(node.identifier) == 16 else "opaque"
    return "string" if isinstance(node.identifier, str) else "numeric"


def _length(node: NodeId) -> int:
    said = node.identifier
    return max(len(said) if isinstance(said, bytes) else len(str(said).encode()), 1)


def _characters(texts: Iterable[str]) -> str:
    highest = max((ord(sign) for text in texts for sign in text), default=0)
    return "ascii" if highest < 0x80 else "latin1" if highest < 0x100 else "unicode"


def _types(encoding: int) -> tuple[str, ...]:
    number = encoding & 0x3F
    name = "Structure" if number == STRUCTURE else BUILT_IN[number]
    return (name, "Array") if encoding & ARRAY else (name,)
