"""Decide and fold what happens on a register of collectors, from the rows of ``gear``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sekisho.domain.casework.actor import Actor, Role
from sekisho.domain.casework.decide import Decision, out_of_turn, said, who_findings
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import row_of
from sekisho.domain.casework.field import check
from sekisho.domain.casework.guard.obstacle import unless
from sekisho.domain.casework.table import row_for
from sekisho.domain.casework.transition import Track
from sekisho.domain.evidence.collector import Collector, CollectorRegister
from sekisho.domain.values.finding import Finding, Refusal

CITATION = "article: ¶9; assumption: A29"


def owner_of(actor: Actor) -> str:
    """Give whose collectors somebody uses: an inspector his own, everybody else his organisation's."""
    return actor.person if actor.role is Role.INSPECTOR else actor.organisation


def collectors_are_own(register: CollectorRegister, command: Command) -> list[Finding]:
    """Nobody enrols or retires what is another's."""
    return unless(register.owner == owner_of(command.actor), "collectors_of_others", CITATION, owner=register.owner)


def collector_is_new(register: CollectorRegister, command: Command) -> list[Finding]:
    """A key is enrolled once; one that was retired does not come back."""
    key = command.text("public_key")
    return unless(key not in register.collectors, "collector_known", CITATION, "public_key", key=key[:16])


def collector_is_in_use(register: CollectorRegister, command: Command) -> list[Finding]:
    """What is retired was enrolled and is still in use."""
    found = register.collectors.get(command.text("public_key"))
    is_in_use = found is not None and not found.is_retired
    return unless(is_in_use, "collector_not_in_use", CITATION, "public_key", key=command.text("public_key")[:16])


GEAR_GUARDS: Mapping[str, Callable[[CollectorRegister, Command], list[Finding]]] = {
    guard.__name__: guard for guard in (collectors_are_own, collector_is_new, collector_is_in_use)
}


def decide_gear(register: CollectorRegister, command: Command) -> Decision | Refusal:
    """Turn a command on a register of collectors into a decision, or refuse it with every reason at once."""
    row = row_for(Track.COLLECTOR, command.name, register.state)
    if row is None:
        return Refusal.of([out_of_turn(Track.COLLECTOR, command, register.state)])
    guarded = [finding for name in row.guards for finding in GEAR_GUARDS[name](register, command)]
    findings = [*who_findings(row, command), *check(row.takes, command.details), *guarded]
    if findings:
        return Refusal.of(findings)
    return Decision((Event(row.event, command.at, command.actor, said(command)),))


def evolve_gear(register: CollectorRegister, event: Event) -> CollectorRegister:
    """Give a register after one event. Raises UnknownEventError where the table has no such step."""
    row, key = row_of(Track.COLLECTOR, event, register.state), event.text("public_key")
    if event.type == "collector.enrolled":
        changed = Collector(key, event.text("certificate"), event.text("name"))
    else:
        changed = replace(register.collectors[key], is_retired=True)
    collectors = {**register.collectors, key: changed}
    return replace(register, state=row.target or register.state, seq=register.seq + 1, collectors=collectors)


def fold_gear(owner: str, events: Iterable[Event]) -> CollectorRegister:
    """Give the register the events leave."""
    register = CollectorRegister(owner)
    for event in events:
        register = evolve_gear(register, event)
    return register
