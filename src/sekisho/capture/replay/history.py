"""What the sealed records show, put back in order: connections, answers, published values, documents, beats, gaps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

from sekisho.capture.mtconnect.document import Document
from sekisho.capture.mtconnect.notes import AGENT_DEVICE
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.device_set import MACHINERY, TELLING, DeviceSet
from sekisho.capture.opcua.service import (
    Asked,
    Browsed,
    Endpoint,
    Monitored,
    Publication,
    Reference,
    SessionAnswer,
    SessionRequest,
    Subscribed,
)
from sekisho.capture.problem import Problem
from sekisho.capture.sealed.record import Record

MACHINES = 1001
NAMESPACES, START_TIME, CURRENT_TIME, PRODUCT_URI, PRODUCT_NAME, MAKER_NAME = 2255, 2257, 2258, 2262, 2261, 2263
#: OPC 10000-5: the switch of diagnostics, their summary, and the two lists of sessions.
ENABLED, SUMMARY, SESSIONS, SECURITY = 2294, 2275, 3707, 3708
DIAGNOSTICS = (ENABLED, SUMMARY, SESSIONS, SECURITY)
MILLION = 1_000_000
#: A message is asked for again when the next one came; so far back among the newest its place is looked for.
MOST_BACK = 200
#: A server has dozens of namespaces; of machines, their identifications and what stands in those, so many are read.
MOST_NAMESPACES, MOST_MACHINES, MOST_PLACES, MOST_PROPERTIES = 1000, 200, 4, 500
#: No name on a nameplate is longer (ProductInstanceUri has 255 characters at most); what is, equals none.
LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Published:
    """A notification message and when it arrived (monotonic nanoseconds)."""

    at: int
    publication: Publication


@dataclass(slots=True)
class Connection:
    """One connection: what its opening record says, and everything that was answered over it."""

    opened: dict[str, Any]
    opened_at: int
    request: SessionRequest | None = None
    answer: SessionAnswer | None = None
    endpoints: tuple[Endpoint, ...] = ()
    values: dict[NodeId, DataValue] = field(default_factory=dict)
    attributes: dict[Asked, DataValue] = field(default_factory=dict)
    references: dict[NodeId, list[Reference]] = field(default_factory=dict)
    refused: dict[NodeId, int] = field(default_factory=dict)
    #: Continuation points that were not read on yet, each with its node; and which one a node has.
    points: dict[bytes, NodeId] = field(default_factory=dict)
    pointed: dict[NodeId, bytes] = field(default_factory=dict)
    paths: dict[tuple[tuple[int, str], ...], NodeId] = field(default_factory=dict)
    subscription: Subscribed | None = None
    monitored: dict[int, tuple[NodeId, Monitored]] = field(default_factory=dict)
    #: The nodes read at an interval, by the plan's numbers, and the interval.
    polled: dict[int, NodeId] = field(default_factory=dict)
    #: The same the other way round: a node is read for as many numbers as the plan has it under.
    polled_as: dict[NodeId, list[int]] = field(default_factory=dict)
    poll_interval_ms: int = 0
    republished: int = 0
    published: list[Published] = field(default_factory=list)
    offsets_ms: list[int] = field(default_factory=list)
    diagnostics: list[dict[int, DataValue]] = field(default_factory=list)
    closed_as: str = ""
    request_types: set[int] = field(default_factory=set)

    def browsed(self, node: NodeId, found: Browsed) -> None:
        """Keep the references of a node; those behind a continuation point come later and are added."""
        if found.status >> 30:
            # A node the server would not browse was not seen to be without children.
            self.refused[node] = found.status
            return
        self.refused.pop(node, None)
        self.references.setdefault(node, []).extend(found.references)
        if found.point:
            self.points[found.point], self.pointed[node] = node, found.point

    def forget_browsed(self, node: NodeId) -> None:
        """Let go of what was browsed of a node: it is browsed anew, and its old point leads nowhere any more."""
        self.references.pop(node, None)
        self.points.pop(self.pointed.pop(node, b""), None)

    def again(self, publication: Publication) -> None:
        """Put a message that was lost and asked for again where it belongs: before the one that showed its absence."""
        place = None
        for back in range(1, min(len(self.published), MOST_BACK) + 1):
            known = self.published[-back].publication
            # What was polled has no number, and a sign of life none of its own.
            if known.values and 0 < known.sequence <= publication.sequence:
                break
            if known.values and known.sequence > publication.sequence:
                place = len(self.published) - back
        if place is not None:
            self.published.insert(place, Published(self.published[place].at, publication))
            self.republished += 1

    def watched(self, number: int) -> NodeId | None:
        """Give the node that was watched under a number of the plan; None for none."""
        if number in self.polled:
            return self.polled[number]
        return self.monitored[number][0] if number in self.monitored else None

    @property
    def is_discovery(self) -> bool:
        """Say whether the connection only asked for endpoints."""
        return self.opened.get("purpose") == "discovery"

    @property
    def namespaces(self) -> list[str]:
        """The server's namespaces as read in this session."""
        read = self.values.get(NodeId(0, NAMESPACES))
        return [str(uri) for uri in read.value[:MOST_NAMESPACES]] if read and isinstance(read.value, list) else []

    def about(self, number: int) -> Any:
        """Give what the server said about itself, by the number of its node in namespace 0."""
        read = self.values.get(NodeId(0, number))
        # A value under a bad status may be anything, the last good one included.
        return read.value if read and read.is_good else None

    def identifications(self) -> list[dict[str, str]]:
        """Give the identification of every machine in the Machines folder (OPC 40001-1 §8)."""
        if MACHINERY not in self.namespaces:
            return []
        listed = self.references.get(NodeId(self.namespaces.index(MACHINERY), MACHINES), ())
        # Each once: a list may name one machine as often as it likes.
        machines = list({machine.node: machine for machine in listed}.values())[:MOST_MACHINES]
        return [self._properties(machine, place) for machine in machines for place in self._identification(machine)]

    def nameplates(self) -> list[tuple[tuple[str, ...], dict[str, str]]]:
        """Give the names from DeviceSet down to each of its devices and what it says of itself (OPC 10000-100).

        Nothing at all where the reading was cut off in the midst: who is missing then is not known.
        """
        plates = DeviceSet(self.namespaces, self.references).plates()
        told = [{name: plate.variables[name] for name in TELLING if name in plate.variables} for plate in plates]
        if any(node not in self.values for variables in told for node in variables.values()):
            return []
        said = [{name: _text(self.values[node]) for name, node in variables.items()} for variables in told]
        return [(plate.path, names) for plate, names in zip(plates, said, strict=True) if any(names.values())]

    def _identification(self, machine: Reference) -> Iterator[Reference]:
        below = {one.node: one for one in self.references.get(machine.node, ()) if one.name[1] == "Identification"}
        return islice(below.values(), MOST_PLACES)

    def _properties(self, machine: Reference, place: Reference) -> dict[str, str]:
        said = {"Machine": machine.name[1]}
        for reference in islice(self.references.get(place.node, ()), MOST_PROPERTIES):
            read = self.values.get(reference.node)
            if read is not None and read.is_good and isinstance(read.value, str | int):
                said[reference.name[1]] = str(read.value)
        return said


