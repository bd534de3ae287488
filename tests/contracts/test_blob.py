"""The contract of blobs: bytes by their SHA-256."""

import pytest

from sekisho.application.ports import Store
from sekisho.application.record import sha256
from sekisho.store.error import OversizedBlobError
from sekisho.store.size import LIMIT_BYTES

EVERY_BYTE = bytes(range(256)) * 3


@pytest.mark.parametrize("data", [b"", EVERY_BYTE, b"x" * 1_000_000], ids=["empty", "every-byte", "a-megabyte"])
def test_bytes_come_back(store: Store, data: bytes) -> None:
    """Bytes are named by their SHA-256 and come back exactly."""
    with store.write() as tx:
        digest = tx.blobs.put(data, media_type="application/pdf")
        assert tx.blobs.get(digest) == data
    with store.read() as tx:
        assert tx.blobs.get(digest) == data
    assert digest == sha256(data)


def test_same_bytes_are_stored_once(store: Store) -> None:
    """Putting the same bytes again, private or not, gives the same name."""
    with store.write() as tx:
        assert tx.blobs.put(EVERY_BYTE, private=True) == tx.blobs.put(EVERY_BYTE)
        assert tx.blobs.put(EVERY_BYTE, private=True) == sha256(EVERY_BYTE)


def test_missing_ones_are_named_in_order(store: Store) -> None:
    """Of a list of digests those that are not stored come back in the order given."""
    absent = ["f" * 64, "0" * 64]
    with store.write() as tx:
        digest = tx.blobs.put(EVERY_BYTE)
        assert tx.blobs.missing([absent[0], digest, absent[1]]) == absent
        assert tx.blobs.missing([]) == []
        assert tx.blobs.get(absent[0]) is None


def test_oversized_bytes_are_refused(store: Store) -> None:
    """One byte more than 32 MiB is refused."""
    with pytest.raises(OversizedBlobError), store.write() as tx:
        tx.blobs.put(b"\0" * (LIMIT_BYTES + 1))
