"""The use cases run unchanged on memory, SQLite and PostgreSQL, with the real notary."""

from pathlib import Path

import pytest

from sekisho.application.desk import Desk
from sekisho.application.ports import Mode
from sekisho.bootstrap.capturing import CaptureDesk
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.home import Home, make_home
from sekisho.bootstrap.package import all_wording, library
from sekisho.bootstrap.sealing import SealNotary, SealScribe, make_keys
from sekisho.media.letter import LetterPrinter
from sekisho.store.django_store import DjangoStore
from sekisho.store.memory.memory_store import MemoryStore
from tests.application.scene import Office

ORIGIN = "rehearsal.sekisho.example/tests"
PROGRAM = "smart-factory-2026"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the keys of a home once: they cost time."""
    home = make_home(tmp_path_factory.mktemp("home") / "home", Mode.REHEARSAL, ORIGIN)
    make_keys(home)
    return home.path


def _home(keys: Path, tmp_path: Path) -> Home:
    """Give a home with the keys made once and a guard of its own."""

    class Fresh(Home):
        """A home whose signer has signed nothing yet."""

        @property
        def guard(self) -> Path:
            """Give a place of this test's own."""
            return tmp_path / "last-signed.json"

    return Fresh(keys, Mode.REHEARSAL, ORIGIN, PROGRAM)


@pytest.fixture
def memory_office(keys: Path, tmp_path: Path) -> Office:
    """A rehearsal office in memory, for what does not depend on the engine."""
    clock, scribe, notary = WallClock(), SealScribe(ORIGIN), SealNotary(_home(keys, tmp_path))
    store = MemoryStore(Mode.REHEARSAL, scribe, clock)
    made = Office(
        Desk(store, clock, notary, CaptureDesk(notary), library(PROGRAM), PROGRAM, all_wording(), LetterPrinter())
    )
    made.admit()
    return made


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request: pytest.FixtureRequest, keys: Path, tmp_path: Path) -> Office:
    """A rehearsal office on each engine, with its people."""
    home, clock, scribe = _home(keys, tmp_path), WallClock(), SealScribe(ORIGIN)
    if request.param == "memory":
        store = MemoryStore(Mode.REHEARSAL, scribe, clock)
    else:
        alias = request.getfixturevalue(f"{request.param}_database")
        store = DjangoStore(Mode.REHEARSAL, scribe, clock, origin=ORIGIN, using=alias)
    notary = SealNotary(home)
    made = Office(
        Desk(store, clock, notary, CaptureDesk(notary), library(PROGRAM), PROGRAM, all_wording(), LetterPrinter())
    )
    made.admit()
    return made
