"""What a database's complaint means: somebody was first, or the last line of defence spoke."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, connections, transaction

from sekisho.application.ports import ConflictError, RefusedByDatabaseError, StoreError
from sekisho.store.error import SwallowedFaultError, TakenError

#: PostgreSQL: serialization failure, deadlock, lock not available (Appendix A of its manual).
_LATE = frozenset({"40001", "40P01", "55P03"})
#: PostgreSQL: read-only transaction.
_READ_ONLY = "25006"
#: A unique key: PostgreSQL's unique violation, and SQLite's names for the two kinds of key.
_TAKEN = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


def _state(error: DatabaseError) -> str:
    cause = error.__cause__
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")


def fault_of(error: DatabaseError) -> StoreError | None:
    """Give the store's error for a database's, or None where it is neither a conflict nor a refusal."""
    state = _state(error)
    if state in _LATE or state.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ConflictError(str(error))
    if state in _TAKEN:
        return TakenError(str(error))
    if isinstance(error, IntegrityError | DataError) or state == _READ_ONLY or state.startswith("SQLITE_READONLY"):
        return RefusedByDatabaseError(str(error))
    return None


@contextmanager
def in_store_terms() -> Iterator[None]:
    """Turn a database's errors into the store's; others pass as they are."""
    try:
        yield
    except DatabaseError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


@contextmanager
def guarded(using: str) -> Iterator[None]:
    """Turn the errors of statements into the store's, and let no transaction commit in which one failed."""
    try:
        with in_store_terms():
            yield
    except (StoreError, DatabaseError):
        transaction.set_rollback(True, using=using)
        raise


@contextmanager
def watched(using: str) -> Iterator[None]:
    """Turn the errors of every statement into the store's, and let no failed transaction commit."""

    def watch(execute: Callable[..., Any], *statement: Any) -> Any:
        with guarded(using):
            return execute(*statement)

    with connections[using].execute_wrapper(watch):
        yield
    if connections[using].needs_rollback:
        raise SwallowedFaultError("a write failed and was passed over; nothing was kept")
