"""Tables of a memory store: a transaction sees its own changes, nobody else does before the commit."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Generic, NoReturn, TypeVar

from sekisho.application.ports import CheckpointRow, DraftRow, Notice, Person, PostingRow, RefusedByDatabaseError
from sekisho.application.record import Recorded
from sekisho.application.views import CaseRow, LineRow, PhotoRow, RegistrationRow, TransferRow
from sekisho.domain.evidence.signal.trace import Trace

Key = TypeVar("Key")
Row = TypeVar("Row")


class Table(Generic[Key, Row]):
    """Rows by key, in order of first writing. Copied when a transaction first writes to it."""

    def __init__(self, rows: dict[Key, Row] | None = None, *, is_writable: bool = False) -> None:
        """Take the committed rows; they are never changed in place."""
        self._rows: dict[Key, Row] = rows if rows is not None else {}
        self._is_writable = is_writable
        self._is_copied = False

    def opened(self, *, is_writable: bool) -> "Table[Key, Row]":
        """Give the table as a transaction sees it."""
        return Table(self._rows, is_writable=is_writable)

    def _own(self) -> dict[Key, Row]:
        if not self._is_writable:
            raise RefusedByDatabaseError("this view is for reading")
        if not self._is_copied:
            self._rows, self._is_copied = dict(self._rows), True
        return self._rows

    def put(self, key: Key, row: Row) -> None:
        """Write a row. Raises RefusedByDatabaseError in a reading view."""
        self._own()[key] = row

    def drop(self, key: Key) -> None:
        """Take a row away, if there is one. Raises RefusedByDatabaseError in a reading view."""
        self._own().pop(key, None)

    def clear(self) -> None:
        """Take every row away. Raises RefusedByDatabaseError in a reading view."""
        self._own().clear()

    def get(self, key: Key) -> Row | None:
        """Give a row, or None."""
        return self._rows.get(key)

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._rows)

    def rows(self) -> list[Row]:
        """Give every row in order of first writing."""
        return list(self._rows.values())


@dataclass(frozen=True, slots=True)
class PoolState:
    """A pool's balances by account in yen, the last receipt number taken, and how many postings were made."""

    balances: dict[str, int]
    receipts: int = 0
    postings: int = 0


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes and whether they may be erased."""

    data: bytes
    media_type: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class State:
    """Every table of a memory store, and the refusals of the transaction it is open for."""

    streams: Table[str, tuple[Recorded, ...]] = field(default_factory=Table)
    events: Table[str, Recorded] = field(default_factory=Table)
    leaves: Table[str, int] = field(default_factory=Table)
    pools: Table[str, PoolState] = field(default_factory=Table)
    postings: Table[tuple[str, int], PostingRow] = field(default_factory=Table)
    blobs: Table[str, Blob] = field(default_factory=Table)
    drafts: Table[str, DraftRow] = field(default_factory=Table)
    cases: Table[str, CaseRow] = field(default_factory=Table)
    lines: Table[str, tuple[LineRow, ...]] = field(default_factory=Table)
    invoices: Table[str, tuple[str, ...]] = field(default_factory=Table)
    registrations: Table[str, RegistrationRow] = field(default_factory=Table)
    traces: Table[str, tuple[Trace, ...]] = field(default_factory=Table)
    #: A photo by case and place, with the keys it is kept under; and the photos by key.
    photos: Table[tuple[str, str], tuple[PhotoRow, frozenset[str]]] = field(default_factory=Table)
    photo_keys: Table[str, frozenset[tuple[str, str]]] = field(default_factory=Table)
    transfers: Table[int, tuple[TransferRow, ...]] = field(default_factory=Table)
    notices: Table[int, Notice] = field(default_factory=Table)
    people: Table[str, Person] = field(default_factory=Table)
    checkpoints: Table[int, CheckpointRow] = field(default_factory=Table)
    answers: Table[tuple[str, str], tuple[str, bytes]] = field(default_factory=Table)
    refusals: list[str] = field(default_factory=list)

    def opened(self, *, is_writable: bool) -> "State":
        """Give every table as a transaction sees it."""
        tables = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "refusals"}
        return State(**{name: table.opened(is_writable=is_writable) for name, table in tables.items()})

    def refuse(self, reason: str) -> NoReturn:
        """Refuse a write as a database's CHECK would: after it, the transaction cannot commit any more."""
        self.refusals.append(reason)
        raise RefusedByDatabaseError(reason)
