"""Vendors of a case, and their stop switch: who sells or installs in it, and whether one of them is stopped."""

from collections.abc import Iterable, Mapping
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.register_facts import Registers, models_of, sellers, sold_in
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case, Vendor
from sekisho.domain.casework.decide import decide_vendor
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import fold_vendor
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.table import row_for
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.identifier import normalised

VENDORS = "vendor/"
#: The sides of a case that sell or install; an end user buys.
SELLING = (Side.INTEGRATOR.value, Side.DISTRIBUTOR.value)
#: The guard by which a row of the table asks whether a vendor is stopped.
GUARD = "no_vendor_is_stopped"


def is_held_by_vendors(track: Track, command: str, state: str) -> bool:
    """Say whether a stopped vendor holds this command, as the table says."""
    row = row_for(track, command, state)
    return row is not None and GUARD in row.guards


def exporters(tx: Transaction, registers: Registers, content: Mapping[str, Value]) -> list[Registration]:
    """Give every registration of the models of a content that stands or once stood: nobody leaves a case by leaving.

    All of them: another exporter of the same model does not take the place of one that is stopped.
    """
    return sellers(tx, registers, models_of(content))


def vendors_among(case: Case, sold: Iterable[Registration]) -> dict[str, str]:
    """Give the vendors of a case by number, each with its side: SI partner, distributor, exporters of its models."""
    vendors = {
        str(party.get("corporate_number")): str(party["side"])
        for party in (case.applicant, case.partner)
        if party.get("side") in SELLING and party.get("corporate_number")
    }
    return vendors | {each.applicant: Side.EXPORTER.value for each in sold if each.applicant}


def vendors_of(tx: Transaction, registers: Registers, case: Case, content: Mapping[str, Value]) -> dict[str, str]:
    """Give the vendors of a case as the register knows its models."""
    return vendors_among(case, exporters(tx, registers, content))


def providers_of(
    tx: Transaction, registers: Registers, case: Case, content: Mapping[str, Value], today: date
) -> dict[str, str]:
    """Give whom an incident of a case can go to, by number: its partner, and the exporters of its machines."""
    partner = {str(case.partner["corporate_number"]): str(case.partner.get("name", ""))} if case.partner else {}
    sold = [each for each in exporters(tx, registers, content) if sold_in(case, [each], today)]
    makers = {each.applicant: str(each.particulars.get("maker", "")) for each in sold if each.applicant}
    return makers | partner


def read_vendors(tx: Transaction, numbers: Iterable[str]) -> dict[str, Vendor]:
    """Give vendors by number as the events of their stop switch leave them, read at once."""
    names = {VENDORS + number: number for number in numbers}
    rows = tx.journal.read_all(list(names))
    return {number: fold_vendor(number, (row.event for row in rows[stream])) for stream, number in names.items()}


def stopped_among(tx: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """Give those vendors that are stopped now, each with the reason."""
    return {number: vendor.reason for number, vendor in read_vendors(tx, numbers).items() if vendor.is_stopped}


def _act(desk: Desk, tx: Transaction, number: str, person: Person, request: Request) -> Vendor | Refusal:
    rows = tx.journal.read(VENDORS + number)
    vendor = fold_vendor(number, (row.event for row in rows))
    named = {"vendor": number} if request.command == "stop_vendor" else {}
    command = Command(request.command, person.actor, program_now(desk, tx), {**request.details, **named})
    decision = decide_vendor(vendor, command)
    if isinstance(decision, Refusal):
        return decision
    added = tx.journal.append(VENDORS + number, decision.events, vendor.seq)
    return fold_vendor(number, (row.event for row in (*rows, *added)))


def act_on_vendor(desk: Desk, number: str, person: Person, request: Request) -> Vendor | Refusal:
    """Stop or release a vendor. The number names the stream; in other forms it would be another vendor."""
    plain = normalised(number)
    return transact(desk, lambda tx: _act(desk, tx, plain, person, request))
