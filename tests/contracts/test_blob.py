"""The contract of blobs: bytes by their SHA-256."""

import pytest

from sekisho.application.ports import RefusedByDatabaseError, Store
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


def test_several_come_back_at_once(store: Store) -> None:
    """Asked for several, the store gives those it has, by digest."""
    with store.write() as tx:
        one, other = tx.blobs.put(b"one"), tx.blobs.put(b"other")
    with store.read() as tx:
        assert tx.blobs.get_all([other, "0" * 64, one]) == {one: b"one", other: b"other"}
        assert tx.blobs.get_all([]) == {}


def test_private_bytes_are_erased(store: Store) -> None:
    """Private bytes are gone after an erasure, the others stay, and erasing what is not there erases nothing."""
    with store.write() as tx:
        private, other = tx.blobs.put(b"a name", private=True), tx.blobs.put(b"another", private=True)
    with store.write() as tx:
        assert tx.blobs.erase(private)
        assert not tx.blobs.erase(private)
        assert not tx.blobs.erase("f" * 64)
    with store.read() as tx:
        assert tx.blobs.get(private) is None
        assert tx.blobs.missing([private, other]) == [private]


def test_public_bytes_are_never_erased(store: Store) -> None:
    """Bytes that are public, or became so, refuse to be erased; nothing of the transaction is kept."""
    with store.write() as tx:
        published, private = tx.blobs.put(b"an edition"), tx.blobs.put(b"a name", private=True)
        assert tx.blobs.public([private, published, "f" * 64]) == [published]
    with pytest.raises(RefusedByDatabaseError), store.write() as tx:
        assert [tx.blobs.erase(digest) for digest in (private, published)] == []
    with store.read() as tx:
        assert tx.blobs.missing([published, private]) == []


def test_erased_bytes_can_be_put_again(store: Store) -> None:
    """An erasure leaves no ban: who hands the same bytes in again has them stored again."""
    with store.write() as tx:
        digest = tx.blobs.put(b"a name", private=True)
        tx.blobs.erase(digest)
        assert tx.blobs.put(b"a name", private=True) == digest
        assert tx.blobs.get(digest) == b"a name"


def test_oversized_bytes_are_refused(store: Store) -> None:
    """One byte more than 32 MiB is refused."""
    with pytest.raises(OversizedBlobError), store.write() as tx:
        tx.blobs.put(b"\0" * (LIMIT_BYTES + 1))
