"""Statements written out for the way every filing takes, and the rows of a table, asked for when they are used.

The ORM serves pages and lists well. Under the pool's lock everybody waits for whoever holds it, so there each
statement is text of ours, and what can be said in one breath travels once: on PostgreSQL several statements go in one
message, and each of them sees what was committed before it, as if it had been sent alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from django.db import connections

from sekisho.store.fault import guarded

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

#: A statement and the values of its places.
Said = tuple[str, Sequence[Any]]


class Statements:
    """Runs the statements of a transaction; within ``at_once`` those that write leave together.

    Whoever reads a table that is written this way sends what waits first (``WrittenRows``).
    """

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using
        self._connection = connections[using]
        self._waiting: list[Said] = []
        self._holds_back = False

    @property
    def vendor(self) -> str:
        """Give the engine's name."""
        return str(self._connection.vendor)

    def instant(self, value: Any) -> Any:
        """Give an instant as the engine writes it."""
        return self._connection.ops.adapt_datetimefield_value(value)

    def ask(self, *said: Said) -> list[Any]:
        """Run statements in order; give the first row of each, or None where it gives none."""
        if self.vendor == "postgresql":
            return self._ask_postgresql(said)
        with self._connection.cursor() as cursor:
            return [_first_row(cursor.execute(statement, values) or cursor) for statement, values in said]

    def _ask_postgresql(self, said: Sequence[Said]) -> list[Any]:
        """Send statements in one message (psycopg's pipeline); the server keeps them prepared for the next time."""
        from psycopg import Cursor  # noqa: PLC0415 - because SQLite needs no PostgreSQL driver

        self._connection.ensure_connection()
        driver = self._connection.connection
        # A pipeline of one would only cost its own opening and closing.
        message = driver.pipeline() if len(said) > 1 else nullcontext()
        with guarded(self._using), self._connection.wrap_database_errors, message:
            cursors = [Cursor(driver).execute(statement, values, prepare=True) for statement, values in said]
        return [_first_row(cursor) for cursor in cursors]

    def write(self, *said: Said) -> None:
        """Run statements that give nothing back: now, or at the end of ``at_once``."""
        self._waiting.extend(said)
        if not self._holds_back:
            self.send()

    def send(self) -> None:
        """Send what waits, in the order in which it was written."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.ask(*_joined(waiting) if self.vendor == "postgresql" else waiting)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Send what is written inside in one message at the end of the outermost block.

        SQLite, which has no messages, writes as it comes.
        """
        if self._holds_back or self.vendor != "postgresql":
            yield
            return
        self._holds_back = True
        try:
            yield
        except BaseException:
            # What failed is rolled back: nothing of it is to be sent any more.
            self._waiting = []
            raise
        finally:
            self._holds_back = False
        self.send()


def _first_row(cursor: Any) -> Any:
    return cursor.fetchone() if cursor.description else None


def _joined(said: Sequence[Said]) -> list[Said]:
    """Join rows that are added with the change that follows them; PostgreSQL plans and runs them as one statement.

    One statement adds to a table once, its rows in order, because the parts of a statement run in none; and a change
    ends it, because the next may touch the same row again.
    """
    joined: list[list[Said]] = [[]]
    for one in said:
        together, table = joined[-1], _adds_to(one)
        if table and together and table == _adds_to(together[-1]):
            together[-1] = _added(together[-1], one)
        elif table in map(_adds_to, together):
            joined.append([one])
        else:
            together.append(one)
        if not table:
            joined.append([])
    return [_as_one(together) for together in joined if together]


def _adds_to(said: Said) -> str:
    """Give the table and the columns a statement adds rows to; nothing for one that changes rows."""
    return said[0].partition(" VALUES ")[0] if said[0].startswith("INSERT") else ""


def _added(first: Said, then: Said) -> Said:
    """Add the rows of a statement to those of another on the same table."""
    return f"{first[0]}, {then[0].partition(' VALUES ')[2]}", [*first[1], *then[1]]


def _as_one(said: Sequence[Said]) -> Said:
    *before, (last, _) = said
    named = ", ".join(f"write_{n} AS ({statement})" for n, (statement, _) in enumerate(before))
    return (f"WITH {named} {last}" if before else last), [value for _, values in said for value in values]


class Rows:
    """The rows of a table on an adapter's database (``_using``): a transaction pays for the tables it touches."""

    def __init__(self, model: "type[Model]") -> None:
        """Take the table's model."""
        self._model = model

    def __get__(self, adapter: Any, _owner: type) -> "QuerySet[Any]":
        """Give every row of the table."""
        return self._model._default_manager.using(adapter._using)  # noqa: SLF001 - because Django names it so


class WrittenRows(Rows):
    """The rows of a table written by statements (``_statements``): those that wait are sent before it is read."""

    def __get__(self, adapter: Any, _owner: type) -> "QuerySet[Any]":
        """Give every row of the table, what this transaction has written included."""
        adapter._statements.send()  # noqa: SLF001 - because the adapter lends it
        return super().__get__(adapter, _owner)
