"""Sightings: each thing of the network the capture came upon, and which declared node it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sekisho.capture.address import is_loopback, once, place_of
from sekisho.capture.topology.declared import Declared, Node
from sekisho.capture.topology.observed import Observed, Reach

#: How something was come upon; the first two were spoken to, the last is only what another one claims.
SPOKEN_TO, COLLECTOR, ROUTER, SWITCH, ANNOUNCED = "spoken_to", "this_collector", "next_router", "lldp", "announced"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing of the network: how it was come upon, where, what it offers; ``node`` is the declared node it is."""

    how: str
    name: str
    kind: str
    addresses: tuple[str, ...]
    macs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    node: str = ""

    @property
    def id(self) -> str:
        """Give a name for it among all others."""
        return self.node or f"{self.how}:{next(iter(self.addresses or self.macs), self.name)}"


def sightings(observed: Observed, declared: Declared | None, device: str) -> list[Sighting]:
    """Give everything come upon, each with its declared node where it has one."""
    found = [*_collectors(observed), *_machines(observed, device), *_routers(observed), *_switches(observed)]
    known = {address for each in found for address in each.addresses}
    found += _announced(observed, known)
    nodes = declared.nodes if declared else ()
    return _by_device([replace(each, node=_node_of(each, nodes)) for each in found], nodes, device)


def _by_device(found: list[Sighting], nodes: tuple[Node, ...], device: str) -> list[Sighting]:
    """Take a machine at no declared address for the plan's own, unless that one was met where it was declared."""
    own = next((node.id for node in nodes if node.device == device), "")
    if not own or any(each.node == own for each in found):
        return found
    return [replace(each, node=own) if each.how == SPOKEN_TO and not each.node else each for each in found]


def _collectors(observed: Observed) -> list[Sighting]:
    local = once(reach.local for reach in observed.reaches if reach.is_reached)
    return [Sighting(COLLECTOR, "", "collector", local)] if local else []


def _macs(observed: Observed, addresses: Iterable[str]) -> tuple[str, ...]:
    wanted = set(addresses)
    return once(each.mac for each in observed.neighbours if each.address in wanted)


def _machines(observed: Observed, device: str) -> list[Sighting]:
    """Give the machine once for each address it answered at: its protocols may stand on computers of their own."""
    by_peer: dict[str, list[Reach]] = {}
    for reach in observed.reaches:
        if reach.is_reached:
            by_peer.setdefault(reach.peer or reach.host, []).append(reach)
    return [
        Sighting(
            SPOKEN_TO, device, "machine",
            once([peer, *(reach.host for reach in reaches)]),
            _macs(observed, (reach.peer for reach in reaches if not reach.next_hop)),
            once(reach.service for reach in reaches),
        )
        for peer, reaches in by_peer.items()
    ]  # fmt: skip


def _routers(observed: Observed) -> list[Sighting]:
    hops = once(reach.next_hop for reach in observed.reaches if reach.is_reached)
    return [Sighting(ROUTER, "", "router", (hop,), _macs(observed, (hop,))) for hop in hops]


def _switches(observed: Observed) -> list[Sighting]:
    return [Sighting(SWITCH, s.name, "switch", s.addresses, once((s.chassis,))) for s in observed.switches]


def _announced(observed: Observed, known: set[str]) -> list[Sighting]:
    """Give the announced servers that were not spoken to, once an address; a loopback address names nobody."""
    found: dict[str, Sighting] = {}
    for server in observed.servers:
        for place in filter(None, map(place_of, server.urls)):
            protocol, host, port = place
            if host in known or is_loopback(host) or host == "localhost":
                continue
            before = found.get(host) or Sighting(ANNOUNCED, server.name or host, "server", (host,))
            found[host] = replace(before, services=once((*before.services, f"{protocol} {port}")))
    return list(found.values())


def _node_of(sighting: Sighting, nodes: tuple[Node, ...]) -> str:
    """Give the declared node a sighting is: by address, else by MAC address, by a switch's name, or by its kind."""
    collectors = [node for node in nodes if node.kind == "collector"]
    if sighting.how == COLLECTOR and len(collectors) == 1:
        # There is one at a time, and from the machine's own computer it would have the machine's address.
        return collectors[0].id
    at = [node for node in nodes if set(node.addresses) & set(sighting.addresses)]
    at += [node for node in nodes if set(node.macs) & set(sighting.macs)]
    if sighting.how == SWITCH:
        at += [node for node in nodes if node.kind == "switch" and sighting.name in {node.id, node.name}]
    return at[0].id if at else ""
