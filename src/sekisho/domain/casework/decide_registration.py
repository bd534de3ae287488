"""Decide on a registration: a command becomes an event, or a refusal with every reason.

Whoever is no part of a registration is told the same as if there were none: what somebody has applied for, and what
the office thinks of it, is nobody else's.
"""

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.decide import Decision, out_of_turn, said, who_findings
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.field import check
from sekisho.domain.casework.guard.register import REGISTER_GUARDS
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.surroundings import RegisterTerms
from sekisho.domain.casework.table import row_for
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.values.finding import Finding, Outcome, Refusal

APPLY = "apply"
#: Sides that know of every registration.
INSIDERS = (Side.OFFICE, Side.AUDIT, Side.SYSTEM)


def _is_known_to(registration: Registration, command: Command) -> bool:
    """Say whether who acts may know that there is a registration: the office, the auditor, and those it binds."""
    return command.actor.side in INSIDERS or registration.binds(command.actor.organisation)


def _as_it_seems(registration: Registration, command: Command) -> Registration | None:
    """Give a registration as it is to who acts; None where it is nobody's to act on, whether there is one or not."""
    if _is_known_to(registration, command):
        return registration
    return Registration(registration.id) if command.name == APPLY else None


def _stranger() -> Refusal:
    return Refusal.of([Finding("guard.not_your_registration", Outcome.NOT_MET, citation="assumption: A26")])


def _findings(registration: Registration, row: Row, command: Command, around: RegisterTerms) -> list[Finding]:
    guarded = [f for name in row.guards for f in REGISTER_GUARDS[name](registration, command, around)]
    return who_findings(row, command) + check(row.takes, command.details) + guarded


def decide_registration(
    registration: Registration, command: Command, around: RegisterTerms | None = None
) -> Decision | Refusal:
    """Turn a command on a registration into a decision, or refuse it with every reason at once."""
    seen = _as_it_seems(registration, command)
    if seen is None:
        return _stranger()
    row = row_for(Track.REGISTRATION, command.name, seen.state)
    if row is None:
        return Refusal.of([out_of_turn(Track.REGISTRATION, command, seen.state)])
    findings = _findings(seen, row, command, around or RegisterTerms())
    if findings:
        return Refusal.of(findings)
    # Nothing is wrong with it but that somebody else has the place.
    if seen.state != registration.state:
        return _stranger()
    return Decision((Event(row.event, command.at, command.actor, said(command)),), document=row.document)
