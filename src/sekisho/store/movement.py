"""What a posting does to the stored balances of the pool."""

from collections import Counter

from sekisho.application.ports import PostingRow
from sekisho.domain.fund.account import Account

#: The accounts of a pool, in the order of its columns.
ACCOUNTS = tuple(account.value for account in Account)


def changes(posting: PostingRow) -> dict[str, int]:
    """Give what a posting adds to its two accounts: it takes from the debit and gives to the credit.

    The appropriation stands on the other side of the books: what is taken from it makes the pool larger.
    """
    change: Counter[str] = Counter()
    change[posting.debit] -= posting.amount
    change[posting.credit] += posting.amount
    change["appropriation"] = -change["appropriation"]
    # The names become columns of a statement: what is no account of a pool is left out here and refused by the posting.
    return {account: change[account] for account in ACCOUNTS if change[account]}
