"""Seal the journal: the one sequencer gives log indexes, then the notary signs and stamps the tree over them."""

from sekisho.application.desk import Desk
from sekisho.application.ports import CheckpointRow

#: Group commit: as many entries as one checkpoint takes at once.
BATCH = 250


def seal_journal(desk: Desk) -> CheckpointRow | None:
    """Seal every entry written so far under one new checkpoint; give it, or None where nothing is new.

    Indexes are committed first and the tree is hashed from what was stored; only then is it signed. A crash between
    the two leaves indexes without a checkpoint, which the next run signs. One runs at a time; the others wait.
    """
    with desk.notary.sequencing():
        return _seal(desk)


def _seal(desk: Desk) -> CheckpointRow | None:
    with desk.store.write() as tx:
        first = len(tx.journal.leaves())
        while batch := tx.journal.unsealed(BATCH):
            tx.journal.seal(first, [row.digest for row in batch])
            first += len(batch)
    with desk.store.read() as tx:
        newest, leaves = tx.checkpoints.newest(), tx.journal.leaves()
    if not leaves or (newest and newest.size == len(leaves)):
        return None
    checkpoint = desk.notary.checkpoint(leaves, desk.clock.now())
    with desk.store.write() as tx:
        tx.checkpoints.put(checkpoint)
    return checkpoint
