"""Keep an inspector's register: interests declared, ended or withdrawn, and the days on which he can travel."""

from sekisho.application.desk import Desk
from sekisho.application.inspectors import INSPECTORS, is_inspector, read_inspector
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.inspectorate import decide_roster, evolve_roster
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def _act(desk: Desk, tx: Transaction, inspector_id: str, person: Person, request: Request) -> Inspector | Refusal:
    if not is_inspector(tx, inspector_id):
        facts = {"inspector": inspector_id[:80]}
        return Refusal.of([Finding("guard.inspector_unknown", Outcome.NOT_MET, "inspector", facts=dict(facts))])
    inspector = read_inspector(tx, inspector_id)
    decision = decide_roster(inspector, Command(request.command, person.actor, program_now(desk, tx), request.details))
    if isinstance(decision, Refusal):
        return decision
    tx.journal.append(INSPECTORS + inspector_id, decision.events, inspector.seq)
    for event in decision.events:
        inspector = evolve_roster(inspector, event)
    return inspector


def act_on_roster(desk: Desk, inspector_id: str, person: Person, request: Request) -> Inspector | Refusal:
    """Carry a command on an inspector's register, or refuse it with every reason."""
    return transact(desk, lambda tx: _act(desk, tx, inspector_id, person, request))


def show_rosters(desk: Desk, person: Person) -> list[Inspector]:
    """Give the registers a person may read: an inspector his own, the other people of the office every one."""
    with desk.store.read() as tx:
        people = [one for one in tx.people.all() if one.role == Role.INSPECTOR.value]
        own = person.role == Role.INSPECTOR.value
        return [read_inspector(tx, one.id) for one in people if not own or one.id == person.id]
