"""Bytes by digest in memory."""

from collections.abc import Iterable

from sekisho.application.ports import RefusedByDatabaseError
from sekisho.application.record import sha256
from sekisho.store.memory.table import Blob, State
from sekisho.store.size import require_size


class MemoryBlobs:
    """Blobs (``ports.Blobs``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._blobs = state.blobs

    def put(self, data: bytes, *, media_type: str = "application/octet-stream", private: bool = False) -> str:
        """Store bytes; give their digest. Bytes that were once put as public stay public. Raises OversizedBlobError."""
        require_size(data)
        digest = sha256(data)
        stored = self._blobs.get(digest)
        is_private = private and (stored is None or stored.is_private)
        self._blobs.put(digest, Blob(bytes(data), stored.media_type if stored else media_type, is_private))
        return digest

    def get(self, digest: str) -> bytes | None:
        """Give the bytes, or None where there are none (or they were erased)."""
        blob = self._blobs.get(digest)
        return blob.data if blob else None

    def get_all(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Give the bytes of those that are stored, by digest."""
        found = {digest: self._blobs.get(digest) for digest in digests}
        return {digest: blob.data for digest, blob in found.items() if blob}

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Give those digests that are not stored, in the order given."""
        return [digest for digest in digests if digest not in self._blobs]

    def public(self, digests: Iterable[str]) -> list[str]:
        """Give those digests whose bytes are public, in the order given."""
        stored = [(digest, self._blobs.get(digest)) for digest in digests]
        return [digest for digest, blob in stored if blob and not blob.is_private]

    def erase(self, digest: str) -> bool:
        """Erase private bytes; say whether there were any. Raises RefusedByDatabaseError where they are public."""
        blob = self._blobs.get(digest)
        if blob is not None and not blob.is_private:
            raise RefusedByDatabaseError(f"blob: {digest} is public and stays")
        self._blobs.drop(digest)
        return blob is not None
