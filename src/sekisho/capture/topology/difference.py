"""Declared less observed, item by item. What was not seen is "not observed"; nothing here ever failed.

The collector sees its own connections only, so a link between two others stays unobserved, whatever is true of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sekisho.capture.address import is_loopback
from sekisho.capture.problem import Value
from sekisho.capture.topology.declared import Declared, Link, Node
from sekisho.capture.topology.observed import Observed, Reach
from sekisho.capture.topology.sighting import ANNOUNCED, COLLECTOR, SPOKEN_TO, SWITCH, Sighting

#: The protocols this library speaks, and so can observe at a port.
SPOKEN = ("opc-ua", "mtconnect")


class Status(StrEnum):
    """How what is declared stands to what was observed."""

    AGREES = "agrees"
    NOT_OBSERVED = "not_observed"
    NOT_DECLARED = "not_declared"
    DIFFERS = "differs"
    OBSERVED = "observed"  #: there is no declaration to hold it against
    DECLARED = "declared"  #: nobody looked yet


@dataclass(frozen=True, slots=True)
class Row:
    """One item: a node, address, mac, port, link or zone; of whom; what was declared of it and what observed."""

    item: str
    subject: str
    status: Status
    declared: str = ""
    observed: str = ""
    how: str = ""

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        return {
            "item": self.item, "subject": self.subject, "status": self.status.value, "declared": self.declared,
            "observed": self.observed, "how": self.how,
        }  # fmt: skip


def differences(declared: Declared, observed: Observed, seen: list[Sighting]) -> list[Row]:
    """Give every item: nodes with their addresses and ports, links, then the borders of zones."""
    rows: list[Row] = []
    for node in declared.nodes:
        rows += _of_node(node, [each for each in seen if each.node == node.id], declared)
    rows += [row for each in seen if not each.node for row in _undeclared(each)]
    rows += [_of_link(link, seen) for link in declared.links]
    return [*rows, *_own_links(declared, seen), *_borders(declared, observed, seen)]


def _of_node(node: Node, seen: list[Sighting], declared: Declared) -> Iterator[Row]:
    if not seen:
        yield Row("node", node.id, Status.NOT_OBSERVED, ", ".join(node.addresses))
        return
    where = sorted({address for each in seen for address in each.addresses})
    yield Row("node", node.id, Status.AGREES, ", ".join(node.addresses), ", ".join(where), seen[0].how)
    for each in seen:
        yield from _set("address", node.id, node.addresses, each.addresses, each.how)
        yield from _set("mac", node.id, node.macs, each.macs, each.how)
        if each.how != ANNOUNCED:
            yield from _ports(node, each, declared)


def _set(item: str, subject: str, declared: tuple[str, ...], seen: tuple[str, ...], how: str) -> Iterator[Row]:
    """Compare two sets of addresses: one in common is enough, for nobody sees all of them from one place."""
    if not declared and not seen:
        return
    shown = Row(item, subject, Status.AGREES, ", ".join(declared), ", ".join(seen), how)
    if not seen:
        yield Row(item, subject, Status.NOT_OBSERVED, shown.declared)
    elif not declared:
        yield Row(item, subject, Status.NOT_DECLARED, "", shown.observed, how)
    elif set(declared) & set(seen):
        yield shown
    else:
        yield Row(item, subject, Status.DIFFERS, shown.declared, shown.observed, how)


def ports_of(node: str, links: Iterable[Link]) -> dict[str, list[int]]:
    """Give at which ports a node is declared to be spoken to, by protocol."""
    found: dict[str, list[int]] = {}
    for link in links:
        if link.target == node and link.port and link.port not in found.get(link.protocol, []):
            found.setdefault(link.protocol, []).append(link.port)
    return found


def _ports(node: Node, seen: Sighting, declared: Declared) -> Iterator[Row]:
    known = ports_of(node.id, declared.links)
    for service in seen.services:
        protocol, _, port = service.rpartition(" ")
        ports = known.get(protocol, [])
        status = Status.NOT_DECLARED if not ports else Status.AGREES if int(port) in ports else Status.DIFFERS
        said = ", ".join(f"{protocol} {each}" for each in ports)
        yield Row("port", node.id, status, said, service, seen.how)


def _undeclared(seen: Sighting) -> Iterator[Row]:
    yield Row("node", seen.id, Status.NOT_DECLARED, "", ", ".join(seen.addresses or seen.macs), seen.how)
    for service in seen.services:
        yield Row("port", seen.id, Status.NOT_DECLARED, "", service, seen.how)


def _collector_of(seen: list[Sighting]) -> str:
    return next((each.node for each in seen if each.how == COLLECTOR), "")


def _services(node: str, seen: list[Sighting]) -> list[str]:
    return [service for each in seen if each.node == node and each.how == SPOKEN_TO for service in each.services]


def _is_heard(link: Link, seen: list[Sighting]) -> bool:
    """Say whether a link is the cable from the collector to the switch its system heard."""
    ends, collector = {link.source, link.target}, _collector_of(seen)
    return collector in ends and any(each.how == SWITCH and each.node in ends - {collector} for each in seen)


def _of_link(link: Link, seen: list[Sighting]) -> Row:
    """Hold a link against the collector's own connections: it is the only one whose links can be seen."""
    subject, said = f"{link.source} → {link.target}", f"{link.protocol} {link.port or ''}".strip()
    if _is_heard(link, seen):
        return Row("link", subject, Status.AGREES, said, how=SWITCH)
    ports = _services(link.target, seen) if link.source and link.source == _collector_of(seen) else []
    spoken = [service for service in ports if service.startswith(f"{link.protocol} ")]
    if not spoken:
        return Row("link", subject, Status.NOT_OBSERVED, said)
    if not link.port or said in spoken:
        return Row("link", subject, Status.AGREES, said, said if said in spoken else spoken[0], SPOKEN_TO)
    return Row("link", subject, Status.DIFFERS, said, spoken[0], SPOKEN_TO)


