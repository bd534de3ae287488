"""The pool on a database: locked last, moved relatively by one statement, never read and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from sekisho.application import ports
from sekisho.store import models
from sekisho.store.error import UnlockedPoolError
from sekisho.store.movement import ACCOUNTS, deltas
from sekisho.store.row import load, names_of

_COLUMNS = (*ACCOUNTS, "receipts", "postings")
_HELD = ", ".join(_COLUMNS)
_NEW = f"INSERT INTO pool (program, {_HELD}) VALUES (%s{', 0' * len(_COLUMNS)}) ON CONFLICT DO NOTHING"  # noqa: S608 - because the columns are ours
_SELECT = f"SELECT {_HELD} FROM pool WHERE program = %s"  # noqa: S608 - because the columns are ours
#: PostgreSQL locks the row; SQLite's transactions hold the write lock since they began.
_LOCK = {"postgresql": f"{_SELECT} FOR UPDATE", "sqlite": _SELECT}
_TAKE_RECEIPT = f"UPDATE pool SET receipts = receipts + 1 WHERE program = %s RETURNING {_HELD}"  # noqa: S608 - because the columns are ours
_INSERT = 'INSERT INTO posting (program, n, kind, "case", debit, credit, amount) VALUES (%s, %s, %s, %s, %s, %s, %s)'
_MOVE = f"""
    UPDATE pool SET {", ".join(f"{account} = {account} + %s" for account in ACCOUNTS)}, postings = postings + 1
    WHERE program = %s
"""  # noqa: S608 - because the columns are ours
#: What one posting writes: its row and the balances it moves. PostgreSQL does both in one statement.
_POST = {"postgresql": (f"WITH posted AS ({_INSERT}) {_MOVE}",), "sqlite": (_INSERT, _MOVE)}


@dataclass(slots=True)
class _Held:
    """A locked row as this transaction knows it: nobody else can change it before the commit."""

    balances: dict[str, int]
    receipts: int
    postings: int


def _held(row: Sequence[int]) -> _Held:
    *balances, receipts, postings = row
    return _Held(dict(zip(ACCOUNTS, balances, strict=True)), receipts, postings)


class DjangoPool:
    """The pool and posting tables (``ports.PoolTable``)."""

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using
        self._locked: dict[str, _Held] = {}

    def _run(self, statement: str, values: Sequence[Any]) -> Sequence[int] | None:
        with connections[self._using].cursor() as cursor:
            cursor.execute(statement, values)
            row: Sequence[int] | None = cursor.fetchone() if cursor.description else None
            return row

    def _take(self, statement: str, program: str) -> _Held:
        """Run a statement that locks the row of a program and gives it; a new pool has zeros."""
        row = self._run(statement, [program])
        if row is None:
            self._run(_NEW, [program])
            row = self._run(statement, [program])
        if row is None:
            raise UnlockedPoolError(f"the pool of {program} was neither found nor made")
        self._locked[program] = _held(row)
        return self._locked[program]

    def lock(self, program: str) -> Mapping[str, int]:
        """Lock the program's row until the transaction ends; give its balances in yen. A new pool has zeros."""
        if program not in self._locked:
            self._take(_LOCK[connections[self._using].vendor], program)
        return dict(self._locked[program].balances)

    def _require_lock(self, program: str) -> _Held:
        if program not in self._locked:
            raise UnlockedPoolError(f"the pool of {program} is not locked by this transaction")
        return self._locked[program]

    def post(self, program: str, postings: Sequence[ports.PostingRow]) -> None:
        """Write postings and move the balances, one by one in the order given. Raises RefusedByDatabaseError."""
        held = self._require_lock(program)
        for posting in postings:
            self._post(posting)
            held.postings += 1
            for account, change in zip(ACCOUNTS, deltas(posting), strict=True):
                held.balances[account] += change

    def _post(self, posting: ports.PostingRow) -> None:
        row = [getattr(posting, name) for name in names_of(ports.PostingRow)]
        values = (row, [*deltas(posting), posting.program])
        statements = _POST[connections[self._using].vendor]
        if len(statements) == 1:
            self._run(statements[0], [*values[0], *values[1]])
            return
        for statement, given in zip(statements, values, strict=True):
            self._run(statement, given)

    def next_receipt(self, program: str) -> int:
        """Take the next receipt number; the statement that takes it locks the row."""
        return self._take(_TAKE_RECEIPT, program).receipts

    def next_posting(self, program: str) -> int:
        """Give the number of the next posting; only while the row is locked."""
        return self._require_lock(program).postings

    def balances(self, program: str) -> Mapping[str, int]:
        """Give the stored balances, locked or not; zeros where there is no pool."""
        if program in self._locked:
            return dict(self._locked[program].balances)
        row = self._run(_SELECT, [program])
        return _held(row).balances if row else dict.fromkeys(ACCOUNTS, 0)

    def postings(self, program: str) -> list[ports.PostingRow]:
        """Give every posting in order."""
        rows = models.PostingRow.objects.using(self._using).filter(program=program).order_by("id")
        return [load(ports.PostingRow, row) for row in rows.values(*names_of(ports.PostingRow))]
