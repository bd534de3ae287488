"""Keep the registers of collectors: enrolled by the file a collector signs, retired with a reason, found by key."""

from collections.abc import Iterable

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.gearing import decide_gear, evolve_gear, fold_gear, owner_of
from sekisho.domain.evidence.collector import CollectorRegister, Enrolled
from sekisho.domain.values.finding import Finding, Outcome, Refusal

COLLECTORS = "collectors/"


def read_collectors(tx: Transaction, owner: str) -> CollectorRegister:
    """Give an owner's register as its events leave it; one who enrolled nothing has an empty one."""
    return fold_gear(owner, (row.event for row in tx.journal.read(COLLECTORS + owner)))


def enrolled(tx: Transaction, owners: Iterable[str], key: str) -> Enrolled | None:
    """Find a collector by its key among those of some owners, in their order; None where none of them enrolled it."""
    registers = (read_collectors(tx, owner) for owner in owners if owner)
    found = (Enrolled(one.owner, one.collectors[key]) for one in registers if key in one.collectors)
    return next(found, None)


def keys_in_use(tx: Transaction, owners: Iterable[str]) -> tuple[str, ...]:
    """Give the public keys of the collectors of some owners that are in use, each once."""
    registers = (read_collectors(tx, owner) for owner in dict.fromkeys(owners) if owner)
    keys = (key for one in registers for key, collector in one.collectors.items() if not collector.is_retired)
    return tuple(dict.fromkeys(keys))


def _act(desk: Desk, tx: Transaction, person: Person, request: Request) -> CollectorRegister | Refusal:
    owner = owner_of(person.actor)
    if not owner:
        return Refusal.of([Finding("guard.not_yours", Outcome.NOT_MET, facts={"command": request.command})])
    register = read_collectors(tx, owner)
    decision = decide_gear(register, Command(request.command, person.actor, program_now(desk, tx), request.details))
    if isinstance(decision, Refusal):
        return decision
    tx.journal.append(COLLECTORS + owner, decision.events, register.seq)
    for event in decision.events:
        register = evolve_gear(register, event)
    return register


def enrol_collector(desk: Desk, person: Person, enrolment: bytes) -> CollectorRegister | Refusal:
    """Enrol the collector a signed enrolment names, for its owner: the person's organisation, or the inspector."""
    named = desk.captures.enrolment(enrolment)
    if isinstance(named, Refusal):
        return named
    return transact(desk, lambda tx: _act(desk, tx, person, Request("enrol_collector", dict(named))))


def retire_collector(desk: Desk, person: Person, key: str, reason: str) -> CollectorRegister | Refusal:
    """Retire a collector of one's own: nothing it sealed is taken from then on, whenever it was sealed."""
    request = Request("retire_collector", {"public_key": key, "reason": reason})
    return transact(desk, lambda tx: _act(desk, tx, person, request))


def show_collectors(desk: Desk, person: Person) -> CollectorRegister:
    """Give the collectors a person uses."""
    with desk.store.read() as tx:
        return read_collectors(tx, owner_of(person.actor))
