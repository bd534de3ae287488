"""The observed topology, read from sealed records alone: ways to endpoints, neighbours, servers announced, switches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sekisho.capture import plain
from sekisho.capture.address import address_of, mac_of, once
from sekisho.capture.opcua import service
from sekisho.capture.opcua.binary import UndecodableError
from sekisho.capture.problem import Problem, Value
from sekisho.capture.sealed.record import Kind, Record
from sekisho.capture.topology import mdns
from sekisho.capture.topology.lldp import Switch
from sekisho.capture.topology.system import Neighbour

#: More than these is no factory line's network; what follows is left out and said.
MOST = 100
LONGEST = 200
#: What a collector notes of one way, neighbour or switch.
LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reach:
    """One endpoint of the plan as it was reached, or was not; times in microseconds."""

    url: str
    protocol: str
    host: str
    port: int
    addresses: tuple[str, ...] = ()
    peer: str = ""
    local: str = ""
    interface: str = ""
    next_hop: str = ""
    connect_us: int | None = None
    hello_us: int | None = None
    error: str = ""

    @property
    def is_reached(self) -> bool:
        """Say whether something accepted a connection there."""
        return self.connect_us is not None

    @property
    def service(self) -> str:
        """Give what is spoken at which port."""
        return f"{self.protocol} {self.port}"

    def as_json(self) -> dict[str, Value]:
        """Give it as plain values."""
        return {
            "url": self.url, "addresses": [*self.addresses], "peer": self.peer, "local": self.local,
            "interface": self.interface, "next_hop": self.next_hop, "connect_us": self.connect_us,
            "hello_us": self.hello_us, "error": self.error,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A server that one of the endpoints announces: a claim, nobody spoke to it."""

    source: str
    said_by: str
    name: str
    uri: str
    urls: tuple[str, ...]

    def as_json(self) -> dict[str, Value]:
        """Give it as plain values."""
        return {
            "source": self.source, "said_by": self.said_by, "name": self.name, "uri": self.uri, "urls": [*self.urls],
        }  # fmt: skip


@dataclass(slots=True)
class Observed:
    """What the records of one capture show of the network; ``declared`` is the topology file sealed with them."""

    declared: bytes = b""
    reaches: list[Reach] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Say whether the capture did not look at the network at all, as those of earlier collectors."""
        return not self.declared and not self.reaches

    def as_json(self) -> dict[str, Value]:
        """Give it as plain values."""
        return {
            "endpoints": [reach.as_json() for reach in self.reaches],
            "neighbours": [{"address": n.address, "mac": n.mac, "interface": n.interface} for n in self.neighbours],
            "servers": [server.as_json() for server in self.servers],
            "switches": [
                {"name": s.name, "chassis": s.chassis, "addresses": [*s.addresses], "port": s.port}
                for s in self.switches
            ],
        }


def observed(records: Iterable[Record]) -> Observed:
    """Fold the records of a capture; what cannot be read is named and left out."""
    found = Observed()
    for number, record in enumerate(records, 1):
        take = _TAKES.get(record.kind)
        if take is None:
            continue
        try:
            take(found, record.data)
        except (plain.MalformedError, UndecodableError, mdns.MalformedAnswerError, TypeError, ValueError) as error:
            if len(found.problems) < MOST:
                facts: dict[str, Value] = {"kind": record.kind.name.lower(), "reason": str(error)[:LONGEST]}
                found.problems.append(Problem("record.unreadable", f"record.{number}", facts))
    return found


def _said(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise plain.MalformedError(f"{len(data)} bytes, more than {LARGEST}")
    return plain.read(data)


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value[:LONGEST] if isinstance(value, str) else ""


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name)
    return once(address_of(each) for each in value[:MOST] if isinstance(each, str)) if isinstance(value, list) else ()


def _time(said: Mapping[str, Any], name: str) -> int | None:
    value = said.get(name)
    return value if type(value) is int and 0 <= value < 2**63 else None


def _declared(found: Observed, data: bytes) -> None:
    found.declared = data


def _reached(found: Observed, data: bytes) -> None:
    said = _said(data)
    port = said.get("port")
    reach = Reach(
        url=_text(said, "url"), protocol=_text(said, "protocol"), host=address_of(_text(said, "host")),
        port=port if type(port) is int and 0 < port < 65536 else 0,
        addresses=_texts(said, "addresses"), peer=address_of(_text(said, "peer")),
        local=address_of(_text(said, "local")), interface=_text(said, "interface"),
        next_hop=address_of(_text(said, "next_hop")), connect_us=_time(said, "connect_us"),
        hello_us=_time(said, "hello_us"), error=_text(said, "error"),
    )  # fmt: skip
    # A capture that was paused looks again; what was reached once stays reached.
    earlier = next((each for each in found.reaches if each.url == reach.url), None)
    if earlier is None and len(found.reaches) < MOST:
        found.reaches.append(reach)
    elif earlier is not None and reach.is_reached:
        found.reaches[found.reaches.index(earlier)] = reach


def _neighbour(found: Observed, data: bytes) -> None:
    said = _said(data)
    neighbour = Neighbour(address_of(_text(said, "address")), mac_of(_text(said, "mac")), _text(said, "interface"))
    if neighbour.address and neighbour.mac and neighbour not in found.neighbours and len(found.neighbours) < MOST:
        found.neighbours.append(neighbour)


def _announced(found: Observed, data: bytes) -> None:
    if len(found.servers) >= MOST:
        return
    head, _, answer = data.partition(b"\n")
    said = _said(head)
    source, url = _text(said, "source"), _text(said, "url")
    if source == "mdns":
        servers = [Server(source, url, name[:LONGEST], "", ()) for name in mdns.names_of(answer)]
    else:
        content = service.response(answer).content
        listed = content if isinstance(content, tuple) else ()
        told = [each for each in listed if isinstance(each, service.Announced)]
        servers = [Server(source, url, s.name[:LONGEST], s.uri[:LONGEST], _urls(s.urls)) for s in told]
    fresh = [server for server in dict.fromkeys(servers) if server not in found.servers]
    found.servers += fresh[: MOST - len(found.servers)]


def _urls(urls: Iterable[str]) -> tuple[str, ...]:
    return once(url[:LONGEST] for url in urls)[:8]


def _switch(found: Observed, data: bytes) -> None:
    said = _said(data)
    switch = Switch(
        _text(said, "name"),
        mac_of(_text(said, "chassis")),
        _texts(said, "addresses"),
        _text(said, "port"),
        _text(said, "interface"),
    )
    if switch not in found.switches and len(found.switches) < MOST:
        found.switches.append(switch)


_TAKES = {
    Kind.DECLARED_TOPOLOGY: _declared, Kind.REACHED: _reached, Kind.NEIGHBOUR: _neighbour,
    Kind.ANNOUNCED: _announced, Kind.SWITCH: _switch,
}  # fmt: skip
