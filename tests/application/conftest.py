"""The use cases run unchanged on memory, SQLite and PostgreSQL, with the real notary."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sekisho.application.desk import Desk
from sekisho.application.ports import Mode, Store
from sekisho.bootstrap.capturing import CaptureDesk
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.home import Home, make_home
from sekisho.bootstrap.package import all_wording, library
from sekisho.bootstrap.sealing import SealNotary, SealScribe, make_keys
from sekisho.media.letter import LetterPrinter
from sekisho.store.django_store import DjangoStore
from sekisho.store.memory.memory_store import MemoryStore
from tests.application.scene import Office
from tests.conftest import pointed
from tests.postgres import Cluster

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

        @property
        def log(self) -> Path:
            """Give a shelf of this test's own."""
            return tmp_path / "log"

        @property
        def policy(self) -> Path:
            """Name no witnesses: those of the home remember one log, and every test begins another."""
            return tmp_path / "no.policy"

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


Scene = Callable[[Office], Any]


@dataclass
class Played:
    """A scene as it was played once on an engine: its office, what came of it, and where its database is kept."""

    office: Office
    came: Any
    kept: Any
    signed: Path


@dataclass
class Stage:
    """Plays a scene once an engine, and gives every test a copy of it: most of a test's time is what comes before it.

    In memory the committed tables are shared, for a transaction copies what it writes to; a database is copied whole.
    """

    keys: Path
    cluster: Callable[[], Cluster]
    templates: Callable[[str], Any]
    place: Path
    played: dict[tuple[str, Scene], Played] = field(default_factory=dict)

    def desk(self, store: Store, place: Path) -> Desk:
        """Put a desk together on a store, with a signer's memory of its own."""
        notary = SealNotary(_home(self.keys, place))
        captures = CaptureDesk(notary)
        return Desk(store, WallClock(), notary, captures, library(PROGRAM), PROGRAM, all_wording(), LetterPrinter())

    def on(self, alias: str) -> DjangoStore:
        """Give the store on a database."""
        return DjangoStore(Mode.REHEARSAL, SealScribe(ORIGIN), WallClock(), origin=ORIGIN, using=alias)

    @contextmanager
    def copied(self, engine: str, kept: Any, place: Path) -> Iterator[tuple[Store, Any]]:
        """Give a store that holds what was kept, and what a copy of it is made from once it is closed."""
        if engine == "memory":
            store = MemoryStore(Mode.REHEARSAL, SealScribe(ORIGIN), WallClock())
            store._committed = kept._committed if kept else store._committed
            yield store, store
        elif engine == "sqlite":
            path = place / "scene.sqlite3"
            shutil.copyfile(kept, path)
            with pointed("default", f"sqlite:///{path}") as alias:
                yield self.on(alias), path
        else:
            name = self.cluster().create(kept)
            with pointed("postgres", self.cluster().address(name)) as alias:
                yield self.on(alias), name

    def play(self, engine: str, scene: Scene) -> Played:
        """Play a scene, or give it as it was played before."""
        played = self.played.get((engine, scene))
        if not played:
            place = self.place / f"{engine}-{scene.__name__}"
            place.mkdir()
            with self.copied(engine, self.templates(engine), place) as (store, kept):
                office = Office(self.desk(store, place))
                office.admit()
                played = Played(office, scene(office), kept, place / "last-signed.json")
            self.played[engine, scene] = played
        return played


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage of the session."""

    def template(engine: str) -> Any:
        return None if engine == "memory" else request.getfixturevalue(f"{engine}_template")

    cluster = lambda: request.getfixturevalue("postgres_cluster")  # noqa: E731 - because it is started when it is used
    return Stage(keys, cluster, template, tmp_path_factory.mktemp("stage"))


After = Callable[[Scene], tuple[Office, Any]]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def after(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path, django_db_blocker: Any) -> Iterator[After]:
    """Give an office on each engine as a scene left it, and what came of the scene."""
    with ExitStack() as opened:
        opened.enter_context(django_db_blocker.unblock())

        def office_after(scene: Scene) -> tuple[Office, Any]:
            played = stage.play(request.param, scene)
            if played.signed.exists():
                shutil.copyfile(played.signed, tmp_path / played.signed.name)
            store, kept = opened.enter_context(stage.copied(request.param, played.kept, tmp_path))
            if request.param == "postgres":
                opened.callback(stage.cluster().drop, kept)
            office = replace(played.office, desk=stage.desk(store, tmp_path))
            return office, copy.deepcopy(played.came)

        yield office_after
