"""The place of a stream's next event, from which running numbers are taken without a gap."""

import pytest

from sekisho.application.ports import ConflictError, Store
from tests.contracts.scene import PROGRAM, all_at_once, append, happened

STREAM = "letter/x/2026/receipt"
ISSUERS, EACH = 8, 6


def take(store: Store) -> int:
    """Take the next number of a stream as a letter does: under the pool's lock, in one transaction."""
    with store.write() as tx:
        tx.pool.lock(PROGRAM)
        place = tx.journal.length(STREAM)
        tx.journal.append(STREAM, [happened("letter.numbered", n=place + 1)], place)
    return place + 1


def taken_in_vain(store: Store) -> None:
    """Take a number and fail afterwards: somebody else wrote first."""
    with store.write() as tx:
        tx.pool.lock(PROGRAM)
        tx.journal.append(STREAM, [happened("letter.numbered")], 0)
        tx.journal.append(STREAM, [happened("letter.numbered")], 0)


def test_an_empty_stream_has_no_length(store):
    """Nothing was written, and the first place is the next."""
    with store.read() as tx:
        assert tx.journal.length("case/none") == 0


def test_the_length_is_the_next_place(store):
    """After three events the next one stands at three, whatever other streams hold."""
    append(store, "case/1", happened(), happened())
    append(store, "case/2", happened())
    append(store, "case/1", happened())
    with store.read() as tx:
        assert (tx.journal.length("case/1"), tx.journal.length("case/2")) == (3, 1)


def test_the_head_stands_for_everything_on_a_stream(store):
    """The digest of the last entry: none before the first, the newest row's after each, in the own transaction too."""
    with store.write() as tx:
        assert tx.journal.head("case/1") == ""
        first = tx.journal.append("case/1", [happened()], 0)[0]
        assert tx.journal.head("case/1") == first.digest
    append(store, "case/2", happened())
    second = append(store, "case/1", happened())[-1]
    with store.read() as tx:
        assert tx.journal.head("case/1") == second == tx.journal.read("case/1")[-1].digest


def test_a_number_that_was_not_kept_is_taken_again(store):
    """A transaction that fails after taking a number leaves no gap."""
    with pytest.raises(ConflictError):
        taken_in_vain(store)
    assert take(store) == 1


def test_many_issuers_take_numbers_without_gap_or_double(store):
    """However many offices number letters at once, the numbers run from one on, each taken once."""
    taken = all_at_once(ISSUERS, lambda _: [take(store) for _ in range(EACH)])
    assert sorted(number for each in taken for number in each) == list(range(1, ISSUERS * EACH + 1))
