"""Sealing: one sequencer at a time, however many ask."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from sekisho.application.seal_journal import seal_journal


def test_many_who_seal_at_once_leave_one_history(office):
    """Writers and sealers at the same time leave every entry in one log, whose checkpoints only grow."""

    def work(_n: int) -> int:
        try:
            office.case()
            made = seal_journal(office.desk)
            return made.size if made else 0
        finally:
            connections.close_all()

    office.opens_registers()
    with ThreadPoolExecutor(4) as threads:
        sizes = [size for size in threads.map(work, range(12)) if size]
    seal_journal(office.desk)
    with office.desk.store.read() as tx:
        newest, leaves, left = tx.checkpoints.newest(), tx.journal.leaves(), tx.journal.unsealed(10)
    assert left == []
    assert newest.size == len(leaves) >= max(sizes)
    assert len(set(sizes)) == len(sizes)
