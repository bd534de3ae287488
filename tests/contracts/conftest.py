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
    return DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=alias)


@pytest.fixture
def django_store(database: str) -> DjangoStore:
    """An empty rehearsal store on each database."""
    return DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database)
