"""Fold events into a registration; the table gives the next state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sekisho.domain.casework.case import Document
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.evolve import row_of
from sekisho.domain.casework.register import ENDS, Registration, turn_at
from sekisho.domain.casework.transition import Track

#: Decisions that can be appealed: whoever took one of them never decides on the appeal.
CONTESTABLE = ("registration.rejected", "registration.suspended", "registration.removed", "appeal.dismissed")


def _applied(registration: Registration, event: Event) -> Registration:
    return replace(
        registration,
        subject=event.text("subject"),
        key=event.text("key"),
        particulars=dict(event.record("particulars")),
        applicant=event.actor.organisation,
        side=event.actor.side.value,
        applied_at=event.occurred_at,
        applied_by=event.actor.person,
    )


def _filed(registration: Registration, event: Event) -> Registration:
    number, side = f"R{len(registration.papers) + 1:03d}", event.actor.side.value
    kind, name, digest = (event.text(fact) for fact in ("kind", "name", "digest"))
    place, at = registration.seq, event.occurred_at
    paper = Document(number, kind, name, digest, "", side, filed_seq=place, filed_at=at)
    return replace(registration, papers=(*registration.papers, paper))


def _confirmed(registration: Registration, event: Event) -> Registration:
    return replace(registration, confirmed_by=event.actor.organisation)


def _given_up(registration: Registration, _event: Event) -> Registration:
    return replace(registration, given_up=True)


def _correction_proposed(registration: Registration, event: Event) -> Registration:
    return replace(registration, corrected_from=event.text("valid_from"), corrected_by=event.actor.person)


#: A proposal is about the registration as it stood: whatever changes that, or confirms it, ends the proposal.
_SETTLED = ("registration.corrected",)
#: Events that name a day without deciding anything about it yet.
_UNDECIDED = ("registration.correction_proposed",)


_CHANGES: Mapping[str, Callable[[Registration, Event], Registration]] = {
    "registration.applied": _applied,
    "registration.document_filed": _filed,
    "agreement.confirmed": _confirmed,
    "registration.ended": _given_up,
    "registration.correction_proposed": _correction_proposed,
}


def _history(registration: Registration, event: Event, state: str) -> tuple[tuple[str, str], ...]:
    from_on = "" if event.type in _UNDECIDED else event.text("valid_from") or event.text("from_on")
    until_on = event.text("valid_until")
    added = ((turn_at(from_on, state, event.occurred_at), state),) if from_on else ()
    ended = ((until_on, ENDS),) if until_on else ()
    # A correction moves the beginning and nothing else: what was decided about later days stands after it (A16).
    if event.type == "registration.corrected":
        return (*added, *registration.history)
    return (*registration.history, *added, *ended)


def evolve_registration(registration: Registration, event: Event) -> Registration:
    """Give the registration after one event. Raises UnknownEventError where the table has no such step."""
    target = row_of(Track.REGISTRATION, event, registration.state).target
    state, settled = target or registration.state, bool(target) or event.type in _SETTLED
    decided = (event.actor.person,) if event.type in CONTESTABLE else ()
    moved_on = replace(
        registration,
        state=state,
        seq=registration.seq + 1,
        history=_history(registration, event, state),
        deciders=(*registration.deciders, *decided),
        corrected_from="" if settled else registration.corrected_from,
        corrected_by="" if settled else registration.corrected_by,
    )
    change = _CHANGES.get(event.type)
    return change(moved_on, event) if change else moved_on


def fold_registration(registration_id: str, events: Iterable[Event]) -> Registration:
    """Give the registration its events leave."""
    registration = Registration(registration_id)
    for event in events:
        registration = evolve_registration(registration, event)
    return registration
