"""What is written at once arrives in the order of writing, each row once, and is read where it is asked for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.application.ports import Mode, RefusedByDatabaseError
from sekisho.store.django_store import DjangoStore
from tests.contracts.scene import PROGRAM, LineScribe, TickingClock, appropriate, happened, posting

STREAMS = ("case/a", "case/b", "pool/a")


@pytest.fixture
def office(database: str) -> DjangoStore:
    """A store on each database whose pool holds a million yen."""
    store = DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database)
    appropriate(store, 1_000_000)
    return store


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([*STREAMS, "posting", "receipt"]), max_size=12))
def test_written_at_once_stands_in_the_order_of_writing(office: DjangoStore, writes: list[str]) -> None:
    """Whatever is mixed in one message, the journal keeps its order and the pool's row counts it all."""
    with office.read() as tx:
        before = len(list(tx.journal.everything()))
        postings = len(tx.pool.postings(PROGRAM))
    with office.write() as tx:
        first = tx.pool.next_receipt(PROGRAM)
        with tx.pool.at_once():
            for n, what in enumerate(writes):
                if what == "receipt":
                    tx.pool.next_receipt(PROGRAM)
                elif what == "posting":
                    number = tx.pool.next_posting(PROGRAM)
                    tx.pool.post(PROGRAM, [posting(number, "reserve", "available", "reserved", 1)])
                else:
                    tx.journal.append(what, [happened("written", n=n)], tx.journal.length(what))
    written = [(n, what) for n, what in enumerate(writes) if what in STREAMS]
    with office.write() as tx:
        rows = list(tx.journal.everything())[before:]
        assert [(row.event.body["n"], row.stream) for row in rows] == written
        assert len(tx.pool.postings(PROGRAM)) - postings == writes.count("posting")
        assert tx.pool.next_receipt(PROGRAM) - first == writes.count("receipt") + 1


def test_a_block_within_a_block_is_sent_with_the_outer_one(office: DjangoStore) -> None:
    """What an inner block has written is read by whoever asks inside the outer one, before it ends."""
    with office.write() as tx:
        tx.pool.lock(PROGRAM)
        with tx.pool.at_once():
            with tx.pool.at_once():
                tx.journal.append("case/a", [happened()], 0)
                tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 5)])
            assert [row.type for row in tx.journal.read("case/a")] == ["case.opened"]
            assert [row.amount for row in tx.pool.postings(PROGRAM)] == [1_000_000, 5]


def test_what_failed_is_not_sent_afterwards(office: DjangoStore) -> None:
    """A block that fails sends nothing more of what it had written, and the transaction keeps nothing."""

    def overdraw() -> None:
        with office.write() as tx:
            tx.pool.lock(PROGRAM)
            with tx.pool.at_once():
                tx.journal.append("case/a", [happened()], 0)
                tx.pool.post(PROGRAM, [posting(1, "reserve", "available", "reserved", 1_000_001)])

    with pytest.raises(RefusedByDatabaseError):
        overdraw()
    with office.read() as tx:
        assert tx.journal.read("case/a") == []
        assert tx.pool.balances(PROGRAM)["reserved"] == 0
