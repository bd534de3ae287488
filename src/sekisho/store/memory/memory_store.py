"""The store in memory: one writer at a time, and readers who see the last commit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sekisho.application.ports import Clock, Mode, Scribe, Transaction
from sekisho.store.entry import Registrar
from sekisho.store.error import SwallowedFaultError
from sekisho.store.memory.answer import MemoryAnswers
from sekisho.store.memory.blob import MemoryBlobs
from sekisho.store.memory.checkpoint import MemoryCheckpoints
from sekisho.store.memory.draft import MemoryDrafts
from sekisho.store.memory.journal import MemoryJournal
from sekisho.store.memory.notice import MemoryOutbox
from sekisho.store.memory.person import MemoryPeople
from sekisho.store.memory.pool import MemoryPool
from sekisho.store.memory.table import State
from sekisho.store.memory.view import MemoryViews
from sekisho.store.transaction import OpenTransaction


class MemoryStore:
    """Transactions in memory (``ports.Store``). Opening one inside another is a RuntimeError."""

    def __init__(self, mode: Mode, scribe: Scribe, clock: Clock) -> None:
        """Take the mode, who writes entries and the clock on the wall."""
        self.mode = mode
        self._registrar = Registrar(scribe, clock)
        self._committed = State()
        self._writing = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._here, "is_open", False):
            raise RuntimeError("a transaction is open in this thread already")
        self._here.is_open = True
        try:
            yield
        finally:
            self._here.is_open = False

    def _open(self, state: State) -> Transaction:
        return OpenTransaction(
            journal=MemoryJournal(state, self._registrar),
            pool=MemoryPool(state),
            blobs=MemoryBlobs(state),
            drafts=MemoryDrafts(state),
            views=MemoryViews(state),
            outbox=MemoryOutbox(state),
            people=MemoryPeople(state),
            checkpoints=MemoryCheckpoints(state),
            answers=MemoryAnswers(state),
        )

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a writing transaction; leaving it normally commits, an exception rolls back."""
        with self._alone(), self._writing:
            state = self._committed.opened(is_writable=True)
            yield self._open(state)
            if state.refusals:
                raise SwallowedFaultError(f"passed over, nothing was kept: {'; '.join(state.refusals)}")
            self._committed = state

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a reading view of one moment; it locks nobody out and writes nothing."""
        with self._alone():
            yield self._open(self._committed.opened(is_writable=False))
