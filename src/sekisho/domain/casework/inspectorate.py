"""Decide and fold what happens on an inspector's register, from the rows of ``roster``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.decide import Decision, out_of_turn, said, who_findings
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import row_of
from sekisho.domain.casework.field import check, is_day
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.table import row_for
from sekisho.domain.casework.transition import Track
from sekisho.domain.inspection.inspector import Availability, Inspector
from sekisho.domain.inspection.interest import Interest, InterestKind
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.identifier import normalised

CITATION = "practice: last five years"


def register_is_own(inspector: Inspector, command: Command) -> list[Finding]:
    """An inspector speaks for himself; the officer enters what any of them declares."""
    own = command.actor.role is not Role.INSPECTOR or command.actor.person == inspector.id
    return unless(own, "not_your_register", CITATION, inspector=inspector.id)


def interest_kind_is_known(_inspector: Inspector, command: Command) -> list[Finding]:
    """An interest is of a kind the rule knows."""
    kind = command.text("kind")
    known = ", ".join(InterestKind)
    return unless(
        not kind or kind in set(InterestKind), "interest_kind_unknown", CITATION, "kind", kind=kind, known=known
    )


def days_are_in_order(_inspector: Inspector, command: Command) -> list[Finding]:
    """A span does not end before it begins."""
    first, last = command.text("from_on"), command.text("until_on")
    readable = is_day(first) and is_day(last)
    return unless(not readable or first <= last, "span_reversed", "", "until_on", first=first, last=last)


def interest_is_declared(inspector: Inspector, command: Command) -> list[Finding]:
    """What is ended or withdrawn stands in the register."""
    name = command.text("interest")
    known = ", ".join(inspector.interests)
    return unless(name in inspector.interests, "interest_unknown", CITATION, "interest", interest=name, known=known)


def interest_ends_after_it_began(inspector: Inspector, command: Command) -> list[Finding]:
    """An interest ends once, and not before it began."""
    interest, last = inspector.interests.get(command.text("interest")), command.text("until_on")
    if interest is None or not is_day(last):
        return []
    if interest.until_on is not None:
        # A second, earlier end would take a conflict out of the register without a reason.
        return refuse("interest_ended", CITATION, "interest", interest=interest.id, last=interest.until_on.isoformat())
    first = interest.from_on.isoformat()
    return unless(first <= last, "span_reversed", "", "until_on", first=first, last=last)


ROSTER_GUARDS: Mapping[str, Callable[[Inspector, Command], list[Finding]]] = {
    guard.__name__: guard
    for guard in (
        register_is_own,
        interest_kind_is_known,
        days_are_in_order,
        interest_is_declared,
        interest_ends_after_it_began,
    )
}


def decide_roster(inspector: Inspector, command: Command) -> Decision | Refusal:
    """Turn a command on an inspector's register into a decision, or refuse it with every reason at once."""
    row = row_for(Track.INSPECTOR, command.name, inspector.state)
    if row is None:
        return Refusal.of([out_of_turn(Track.INSPECTOR, command, inspector.state)])
    guarded = [finding for name in row.guards for finding in ROSTER_GUARDS[name](inspector, command)]
    findings = [*who_findings(row, command), *check(row.takes, command.details), *guarded]
    if findings:
        return Refusal.of(findings)
    return Decision((Event(row.event, command.at, command.actor, said(command)),))


def _day(event: Event, name: str) -> date | None:
    return date.fromisoformat(event.text(name)) if event.text(name) else None


def _declared(inspector: Inspector, event: Event) -> Inspector:
    number = f"I{inspector.declared + 1:03d}"
    # Normalised as numbers are compared everywhere else: full-width digits would hide a conflict.
    organisation = normalised(event.text("organisation"))
    first = date.fromisoformat(event.text("from_on"))
    interest = Interest(number, event.text("kind"), organisation, first, _day(event, "until_on"))
    return replace(inspector, interests={**inspector.interests, number: interest}, declared=inspector.declared + 1)


def _ended(inspector: Inspector, event: Event) -> Inspector:
    ended = replace(inspector.interests[event.text("interest")], until_on=_day(event, "until_on"))
    return replace(inspector, interests={**inspector.interests, ended.id: ended})


def _withdrawn(inspector: Inspector, event: Event) -> Inspector:
    left = {name: one for name, one in inspector.interests.items() if name != event.text("interest")}
    return replace(inspector, interests=left)


def _stated(inspector: Inspector, event: Event) -> Inspector:
    first, last = (date.fromisoformat(event.text(name)) for name in ("from_on", "until_on"))
    span = Availability(first, last, event.number("visits"))
    return replace(inspector, availability=(*inspector.availability, span))


_CHANGES: Mapping[str, Callable[[Inspector, Event], Inspector]] = {
    "interest.declared": _declared,
    "interest.ended": _ended,
    "interest.withdrawn": _withdrawn,
    "availability.stated": _stated,
}


def evolve_roster(inspector: Inspector, event: Event) -> Inspector:
    """Give an inspector's register after one event. Raises UnknownEventError where the table has no such step."""
    row = row_of(Track.INSPECTOR, event, inspector.state)
    changed = _CHANGES[event.type](inspector, event)
    return replace(changed, state=row.target or inspector.state, seq=inspector.seq + 1)


def fold_roster(inspector_id: str, events: Iterable[Event]) -> Inspector:
    """Give the register the events leave."""
    inspector = Inspector(inspector_id)
    for event in events:
        inspector = evolve_roster(inspector, event)
    return inspector
