"""The accounts of the pool. Every yen of the appropriation is in exactly one of the others."""

from enum import StrEnum


class Account(StrEnum):
    """An account of the pool; ``appropriation`` mirrors the sum of the others, so that the cap itself can change."""

    APPROPRIATION = "appropriation"
    AVAILABLE = "available"
    RESERVED = "reserved"
    COMMITTED = "committed"
    PAYABLE = "payable"
    PAID = "paid"
    RECEIVABLE = "receivable"
    RECOVERED = "recovered"


#: The accounts a yen of the appropriation can stand in.
HOLDING = tuple(account for account in Account if account is not Account.APPROPRIATION)
#: The accounts in which a yen belongs to one case.
OF_A_CASE = tuple(account for account in HOLDING if account is not Account.AVAILABLE)
