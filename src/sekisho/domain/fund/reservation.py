"""Reserving in strict order of receipt: reserved, or on the waiting list; never in part, never past somebody waiting.

The caller holds the pool's lock and has taken the receipt number under it (facts A6 to A8).
"""

from dataclasses import dataclass, replace

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.pool import Pool, Waiting, apply
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import NOTHING, Money

#: Accounts in which money keeps a case from reserving again.
_LIVE = (Account.RESERVED, Account.COMMITTED, Account.PAYABLE, Account.PAID, Account.RECEIVABLE)
_ORDER = "assumption: A7, A8, strict order of receipt"


@dataclass(frozen=True, slots=True)
class Reserved:
    """The whole amount is set aside for a case."""

    posting: Posting
    receipt_no: int


@dataclass(frozen=True, slots=True)
class WaitListed:
    """The case waits; ``ahead`` says how many come before it."""

    entry: Waiting
    ahead: int


def _obstacles(pool: Pool, asked: Waiting) -> list[Finding]:
    facts: dict[str, Value] = {"case": asked.case, "amount": asked.amount.yen, "receipt": asked.receipt_no}
    held = pool.holding(asked.case)
    checks = {
        "no_case": not asked.case,
        "nothing_asked": asked.amount <= NOTHING,
        "no_receipt": asked.receipt_no < 1,
        "beyond_cap": asked.amount > pool.appropriation,
        "holds_already": any(held.of(account) for account in _LIVE),
        "waits_already": any(one.case == asked.case for one in pool.waiting),
        "receipt_taken": any(one.receipt_no == asked.receipt_no and one.case != asked.case for one in pool.waiting),
    }
    facts["cap"] = pool.appropriation.yen
    found = [code for code, stands in checks.items() if stands]
    return [Finding(f"fund.{code}", Outcome.NOT_MET, asked.case, _ORDER, facts) for code in found]


def decide_reserve(pool: Pool, case: str, amount: Money, receipt_no: int) -> Reserved | WaitListed | Refusal:
    """Reserve the whole amount if it is free and nobody with an earlier receipt waits; else have the case wait."""
    asked = Waiting(receipt_no, case, amount)
    obstacles = _obstacles(pool, asked)
    if obstacles:
        return Refusal.of(obstacles)
    # By receipt, not by place in the list: an overturned refusal keeps the number it was given at the counter.
    ahead = sum(one.receipt_no < receipt_no for one in pool.waiting)
    if ahead or amount > pool.available:
        return WaitListed(asked, ahead)
    return Reserved(Posting(PostingKind.RESERVE, amount, case, pool.postings), receipt_no)


def enact(pool: Pool, decision: Reserved | WaitListed) -> Pool:
    """Give the pool after a decision."""
    if isinstance(decision, Reserved):
        return apply(pool, decision.posting)
    return replace(pool, waiting=tuple(sorted((*pool.waiting, decision.entry))))


def promotions(pool: Pool) -> tuple[Reserved, ...]:
    """Give the reservations for those who wait, from the head of the list, up to the first the pool cannot cover."""
    promoted: list[Reserved] = []
    # It stops at the first that does not fit: serving a smaller one behind it would be skipping (A8).
    while pool.waiting and pool.waiting[0].amount <= pool.available:
        head = pool.waiting[0]
        promoted.append(Reserved(Posting(PostingKind.RESERVE, head.amount, head.case, pool.postings), head.receipt_no))
        pool = enact(pool, promoted[-1])
    return tuple(promoted)


def leave(pool: Pool, case: str) -> Pool:
    """Take a case off the waiting list, as when it is withdrawn; those behind it move up."""
    return replace(pool, waiting=tuple(one for one in pool.waiting if one.case != case))
