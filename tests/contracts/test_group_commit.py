"""Group commit: who writes at the same time shares a transaction; who fails fails alone; nobody is told too early."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.application.group_commit import GroupCommit
from sekisho.application.ports import Mode, RefusedByDatabaseError, Store, Transaction
from sekisho.store.memory.memory_store import MemoryStore
from tests.contracts.scene import CAP, PROGRAM, LineScribe, TickingClock, all_at_once, appropriate, happened, posting

CROWD = 24
#: How many may share a transaction.
BOUND = 64
STREAM = "pool/arrivals"


class UnluckyError(Exception):
    """What a work of these tests fails with."""


class Watched:
    """A store that counts its writing transactions and waits before each, so that a line forms behind the first."""

    def __init__(self, store: Store, pause: float = 0.05) -> None:
        self.mode = store.mode
        self.read = store.read
        self._store = store
        self._pause = pause
        self.opened = 0

    def write(self):
        """Open a writing transaction after a pause."""
        self.opened += 1
        time.sleep(self._pause)
        return self._store.write()


def arriving(n: int, *, fails: Sequence[int] = ()) -> Callable[[Transaction], int]:
    """Give the work of the n-th who comes: it takes a receipt and reserves a yen; some fail after having written."""

    def work(tx: Transaction) -> int:
        receipt = tx.pool.next_receipt(PROGRAM)
        tx.journal.append(STREAM, [happened("arrived", n=n, receipt=receipt)], tx.journal.length(STREAM))
        number = tx.pool.next_posting(PROGRAM)
        tx.pool.post(PROGRAM, [posting(number, "reserve", "available", "reserved", 1)])
        if n in fails:
            raise UnluckyError(n)
        return receipt

    return work


def arrived(store: Store) -> list[tuple[int, int]]:
    """Give who came and with which receipt, in the order of the journal."""
    with store.read() as tx:
        events = [row.event for row in tx.journal.read(STREAM)]
    return [(int(str(event.body["n"])), int(str(event.body["receipt"]))) for event in events]


def outcome(line: GroupCommit, store: Store, work: Callable[[Transaction], int]) -> int:
    """Give the receipt a work took, 0 where it failed."""
    try:
        return line.carry(store, work)
    except UnluckyError:
        return 0


def test_who_comes_at_the_same_time_shares_a_transaction(store: Store) -> None:
    """Of 24 who come at once everybody gets a receipt of his own, without a gap, and most share a transaction."""
    appropriate(store)
    watched, line = Watched(store), GroupCommit()
    told = all_at_once(CROWD, lambda n: (n, line.carry(watched, arriving(n))))
    assert sorted(receipt for _, receipt in told) == list(range(1, CROWD + 1))
    assert sorted(arrived(store)) == sorted(told)
    assert [receipt for _, receipt in arrived(store)] == list(range(1, CROWD + 1))
    assert watched.opened < CROWD / 2
    with store.read() as tx:
        assert tx.pool.balances(PROGRAM)["reserved"] == CROWD
        assert len(tx.pool.postings(PROGRAM)) == CROWD + 1


def test_who_fails_fails_alone(store: Store) -> None:
    """A work that fails in the middle of a group leaves no trace; all others are carried, numbered without a gap."""
    appropriate(store)
    fails, line, watched = (3, 7, 8), GroupCommit(), Watched(store, 0.01)
    told = all_at_once(CROWD, lambda n: outcome(line, watched, arriving(n, fails=fails)))
    assert [n for n, receipt in enumerate(told) if receipt == 0] == list(fails)
    assert sorted(n for n, _ in arrived(store)) == [n for n in range(CROWD) if n not in fails]
    assert [receipt for _, receipt in arrived(store)] == list(range(1, CROWD - len(fails) + 1))


def test_the_pools_limit_refuses_only_who_is_beyond_it(store: Store) -> None:
    """Where a pool of five is asked for one yen by 24 at once, five get it, and the pool never goes below zero."""
    appropriate(store, 5)
    line, watched = GroupCommit(), Watched(store, 0.01)

    def ask(n: int) -> bool:
        try:
            line.carry(watched, arriving(n))
        except RefusedByDatabaseError:
            return False
        return True

    assert sum(all_at_once(CROWD, ask)) == 5
    with store.read() as tx:
        assert (tx.pool.balances(PROGRAM)["available"], tx.pool.balances(PROGRAM)["reserved"]) == (0, 5)


def test_nobody_is_told_before_the_commit(store: Store) -> None:
    """What somebody was told stands in the journal at that moment, seen from another transaction."""
    appropriate(store)
    line, watched = GroupCommit(), Watched(store, 0.01)

    def ask(n: int) -> bool:
        receipt = line.carry(watched, arriving(n))
        return (n, receipt) in arrived(store)

    assert all(all_at_once(CROWD, ask))


def test_written_in_a_group_is_read_in_the_group(store: Store) -> None:
    """Within a shared transaction each sees what those before him have written: streams, receipts and postings."""
    appropriate(store)
    line, watched = GroupCommit(), Watched(store)

    def counted(tx: Transaction) -> tuple[int, int, int]:
        receipt = arriving(0)(tx)
        return receipt, len(tx.journal.read(STREAM)), len(tx.pool.postings(PROGRAM)) - 1

    told = all_at_once(CROWD, lambda _: line.carry(watched, counted))
    assert sorted(told) == [(n, n, n) for n in range(1, CROWD + 1)]


def test_a_leader_who_is_told_to_end_leaves_the_line_whole() -> None:
    """Where the process tells a leader to end between two works, the others are carried by whoever comes next."""
    store = MemoryStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    appropriate(store)
    line, begun, others_wait = GroupCommit(), threading.Event(), threading.Event()

    def ending(_: Transaction) -> int:
        begun.set()
        others_wait.wait(10)
        raise SystemExit

    def lead() -> None:
        with pytest.raises(SystemExit):
            line.carry(store, ending)

    leader = threading.Thread(target=lead)
    leader.start()
    begun.wait(10)
    told: list[int] = []
    other = threading.Thread(target=lambda: told.append(line.carry(store, arriving(1))))
    other.start()
    others_wait.set()
    leader.join(10)
    other.join(10)
    assert (told, arrived(store)) == ([1], [(1, 1)])


def test_a_leader_who_is_told_to_end_leaves_nobody_in_line_who_has_his_answer() -> None:
    """Where a group is carried one by one and the leader is ended half-way, nobody is carried a second time."""
    store = MemoryStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    appropriate(store)
    line, held, all_wait = GroupCommit(), threading.Event(), threading.Event()
    ended: list[int] = []

    def holding(tx: Transaction) -> int:
        held.set()
        all_wait.wait(10)
        return arriving(0)(tx)

    def ending(tx: Transaction) -> int:
        # The first time as one of a group, which fails with it; the second time alone, after those who came before.
        ended.append(1)
        if len(ended) == 1:
            raise UnluckyError
        if len(ended) == 2:
            raise SystemExit
        return arriving(4)(tx)

    def carried(work: Callable[[Transaction], int]) -> int:
        try:
            return line.carry(store, work)
        except SystemExit:
            return 0

    works = [holding, arriving(1), arriving(2), ending, arriving(3)]
    told: list[int] = []
    threads = [threading.Thread(target=lambda work=work: told.append(carried(work))) for work in works]
    for length, thread in enumerate(threads, start=1):
        thread.start()
        held.wait(10)
        while len(line._line) < length:
            time.sleep(0.001)
    all_wait.set()
    for thread in threads:
        thread.join(10)
    came = [n for n, _ in arrived(store)]
    # Who leads is ended: one of the four, and his own work may be what is not carried.
    assert not any(thread.is_alive() for thread in threads)
    assert {0, 1, 2} <= set(came)
    assert len(came) == len(set(came)) >= len(works) - 1


class Queued(Watched):
    """A store whose first writing transaction begins when everybody stands in line, and that keeps who shares one."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, 0)
        self.all_in_line = threading.Event()
        self.groups: list[list[int]] = []

    def write(self):
        """Open a writing transaction once everybody has come."""
        self.all_in_line.wait(10)
        self.groups.append([])
        return super().write()

    def work_of(self, n: int) -> Callable[[Transaction], int]:
        """Give the work of the n-th who comes, which notes with whom it was carried."""

        def work(tx: Transaction) -> int:
            self.groups[-1].append(n)
            return arriving(n)(tx)

        return work


