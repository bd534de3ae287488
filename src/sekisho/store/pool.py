"""The pool on a database: locked last, moved relatively by one statement, never read and written back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sekisho.application import ports
from sekisho.application.post import stream_of
from sekisho.store import models
from sekisho.store.error import UnlockedPoolError
from sekisho.store.journal import DjangoJournal
from sekisho.store.movement import ACCOUNTS, changes
from sekisho.store.row import load, names_of
from sekisho.store.statement import Said, Statements, WrittenRows

_COLUMNS = (*ACCOUNTS, "receipts", "postings")
_HELD = ", ".join(_COLUMNS)
_NEW = f"INSERT INTO pool (program, {_HELD}) VALUES (%s{', 0' * len(_COLUMNS)}) ON CONFLICT DO NOTHING"  # noqa: S608 - because the columns are ours
_SELECT = f"SELECT {_HELD} FROM pool WHERE program = %s"  # noqa: S608 - because the columns are ours
#: PostgreSQL locks the row; SQLite's transactions hold the write lock since they began.
_LOCK = {"postgresql": f"{_SELECT} FOR UPDATE", "sqlite": _SELECT}
_TAKE_RECEIPT = f"UPDATE pool SET receipts = receipts + 1 WHERE program = %s RETURNING {_HELD}"  # noqa: S608 - because the columns are ours
_INSERT = 'INSERT INTO posting (program, n, kind, "case", debit, credit, amount) VALUES (%s, %s, %s, %s, %s, %s, %s)'
_COUNT_RECEIPT = "UPDATE pool SET receipts = receipts + 1 WHERE program = %s"
_WAITS = "SELECT receipt FROM view_case WHERE program = %s AND state = 'waiting' ORDER BY receipt LIMIT 1"


@dataclass(slots=True)
class _Held:
    """A locked row as this transaction knows it: nobody else can change it before the commit."""

    balances: dict[str, int]
    receipts: int
    postings: int


def _held(row: Sequence[int]) -> _Held:
    *balances, receipts, postings = row
    return _Held(dict(zip(ACCOUNTS, balances, strict=True)), receipts, postings)


def _moving(posting: ports.PostingRow) -> Said:
    """Give the statement that moves the two balances of a posting and counts it."""
    moved = changes(posting)
    sets = [*(f"{account} = {account} + %s" for account in moved), "postings = postings + 1"]
    return f"UPDATE pool SET {', '.join(sets)} WHERE program = %s", [*moved.values(), posting.program]  # noqa: S608 - because the columns are ours


def _first(row: Sequence[int] | None) -> int:
    return row[0] if row else 0


class DjangoPool:
    """The pool and posting tables (``ports.PoolTable``)."""

    _postings = WrittenRows(models.PostingRow)

    def __init__(self, using: str, statements: Statements, journal: DjangoJournal) -> None:
        """Take the database, who runs statements in this transaction, and the journal that keeps the pool's stream."""
        self._using = using
        self._statements = statements
        self._journal = journal
        self._locked: dict[str, _Held] = {}
        #: Who waited first when a receipt number was taken, until somebody asks: what follows may change it.
        self._seen_waiting: dict[str, int] = {}

    def _take(self, statement: str, program: str) -> _Held:
        """Run a statement that locks the row of a program and gives it; a new pool has zeros.

        The statements after it run when the lock is held, so they see what whoever held it before has written.
        """
        asked: tuple[Said, ...] = (
            (statement, [program]),
            self._journal.asking_last(stream_of(program)),
            (_WAITS, [program]),
        )
        row, last, waits = self._statements.ask(*asked)
        if row is None:
            self._statements.ask((_NEW, [program]))
            row, last, waits = self._statements.ask(*asked)
        self._journal.stands(stream_of(program), last)
        self._seen_waiting = {program: _first(waits)} if statement is _TAKE_RECEIPT else {}
        self._locked[program] = _held(row)
        return self._locked[program]

    def lock(self, program: str) -> Mapping[str, int]:
        """Lock the program's row until the transaction ends; give its balances in yen. A new pool has zeros."""
        if program not in self._locked:
            self._take(_LOCK[self._statements.vendor], program)
        return dict(self._locked[program].balances)

    def _require_lock(self, program: str) -> _Held:
        if program not in self._locked:
            raise UnlockedPoolError(f"the pool of {program} is not locked by this transaction")
        return self._locked[program]

    def post(self, program: str, postings: Sequence[ports.PostingRow]) -> None:
        """Write postings and move the balances, one by one in the order given. Raises RefusedByDatabaseError."""
        held = self._require_lock(program)
        for posting in postings:
            row = [getattr(posting, name) for name in names_of(ports.PostingRow)]
            self._statements.write((_INSERT, row), _moving(posting))
            held.postings += 1
            for account, change in changes(posting).items():
                held.balances[account] += change

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Send what the block appends to the journal and posts to the pool together, at its end."""
        with self._journal.conflicts(), self._statements.at_once():
            yield

    def next_receipt(self, program: str) -> int:
        """Take the next receipt number; the statement that takes the first of a transaction locks the row."""
        if program not in self._locked:
            return self._take(_TAKE_RECEIPT, program).receipts
        self._statements.write((_COUNT_RECEIPT, [program]))
        self._locked[program].receipts += 1
        return self._locked[program].receipts

    def next_posting(self, program: str) -> int:
        """Give the number of the next posting; only while the row is locked."""
        return self._require_lock(program).postings

    def first_waiting(self, program: str) -> int:
        """Give the lowest receipt number on the waiting list, 0 where it is empty; only while the row is locked."""
        self._require_lock(program)
        if program in self._seen_waiting:
            return self._seen_waiting.pop(program)
        return _first(self._statements.ask((_WAITS, [program]))[0])

    def balances(self, program: str) -> Mapping[str, int]:
        """Give the stored balances, locked or not; zeros where there is no pool."""
        if program in self._locked:
            return dict(self._locked[program].balances)
        row = self._statements.ask((_SELECT, [program]))[0]
        return _held(row).balances if row else dict.fromkeys(ACCOUNTS, 0)

    def postings(self, program: str, *, kinds: Sequence[str] = ()) -> list[ports.PostingRow]:
        """Give postings in order: of some kinds, or every one."""
        wanted = {"program": program, **({"kind__in": kinds} if kinds else {})}
        rows = self._postings.filter(**wanted).order_by("id")
        return [load(ports.PostingRow, row) for row in rows.values(*names_of(ports.PostingRow))]
