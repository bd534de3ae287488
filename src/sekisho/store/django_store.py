"""The store on SQLite or PostgreSQL, through Django."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections, transaction

from sekisho.application.ports import Clock, Mode, Scribe, Transaction
from sekisho.store.answer import DjangoAnswers
from sekisho.store.blob import DjangoBlobs
from sekisho.store.checkpoint import DjangoCheckpoints
from sekisho.store.draft import DjangoDrafts
from sekisho.store.entry import Registrar
from sekisho.store.fault import in_store_terms, watched
from sekisho.store.journal import DjangoJournal
from sekisho.store.notice import DjangoOutbox
from sekisho.store.person import DjangoPeople
from sekisho.store.pin import check_pin, pin
from sekisho.store.pool import DjangoPool
from sekisho.store.statement import Statements
from sekisho.store.transaction import OpenTransaction
from sekisho.store.view import DjangoViews


@contextmanager
def _deferred(connection: Any) -> Iterator[None]:
    """Begin SQLite transactions without the write lock, and refuse to write in them."""
    connection.ensure_connection()
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = usual
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}


class DjangoStore:
    """Transactions on one of Django's databases (``ports.Store``). Opening one inside another is a RuntimeError."""

    def __init__(self, mode: Mode, scribe: Scribe, clock: Clock, *, origin: str = "", using: str = "default") -> None:
        """Take the mode, who writes entries, the clock on the wall, the log's origin and the database's alias."""
        self.mode = mode
        self._registrar = Registrar(scribe, clock)
        self._origin = origin
        self._using = using
        self._is_pinned = False

    def _open(self) -> Transaction:
        statements = Statements(self._using)
        journal = DjangoJournal(self._registrar, self._using, statements)
        return OpenTransaction(
            journal=journal,
            pool=DjangoPool(self._using, statements, journal),
            blobs=DjangoBlobs(self._using),
            drafts=DjangoDrafts(self._using),
            views=DjangoViews(self._using),
            outbox=DjangoOutbox(self._using),
            people=DjangoPeople(self._using),
            checkpoints=DjangoCheckpoints(self._using),
            answers=DjangoAnswers(self._using),
        )

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a writing transaction; leaving it normally commits, an exception rolls back. Raises WrongModeError."""
        with in_store_terms(), transaction.atomic(using=self._using, durable=True), watched(self._using):
            if not self._is_pinned:
                pin(self._using, self.mode, self._origin)
            yield self._open()
        # Only now: a pin that was rolled back is none.
        self._is_pinned = True

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a reading view of one moment; it locks nobody out and writes nothing. Raises WrongModeError."""
        connection = connections[self._using]
        with ExitStack() as stack:
            stack.enter_context(in_store_terms())
            if connection.vendor == "sqlite":
                stack.enter_context(_deferred(connection))
            stack.enter_context(transaction.atomic(using=self._using, durable=True))
            with connection.cursor() as cursor:
                cursor.execute(_READ_ONLY[connection.vendor])
            stack.enter_context(watched(self._using))
            self._is_pinned = self._is_pinned or check_pin(self._using, self.mode, self._origin)
            yield self._open()