def in_a_queue(line: GroupCommit, queued: Queued, count: int) -> list[int]:
    """Have people come one after another, nobody before the last one stands in line; give their receipts."""
    with ThreadPoolExecutor(count) as crowd:
        told = []
        for n in range(count):
            told.append(crowd.submit(line.carry, queued, queued.work_of(n)))
            while len(line._line) <= n:
                time.sleep(0.0001)
        queued.all_in_line.set()
        return [one.result() for one in told]


def test_a_long_line_is_carried_in_groups_of_bounded_size() -> None:
    """Behind the first, who comes alone, no more than 64 share a transaction; all are carried as they came."""
    store = MemoryStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    appropriate(store)
    queued = Queued(store)
    told = in_a_queue(GroupCommit(), queued, 2 * BOUND)
    assert [len(group) for group in queued.groups] == [1, BOUND, BOUND - 1]
    assert [n for group in queued.groups for n in group] == list(range(2 * BOUND))
    assert told == list(range(1, 2 * BOUND + 1))


@given(st.sets(st.integers(0, 11)))
def test_whoever_fails_the_rest_is_whole(fails: set[int]) -> None:
    """Whichever of twelve fail, the others hold the receipts from 1 on, and the pool has one yen reserved for each."""
    store = MemoryStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    appropriate(store, CAP)
    line = GroupCommit()
    told = all_at_once(12, lambda n: outcome(line, store, arriving(n, fails=sorted(fails))))
    assert {n for n, receipt in enumerate(told) if receipt == 0} == fails
    assert sorted(receipt for receipt in told if receipt) == list(range(1, 13 - len(fails)))
    with store.read() as tx:
        assert tx.pool.balances(PROGRAM)["reserved"] == 12 - len(fails)
