"""The whole topology of a capture: declared and observed in one, each node and link with how it came out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sekisho.capture.address import once
from sekisho.capture.problem import Problem, Refused, Value
from sekisho.capture.sealed.record import Record
from sekisho.capture.topology.declared import Declared, Node, parse
from sekisho.capture.topology.difference import Row, Status, differences, ports_of
from sekisho.capture.topology.observed import Observed, observed
from sekisho.capture.topology.sighting import ANNOUNCED, COLLECTOR, SPOKEN_TO, Sighting, sightings


@dataclass(frozen=True, slots=True)
class Compared:
    """A topology as declared and observed. Without a declaration everything is observed and nothing differs."""

    declared: Declared | None
    observed: Observed
    seen: tuple[Sighting, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def _unseen(self) -> Status:
        """Say how it stands with what was not seen: before anybody looked, nothing can be missing."""
        return Status.DECLARED if self.observed.is_empty else Status.NOT_OBSERVED

    def as_json(self) -> dict[str, Value]:
        """Give it as plain values, from which it can be drawn."""
        declared = self.declared
        zones: list[Value] = (
            [{"id": z.id, "name": z.name, "level": z.level} for z in declared.zones] if declared else []
        )
        return {
            "declared": {"title": declared.title, "sha256": declared.sha256} if declared else None,
            "observed": self.observed.as_json(),
            "zones": zones,
            "nodes": [*self._nodes()],
            "links": [*self._links()],
            "differences": [row.as_json() for row in self.rows],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def _nodes(self) -> Iterator[Value]:
        for node in self.declared.nodes if self.declared else ():
            yield self._node(node)
        for each in self.seen:
            if not each.node:
                status = Status.NOT_DECLARED if self.declared else Status.OBSERVED
                yield {
                    "id": each.id, "name": each.name, "kind": each.kind, "zone": "", "how": each.how,
                    "status": status.value, "addresses": [*each.addresses],
                    "services": [{"text": service, "status": status.value} for service in each.services],
                }  # fmt: skip

    def _node(self, node: Node) -> Value:
        seen = [each for each in self.seen if each.node == node.id]
        rows = [row for row in self.rows if row.subject == node.id and row.item in {"node", "address", "mac", "port"}]
        # An address that is not declared fills a hole in the declaration; one that differs contradicts it.
        differs = any(row.status is Status.DIFFERS for row in rows)
        status = Status.DIFFERS if differs else Status.AGREES if seen else self._unseen
        addresses = once([*node.addresses, *(a for each in seen if each.how != ANNOUNCED for a in each.addresses)])
        return {
            "id": node.id, "name": node.name, "kind": node.kind, "zone": node.zone, "how": seen[0].how if seen else "",
            "status": status.value, "addresses": [*addresses], "services": [*self._services(node.id, rows)],
        }  # fmt: skip

    def _services(self, node: str, rows: list[Row]) -> Iterator[Value]:
        """Give what a node offers: declared ports, each with how it came out, then those observed beyond them."""
        seen = {row.observed: row.status for row in rows if row.item == "port"}
        declared = self.declared.links if self.declared else ()
        listed = [f"{protocol} {port}" for protocol, ports in ports_of(node, declared).items() for port in ports]
        for service in listed:
            yield {"text": service, "status": seen.pop(service, self._unseen).value}
        for service, status in seen.items():
            yield {"text": service, "status": status.value}

    def _links(self) -> Iterator[Value]:
        """Give each link once, the collector's own connections that nobody declared among them."""
        for row in self.rows:
            if row.item == "link":
                source, _, target = row.subject.partition(" → ")
                status = self._unseen if row.status is Status.NOT_OBSERVED else row.status
                yield _link(source, target, row.declared or row.observed, status)
        if self.declared is None:
            machines = [each for each in self.seen if each.how == SPOKEN_TO]
            for collector in (each for each in self.seen if each.how == COLLECTOR):
                for each in machines:
                    yield from (_link(collector.id, each.id, said, Status.OBSERVED) for said in each.services)


def _link(source: str, target: str, label: str, status: Status) -> Value:
    return {"from": source, "to": target, "label": label, "status": status.value}


def compare(declared: Declared | None, seen_network: Observed, device: str) -> Compared:
    """Compare a declaration with what a capture of one device observed."""
    seen = sightings(seen_network, declared, device)
    rows = differences(declared, seen_network, seen) if declared else []
    return Compared(declared, seen_network, tuple(seen), tuple(rows), tuple(seen_network.problems))


def topology_of(records: Iterable[Record], device: str) -> Compared | None:
    """Judge the topology from the sealed records alone; None where the capture did not look at the network."""
    found = observed(records)
    if found.is_empty:
        return None
    declared = parse(found.declared) if found.declared else None
    if isinstance(declared, Refused):
        # Sealed by a collector that reads less strictly: the observation stands, the declaration is not used.
        return replace(compare(None, found, device), problems=(*found.problems, *declared.problems))
    return compare(declared, found, device)