def _text(read: DataValue) -> str:
    """Give what a property says as a text; nothing where it is none."""
    value = read.value
    if not read.is_good or isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An HTTP exchange: target, both instants on both clocks, status, and the document where it could be read.

    A part of a stream was asked for by the part before it: nobody knows when the agent began to write it.
    """

    target: str
    asked: Record
    answered: Record
    status: int
    document: Document | None
    is_part: bool = False

    @property
    def written_wall(self) -> int:
        """When the document was written, as far as we know (Unix nanoseconds): a part of a stream as it arrived."""
        return self.answered.wall if self.is_part else (self.asked.wall + self.answered.wall) // 2

    @property
    def is_aside(self) -> bool:
        """Say whether the agent's own device was asked, which stands outside the chain of the machine's documents."""
        place = self.target.partition("?")[0]
        # Behind scheme and host, and without a parser of URLs: a target of a hostile record is none.
        return f"/{AGENT_DEVICE}/" in place[place.find("/", place.find("://") + 3) :]

    @property
    def asked_from(self) -> int | None:
        """The sequence the target names; None where it names none."""
        # A target is what was asked of the agent, path and query; from whom else it came need not be a URL.
        said = parse_qs(self.target.partition("#")[0].partition("?")[2]).get("from", [""])[0]
        return int(said) if said.isascii() and said.isdigit() and len(said) <= 20 else None

    @property
    def verb(self) -> str:
        """Which document was asked for."""
        return self.target.partition("?")[0].rpartition("/")[2]


@dataclass(slots=True)
class History:
    """A whole capture in order."""

    connections: list[Connection] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    beats: list[Record] = field(default_factory=list)
    claimed_gaps: list[dict[str, Any]] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    #: When the operator had the capture paused, and when no collector ran: from and until (monotonic nanoseconds).
    pauses: list[tuple[int, int]] = field(default_factory=list)
    outages: list[tuple[int, int]] = field(default_factory=list)
    actions: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    certificates: list[dict[str, Any]] = field(default_factory=list)
    gateway: "History | None" = None
    configurations: list[bytes] = field(default_factory=list)
    first: Record | None = None
    last: Record | None = None
    #: More than can be judged: the rest was not taken.
    is_too_much: bool = False

    @property
    def excess(self) -> list[Problem]:
        """Say where a capture, or its gateway's part, is too much to be judged."""
        parts = (self, self.gateway) if self.gateway else (self,)
        return [Problem("bundle.too_much")] if any(part.is_too_much for part in parts) else []

    def forget_values(self) -> None:
        """Let go of what was published and fetched so far; who follows a capture keeps what he needs of it."""
        for connection in self.connections:
            connection.published.clear()
            connection.offsets_ms.clear()
        self.fetched.clear()
        self.beats.clear()

    def end_of(self, stream: str) -> int:
        """When the watch over a stream ended (monotonic nanoseconds); the last record's time where it was cut off."""
        # A watch ends at its own time: what the other stream still records is no silence of this one.
        return self.ended.get(stream, self.last.monotonic if self.last else 0)

    @property
    def watched_until(self) -> int:
        """When the last of the watches ended (monotonic nanoseconds)."""
        return max(self.ended.values(), default=self.last.monotonic if self.last else 0)

    @property
    def sessions(self) -> list[Connection]:
        """The connections that were meant to carry a session."""
        return [connection for connection in self.connections if not connection.is_discovery]

    @property
    def epochs(self) -> list[Connection]:
        """The sessions over which data came."""
        # A subscription without one value is no epoch: it may live with no items at all (node-opcua #1372).
        return [session for session in self.sessions if any(p.publication.values for p in session.published)]

    @property
    def chain(self) -> list[tuple[Fetched, Document]]:
        """The machine's documents of observations, each of which should continue the one before."""
        return [(f, document) for f, document in self.documents if document.kind == "Streams" and not f.is_aside]

    @property
    def documents(self) -> list[tuple[Fetched, Document]]:
        """The exchanges that gave a readable document."""
        return [(fetched, fetched.document) for fetched in self.fetched if fetched.document is not None]
