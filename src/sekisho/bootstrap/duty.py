"""Due work that runs by itself: one process at a time does what has become due, every minute while a home is served."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, close_old_connections

from sekisho.application.ports import Mode, StoreError
from sekisho.application.run_due import Due, run_due
from sekisho.bootstrap.assemble import desk
from sekisho.bootstrap.start import current_home
from sekisho.seal.log.guard import alone

EVERY_SECONDS = 60
_LOG = logging.getLogger("sekisho.due")


def due_now() -> Due:
    """Do what is due on the current home; whoever else does so at the same time is waited for."""
    with alone(current_home().path / "due"):
        return run_due(desk())


class Watch(threading.Thread):
    """Does what is due again and again until it is stopped. A fault is logged, and the next round tries again."""

    def __init__(self, work: Callable[[], Due], every_seconds: float = EVERY_SECONDS) -> None:
        """Take the work and the pause between two rounds."""
        super().__init__(name="due", daemon=True)
        self._work, self._every, self._stopped = work, every_seconds, threading.Event()

    def run(self) -> None:
        """Work, pause, and work again."""
        while not self._stopped.is_set():
            self._round()
            self._stopped.wait(self._every)

    def _round(self) -> None:
        try:
            self._work()
        except (Error, StoreError, OSError):
            # The database may be away for a while; what is due stays due.
            _LOG.exception("due work failed; it is tried again in %s seconds", self._every)
        finally:
            close_old_connections()

    def stop(self) -> None:
        """Let a round that has begun come to its end, and begin no other."""
        self._stopped.set()
        self.join()


@contextmanager
def watching() -> Iterator[None]:
    """Keep doing what is due while something else goes on. A rehearsal's clock moves by hand, and its work with it."""
    if current_home().mode is not Mode.LIVE:
        yield
        return
    watch = Watch(due_now)
    watch.start()
    try:
        yield
    finally:
        watch.stop()
