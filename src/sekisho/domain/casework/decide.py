"""Decide: a command on a case becomes events, or a refusal with every reason. Who may do it is checked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.casework.case import Case, Line, Vendor
from sekisho.domain.casework.consequence import consequence
from sekisho.domain.casework.deadline import (
    basis_of,
    commissioning_day,
    correction_days_left,
    due_at,
    start_of,
    verify_by,
)
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.field import check, legible
from sekisho.domain.casework.guard import GUARDS
from sekisho.domain.casework.guard.obstacle import refuse
from sekisho.domain.casework.shipment import PERMIT, counts
from sekisho.domain.casework.surroundings import Surroundings, Terms
from sekisho.domain.casework.table import row_for, rows_of, track_of
from sekisho.domain.casework.transition import Movement, Row, Track
from sekisho.domain.values.calendar import UnpublishedYearError
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import NOTHING, Money

CLOSED_DAYS = "law: Act 91 of 1988 on Holidays of Administrative Organs, art. 2"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command came to: the events, what the pool has to do, and the document to produce."""

    events: tuple[Event, ...]
    movement: Movement = Movement.NONE
    amount: Money = NOTHING
    document: str = ""


def who_findings(row: Row, command: Command) -> list[Finding]:
    """Report a role or side that has no part in a row."""
    if command.actor.who in row.who:
        return []
    facts: dict[str, Value] = {"role": command.actor.role.value, "side": command.actor.side.value}
    return [Finding("guard.not_yours", Outcome.NOT_MET, citation=row.cite, facts={**facts, "command": command.name})]


def _party_findings(case: Case, command: Command) -> list[Finding]:
    """A claimant's person acts only in a case of his own organisation, on the side it has there."""
    actor = command.actor
    if actor.side not in CLAIMANT_SIDES or case.state == "new":
        return []
    if case.party(actor.side.value).get("corporate_number") == actor.organisation:
        return []
    facts: dict[str, Value] = {"organisation": actor.organisation, "side": actor.side.value}
    return [Finding("guard.not_your_case", Outcome.NOT_MET, citation="article: ¶8", facts=facts)]


#: Each track has states of its own, so each has its own sentence.
_OUT_OF_TURN: Mapping[Track, str] = {
    Track.PAPER: "guard.out_of_turn",
    Track.MACHINE: "guard.line_out_of_turn",
    Track.REGISTRATION: "guard.registration_out_of_turn",
    Track.VENDOR: "guard.vendor_out_of_turn",
    Track.INSPECTOR: "guard.inspector_out_of_turn",
    Track.COLLECTOR: "guard.collector_out_of_turn",
}


def out_of_turn(track: Track, command: Command, state: str) -> Finding:
    """Report a command no row has in a state, with the states it is possible in."""
    known = rows_of(track, command.name)
    sources: list[Value] = [source for row in known for source in row.sources]
    facts: dict[str, Value] = {"command": legible(command.name), "state": state, "possible_in": sources}
    return Finding(_OUT_OF_TURN[track] if known else "guard.unknown_command", Outcome.NOT_MET, facts=facts)


def _no_row(case: Case, track: Track, command: Command, state: str) -> list[Finding]:
    who = [finding for known in rows_of(track, command.name)[:1] for finding in who_findings(known, command)]
    if track is Track.MACHINE and command.line not in case.lines:
        unknown = refuse("line_unknown", "", "line", line=command.line, known=", ".join(case.lines))
        return [*unknown, *who, *_party_findings(case, command)]
    return [out_of_turn(track, command, state), *who, *_party_findings(case, command)]


def _state_for(case: Case, track: Track, command: Command) -> str:
    line = case.lines.get(command.line)
    return case.state if track is Track.PAPER else (line.state if line else "")


def _money_of(case: Case, row: Row, command: Command) -> Money:
    held = case.balance
    if any(field.name == "amount" for field in row.takes):
        return Money(command.number("amount"))
    whole: Mapping[Movement, Money] = {
        Movement.RELEASE: held.reserved + held.committed + held.payable,
        Movement.REDUCE: max(held.reserved + held.committed - as_changed(case).balance.requested, NOTHING),
        Movement.PAY: held.payable,
        Movement.ORDER_REPAYMENT: case.to_order_back,
    }
    return whole.get(row.movement, NOTHING)


def _imported(line: Line, command: Command, around: Surroundings) -> dict[str, Value]:
    """Say which shipment a permit is for, and whether it counts as the import (A19)."""
    if command.name != "permit_import":
        return {}
    bill = command.text("bill_of_lading") or line.waiting[0].bill_of_lading
    kind = command.text("permit_type") or PERMIT
    return {"bill_of_lading": bill, "permit_type": kind, "counts": counts(kind, around.terms.import_event)}


