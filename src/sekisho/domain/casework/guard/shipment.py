"""Guards on shipments and permits: each known by its bill of lading, permitted once, imported by who is named."""

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.shipment import CITATION, SHIPMENT_DAYS, TYPES, check_columns
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.identifier import folded

ACCEPTANCE = "assumption: A18"
#: The category of equipment that is several machines.
TURNKEY = "line"


def _line(case: Case, command: Command) -> Line:
    return case.lines.get(command.line, Line(command.line))


def shipment_is_expected(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A bill of lading is reported once, and no more shipments come than were announced."""
    line, bill = _line(case, command), command.text("bill_of_lading")
    count = command.number("shipments") or line.expected
    again = bill in {one.bill_of_lading for one in line.shipments}
    return [
        *unless(not again, "shipment_twice", CITATION, "bill_of_lading", bill_of_lading=bill),
        *unless(len(line.shipments) < count, "shipment_unexpected", CITATION, "shipments", count=count),
    ]


def shipment_is_known(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A permit names the shipment it is for, unless only one is still without."""
    line, bill = _line(case, command), command.text("bill_of_lading")
    waiting = [one.bill_of_lading for one in line.waiting]
    facts = {"bill_of_lading": bill, "known": ", ".join(waiting)}
    if bill:
        return unless(bill in waiting, "shipment_unknown", CITATION, "bill_of_lading", **facts)
    return unless(len(waiting) == 1, "shipment_unnamed", CITATION, "bill_of_lading", **facts)


def amended_shipment_is_named(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Where several shipments have such a day, a correction says whose it is."""
    bills = [one.bill_of_lading for one in _line(case, command).shipments]
    bill, single = command.text("bill_of_lading"), len(bills) <= 1
    named = command.text("field") not in SHIPMENT_DAYS or bill in bills or (single and not bill)
    return unless(named, "shipment_unnamed", CITATION, "bill_of_lading", known=", ".join(bills))


def permit_is_whole(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A permit is of a known type, and each of its columns can be read."""
    kind, known = command.text("permit_type"), ", ".join(TYPES)
    strange = bool(kind) and kind not in TYPES
    told = unless(not strange, "permit_type_unknown", CITATION, "permit_type", value=kind, known=known)
    return [*told, *check_columns(command.details.get("columns"))]


def importer_is_named(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The importer of record is the claimant, or a firm the case names as importing for him (A20)."""
    number, known = command.text("importer_number"), around.importers
    facts = {"corporate_number": number, "known": ", ".join(known)}
    return unless(not number or number in known, "importer_not_named", "assumption: A20", "importer_number", **facts)


def every_shipment_is_permitted(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A line is imported when every shipment that was announced has come in (A19)."""
    line = _line(case, command)
    left = line.expected - sum(bool(one.imported_on) for one in line.shipments)
    return unless(left <= 0, "shipment_waits", CITATION, left=left, count=line.expected)


def acceptance_follows_trial_run(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The trial run begins after delivery, and the buyer accepts after it (A18)."""
    began, accepted = command.text("trial_run_on"), command.text("commissioned_on")
    delivered = _line(case, command).text("delivered_on")
    # An acceptance before the delivery is the chain's to tell, once.
    if not (is_day(began) and is_day(accepted)) or accepted < delivered:
        return []
    facts = {"trial_run_on": began, "commissioned_on": accepted, "delivered_on": delivered}
    return unless(delivered <= began <= accepted, "trial_run_out_of_order", ACCEPTANCE, "trial_run_on", **facts)


def _accepted(machine: Value) -> tuple[str, str] | None:
    """Give a machine of a turnkey line and the day it was accepted; None where it cannot be read."""
    if not isinstance(machine, dict):
        return None
    serial, day = machine.get("serial"), machine.get("accepted_on")
    return (serial, day) if isinstance(serial, str) and serial and isinstance(day, str) and is_day(day) else None


def machines_are_told_apart(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Two machines of one serial number in one line are one machine (A21)."""
    listed = command.details.get("machines")
    read = [one for machine in (listed if isinstance(listed, list) else []) if (one := _accepted(machine))]
    keys = [folded(serial) for serial, _ in read]
    twice = [serial for n, (serial, _) in enumerate(read) if keys[n] in keys[:n]]
    return [f for serial in twice for f in refuse("machine_twice", "assumption: A21", "machines", serial=serial)]


def last_machine_is_accepted(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A turnkey line is commissioned with its last machine (A18)."""
    listed = command.details.get("machines")
    machines = listed if isinstance(listed, list) else []
    if not machines:
        return unless(around.category != TURNKEY, "machines_missing", ACCEPTANCE, "machines")
    read = [_accepted(machine) for machine in machines]
    wrong = [n for n, one in enumerate(read, 1) if one is None]
    told = [f for n in wrong for f in refuse("machine_unreadable", ACCEPTANCE, "machines", n=n)]
    last = max((one for one in read if one), key=lambda one: one[1], default=("", ""))
    day = command.text("commissioned_on")
    facts = {"serial": last[0], "accepted_on": last[1], "commissioned_on": day}
    return told or unless(last[1] == day, "not_the_last_machine", ACCEPTANCE, "commissioned_on", **facts)
