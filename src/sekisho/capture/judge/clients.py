"""Who else holds a session on the machine: its own diagnostics, read at the start, meanwhile and at the end.

The strongest sign on the network that a plant's MES or SCADA uses the machine (interop.md §2.1). Servers often have
diagnostics off, or show them to some users only (OPC 10000-5 §6.3.4): then nothing was observed, and that is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sekisho.capture.identity import APPLICATION
from sekisho.capture.opcua.binary import DataValue, NodeId, Reader, UndecodableError
from sekisho.capture.opcua.service import application_of
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import ENABLED, SECURITY, SESSIONS, SUMMARY, History

#: Numbers of the binary encodings of what stands there.
_SESSION, _SECURITY, _SUMMARY = NodeId(0, 867), NodeId(0, 870), NodeId(0, 861)
_BAD = (UndecodableError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Client:
    """A client as the server lists it: a claim of that client, passed on by the server."""

    session: NodeId
    application_uri: str
    application_name: str
    session_name: str
    since: datetime | None
    subscriptions: int
    items: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A foreign client: in how many of how many readings it held its session, under which security."""

    client: Client
    policy: str
    times: int
    readings: int

    def as_json(self) -> dict[str, Value]:
        """Give the client as plain values."""
        client = self.client
        return {
            "application_uri": client.application_uri, "application_name": client.application_name,
            "session_name": client.session_name, "since": client.since.isoformat() if client.since else None,
            "subscriptions": client.subscriptions, "items": client.items, "policy": self.policy,
            "seen": self.times, "readings": self.readings,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clients:
    """What the diagnostics showed; ``state`` is ``read``, ``off``, ``not_readable`` or ``not_read``."""

    state: str
    sessions: int | None
    foreign: tuple[Seen, ...]

    def shortfalls(self) -> list[Problem]:
        """Say why no foreign client was observed; empty where one was."""
        if self.foreign:
            return []
        codes = {
            "read": "l5.no_other_client", "off": "l5.diagnostics_off", "not_readable": "l5.diagnostics_not_readable",
            "not_read": "l5.diagnostics_not_read",
        }  # fmt: skip
        return [Problem(codes[self.state])]

    def as_json(self) -> dict[str, Value]:
        """Give what was seen as plain values."""
        foreign: list[Value] = [seen.as_json() for seen in self.foreign]
        return {"diagnostics": self.state, "sessions": self.sessions, "foreign": foreign}


@dataclass(frozen=True, slots=True)
class _Own:
    """What is our own among what a server lists: the ids of our sessions, and the URIs of our application."""

    sessions: frozenset[NodeId]
    uris: frozenset[str]

    @classmethod
    def of(cls, history: History) -> "_Own":
        sessions = frozenset(session.answer.session for session in history.sessions if session.answer)
        gateway = history.gateway.sessions if history.gateway else ()
        asked = (session.request for session in (*history.sessions, *gateway))
        return cls(sessions, frozenset(request.client_uri for request in asked if request))

    def is_foreign(self, client: Client) -> bool:
        """Say whether a client may be the plant's: a second collector beside this one is none."""
        uri = client.application_uri
        # A session without a name of its application is the server's own, or nobody's.
        is_named = bool(uri) and not uri.strip().casefold().startswith(APPLICATION)
        return is_named and client.session not in self.sessions and uri not in self.uris


def clients_of(history: History) -> Clients:
    """Give the foreign clients over all sessions of a capture; our own are known by their ids and application URI."""
    readings = [_Reading(said) for session in history.sessions for said in session.diagnostics]
    lists = [clients for reading in readings if (clients := reading.clients) is not None]
    if not lists:
        return Clients(_state(readings), _sessions(readings), ())
    own, listed = _Own.of(history), list(chain.from_iterable(lists))
    newest = {client.session: client for client in listed if own.is_foreign(client)}
    times = Counter(client.session for client in listed)
    policies = dict(chain.from_iterable(reading.policies() for reading in readings))
    foreign = [Seen(client, policies.get(key, ""), times[key], len(lists)) for key, client in newest.items()]
    # A server that does not even list our own session lists none: its diagnostics are off, whatever its switch says.
    is_listing = foreign or any(client.session in own.sessions for client in listed)
    return Clients("read" if is_listing else "off", _sessions(readings), tuple(foreign))


def _state(readings: "list[_Reading]") -> str:
    if not readings:
        return "not_read"
    return "off" if any(reading.is_off for reading in readings) else "not_readable"


def _sessions(readings: "list[_Reading]") -> int | None:
    return max((count for reading in readings if (count := reading.count) is not None), default=None)


class _Reading:
    """One reading of the diagnostics."""

    def __init__(self, said: dict[int, DataValue]) -> None:
        self._said = said

    @property
    def is_off(self) -> bool:
        read = self._said.get(ENABLED)
        return read is not None and read.is_good and read.value is False

    @property
    def clients(self) -> list[Client] | None:
        return _decoded(self._said.get(SESSIONS), _SESSION, _client)

    @property
    def count(self) -> int | None:
        read = self._said.get(SUMMARY)
        value = read.value if read and read.is_good else None
        found = list(_structures([value], _SUMMARY, _current_sessions))
        return found[0] if found else None

    def policies(self) -> list[tuple[NodeId, str]]:
        return _decoded(self._said.get(SECURITY), _SECURITY, _policy) or []


def _decoded(read: DataValue | None, kind: NodeId, decode: Any) -> list[Any] | None:
    if read is None or not read.is_good or not isinstance(read.value, list):
        return None
    return list(_structures(read.value, kind, decode))


def _structures(values: Iterable[Any], kind: NodeId, decode: Any) -> Iterator[Any]:
    for value in values:
        try:
            found, body = value
            if found == kind:
                yield decode(Reader(body))
        except _BAD:
            # One entry that cannot be read costs itself, not the others.
            continue


def _client(reader: Reader) -> Client:
    """Read a SessionDiagnosticsDataType as far as it is told (OPC 10000-5 §12.11)."""
    session, name, application = reader.node_id(), reader.text(), application_of(reader)
    for _ in range(2):
        reader.text()
    reader.array(reader.text)
    reader.number("d")
    reader.number("I")
    since = reader.instant()
    reader.instant()
    subscriptions, items = reader.number("I"), reader.number("I")
    return Client(session, application.uri, application.name, name, since, subscriptions, items)


def _policy(reader: Reader) -> tuple[NodeId, str]:
    """Read the security policy out of a SessionSecurityDiagnosticsDataType (OPC 10000-5 §12.12); names are not kept."""
    session = reader.node_id()
    reader.text()
    reader.array(reader.text)
    for _ in range(3):
        reader.text()
    reader.number("i")
    return session, reader.text()


def _current_sessions(reader: Reader) -> int:
    """Read the number of sessions out of a ServerDiagnosticsSummaryDataType (OPC 10000-5 §12.9)."""
    reader.number("I")
    return int(reader.number("I"))