def _commissioned(command: Command, around: Surroundings) -> dict[str, Value]:
    """Say which day is the commissioning where the program counts from the first operation (A18)."""
    if command.name != "commission":
        return {}
    accepted = command.text("commissioned_on")
    return {"commissioned_on": commissioning_day(command, around.terms), "accepted_on": accepted}


def _due(case: Case, row: Row, command: Command, terms: Terms) -> datetime | None:
    """Give the end of the clock a row starts; days for corrections that are used up do not come back (A28)."""
    if row.deadline == "correction":
        terms = replace(terms, correction_days=correction_days_left(case, terms))
    return due_at(row.deadline, start_of(row.deadline, command), terms)


def _computed(case: Case, row: Row, command: Command, around: Surroundings) -> dict[str, Value]:
    """Work out what the event says beyond the command: when a clock ends, what moves, which line it is about."""
    computed = consequence(case, command, around)
    if due := _due(case, row, command, around.terms):
        computed["due_at"] = due.isoformat()
        if basis := basis_of(row.deadline, due, around.terms):
            computed["due_cite"] = basis
    if row.movement and "amount" not in command.details:
        computed["amount"] = _money_of(case, row, command).yen
    # A paper names its line among its details, where it is checked; only a machine's step is addressed to a line.
    if line := case.lines.get(command.line) if track_of(command.name) is Track.MACHINE else None:
        computed["line"] = line.id
        computed |= _imported(line, command, around) | _commissioned(command, around)
        if command.name == "schedule_visit":
            # Another day for a visit nobody has held yet is the same visit.
            computed["visit"] = line.visits_held + 1
        if by := verify_by(line, command, around.terms):
            computed["verify_by"] = by.isoformat()
    return computed


def said(command: Command) -> dict[str, Value]:
    """Give a command's details as guards read them: without the blanks people paste around a text."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in command.details.items()}


def _calendar_findings(case: Case, row: Row, command: Command, around: Surroundings) -> list[Finding]:
    """Refuse to start a clock whose end nobody can know: in a year of which nobody knows the holidays."""
    try:
        _due(case, row, command, around.terms)
    except UnpublishedYearError as error:
        return refuse("calendar_unpublished", CLOSED_DAYS, year=str(error.year), clock=row.deadline)
    return []


def _findings(case: Case, row: Row, command: Command, around: Surroundings) -> list[Finding]:
    fields = check(row.takes, command.details)
    guarded = [finding for name in row.guards for finding in GUARDS[name](case, command, around)]
    guarded += _calendar_findings(case, row, command, around)
    return who_findings(row, command) + _party_findings(case, command) + fields + guarded


def decide(case: Case, command: Command, around: Surroundings) -> Decision | Refusal:
    """Turn a command into a decision, or refuse it with every reason at once. The case is left as it is."""
    track = track_of(command.name)
    state = _state_for(case, track, command)
    row = row_for(track, command.name, state, switched_off=around.switched_off)
    if row is None:
        return Refusal.of(_no_row(case, track, command, state))
    findings = _findings(case, row, command, around)
    if findings:
        return Refusal.of(findings)
    body = {**said(command), **_computed(case, row, command, around)}
    event = Event(row.event, command.at, command.actor, body)
    return Decision((event,), row.movement, _money_of(case, row, command), row.document)


def _another_releases(vendor: Vendor, command: Command) -> list[Finding]:
    if command.actor.person != vendor.decided_by:
        return []
    return [Finding("guard.same_releaser", Outcome.NOT_MET, citation="practice: two persons")]


_VENDOR_GUARDS: Mapping[str, Callable[[Vendor, Command], list[Finding]]] = {
    "another_person_releases": _another_releases,
}


def decide_vendor(vendor: Vendor, command: Command) -> Decision | Refusal:
    """Turn the stop or release of a vendor into a decision, or refuse it with every reason at once."""
    row = row_for(Track.VENDOR, command.name, vendor.state)
    if row is None:
        return Refusal.of([out_of_turn(Track.VENDOR, command, vendor.state)])
    guarded = [finding for name in row.guards for finding in _VENDOR_GUARDS[name](vendor, command)]
    findings = [*who_findings(row, command), *check(row.takes, command.details), *guarded]
    if findings:
        return Refusal.of(findings)
    return Decision((Event(row.event, command.at, command.actor, said(command)),))
