"""Open the pool with the cap the program states (F15). Once; later changes of the cap are postings of their own."""

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.post import post, stream_of
from sekisho.application.program_time import program_now
from sekisho.application.show_pool import PoolView, pool_view
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import FINANCE, OFFICER
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan


def _obstacles(desk: Desk, tx: Transaction, person: Person) -> list[Finding]:
    findings = []
    if person.actor.who not in OFFICER + FINANCE:
        findings.append(Finding("pool.not_yours", Outcome.NOT_MET, facts={"role": person.role, "side": person.side}))
    if tx.journal.length(stream_of(desk.program_id)):
        findings.append(Finding("pool.open_already", Outcome.NOT_MET, citation="article: ¶8"))
    return findings


def _open(desk: Desk, tx: Transaction, person: Person) -> PoolView | Refusal:
    tx.pool.lock(desk.program_id)
    obstacles = _obstacles(desk, tx, person)
    if obstacles:
        return Refusal.of(obstacles)
    now = program_now(desk, tx)
    cap = desk.programs.definition(tx).number("pool.appropriation", day_in_japan(now))
    post(desk, tx, "", [(PostingKind.APPROPRIATE, Money(cap))], Event("pool.opened", now, person.actor, {}))
    return pool_view(desk, tx)


def open_pool(desk: Desk, person: Person) -> PoolView | Refusal:
    """Open the pool with the cap in force today."""
    return transact(desk, lambda tx: _open(desk, tx, person))
