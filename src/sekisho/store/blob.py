"""Bytes by digest on a database.

A row rather than a file: the bytes are kept by the very commit that keeps the event naming them, the engine syncs them
to disk, one backup holds everything, and a transaction that fails leaves no stray file. The price is a limit of size.
"""

from collections.abc import Iterable

from sekisho.application.record import sha256
from sekisho.store import models
from sekisho.store.size import require_size
from sekisho.store.statement import Rows


class DjangoBlobs:
    """The blob table (``ports.Blobs``)."""

    _rows = Rows(models.BlobRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def put(self, data: bytes, *, media_type: str = "application/octet-stream", private: bool = False) -> str:
        """Store bytes; give their digest. Bytes that were once put as public stay public. Raises OversizedBlobError."""
        require_size(data)
        digest = sha256(data)
        row = models.BlobRow(digest=digest, media_type=media_type, is_private=private, size=len(data), data=data)
        self._rows.bulk_create([row], ignore_conflicts=True)
        if not private:
            self._rows.filter(digest=digest, is_private=True).update(is_private=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Give the bytes, or None where there are none (or they were erased)."""
        data = self._rows.filter(digest=digest).values_list("data", flat=True).first()
        return None if data is None else bytes(data)

    def get_all(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Give the bytes of those that are stored, by digest, with one query."""
        found = self._rows.filter(digest__in=set(digests)).values_list("digest", "data")
        return {digest: bytes(data) for digest, data in found}

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Give those digests that are not stored, in the order given."""
        wanted = list(digests)
        stored = self._rows.only("digest").in_bulk(wanted)
        return [digest for digest in wanted if digest not in stored]

    def public(self, digests: Iterable[str]) -> list[str]:
        """Give those digests whose bytes are public, in the order given."""
        wanted = list(digests)
        stored = self._rows.only("digest", "is_private").in_bulk(wanted)
        return [digest for digest in wanted if digest in stored and not stored[digest].is_private]

    def erase(self, digest: str) -> bool:
        """Erase private bytes; say whether there were any. Raises RefusedByDatabaseError where they are public."""
        # Whether they are private the trigger says, so that nobody has to be trusted to have asked first.
        erased, _by_table = self._rows.filter(digest=digest).delete()
        return bool(erased)
