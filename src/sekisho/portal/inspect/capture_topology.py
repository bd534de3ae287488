"""Feed the network a capture observed, held against the integrator's file: a diagram, and item by item what differs."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from sekisho import bootstrap
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, records_of

#: Agreement comes last: whoever reads the table looks for what does not agree.
ORDER = ("differs", "not_declared", "not_observed", "agrees")


@dataclass(frozen=True, slots=True)
class TopologyRow:
    """One item: what it is, of whom, how it came out, what was declared and what was observed."""

    item: str
    subject: str
    status: str
    declared: str
    observed: str


@dataclass(frozen=True, slots=True)
class TopologyPart:
    """The diagram for wide and narrow screens, and the items; without a declaration there are none."""

    wide: SafeString
    narrow: SafeString
    rows: tuple[TopologyRow, ...]
    is_declared: bool


def _names(topology: Record) -> dict[str, str]:
    return {str(node.get("id")): str(node.get("name") or node.get("id")) for node in records_of(topology.get("nodes"))}


def _row(row: Record, names: Mapping[str, str]) -> TopologyRow:
    subject = " → ".join(names.get(end, end) for end in str(row.get("subject")).split(" → "))
    texts = (str(row.get(name) or "") for name in ("declared", "observed"))
    return TopologyRow(str(row.get("item")), subject, str(row.get("status")), *texts)


def _drawn(topology: Mapping[str, Value], language: Language, name: str, *, is_narrow: bool) -> SafeString:
    # The drawing escapes every text itself, and its own tests hold hostile names against it.
    return mark_safe(bootstrap.draw_topology(topology, language, name, is_narrow=is_narrow))  # noqa: S308 - because of that


def topology_part(assessment: Record, language: Language) -> TopologyPart | None:
    """Give the network around the machine; None where the capture did not look at it."""
    topology = assessment.get("topology")
    if not isinstance(topology, dict):
        return None
    name, names = f"topology-{str(assessment.get('bundle_sha256'))[:16]}", _names(topology)
    rows = [_row(row, names) for row in records_of(topology.get("differences"))]
    return TopologyPart(
        wide=_drawn(topology, language, f"{name}-wide", is_narrow=False),
        narrow=_drawn(topology, language, f"{name}-narrow", is_narrow=True),
        rows=tuple(sorted(rows, key=lambda row: ORDER.index(row.status) if row.status in ORDER else len(ORDER))),
        is_declared=topology.get("declared") is not None,
    )
