"""A rehearsal's home behind the API: one for each module, with a case carried so far that everything can be asked."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sekisho import bootstrap
from sekisho.application.ports import Mode
from sekisho.application.seal_journal import seal_journal
from sekisho.bootstrap import assemble
from sekisho.bootstrap.home import make_home
from sekisho.bootstrap.sealing import make_keys
from sekisho.bootstrap.start import NewPerson
from sekisho.domain.values.time import parse_instant
from tests.application.scene import CAST, Office
from tests.conftest import pointed
from tests.portal.api.scene import Service

OPENS = "2026-05-09T00:00:00+09:00"


@pytest.fixture(scope="session")
def keyed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys and nothing else: keys cost time."""
    home = make_home(tmp_path_factory.mktemp("home") / "home", Mode.REHEARSAL, "rehearsal.sekisho.example/api")
    make_keys(home)
    return home.path


@contextmanager
def inhabited(home: Path) -> Iterator[None]:
    """Let this process work on a home for a while."""
    usual = os.environ.get("SEKISHO_HOME")
    os.environ["SEKISHO_HOME"] = str(home)
    assemble.desk.cache_clear()
    try:
        yield
    finally:
        assemble.desk.cache_clear()
        os.environ.pop("SEKISHO_HOME")
        if usual is not None:
            os.environ["SEKISHO_HOME"] = usual


def _admitted() -> Service:
    """Open the rehearsal with the cast; everybody has a token and a key."""
    people = [NewPerson(name, f"{name} (fictional)", *where) for name, where in CAST.items()]
    access = bootstrap.admit(people, parse_instant(OPENS))
    office = Office(bootstrap.desk())
    with office.desk.store.read() as tx:
        office.people = {name: tx.people.get(name) for name in CAST}
    office.keys = {name: given.key for name, given in access.items()}
    return Service(office, {name: given.token for name, given in access.items()})


@pytest.fixture(scope="module")
def service(keyed_home, sqlite_template, tmp_path_factory, django_db_blocker) -> Iterator[Service]:
    """A service with one submitted case and one draft."""
    place = tmp_path_factory.mktemp("service")
    shutil.copytree(keyed_home, place / "home")
    shutil.copyfile(sqlite_template, place / "api.sqlite3")
    with django_db_blocker.unblock(), pointed("default", f"sqlite:///{place}/api.sqlite3"), inhabited(place / "home"):
        made = _admitted()
        made.case = made.office.opens()
        made.office.submits(made.case)
        made.draft = made.office.case()
        seal_journal(made.office.desk)
        yield made
