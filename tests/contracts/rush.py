"""A rush on the pool, from threads of this process or of one started for it."""

import sys

from sekisho.application.ports import Mode, Store
from sekisho.store.django_store import DjangoStore
from tests.contracts.scene import LineScribe, TickingClock, all_at_once, reserve

#: How long each writer thinks between looking and writing: long enough for everybody else to look.
PAUSE_SECONDS = 0.01


def rush(store: Store, threads: int) -> int:
    """Reserve one yen in each of so many threads at once; give how many succeeded."""

    def grab(_: int) -> bool:
        with store.write() as tx:
            return reserve(tx, 1, PAUSE_SECONDS)

    return sum(all_at_once(threads, grab))


def join(threads: int) -> None:
    """Say ``ready``, wait for a line, join the rush, and print how many slots were got."""
    store = DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{rush(store, threads)}\n")
