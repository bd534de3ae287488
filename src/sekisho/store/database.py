"""Where the data lives: a database address becomes Django's settings, with the pragmas the journal relies on."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

#: How long a writer waits for the write lock before it is told to try again.
WAIT_SECONDS = 20

#: READ COMMITTED as psycopg numbers it: under REPEATABLE READ the read after a lock still sees the old balance.
READ_COMMITTED = 2

#: Statements the store writes out are kept prepared by the server: planning them anew takes longer than running them.
PREPARE_AFTER = 5

SQLITE = "sqlite:///"
POSTGRESQL = ("postgres", "postgresql")

# recursive_triggers: without it INSERT OR REPLACE deletes a row past the trigger that refuses it.
_PRAGMAS = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
PRAGMA busy_timeout = {WAIT_SECONDS * 1000};
"""


class DatabaseAddressError(ValueError):
    """An address that names no database this store can use."""


def _sqlite(path: str) -> dict[str, Any]:
    if not path or path == ":memory:":
        raise DatabaseAddressError("SQLite needs a file, because every thread has to see the same data: sqlite:///PATH")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(path).absolute()),
        # IMMEDIATE takes the write lock when a transaction begins: a deferred one fails half-way when it must upgrade.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT_SECONDS, "init_command": _PRAGMAS},
    }


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as error:
        raise DatabaseAddressError("the port of the address is no number") from error


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise DatabaseAddressError("the address names no database: postgresql://USER@HOST/NAME")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", _port(parts)),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "isolation_level": READ_COMMITTED,
            "options": f"-c lock_timeout={WAIT_SECONDS}s",
            "prepare_threshold": PREPARE_AFTER,
            **query,
        },
    }


def database_settings(url: str) -> dict[str, Any]:
    """Give Django's settings of one database: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME``.

    A socket folder is given as ``postgresql://USER@/NAME?host=/FOLDER``. Raises DatabaseAddressError.
    """
    if url.startswith(SQLITE):
        return _sqlite(url.removeprefix(SQLITE))
    if urlsplit(url).scheme in POSTGRESQL:
        return _postgresql(url)
    raise DatabaseAddressError(
        f"{url.rsplit('@', maxsplit=1)[-1]!r} is no address of a database; write sqlite:///PATH or postgresql://..."
    )
