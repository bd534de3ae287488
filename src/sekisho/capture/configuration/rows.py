"""A configuration held against a capture, item by item: observed, not observed, not readable; never more than that."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sekisho.capture.address import Place, place_of
from sekisho.capture.configuration.reading import read_sealed
from sekisho.capture.configuration.told import Told
from sekisho.capture.mtconnect.observation import UNAVAILABLE, Observation
from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Refused, Value
from sekisho.capture.replay.history import Connection, History

OBSERVED, NOT_OBSERVED, NOT_READABLE = "observed", "not_observed", "not_readable"
STATUSES = (OBSERVED, NOT_OBSERVED, NOT_READABLE)
ADAPTER = frozenset({"AdapterURI", "AdapterUri"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a capture saw of what a gateway can be set up to read; a truth says whether it could be read."""

    servers: frozenset[Place]
    ports: frozenset[int]
    adapters: frozenset[str]
    nodes: dict[NodeId, bool]
    items: dict[str, bool]

    def status(self, told: Told) -> str:
        """Say how one thing of a file came out."""
        if told.item == "node":
            return _STATUS[self.nodes.get(_node(told.said))]
        if told.item == "data_item":
            return _STATUS[self.items.get(told.said)]
        is_seen = {
            "server": lambda: place_of(told.said) in self.servers,
            "agent": lambda: _is_number(told.said) and int(told.said[:6]) in self.ports,
            "adapter": lambda: told.said.lower() in self.adapters,
        }
        return OBSERVED if is_seen[told.item]() else NOT_OBSERVED


#: By whether a value that was seen was ever good; None where none was.
_STATUS = {None: NOT_OBSERVED, True: OBSERVED, False: NOT_READABLE}


def configuration_rows(history: History, plan: CapturePlan) -> list[Value]:
    """Give every sealed configuration with its rows, or with what keeps it from being read."""
    if not history.configurations:
        return []
    seen = _seen(history, plan)
    return [_told(sealed, seen) for sealed in history.configurations]


def _told(sealed: bytes, seen: Seen) -> Value:
    read = read_sealed(sealed)
    if isinstance(read, Refused):
        problems: list[Value] = [problem.as_json() for problem in read.problems]
        return {"name": read.problems[0].place, "kind": "", "rows": [], "problems": problems}
    rows: list[Value] = [
        {"item": one.item, "place": one.place, "said": one.said, "status": seen.status(one)} for one in read.told
    ]
    return {"name": read.name, "kind": read.kind, "rows": rows, "problems": []}


def _seen(history: History, plan: CapturePlan) -> Seen:
    sessions = [*history.sessions, *(history.gateway.sessions if history.gateway else ())]
    documents = [document for _, document in history.documents]
    observations = [one for document in documents for one in document.observations]
    agent = place_of(plan.machine.mtconnect.agent) if plan.machine.mtconnect and documents else None
    return Seen(
        servers=frozenset(place for one in sessions if one.answer and (place := place_of(str(one.opened.get("url"))))),
        ports=frozenset({agent.port} if agent else ()),
        adapters=frozenset(_network(one.value) for one in observations if one.element in ADAPTER),
        nodes=_nodes(sessions),
        items=_items(observations),
    )


def _is_number(text: str) -> bool:
    # Other scripts' digits, and raised ones, count as digits as well and are no numbers to everybody.
    return text.isascii() and text.isdigit()


def _network(address: str) -> str:
    """Give host and port of an address as an agent tells it; empty for what is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _items(observations: Iterable[Observation]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for one in observations:
        found[one.item] = found.get(one.item, False) or one.value != UNAVAILABLE
    return found


def _nodes(sessions: Iterable[Connection]) -> dict[NodeId, bool]:
    found: dict[NodeId, bool] = {}
    for session in sessions:
        good = {number for one in session.published for number, data in one.publication.values if data.is_good}
        for number in {*session.monitored, *session.polled}:
            node = session.watched(number)
            if node is not None:
                found[node] = found.get(node, False) or number in good
    return found


def _node(said: str) -> NodeId:
    """Give the node a file names; one of a form that no signal of a plan has is none that was seen."""
    space, _, rest = said.partition(";")
    form, _, identifier = rest.partition("=")
    index = int(space[3:]) if _is_number(space[3:]) and len(space) < 9 else -1
    if form == "i" and _is_number(identifier) and len(identifier) < 11:
        return NodeId(index, int(identifier))
    return NodeId(index if form == "s" else -1, identifier)
