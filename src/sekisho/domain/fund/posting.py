"""Postings: what moves, from which account to which. Each is balanced by construction (facts A6, A7; reference 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.fund.account import Account
from sekisho.domain.values.money import Money


class PostingError(ValueError):
    """A posting that is none: nothing or less than nothing moves."""


class PostingKind(StrEnum):
    """The kinds of movement the pool knows."""

    APPROPRIATE = "appropriate"
    LOWER_CAP = "lower_cap"
    RESERVE = "reserve"
    RELEASE_RESERVATION = "release_reservation"
    COMMIT = "commit"
    RELEASE_COMMITMENT = "release_commitment"
    FIX = "fix"
    RELEASE_SHORTFALL = "release_shortfall"
    PAY = "pay"
    REVOKE_UNPAID = "revoke_unpaid"
    ORDER_REPAYMENT = "order_repayment"
    RECOVER = "recover"


#: From which account to which. Recovered money does not refill the pool: it returns to the Treasury.
MOVES: Mapping[PostingKind, tuple[Account, Account]] = {
    PostingKind.APPROPRIATE: (Account.APPROPRIATION, Account.AVAILABLE),
    PostingKind.LOWER_CAP: (Account.AVAILABLE, Account.APPROPRIATION),
    PostingKind.RESERVE: (Account.AVAILABLE, Account.RESERVED),
    PostingKind.RELEASE_RESERVATION: (Account.RESERVED, Account.AVAILABLE),
    PostingKind.COMMIT: (Account.RESERVED, Account.COMMITTED),
    PostingKind.RELEASE_COMMITMENT: (Account.COMMITTED, Account.AVAILABLE),
    PostingKind.FIX: (Account.COMMITTED, Account.PAYABLE),
    PostingKind.RELEASE_SHORTFALL: (Account.COMMITTED, Account.AVAILABLE),
    PostingKind.PAY: (Account.PAYABLE, Account.PAID),
    PostingKind.REVOKE_UNPAID: (Account.PAYABLE, Account.AVAILABLE),
    PostingKind.ORDER_REPAYMENT: (Account.PAID, Account.RECEIVABLE),
    PostingKind.RECOVER: (Account.RECEIVABLE, Account.RECOVERED),
}
#: Movements of a part of what a case holds, and the movement that frees the rest (reference 4.3).
REST: Mapping[PostingKind, PostingKind] = {
    PostingKind.COMMIT: PostingKind.RELEASE_RESERVATION,
    PostingKind.FIX: PostingKind.RELEASE_SHORTFALL,
}
#: Movements of the cap itself, which belong to no case.
OF_THE_CAP = (PostingKind.APPROPRIATE, PostingKind.LOWER_CAP)


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement of one amount; ``n`` numbers the pool's postings without a gap."""

    kind: PostingKind
    amount: Money
    case: str
    n: int

    def __post_init__(self) -> None:
        """Refuse a posting of nothing or less."""
        if self.amount.yen <= 0:
            raise PostingError(f"{self.kind} of {self.amount} for {self.case or 'the pool'} moves nothing")

    @property
    def key(self) -> tuple[PostingKind, int]:
        """Give what names the posting within its case; the same case, kind and number is the same posting."""
        return self.kind, self.n

    @property
    def debit(self) -> Account:
        """Give the account the money leaves (for the cap: the appropriation, which it raises)."""
        return MOVES[self.kind][0]

    @property
    def credit(self) -> Account:
        """Give the account the money enters."""
        return MOVES[self.kind][1]
