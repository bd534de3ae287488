"""Statements written out for the way every filing takes, and the rows of a table, asked for when they are used.

The ORM serves pages and lists well. Under the pool's lock everybody waits for whoever holds it, so there each
statement is text of ours, and what can be said in one breath travels once: on PostgreSQL several statements go in one
message, and each of them sees what was committed before it, as if it had been sent alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

#: A statement and the values of its places.
Said = tuple[str, Sequence[Any]]


class Statements:
    """Runs the statements of a transaction; within ``at_once`` those that write leave together."""

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._connection = connections[using]
        self._waiting: list[Said] | None = None

    @property
    def vendor(self) -> str:
        """Give the engine's name."""
        return str(self._connection.vendor)

    def instant(self, value: Any) -> Any:
        """Give an instant as the engine writes it."""
        return self._connection.ops.adapt_datetimefield_value(value)

    def ask(self, *said: Said) -> list[Any]:
        """Run statements in order; give the first row of each, or None where it gives none."""
        if self.vendor == "postgresql" and len(said) > 1:
            return self._ask_together(said)
        return [self._one(statement, values) for statement, values in said]

    def _one(self, statement: str, values: Sequence[Any]) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if cursor.description else None

    def _ask_together(self, said: Sequence[Said]) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute("; ".join(cursor.cursor.mogrify(statement, values) for statement, values in said))
            rows = [cursor.fetchone() if cursor.description else None]
            while cursor.nextset():
                rows.append(cursor.fetchone() if cursor.description else None)
            return rows

    def write(self, *said: Said) -> None:
        """Run statements that give nothing back: now, or at the end of ``at_once``."""
        if self._waiting is None:
            self.ask(*said)
        else:
            self._waiting.extend(said)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Send what is written inside in one message at the end; SQLite, which has no messages, writes as it comes."""
        if self.vendor != "postgresql":
            yield
            return
        waiting: list[Said] = []
        self._waiting = waiting
        try:
            yield
        finally:
            self._waiting = None
        if waiting:
            self.ask(*waiting)


class Rows:
    """The rows of a table on an adapter's database (``_using``): a transaction pays for the tables it touches."""

    def __init__(self, model: "type[Model]") -> None:
        """Take the table's model."""
        self._model = model

    def __get__(self, adapter: Any, _owner: type) -> "QuerySet[Any]":
        """Give every row of the table."""
        return self._model._default_manager.using(adapter._using)  # noqa: SLF001 - because Django names it so
