"""The schema: migrations say what the models say."""

from io import StringIO

from django.core.management import call_command
from django.db import connections

from sekisho.store.schema import migrate


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
