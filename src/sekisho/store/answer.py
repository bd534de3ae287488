"""Answers by idempotency key on a database."""

import hashlib

from django.db import connections

from sekisho.application.ports import ConflictError, ReusedKeyError
from sekisho.store import models
from sekisho.store.error import TakenError
from sekisho.store.statement import Rows

#: Locks that end with their transaction, asked for in the two ways.
_WAITING, _TRYING = "SELECT pg_advisory_xact_lock(%s)", "SELECT pg_try_advisory_xact_lock(%s)"


def _lock_number(person: str, key: str) -> int:
    digest = hashlib.sha256(f"{person}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class DjangoAnswers:
    """The answer table (``ports.Answers``)."""

    _rows = Rows(models.AnswerRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def find(self, person: str, key: str, request_sha256: str, *, wait: bool = True) -> bytes | None:
        """Give the stored answer; None for a new key. Raises ReusedKeyError for another request under the key.

        Whoever sends the same request at the same time waits here for the first, and then finds its answer; who may
        not wait, because others share the transaction with its locks, gets a ConflictError.
        """
        self._hold_against_twin(person, key, wait=wait)
        row = self._rows.filter(person=person, key=key).first()
        if row and row.request_sha256 != request_sha256:
            raise ReusedKeyError(f"the key {key!r} was used for another request")
        return bytes(row.answer) if row else None

    def _hold_against_twin(self, person: str, key: str, *, wait: bool) -> None:
        # SQLite needs none of this: its writers already stand in one line.
        if connections[self._using].vendor != "postgresql":
            return
        with connections[self._using].cursor() as cursor:
            cursor.execute(_WAITING if wait else _TRYING, [_lock_number(person, key)])
            (is_held,) = cursor.fetchone()
        # What waits gives nothing to read; only a lock that was tried says that somebody else has it.
        if is_held is False:
            raise ConflictError(f"the request under the key {key!r} is being carried out")

    def keep(self, person: str, key: str, request_sha256: str, answer: bytes) -> None:
        """Keep the answer in the same transaction as its effect. Raises ConflictError where there is one."""
        row = models.AnswerRow(person=person, key=key, request_sha256=request_sha256, answer=answer)
        try:
            self._rows.bulk_create([row])
        except TakenError as error:
            raise ConflictError(f"the key {key!r} was answered meanwhile") from error

    def forget(self, word: bytes) -> None:
        """Drop every answer in which a word stands; the same request sent again is a new one."""
        # One by one: no engine looks into bytes the way another does, and nothing is forgotten but for an erasure.
        rows = self._rows.values_list("id", "answer").iterator()
        self._rows.filter(id__in=[number for number, answer in rows if word in bytes(answer)]).delete()
