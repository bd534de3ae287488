"""The pool as its postings leave it, and the refusal to let any account go below zero."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.domain.fund.account import HOLDING, Account
from sekisho.domain.fund.posting import Posting
from sekisho.domain.values.money import NOTHING, Money, total


class OverdrawnError(ValueError):
    """A posting would take more from an account than stands there."""


def _empty() -> dict[Account, Money]:
    return dict.fromkeys(Account, NOTHING)


@dataclass(frozen=True, slots=True)
class Pool:
    """Balances by account, and how many postings made them."""

    balances: Mapping[Account, Money] = field(default_factory=_empty)
    postings: int = 0

    @property
    def available(self) -> Money:
        """Give what is still free."""
        return self.balances[Account.AVAILABLE]

    @property
    def is_whole(self) -> bool:
        """Say whether the accounts add up to the appropriation and none is below zero."""
        held = total([self.balances[account] for account in HOLDING])
        return held == self.balances[Account.APPROPRIATION] and all(b >= NOTHING for b in self.balances.values())


def _change(account: Account, amount: Money) -> Money:
    """The appropriation mirrors the others: money that leaves it for the pool raises it."""
    return -amount if account is Account.APPROPRIATION else amount


def apply(pool: Pool, posting: Posting) -> Pool:
    """Give the pool after a posting. Raises OverdrawnError where an account would go below zero."""
    balances = dict(pool.balances)
    balances[posting.debit] = balances[posting.debit] - _change(posting.debit, posting.amount)
    balances[posting.credit] = balances[posting.credit] + _change(posting.credit, posting.amount)
    below = [account for account, balance in balances.items() if balance < NOTHING]
    if below:
        raise OverdrawnError(f"{posting.kind} of {posting.amount} would take {below[0]} below zero")
    return Pool(balances, pool.postings + 1)
