"""The pool on a database: locked last, moved relatively by one statement, never read and written back."""

from collections.abc import Mapping, Sequence

from django.db import connections

from sekisho.application import ports
from sekisho.store import models
from sekisho.store.error import UnlockedPoolError
from sekisho.store.movement import ACCOUNTS, deltas
from sekisho.store.row import load, names_of, plain

_MOVE = """
    UPDATE pool SET
        appropriation = appropriation + %s, available = available + %s, reserved = reserved + %s,
        committed = committed + %s, payable = payable + %s, paid = paid + %s,
        receivable = receivable + %s, recovered = recovered + %s
    WHERE program = %s
"""
_TAKE_RECEIPT = "UPDATE pool SET receipts = receipts + 1 WHERE program = %s RETURNING receipts"


class DjangoPool:
    """The pool and posting tables (``ports.PoolTable``)."""

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using
        self._locked: set[str] = set()

    def lock(self, program: str) -> Mapping[str, int]:
        """Lock the program's row until the transaction ends; give its balances in yen. A new pool has zeros."""
        rows = models.PoolRow.objects.using(self._using)
        locked = rows.select_for_update().filter(program=program).values(*ACCOUNTS)
        balances = locked.first()
        if balances is None:
            rows.bulk_create([models.PoolRow(program=program)], ignore_conflicts=True)
            balances = locked.get()
        self._locked.add(program)
        return dict(balances)

    def _require_lock(self, program: str) -> None:
        if program not in self._locked:
            raise UnlockedPoolError(f"the pool of {program} is not locked by this transaction")

    def post(self, program: str, postings: Sequence[ports.PostingRow]) -> None:
        """Write postings and move the balances, one by one in the order given. Raises RefusedByDatabaseError."""
        self._require_lock(program)
        rows = [models.PostingRow(**plain(posting)) for posting in postings]
        models.PostingRow.objects.using(self._using).bulk_create(rows)
        with connections[self._using].cursor() as cursor:
            for posting in postings:
                cursor.execute(_MOVE, [*deltas(posting), program])

    def next_receipt(self, program: str) -> int:
        """Take the next receipt number; only while the row is locked."""
        self._require_lock(program)
        with connections[self._using].cursor() as cursor:
            cursor.execute(_TAKE_RECEIPT, [program])
            return int(cursor.fetchone()[0])

    def balances(self, program: str) -> Mapping[str, int]:
        """Give the stored balances without a lock; zeros where there is no pool."""
        stored = models.PoolRow.objects.using(self._using).filter(program=program).values(*ACCOUNTS).first()
        return stored or dict.fromkeys(ACCOUNTS, 0)

    def postings(self, program: str) -> list[ports.PostingRow]:
        """Give every posting in order."""
        rows = models.PostingRow.objects.using(self._using).filter(program=program).order_by("id")
        return [load(ports.PostingRow, row) for row in rows.values(*names_of(ports.PostingRow))]
