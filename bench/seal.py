"""What does sealing an entry cost beside hashing it? The limit is SHA-256 of the same bytes."""

import hashlib
import ssl

from bench.figure import Figure, Result, Size, in_turns, per_second, ratio
from sekisho.seal.log.merkle import Tree, leaf_hash

QUESTION = "a Merkle tree over entries, beside bare SHA-256 of the very bytes it hashes"
SIZES = {"full": Size(200_000, 7), "quick": Size(40_000, 5), "tiny": Size(200, 1)}


def _entries(count: int) -> list[bytes]:
    """Give what the log seals: the digest of an entry."""
    return [hashlib.sha256(str(n).encode()).digest() for n in range(count)]


def _messages(entries: list[bytes]) -> list[bytes]:
    """Give every message a tree over the entries hashes, put together before, so that only hashing is timed."""
    level = [b"\x00" + entry for entry in entries]
    messages = list(level)
    while len(level) > 1:
        hashes = [hashlib.sha256(message).digest() for message in level]
        level = [b"\x01" + left + right for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        messages += level
    return messages


def _grow(entries: list[bytes]) -> bytes:
    tree = Tree()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return tree.root()


def _hash(messages: list[bytes]) -> None:
    for message in messages:
        hashlib.sha256(message).digest()


def run(size: Size) -> Result:
    """Seal so many entries and hash the same bytes, in turns."""
    entries = _entries(size.work)
    messages = _messages(entries)
    measured = in_turns(
        size.runs,
        {
            "ours": lambda: per_second(size.work, lambda: _grow(entries)),
            "limit": lambda: per_second(size.work, lambda: _hash(messages)),
        },
    )
    ours = Figure("leaves_per_second", "1/s", measured["ours"], "entries appended to the tree, root included")
    limit = Figure("limit_per_second", "1/s", measured["limit"], "the same bytes, hashed and nothing else")
    share = ratio("share_of_limit", ours, limit, "1 would be the limit itself")
    return Result("seal", QUESTION, (ours, limit, share), {"SHA-256": f"hashlib, {ssl.OPENSSL_VERSION}"})
