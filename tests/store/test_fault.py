"""What a database's complaint becomes."""

import sqlite3
import subprocess
import sys

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connections

from sekisho.application.ports import ConflictError, Mode, Notice, RefusedByDatabaseError
from sekisho.store.django_store import DjangoStore
from sekisho.store.error import TakenError
from sekisho.store.fault import fault_of
from tests.contracts.scene import NOON, LineScribe, TickingClock, append, happened


class ComplaintError(Exception):
    """A database driver's error with PostgreSQL's state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("kind", "state", "fault"),
    [
        (OperationalError, "40001", ConflictError),
        (OperationalError, "40P01", ConflictError),
        (OperationalError, "55P03", ConflictError),
        (IntegrityError, "23505", TakenError),
        (IntegrityError, "23514", RefusedByDatabaseError),
        (OperationalError, "08006", type(None)),
        (ProgrammingError, "42P01", type(None)),
    ],
)
def test_complaints_are_told_apart(kind: type[Exception], state: str, fault: type) -> None:
    """Late comers may try again, refused ones may not, and a lost connection or a missing table stays a surprise."""
    error = kind("said")
    error.__cause__ = ComplaintError(state)
    assert type(fault_of(error)) is fault


def test_busy_file_is_a_conflict(sqlite_database: str) -> None:
    """A write lock that another program does not give back is a conflict: try again."""
    connections[sqlite_database].ensure_connection()
    with connections[sqlite_database].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(connections.settings[sqlite_database]["NAME"])
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConflictError):
        append(DjangoStore(Mode.LIVE, LineScribe(), TickingClock()), "case/1")
    other.close()


def test_text_the_database_cannot_hold_is_refused(postgres_database: str) -> None:
    """A text with U+0000 in a column of PostgreSQL is refused, not retried for ever."""
    store = DjangoStore(Mode.LIVE, LineScribe(), TickingClock(), using=postgres_database)
    with pytest.raises(RefusedByDatabaseError), store.write() as tx:
        tx.outbox.put(Notice("case\0", "office", "", "code", {}, NOON))
    with pytest.raises(RefusedByDatabaseError), store.write() as tx:
        tx.journal.append("s" * 201, [happened()], 0)


def test_memory_needs_no_django() -> None:
    """The store in memory runs where Django is not installed."""
    program = "import sys; import sekisho.store.memory.memory_store; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
