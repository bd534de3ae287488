"""Register models, SI partners, distributors, assessment bodies and channels; each has a life of its own."""

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import REGISTRATIONS, project_registration, read_registration
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Registration
from sekisho.domain.casework.decide import decide_registration
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve_registration
from sekisho.domain.values.finding import Finding, Outcome, Refusal

LONGEST_ID = 200


def _registration_id(request: Request) -> str:
    return f"{request.details.get('subject', '')}/{request.details.get('key', '')}"


def _apply(
    desk: Desk, tx: Transaction, registration: Registration, person: Person, request: Request
) -> Registration | Refusal:
    command = Command(request.command, person.actor, program_now(desk, tx), request.details)
    decision = decide_registration(registration, command)
    if isinstance(decision, Refusal):
        return decision
    tx.journal.append(REGISTRATIONS + registration.id, decision.events, registration.seq)
    for event in decision.events:
        registration = evolve_registration(registration, event)
    project_registration(tx, registration)
    return registration


def apply_for_registration(desk: Desk, person: Person, request: Request) -> Registration | Refusal:
    """Apply for a registration. A key that stands in the register already is refused by the table."""
    registration_id = _registration_id(request)
    if len(registration_id) > LONGEST_ID:
        return Refusal.of([Finding("field.wrong.text", Outcome.NOT_MET, "key", facts={"kind": "text"})])
    return act_on_registration(desk, registration_id, person, request)


def act_on_registration(desk: Desk, registration_id: str, person: Person, request: Request) -> Registration | Refusal:
    """Carry a command on a registration: apply, review, register, reject, suspend, remove, appeal."""
    return transact(desk, lambda tx: _apply(desk, tx, read_registration(tx, registration_id), person, request))
