"""What a witness remembers: of each log the newest checkpoint it cosigned. Losing it retires the witness."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_TABLE = """
CREATE TABLE seen (
    origin_hash TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL
) STRICT, WITHOUT ROWID
"""
#: Two requests for one log wait for each other so long.
PATIENCE_S = 10.0


class LostMemoryError(Exception):
    """The memory is not there. A witness that begins anew from zero would vouch for a second history."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest checkpoint a witness cosigned of a log; size 0 where it never did."""

    size: int = 0
    root: bytes = b""
    note: bytes = b""


class Turn:
    """One log's memory while nobody else can change it."""

    def __init__(self, connection: sqlite3.Connection, origin: str) -> None:
        """Take the open transaction."""
        self._connection, self._origin = connection, origin_hash(origin)

    @property
    def seen(self) -> Seen:
        """Give what was cosigned last."""
        return _seen(self._connection, self._origin)

    def remember(self, seen: Seen) -> None:
        """Remember a checkpoint in place of the last one."""
        row = (self._origin, seen.size, seen.root, seen.note)
        self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", row)


def origin_hash(origin: str) -> str:
    """Give the name under which a witness shows a log's checkpoint."""
    return sha256(origin.encode()).hexdigest()


def _seen(connection: sqlite3.Connection, origin: str) -> Seen:
    row = connection.execute("SELECT size, root, note FROM seen WHERE origin_hash = ?", (origin,)).fetchone()
    return Seen(*row) if row else Seen()


class Memory:
    """The memory in one SQLite file; several threads and processes may use it."""

    def __init__(self, path: Path) -> None:
        """Take the file of an existing memory. Raises LostMemoryError where it is not there."""
        if not path.is_file():
            raise LostMemoryError(str(path))
        self._path = path

    @classmethod
    def create(cls, path: Path) -> "Memory":
        """Make an empty memory, for a witness that never cosigned. Raises FileExistsError."""
        path.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
        return cls(path)

    def _connect(self) -> sqlite3.Connection:
        # Mode rw, not rwc: a file removed while the witness runs must not be made again, empty.
        connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE_S)
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def turn(self, origin: str) -> Iterator[Turn]:
        """Give one log's memory to nobody else; what was remembered is on the disk when the turn is over."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Turn(connection, origin)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def newest(self, hashed: str) -> Seen:
        """Give what was cosigned last of the log with this hash of its origin."""
        with closing(self._connect()) as connection:
            return _seen(connection, hashed)
