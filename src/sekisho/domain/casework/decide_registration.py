"""Decide on a registration: a command becomes an event, or a refusal with every reason."""

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


def _owner_findings(registration: Registration, command: Command) -> list[Finding]:
    if command.actor.side is Side.OFFICE or registration.state == "new":
        return []
    if registration.binds(command.actor.organisation):
        return []
    return [Finding("guard.not_your_registration", Outcome.NOT_MET, citation="assumption: A26")]


def _findings(registration: Registration, row: Row, command: Command, around: RegisterTerms) -> list[Finding]:
    guarded = [f for name in row.guards for f in REGISTER_GUARDS[name](registration, command, around)]
    who = who_findings(row, command) + _owner_findings(registration, command)
    return who + check(row.takes, command.details) + guarded


def decide_registration(
    registration: Registration, command: Command, around: RegisterTerms | None = None
) -> Decision | Refusal:
    """Turn a command on a registration into a decision, or refuse it with every reason at once."""
    row = row_for(Track.REGISTRATION, command.name, registration.state)
    if row is None:
        return Refusal.of([out_of_turn(Track.REGISTRATION, command, registration.state)])
    findings = _findings(registration, row, command, around or RegisterTerms())
    if findings:
        return Refusal.of(findings)
    return Decision((Event(row.event, command.at, command.actor, said(command)),), document=row.document)
