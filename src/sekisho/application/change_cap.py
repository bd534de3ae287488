"""Change the pool's cap: one person proposes with reason and source, another confirms; whoever waits is promoted.

The cap can be raised to anything and lowered to what is bound, never below: what is bound is promised (F15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.follow_up import Turn, promote
from sekisho.application.ports import Person, Transaction
from sekisho.application.post import post, record, stream_of
from sekisho.application.program_time import program_now
from sekisho.application.record import Recorded
from sekisho.application.show_pool import PoolView, pool_view
from sekisho.application.surround import around_the_pool
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import FINANCE, OFFICER
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.field import Field, Kind, check, is_yen, reason, text
from sekisho.domain.fund.account import Account
from sekisho.domain.fund.movement import decide_cap
from sekisho.domain.fund.pool import Pool
from sekisho.domain.fund.posting import Posting
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import Money

#: What a proposal says: the new cap in yen, why, and where it is decided.
FIELDS = (Field("cap", Kind.YEN), reason(), text("citation"))
_TWO_PERSONS = "practice: two persons"


@dataclass(frozen=True, slots=True)
class CapProposal:
    """A cap somebody proposed and nobody has confirmed yet."""

    digest: str
    cap: Money
    reason: str
    citation: str
    person: str
    at: datetime


def _finding(code: str, place: str = "", citation: str = _TWO_PERSONS, **facts: Value) -> Finding:
    return Finding(f"cap.{code}", Outcome.NOT_MET, place, citation, dict(facts))


def _person_findings(person: Person) -> list[Finding]:
    if person.actor.who in OFFICER + FINANCE:
        return []
    return [_finding("not_yours", role=person.role, side=person.side)]


def _citation_findings(details: Mapping[str, Value]) -> list[Finding]:
    said = details.get("citation")
    if not isinstance(said, str) or not said.strip():
        return []
    try:
        Citation.parse(said)
    except UncitedError:
        return [_finding("uncited", "citation", said=said[:80])]
    return []


def _decided(desk: Desk, tx: Transaction, cap: int) -> Posting | Refusal:
    """Decide a cap on the locked pool; one that was never opened is opened first."""
    balances = tx.pool.lock(desk.program_id)
    if not tx.journal.length(stream_of(desk.program_id)):
        return Refusal.of([_finding("not_open", citation="article: ¶8")])
    held = {account: Money(balances[account.value]) for account in Account}
    return decide_cap(Pool(held, tx.pool.next_posting(desk.program_id)), Money(cap))


def _cap_findings(desk: Desk, tx: Transaction, details: Mapping[str, Value]) -> list[Finding]:
    cap = details.get("cap")
    if not isinstance(cap, int) or not is_yen(cap):
        return []
    decided = _decided(desk, tx, cap)
    return list(decided.findings) if isinstance(decided, Refusal) else []


def _propose(desk: Desk, tx: Transaction, person: Person, details: Mapping[str, Value]) -> CapProposal | Refusal:
    tx.pool.lock(desk.program_id)
    findings = [*_person_findings(person), *check(FIELDS, details), *_citation_findings(details)]
    findings += _cap_findings(desk, tx, details)
    if findings:
        return Refusal.of(findings)
    record(desk, tx, [Event("cap.proposed", program_now(desk, tx), person.actor, details)])
    row = tx.journal.last(stream_of(desk.program_id), "cap.proposed")
    assert row is not None  # noqa: S101 - because it was written in this transaction
    return _proposal(row)


def propose_cap(desk: Desk, person: Person, details: Mapping[str, Value]) -> CapProposal | Refusal:
    """Propose a cap with its reason and its source; a later proposal takes the place of one nobody confirmed."""
    return transact(desk, lambda tx: _propose(desk, tx, person, details))


def _proposal(row: Recorded) -> CapProposal:
    said = row.event
    texts = (said.text("reason"), said.text("citation"))
    return CapProposal(row.digest, Money(said.number("cap")), *texts, row.actor, row.occurred_at)


def open_proposal(tx: Transaction, program: str) -> CapProposal | None:
    """Give the newest proposal if nobody has confirmed it."""
    stream = stream_of(program)
    proposed, changed = tx.journal.last(stream, "cap.proposed"), tx.journal.last(stream, "cap.changed")
    is_open = proposed and (changed is None or changed.seq < proposed.seq)
    return _proposal(proposed) if proposed and is_open else None


def show_cap_proposal(desk: Desk) -> CapProposal | None:
    """Give the cap that waits for its second person; None where none does."""
    with desk.store.read() as tx:
        return open_proposal(tx, desk.program_id)


def _obstacles(person: Person, proposal: CapProposal | None, digest: str) -> list[Finding]:
    findings = _person_findings(person)
    if proposal is None or proposal.digest != digest:
        return [*findings, _finding("not_proposed", digest=digest[:80])]
    if proposal.person == person.id:
        findings.append(_finding("same_person"))
    return findings


def _confirm(desk: Desk, tx: Transaction, person: Person, digest: str) -> PoolView | Refusal:
    tx.pool.lock(desk.program_id)
    proposal, now = open_proposal(tx, desk.program_id), program_now(desk, tx)
    obstacles = _obstacles(person, proposal, digest)
    if obstacles or proposal is None:
        return Refusal.of(obstacles)
    # Once more: what is bound may have grown since somebody proposed to lower the cap.
    decided = _decided(desk, tx, proposal.cap.yen)
    if isinstance(decided, Refusal):
        return decided
    changed = Event("cap.changed", now, person.actor, {"cap": proposal.cap.yen, "proposal": digest})
    post(desk, tx, "", [(decided.kind, decided.amount)], changed, [changed])
    promote(Turn(desk, tx, Command("change_cap", person.actor, now, {}), around_the_pool(desk, tx, now), 0))
    return pool_view(desk, tx)


def confirm_cap(desk: Desk, person: Person, digest: str) -> PoolView | Refusal:
    """Confirm a proposed cap, by another person; those who wait get what it frees, in order of receipt."""
    return transact(desk, lambda tx: _confirm(desk, tx, person, digest))
