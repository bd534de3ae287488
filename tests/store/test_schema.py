"""The schema: migrations say what the models say."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sekisho.application.ports import Mode
from sekisho.store import schema
from sekisho.store.django_store import DjangoStore
from sekisho.store.schema import is_current, mark_views, migrate
from tests.contracts.scene import LineScribe, TickingClock, happened


def test_models_have_their_migrations(sqlite_database: str) -> None:
    """No model waits for a migration."""
    said = StringIO()
    call_command("makemigrations", "store", check=True, dry_run=True, skip_checks=True, stdout=said)
    assert "No changes" in said.getvalue()


def test_migrating_again_changes_nothing(database: str) -> None:
    """Migrations run on a database that has them all leave it as it is."""
    before = sorted(connections[database].introspection.table_names())
    migrate(database)
    assert sorted(connections[database].introspection.table_names()) == before


def test_a_new_database_is_current(database: str) -> None:
    """A database without a journal has lists of nothing, and they are whole."""
    assert is_current(database)


def test_an_older_database_is_current_once_its_lists_are_written(database: str) -> None:
    """Without a table, or with tables no list was written for since, it is not; migrating again does not help."""
    with DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database).write() as tx:
        tx.journal.append("case/1", [happened()], 0)
    MigrationExecutor(connections[database]).migrate([("store", "0007_transfers")])
    assert not is_current(database)
    migrate(database)
    assert not is_current(database)
    mark_views(database)
    assert is_current(database)


def test_lists_of_another_version_are_not_current(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a later version keys its lists in another way, those of this one are not its own."""
    monkeypatch.setattr(schema, "VIEWS", schema.VIEWS + 1)
    assert not is_current(database)


def test_sqlite_waits_and_is_durable(sqlite_database: str) -> None:
    """SQLite runs in WAL mode, syncs fully, checks foreign keys and waits twenty seconds for a lock."""
    found = {}
    with connections[sqlite_database].cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert list(found.values()) == ["wal", 2, 1, 1, 20_000]


def test_postgresql_reads_what_is_committed(postgres_database: str) -> None:
    """PostgreSQL runs at READ COMMITTED, so that a read after the lock sees the newest balance."""
    with connections[postgres_database].cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("read committed", "20s")
