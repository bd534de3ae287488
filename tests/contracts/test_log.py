"""The contract of sealing: consecutive log indexes, each entry once."""

import pytest

from sekisho.application.ports import CheckpointRow, ConflictError, Store
from tests.contracts.scene import NOON, all_at_once, append, happened


def seal(store: Store, first: int, digests: list[str]) -> None:
    """Seal in a transaction of its own."""
    with store.write() as tx:
        tx.journal.seal(first, digests)


def test_unsealed_come_in_order_of_writing(store: Store) -> None:
    """Events without a log index come in the order they were written, as many as asked for."""
    written = [digest for stream in ("case/b", "case/a", "case/b") for digest in append(store, stream)]
    with store.read() as tx:
        assert [row.digest for row in tx.journal.unsealed(2)] == written[:2]
        assert [row.digest for row in tx.journal.unsealed(10)] == written


def test_seal_gives_consecutive_indexes(store: Store) -> None:
    """Sealed entries carry their indexes wherever they are read, and are unsealed no more."""
    first, second, third = append(store, "case/1", happened(n=1), happened(n=2), happened(n=3))
    seal(store, 0, [second, first])
    with store.read() as tx:
        assert [row.log_index for row in tx.journal.read("case/1")] == [1, 0, None]
        assert [row.digest for row in tx.journal.unsealed(10)] == [third]
        assert tx.journal.leaves() == [second, first]
        assert tx.journal.leaves(1) == [first]


def test_everything_follows_the_log(store: Store) -> None:
    """The whole journal comes by log index, then what is not sealed in order of writing."""
    one, two, three, four = append(store, "case/1", *(happened(n=n) for n in range(4)))
    seal(store, 0, [three, one])
    with store.read() as tx:
        rows = list(tx.journal.everything())
    assert [row.digest for row in rows] == [three, one, two, four]
    assert [row.log_index for row in rows] == [0, 1, None, None]


@pytest.mark.parametrize("first", [0, 2])
def test_gap_or_overlap_of_indexes_is_a_conflict(store: Store, first: int) -> None:
    """An index that is taken, or that would leave a gap, is a conflict."""
    one, two = append(store, "case/1", happened(n=1), happened(n=2))
    seal(store, 0, [one])
    with pytest.raises(ConflictError):
        seal(store, first, [two])


def test_entry_is_sealed_once(store: Store) -> None:
    """An entry that is sealed already, named twice or unknown is a conflict, and nothing of the batch is sealed."""
    one, two = append(store, "case/1", happened(n=1), happened(n=2))
    seal(store, 0, [one])
    for batch in ([two, one], [two, two], [two, "0" * 64]):
        with pytest.raises(ConflictError):
            seal(store, 1, batch)
    with store.read() as tx:
        assert tx.journal.leaves() == [one]


def test_two_sequencers_do_not_interleave(store: Store) -> None:
    """Of two sequencers that seal at the same place at once, one is told of the conflict."""
    digests = append(store, "case/1", happened(n=1), happened(n=2))

    def sequence(n: int) -> bool:
        try:
            seal(store, 0, [digests[n]])
        except ConflictError:
            return False
        return True

    assert sorted(all_at_once(2, sequence)) == [False, True]


CHECKPOINT = CheckpointRow(3, "aa" * 32, b"origin\n3\n\n\xe2\x80\x94 sig\n", (b"\x30\x00\xff", b""), NOON)


def test_checkpoint_is_kept_exactly(store: Store) -> None:
    """Checkpoints come back as signed, with their stamps as received; the newest is the largest."""
    larger = CheckpointRow(10, "bb" * 32, b"note", (), NOON)
    with store.write() as tx:
        tx.checkpoints.put(larger)
        tx.checkpoints.put(CHECKPOINT)
        tx.checkpoints.put(CHECKPOINT)
    with store.read() as tx:
        assert tx.checkpoints.all() == [CHECKPOINT, larger]
        assert tx.checkpoints.newest() == larger


def test_two_roots_of_one_size_are_a_conflict(store: Store) -> None:
    """A second root for the same size, which would split the log, is a conflict; without any there is no newest."""
    with store.read() as tx:
        assert tx.checkpoints.newest() is None
    with store.write() as tx:
        tx.checkpoints.put(CHECKPOINT)
    with pytest.raises(ConflictError), store.write() as tx:
        tx.checkpoints.put(CheckpointRow(3, "bb" * 32, b"", (), NOON))