def _own_links(declared: Declared, seen: list[Sighting]) -> Iterator[Row]:
    """Give the collector's connections that stand in no declared link; one that is not declared has none there."""
    collector = next((each for each in seen if each.how == COLLECTOR), None)
    if collector is None:
        return
    known = {(link.source, link.target, link.protocol) for link in declared.links}
    for each in seen:
        for service in each.services if each.how == SPOKEN_TO else ():
            if (collector.node, each.node, service.rpartition(" ")[0]) not in known:
                yield Row("link", f"{collector.id} → {each.id}", Status.NOT_DECLARED, "", service, SPOKEN_TO)


def _borders(declared: Declared, observed: Observed, seen: list[Sighting]) -> Iterator[Row]:
    """Name the borders of zones that the way to a machine did not show: both ends stand on one segment."""
    zones = {node.id: node.zone for node in declared.nodes}
    collector = _collector_of(seen)
    for each in seen:
        if each.how != SPOKEN_TO or not each.node or not collector:
            continue
        for reach in _ways(observed, each):
            mine, other = zones[collector], zones[each.node]
            if mine != other and not reach.next_hop and each.macs:
                yield Row("zone", f"{collector} → {each.node}", Status.DIFFERS, f"{mine} | {other}", reach.interface)
            elif mine != other and reach.next_hop:
                yield Row("zone", f"{collector} → {each.node}", Status.AGREES, f"{mine} | {other}", reach.next_hop)


def _ways(observed: Observed, seen: Sighting) -> list[Reach]:
    """Give one way to a machine; where it never leaves the computer there is no network to judge."""
    ways = [reach for reach in observed.reaches if reach.is_reached and reach.peer in seen.addresses]
    return [way for way in ways if not is_loopback(way.peer)][:1]
