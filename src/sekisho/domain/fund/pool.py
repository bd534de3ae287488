"""The pool as its postings leave it, and the refusal to let any account go below zero."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sekisho.domain.fund.account import HOLDING, OF_A_CASE, Account
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.values.money import NOTHING, Money, total

# PoolError
# ├── OverdrawnError    a posting takes more than stands in an account, of the pool or of its case
# └── ReusedNumberError another posting of this case and kind has the number already, with another amount


class PoolError(ValueError):
    """A posting that cannot have happened."""


class OverdrawnError(PoolError):
    """A posting would take more from an account than stands there."""


class ReusedNumberError(PoolError):
    """Case, kind and number name a posting of another amount."""


EVERY = tuple(Account)


def _empty() -> dict[Account, Money]:
    return dict.fromkeys(Account, NOTHING)


@dataclass(frozen=True, slots=True)
class Holding:
    """What one case holds by account, and the amounts of its postings by kind and number."""

    balances: Mapping[Account, Money] = field(default_factory=dict)
    posted: Mapping[tuple[PostingKind, int], Money] = field(default_factory=dict)

    def of(self, account: Account) -> Money:
        """Give what the case holds in an account."""
        return self.balances.get(account, NOTHING)


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A case on the waiting list: its place is its receipt number (A7)."""

    receipt_no: int
    case: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Pool:
    """Balances by account, how many postings made them, what each case holds, and who waits, in order of receipt."""

    balances: Mapping[Account, Money] = field(default_factory=_empty)
    postings: int = 0
    holdings: Mapping[str, Holding] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()

    @property
    def available(self) -> Money:
        """Give what is still free."""
        return self.balances[Account.AVAILABLE]

    @property
    def appropriation(self) -> Money:
        """Give the cap."""
        return self.balances[Account.APPROPRIATION]

    @property
    def bound(self) -> Money:
        """Give what is not free any more, the least the cap can be lowered to."""
        return self.appropriation - self.available

    @property
    def is_whole(self) -> bool:
        """Say whether the accounts add up to the appropriation and none is below zero."""
        held = total([self.balances[account] for account in HOLDING])
        return held == self.balances[Account.APPROPRIATION] and all(b >= NOTHING for b in self.balances.values())

    def holding(self, case: str) -> Holding:
        """Give what a case holds."""
        return self.holdings.get(case, Holding())


def _change(account: Account, amount: Money) -> Money:
    """The appropriation mirrors the others: money that leaves it for the pool raises it."""
    return -amount if account is Account.APPROPRIATION else amount


def _moved(balances: Mapping[Account, Money], posting: Posting, within: tuple[Account, ...]) -> dict[Account, Money]:
    """Move a posting's amount between those of its accounts that are kept here. Raises OverdrawnError."""
    after = dict(balances)
    for account, amount in ((posting.debit, -posting.amount), (posting.credit, posting.amount)):
        if account in within:
            balance = after[account] = after.get(account, NOTHING) + _change(account, amount)
            if balance < NOTHING:
                raise OverdrawnError(f"{posting.kind} of {posting.amount} would take {account} below zero")
    return after


Balances = Mapping[Account, Money]


def enter(balances: Balances, held: Holding, posting: Posting) -> tuple[Balances, Holding] | None:
    """Give the pool's balances and the holding of the posting's case after it; None for a repetition.

    Raises PoolError.
    """
    # The same posting again is a repetition, as after an answer that was lost; money moves once.
    known = held.posted.get(posting.key)
    if known == posting.amount:
        return None
    if known is not None:
        raise ReusedNumberError(f"{posting.kind} {posting.n} of {posting.case or 'the pool'} moved {known} before")
    # Twice, because a pool that balances could still have one case spend what another reserved.
    after = _moved(balances, posting, EVERY)
    return after, Holding(_moved(held.balances, posting, OF_A_CASE), {**held.posted, posting.key: posting.amount})


def apply(pool: Pool, posting: Posting) -> Pool:
    """Give the pool after a posting; the same posting again changes nothing. Raises PoolError."""
    entered = enter(pool.balances, pool.holding(posting.case), posting)
    if entered is None:
        return pool
    balances, own = entered
    waiting = pool.waiting
    if posting.kind is PostingKind.RESERVE:
        waiting = tuple(one for one in waiting if one.case != posting.case)
    return replace(
        pool,
        balances=balances,
        postings=pool.postings + 1,
        holdings={**pool.holdings, posting.case: own},
        waiting=waiting,
    )
