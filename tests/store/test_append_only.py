"""Tables that only grow refuse everything else, whoever asks."""

import pytest
from django.db import Error, IntegrityError, connections

from sekisho.application.ports import CheckpointRow, Mode
from sekisho.store import models
from sekisho.store.django_store import DjangoStore
from tests.contracts.scene import NOON, LineScribe, TickingClock, append, appropriate

CHANGES = {
    "event": "UPDATE event SET body = body",
    "leaf": "UPDATE leaf SET log_index = 7",
    "posting": "UPDATE posting SET amount = 1",
    "checkpoint": "UPDATE checkpoint SET root = root",
    "pin": "UPDATE pin SET mode = 'live'",
}

DELETIONS = {
    "event": "DELETE FROM event",
    "leaf": "DELETE FROM leaf",
    "posting": "DELETE FROM posting",
    "checkpoint": "DELETE FROM checkpoint",
    "pin": "DELETE FROM pin",
}

GUARDED = list(CHANGES)


@pytest.fixture
def filled(database: str) -> str:
    """A database with a row in every guarded table."""
    store = DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database)
    digests = append(store, "case/1")
    appropriate(store)
    with store.write() as tx:
        tx.journal.seal(0, digests)
        tx.checkpoints.put(CheckpointRow(1, "aa" * 32, b"note", (b"stamp",), NOON))
        tx.blobs.put(b"public")
        tx.blobs.put(b"private", private=True)
    return database


def execute(alias: str, statement: str, *values: object) -> None:
    """Execute one statement past every port."""
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)


def count(alias: str, table: str) -> int:
    """Give the number of rows in one of the guarded tables."""
    kinds = [models.EventRow, models.LeafRow, models.PostingRow, models.CheckpointRow, models.Pin, models.BlobRow]
    return next(kind.objects.using(alias).count() for kind in kinds if kind._meta.db_table == table)


@pytest.mark.parametrize("table", GUARDED)
def test_update_is_refused(filled: str, table: str) -> None:
    """No row of the journal, the log, the postings, the checkpoints or the pin is ever changed."""
    with pytest.raises(Error, match="never changed"):
        execute(filled, CHANGES[table])


@pytest.mark.parametrize("table", GUARDED)
def test_delete_is_refused(filled: str, table: str) -> None:
    """No row of theirs is ever deleted."""
    with pytest.raises(Error, match="never changed or deleted"):
        execute(filled, DELETIONS[table])
    assert count(filled, table) == 1


def test_replacing_a_row_is_refused(filled: str) -> None:
    """SQLite's INSERT OR REPLACE, which deletes in silence, is refused as well."""
    if connections[filled].vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO leaf (log_index, digest) SELECT 0, digest FROM event"
        with pytest.raises(Error, match="never changed"):
            execute(filled, statement)
    assert count(filled, "leaf") == 1


@pytest.mark.parametrize("table", [*GUARDED, "blob"])
def test_truncate_is_refused(postgres_database: str, table: str) -> None:
    """PostgreSQL's TRUNCATE is refused, even in the role of a replica that other triggers are silent for."""
    execute(postgres_database, "SET session_replication_role = replica")
    with pytest.raises(Error, match="never changed"):
        execute(postgres_database, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pool SET available = available - 1",
        "UPDATE pool SET available = -1, reserved = appropriation + 1",
        "UPDATE pool SET appropriation = appropriation + 1",
    ],
)
def test_balances_that_do_not_add_up_are_refused(filled: str, statement: str) -> None:
    """A balance written past the postings breaks the sum of the accounts, or goes below zero, and is refused."""
    with pytest.raises(IntegrityError, match="pool_"):
        execute(filled, statement)


CATALOGUES = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}
KINDS = {"sqlite": ("update", "delete"), "postgresql": ("change", "truncate")}


def test_every_guard_is_in_place(database: str) -> None:
    """After all migrations every guarded table has its triggers, whatever a migration wrote anew."""
    vendor = connections[database].vendor
    with connections[database].cursor() as cursor:
        cursor.execute(CATALOGUES[vendor])
        found = set(cursor.fetchall())
    assert found == {(table, f"{table}_refuses_{kind}") for table in [*GUARDED, "blob"] for kind in KINDS[vendor]}


def test_public_blob_is_kept(filled: str) -> None:
    """Public bytes can be neither changed nor deleted; private ones can be erased."""
    for statement in ("UPDATE blob SET data = %s WHERE NOT is_private", "DELETE FROM blob WHERE size = length(%s)"):
        with pytest.raises(Error, match="never changed"):
            execute(filled, statement, b"public")
    execute(filled, "DELETE FROM blob WHERE is_private")
    assert count(filled, "blob") == 1
