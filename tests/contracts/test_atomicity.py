"""A transaction commits whole or leaves nothing; reading locks nobody out."""

import threading
from collections.abc import Callable

import pytest

from sekisho.application.ports import CheckpointRow, Notice, Person, RefusedByDatabaseError, Store, Transaction
from sekisho.application.record import sha256
from sekisho.application.views import RegistrationRow
from sekisho.store.error import SwallowedFaultError
from tests.contracts.scene import (
    NOON,
    PROGRAM,
    all_at_once,
    append,
    appropriate,
    case_row,
    everything_in,
    happened,
    line_row,
    posting,
    reserve,
)


class PowerCutError(Exception):
    """What interrupts a transaction in these tests."""


def write_everywhere(tx: Transaction) -> None:
    """Write something through every port."""
    row = tx.journal.append("case/1", [happened()], 0)[0]
    tx.journal.seal(len(tx.journal.leaves()), [row.digest])
    tx.blobs.put(b"a paper", private=True)
    tx.drafts.put("case-1", {"lines": []}, 0, NOON)
    tx.views.put_case(case_row("case-1"), [line_row("case-1")])
    tx.views.put_registration(RegistrationRow("r-1", "si", "1010001000006", "registered", "", (), {}))
    tx.outbox.put(Notice("case-1", "office", "", "case.opened", {}, NOON))
    tx.people.put(Person("person/7", "staff", "end_user", "", b"key", rehearsal=True))
    tx.checkpoints.put(CheckpointRow(1, "aa" * 32, b"note", (), NOON))
    tx.answers.keep("person/7", "key-1", "aa" * 32, b"{}")
    reserve(tx, 1000)
    tx.pool.next_receipt(PROGRAM)


def cut_short(store: Store, work: Callable[[Transaction], object]) -> None:
    """Do some work in a transaction and cut it before its end."""
    with store.write() as tx:
        work(tx)
        raise PowerCutError


def test_interrupted_transaction_leaves_nothing(store: Store) -> None:
    """A transaction cut after its last write leaves no event, posting, blob, draft, view, notice or answer."""
    appropriate(store)
    before = everything_in(store)
    with pytest.raises(PowerCutError):
        cut_short(store, write_everywhere)
    assert everything_in(store) == before
    with store.write() as tx:
        assert tx.answers.find("person/7", "key-1", "aa" * 32) is None
        assert tx.blobs.get(sha256(b"a paper")) is None
        write_everywhere(tx)


def test_committed_transaction_keeps_everything(store: Store) -> None:
    """The same transaction left normally keeps all of it."""
    appropriate(store)
    with store.write() as tx:
        write_everywhere(tx)
    held = everything_in(store)
    assert [len(held[name]) for name in ("events", "leaves", "postings", "cases", "lines", "notices")] == [
        1, 1, 2, 1, 1, 1,
    ]  # fmt: skip


def test_receipt_of_an_interrupted_transaction_is_given_again(store: Store) -> None:
    """A receipt number taken by a transaction that fails is the next one's: no gap."""

    def take(tx: Transaction) -> int:
        tx.pool.lock(PROGRAM)
        return tx.pool.next_receipt(PROGRAM)

    with pytest.raises(PowerCutError):
        cut_short(store, take)
    with store.write() as tx:
        assert take(tx) == 1


def test_refusal_passed_over_in_silence_does_not_commit(store: Store) -> None:
    """A caller that catches a refusal inside the transaction and goes on is told that nothing was kept."""
    appropriate(store, 100)

    def pass_over() -> None:
        with store.write() as tx:
            tx.journal.append("case/1", [happened()], 0)
            tx.pool.lock(PROGRAM)
            with pytest.raises(RefusedByDatabaseError):
                tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 101)])

    with pytest.raises(SwallowedFaultError):
        pass_over()
    with store.read() as tx:
        assert tx.journal.read("case/1") == []


def test_reading_view_refuses_to_write(store: Store) -> None:
    """Writing through a reading view is refused, and the next transaction writes as usual."""
    append(store, "case/1")
    with pytest.raises(RefusedByDatabaseError), store.read() as tx:
        tx.journal.append("case/2", [happened()], 0)
    append(store, "case/3")
    with store.read() as tx:
        assert tx.journal.streams("case/") == ["case/1", "case/3"]


def test_reading_locks_nobody_out(store: Store) -> None:
    """While one thread reads, another writes and commits; the reader goes on seeing one moment."""
    append(store, "case/1")
    with store.read() as tx:
        assert len(tx.journal.read("case/1")) == 1
        all_at_once(1, lambda _: append(store, "case/1"))
        assert len(tx.journal.read("case/1")) == 1
    with store.read() as tx:
        assert len(tx.journal.read("case/1")) == 2


def test_readers_see_no_unfinished_write(store: Store) -> None:
    """While a writer is in the middle, a reader is not kept waiting and sees the last commit."""
    append(store, "case/1")
    seen: list[int] = []

    def look(_: int) -> None:
        with store.read() as tx:
            seen.append(len(tx.journal.read("case/1")))

    with store.write() as tx:
        tx.journal.append("case/1", [happened()], 1)
        all_at_once(3, look)
    assert seen == [1, 1, 1]


@pytest.mark.parametrize("outer", ["write", "read"])
@pytest.mark.parametrize("inner", ["write", "read"])
def test_transactions_do_not_nest(store: Store, outer: str, inner: str) -> None:
    """A transaction inside another of the same thread is a fault of the program, said at once."""
    with pytest.raises(RuntimeError), getattr(store, outer)(), getattr(store, inner)():
        pass
    append(store, "case/1")


def test_writers_wait_for_each_other(store: Store) -> None:
    """Two writers who move the same pool run one after the other, not into each other."""
    appropriate(store)
    inside = threading.Semaphore(1)

    def move(_: int) -> bool:
        with store.write() as tx:
            tx.pool.lock(PROGRAM)
            was_alone = inside.acquire(blocking=False)
            reserve(tx, 1)
            inside.release()
        return was_alone

    assert all_at_once(6, move) == [True] * 6
