"""Databases for every test that wants one: ``sqlite_database`` and ``postgres_database`` give the alias of a fresh one.

Django's own emptying of tables between tests is no use here: the journal refuses it. Each test gets a copy of a
migrated template instead.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from sekisho.store.database import database_settings
from sekisho.store.schema import migrate
from tests.postgres import Cluster, running_cluster

# How long an example takes is the machine's affair: no test passes or fails by a clock.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def _forget(alias: str) -> None:
    connections[alias].close()
    del connections[alias]


@contextmanager
def pointed(alias: str, url: str) -> Iterator[str]:
    """Point an alias of Django's at a database for a while."""
    usual = dict(connections.settings)
    if alias in usual:
        _forget(alias)
    connections.settings[alias] = connections.configure_settings({"default": {}, alias: database_settings(url)})[alias]
    try:
        yield alias
    finally:
        _forget(alias)
        connections.settings.pop(alias)
        connections.settings.update(usual)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A running PostgreSQL server."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    """A migrated SQLite file without rows."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    with django_db_blocker.unblock(), pointed("default", f"sqlite:///{path}") as alias:
        migrate(alias)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: Cluster, django_db_blocker) -> str:
    """A migrated PostgreSQL database without rows."""
    name = postgres_cluster.create()
    with django_db_blocker.unblock(), pointed("postgres", postgres_cluster.address(name)) as alias:
        migrate(alias)
    return name


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, django_db_blocker) -> Iterator[str]:
    """The alias ``default`` on a fresh SQLite file, open to every thread."""
    path = tmp_path / "sekisho.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with django_db_blocker.unblock(), pointed("default", f"sqlite:///{path}") as alias:
        yield alias


@pytest.fixture
def postgres_database(postgres_cluster: Cluster, postgres_template: str, django_db_blocker) -> Iterator[str]:
    """The alias ``postgres`` on a fresh PostgreSQL database, open to every thread."""
    name = postgres_cluster.create(postgres_template)
    with django_db_blocker.unblock(), pointed("postgres", postgres_cluster.address(name)) as alias:
        yield alias
    postgres_cluster.drop(name)


ENGINES = ("sqlite", "postgres")


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> str:
    """The alias of a fresh database, once on each engine."""
    return str(request.getfixturevalue(f"{request.param}_database"))
