"""Fold events into an equipment line: what each leaves on it beside the state, which the table gives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sekisho.domain.casework.case import Line
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.shipment import SHIPMENT_DAYS, Shipment, columns_of, told
from sekisho.domain.inspection.visit import read_finding
from sekisho.domain.values.finding import Value


def _amended(line: Line, event: Event) -> Line:
    """Take a corrected day; a day of a shipment is corrected there, and what the shipments say together follows."""
    name, value = event.text("field"), event.text("value")
    # That a day was corrected stays on the line: it counts when second visits are drawn.
    line = replace(line, facts={**line.facts, "amended": True})
    if name not in SHIPMENT_DAYS or not line.shipments:
        return replace(line, facts={**line.facts, name: value})
    bill = event.text("bill_of_lading") or line.shipments[0].bill_of_lading
    every = tuple(one.on(name, value) if one.bill_of_lading == bill else one for one in line.shipments)
    return replace(line, facts={**line.facts, **told(every)}, shipments=every)


def _found(line: Line, event: Event) -> Line:
    said = event.body.get("findings")
    records = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    first = len(line.findings) + 1
    day = event.text("visited_on")
    found = [read_finding(f"{line.id}-F{n}", line.visit, one, day) for n, one in enumerate(records, first)]
    return replace(line, findings=(*line.findings, *found), visits_held=line.visit)


def _verified(line: Line, event: Event) -> Line:
    """Take a verification; of a second look only who held it counts: the first keeps its day and its inspector."""
    if line.text("verified_by"):
        second = {"second_visited_on": event.text("visited_on"), "second_verified_by": event.actor.person}
        return replace(line, facts={**line.facts, **second}, visits_held=line.visit)
    facts = {**line.facts, **_said(event), "verified_by": event.actor.person}
    return replace(line, facts=facts, visits_held=line.visit)


def _said(event: Event) -> dict[str, Value]:
    return {name: value for name, value in event.body.items() if name != "line"}


def _told(line: Line, event: Event) -> Line:
    return replace(line, facts={**line.facts, **_said(event)})


def _with_shipments(line: Line, event: Event, shipments: Iterable[Shipment]) -> Line:
    every = tuple(shipments)
    return replace(line, facts={**line.facts, **_said(event), **told(every)}, shipments=every)


def _shipped(line: Line, event: Event) -> Line:
    another = Shipment(event.text("bill_of_lading"), event.text("shipped_on"))
    return _with_shipments(line, event, (*line.shipments, another))


def _permitted(line: Line, event: Event) -> Line:
    """Take an import permit; a release before permit that does not count leaves the shipment waiting."""
    bill = event.text("bill_of_lading")
    every = (_with_permit(one, event) if one.bill_of_lading == bill else one for one in line.shipments)
    return _with_shipments(line, event, every)


def _with_permit(shipment: Shipment, event: Event) -> Shipment:
    day = event.text("permitted_on")
    return replace(
        shipment,
        permit_number=event.text("permit_number"),
        permit_type=event.text("permit_type"),
        permitted_on=day,
        imported_on=day if event.body.get("counts") is not False else "",
        importer_number=event.text("importer_number"),
        columns=columns_of(event.body.get("columns")),
    )


#: What an event changes in a line beyond its state; every other one adds what it says to the line's facts.
_MACHINE: Mapping[str, Callable[[Line, Event], Line]] = {
    "machine.shipped": _shipped,
    "import.permitted": _permitted,
    "line.amended": _amended,
    "line.verified": _verified,
    "visit.findings_recorded": _found,
}


def evolve_line(line: Line, event: Event) -> Line:
    """Give the line after one event of its machine; its state is the table's to say."""
    return _MACHINE.get(event.type, _told)(line, event)
