"""A configuration held against a capture, item by item: observed, not observed, not readable; never more than that."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sekisho.capture.binary import NodeId
from sekisho.capture.configuration.reading import read_sealed
from sekisho.capture.configuration.told import Told
from sekisho.capture.history import Connection, History
from sekisho.capture.plan import CapturePlan
from sekisho.capture.problem import Refused, Value

OBSERVED, NOT_OBSERVED, NOT_READABLE = "observed", "not_observed", "not_readable"
STATUSES = (OBSERVED, NOT_OBSERVED, NOT_READABLE)
ADAPTER = frozenset({"AdapterURI", "AdapterUri"})
_UA_PORT = 4840


@dataclass(frozen=True, slots=True)
class Seen:
    """What a capture saw of what a gateway can be set up to read; a truth says whether it could be read."""

    servers: frozenset[tuple[str, int]]
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
            "server": lambda: _place(told.said) in self.servers,
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
    values: dict[str, bool] = {}
    for one in observations:
        values[one.item] = values.get(one.item, False) or one.value != "UNAVAILABLE"
    agent = plan.machine.mtconnect.agent if plan.machine.mtconnect else ""
    return Seen(
        servers=frozenset(_place(str(one.opened.get("url"))) for one in sessions if one.answer),
        ports=frozenset({_port(agent)} if agent and documents else ()),
        adapters=frozenset(_network(one.value) for one in observations if one.element in ADAPTER),
        nodes=_nodes(sessions),
        items=values,
    )


def _is_number(text: str) -> bool:
    # Other scripts' digits, and raised ones, count as digits as well and are no numbers to everybody.
    return text.isascii() and text.isdigit()


def _port(url: str) -> int:
    try:
        return urlsplit(url).port or 80
    except ValueError:
        return 0


def _network(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _place(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.port or _UA_PORT
    except ValueError:
        return "", 0


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
