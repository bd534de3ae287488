"""The contract suite runs unchanged on memory, SQLite and PostgreSQL."""

import pytest

from sekisho.application.ports import Mode, Store
from sekisho.store.django_store import DjangoStore
from sekisho.store.memory.memory_store import MemoryStore
from tests.contracts.scene import LineScribe, TickingClock


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty rehearsal store on each engine."""
    if request.param == "memory":
        return MemoryStore(Mode.REHEARSAL, LineScribe(), TickingClock())
    alias = request.getfixturevalue(f"{request.param}_database")
    return _pinned(DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=alias))


def _pinned(store: DjangoStore) -> DjangoStore:
    # The first writers of a new database wait for each other at the pin, which would hide every other race.
    with store.write():
        return store


@pytest.fixture
def django_store(database: str) -> DjangoStore:
    """An empty rehearsal store on each database."""
    return _pinned(DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database))
