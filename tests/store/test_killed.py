"""A writer killed in the middle of its rush leaves whole transactions and nothing else."""

import os
import signal
import subprocess
import sys
import time

from sekisho.application.ports import Mode
from sekisho.store.django_store import DjangoStore
from tests.contracts.scene import PROGRAM, LineScribe, TickingClock, append, appropriate, happened, posting
from tests.contracts.test_oversell import ROOT, address_of, hear

CAP, KILLED_AFTER = 1_000_000, 8
BIND = (
    "import django; django.setup(); import sys; from itertools import count; from tests.store.test_killed import bind\n"
    "for n in count(): bind(n); print(n, flush=True)"
)


def store_on(alias: str) -> DjangoStore:
    """Give the store of a rehearsal."""
    return DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=alias)


def bind(n: int, alias: str = "default") -> None:
    """Bind one slot: event, paper, list and posting in one transaction, slowly enough to be killed in it."""
    with store_on(alias).write() as tx:
        tx.journal.append(f"case/{n:05d}", [happened()], 0)
        tx.blobs.put(b"%d" % n, private=True)
        time.sleep(0.004)
        tx.pool.lock(PROGRAM)
        tx.pool.post(PROGRAM, [posting(n + 1, "reserve", "available", "reserved", 1)])
        time.sleep(0.004)
        assert tx.pool.next_receipt(PROGRAM) == n + 1


def rushing(alias: str) -> "subprocess.Popen[str]":
    """Start a process that binds one slot after the other until it is killed."""
    told = {"SEKISHO_DATABASE": address_of(alias), "DJANGO_SETTINGS_MODULE": "sekisho.portal.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", BIND], cwd=ROOT, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True
    )


def test_a_writer_killed_in_mid_rush_leaves_nothing_half_bound(database: str) -> None:
    """After kill -9 a case has event, posting and receipt, or none of them; the next writer simply goes on."""
    appropriate(store_on(database), CAP)
    with rushing(database) as writer:
        told = [hear(writer) for _ in range(KILLED_AFTER)]
        time.sleep(0.006)
        writer.send_signal(signal.SIGKILL)
    assert told == [str(n) for n in range(KILLED_AFTER)]
    with store_on(database).read() as tx:
        cases, posted = tx.journal.streams("case/"), tx.pool.postings(PROGRAM)[1:]
        assert len(cases) == len(posted) == tx.pool.balances(PROGRAM)["reserved"] >= KILLED_AFTER
        assert [row.n for row in posted] == list(range(1, len(cases) + 1))
    bind(len(cases), database)
    append(store_on(database), "case/after")
