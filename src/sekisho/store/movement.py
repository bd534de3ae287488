"""What a posting does to the stored balances of the pool."""

from collections import Counter

from sekisho.application.ports import PostingRow
from sekisho.domain.fund.account import Account

#: The accounts of a pool, in the order of its columns.
ACCOUNTS = tuple(account.value for account in Account)


def deltas(posting: PostingRow) -> list[int]:
    """Give what a posting adds to each of ACCOUNTS: it takes from the debit and gives to the credit.

    The appropriation stands on the other side of the books: what is taken from it makes the pool larger.
    """
    change: Counter[str] = Counter()
    change[posting.debit] -= posting.amount
    change[posting.credit] += posting.amount
    change["appropriation"] = -change["appropriation"]
    return [change[account] for account in ACCOUNTS]
