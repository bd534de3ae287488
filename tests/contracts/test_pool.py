"""The pool's contract: locked, moved relatively, never below zero."""

import pytest

from sekisho.application.ports import PostingRow, RefusedByDatabaseError, Store
from sekisho.store.error import UnlockedPoolError
from tests.contracts.scene import CAP, PROGRAM, all_at_once, appropriate, post, posting, reserve

EMPTY = dict.fromkeys(
    ("appropriation", "available", "reserved", "committed", "payable", "paid", "receivable", "recovered"), 0
)
ROAD = [
    ("reserve", "available", "reserved", 1000),
    ("commit", "reserved", "committed", 900),
    ("release_reservation", "reserved", "available", 100),
    ("fix", "committed", "payable", 900),
    ("pay", "payable", "paid", 900),
    ("order_repayment", "paid", "receivable", 400),
    ("recover", "receivable", "recovered", 300),
]


def test_new_pool_is_empty(store: Store) -> None:
    """A pool nobody filled has zeros, read or locked."""
    with store.read() as tx:
        assert dict(tx.pool.balances(PROGRAM)) == EMPTY
    with store.write() as tx:
        assert dict(tx.pool.lock(PROGRAM)) == EMPTY


def test_postings_move_balances_and_keep_order(store: Store) -> None:
    """A case's whole road leaves the accounts adding up to the appropriation, and the postings in order."""
    appropriate(store)
    rows = [posting(n + 1, *move) for n, move in enumerate(ROAD)]
    post(store, *rows)
    with store.read() as tx:
        balances = tx.pool.balances(PROGRAM)
        assert tx.pool.postings(PROGRAM)[1:] == rows
        assert tx.pool.postings(PROGRAM, kinds=("recover", "fix")) == [rows[3], rows[6]]
    assert balances == {
        **EMPTY, "appropriation": CAP, "available": CAP - 900, "paid": 500, "receivable": 100, "recovered": 300,
    }  # fmt: skip


def test_lock_sees_what_this_transaction_posted(store: Store) -> None:
    """Balances read after a posting in the same transaction include it."""
    appropriate(store)
    with store.write() as tx:
        assert reserve(tx, 1000)
        assert tx.pool.lock(PROGRAM)["reserved"] == 1000
        assert tx.pool.balances(PROGRAM)["reserved"] == 1000


def test_cap_can_be_lowered_to_what_is_free(store: Store) -> None:
    """Lowering the cap takes from what is free, and below commitments it is refused."""
    appropriate(store, 1000)
    with store.write() as tx:
        reserve(tx, 400)
        tx.pool.post(PROGRAM, [posting(2, "lower_cap", "available", "appropriation", 600)])
    with pytest.raises(RefusedByDatabaseError):
        post(store, posting(3, "lower_cap", "available", "appropriation", 1))
    with store.read() as tx:
        assert tx.pool.balances(PROGRAM)["appropriation"] == 400


@pytest.mark.parametrize("account", sorted(set(EMPTY) - {"appropriation", "recovered"}))
def test_no_account_goes_below_zero(store: Store, account: str) -> None:
    """Taking one yen more than an account holds is refused, whichever account it is."""
    appropriate(store, 1000)
    if account != "available":
        post(store, posting(1, "move", "available", account, 1000))
    with pytest.raises(RefusedByDatabaseError):
        post(store, posting(2, "move", account, "recovered", 1001))
    with store.read() as tx:
        assert tx.pool.balances(PROGRAM)[account] == 1000


def test_overdraft_inside_a_batch_is_refused(store: Store) -> None:
    """A batch that ends well but overdraws on its way is refused: the ledger could not be replayed in order."""
    appropriate(store, 1000)
    batch = [posting(1, "a", "reserved", "available", 1), posting(2, "b", "available", "reserved", 1)]
    with pytest.raises(RefusedByDatabaseError):
        post(store, *batch)


@pytest.mark.parametrize(
    "row",
    [
        posting(1, "nothing", "available", "reserved", 0),
        posting(1, "backwards", "available", "reserved", -1),
        posting(1, "nowhere", "available", "available", 1),
        posting(1, "unknown", "available", "pocket", 1),
        posting(0, "again", "available", "reserved", 1),
    ],
    ids=lambda row: row.kind,
)
def test_posting_that_is_none_is_refused(store: Store, row: PostingRow) -> None:
    """A posting of nothing, of less, onto itself, to an unknown account or with a used number is refused."""
    appropriate(store, 1000)
    with pytest.raises(RefusedByDatabaseError):
        post(store, row)


def test_pool_is_not_moved_without_its_lock(store: Store) -> None:
    """Posting and numbering a posting need the lock of this very transaction; a receipt number takes it."""
    appropriate(store)
    with pytest.raises(UnlockedPoolError), store.write() as tx:
        tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 1)])
    with pytest.raises(UnlockedPoolError), store.write() as tx:
        tx.pool.next_posting(PROGRAM)
    with store.write() as tx:
        assert (tx.pool.next_receipt(PROGRAM), tx.pool.next_posting(PROGRAM)) == (1, 1)
        tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 1)])


def test_postings_are_numbered_with_the_lock(store: Store) -> None:
    """The next posting's number counts those made, of this transaction too; a failed one leaves no gap."""
    appropriate(store, 1000)
    with store.write() as tx:
        tx.pool.lock(PROGRAM)
        assert tx.pool.next_posting(PROGRAM) == 1
        tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 400)])
        assert tx.pool.next_posting(PROGRAM) == 2
        assert tx.pool.balances(PROGRAM)["available"] == 600
    with pytest.raises(RefusedByDatabaseError):
        post(store, posting(2, "reserve", "available", "reserved", 601))
    with store.write() as tx:
        assert (tx.pool.lock(PROGRAM)["reserved"], tx.pool.next_posting(PROGRAM)) == (400, 2)


def test_programs_have_pools_of_their_own(store: Store) -> None:
    """Another program's pool stays empty."""
    appropriate(store)
    with store.write() as tx:
        assert dict(tx.pool.lock("another")) == EMPTY
        assert tx.pool.next_receipt("another") == 1
    with store.read() as tx:
        assert tx.pool.postings("another") == []


def test_receipt_numbers_have_no_gap_and_no_twin(store: Store) -> None:
    """Twenty threads that take receipt numbers at once get 1 to 20."""

    def take(_: int) -> int:
        with store.write() as tx:
            tx.pool.lock(PROGRAM)
            return tx.pool.next_receipt(PROGRAM)

    assert sorted(all_at_once(20, take)) == list(range(1, 21))
