"""The tree of RFC 6962: leaf and node hashes, inclusion and consistency proofs, made and checked."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence

SIZE = 32


class ProofError(ValueError):
    """A proof that proves nothing: wrong length, wrong hash sizes, an index outside the tree."""


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf: SHA-256(0x00 ‖ data)."""
    # The prefixes keep an inner node from being passed off as a leaf (RFC 6962, 2.1).
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def _split(size: int) -> int:
    """Give the largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


class Proofs(ABC):
    """Roots and proofs of a tree, from its full nodes, wherever they are kept."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Give the number of leaves."""

    @abstractmethod
    def node(self, level: int, index: int) -> bytes:
        """Give a full node: level 0 are the leaf hashes, each level above hashes two of the one below."""

    def _range(self, start: int, end: int) -> bytes:
        """Hash the leaves from ``start`` to ``end``; ``start`` is a multiple of the power of two that spans them."""
        width = end - start
        if width & (width - 1) == 0:
            return self.node(width.bit_length() - 1, start // width)
        middle = start + _split(width)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def root(self, size: int | None = None) -> bytes:
        """Give the root over the first ``size`` leaves. Raises ProofError."""
        wanted = self.size if size is None else size
        if not 0 <= wanted <= self.size:
            raise ProofError(f"size {wanted} in a tree of {self.size}")
        return self._range(0, wanted) if wanted else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Give the siblings from a leaf up to the root of the first ``size`` leaves. Raises ProofError."""
        if not 0 <= index < size <= self.size:
            raise ProofError(f"index {index}, size {size} in a tree of {self.size}")
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Give the proof that the first ``old`` leaves are a prefix of the first ``new``. Raises ProofError."""
        if not 0 < old <= new <= self.size:
            raise ProofError(f"from {old} to {new} in a tree of {self.size}")
        return self._subproof(old, 0, new, complete=True)

    def _subproof(self, old: int, start: int, end: int, *, complete: bool) -> list[bytes]:
        if old == end:
            return [] if complete else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, complete=complete), self._range(middle, end)]
        return [*self._subproof(old, middle, end, complete=False), self._range(start, middle)]


class Tree(Proofs):
    """A tree over leaf hashes, with its full levels cached."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        """Take the leaf hashes there are."""
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """Give the number of leaves."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash and every full node it completes."""
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if len(self._levels) == level + 1:
                self._levels.append([])
            pair = self._levels[level][-2:]
            self._levels[level + 1].append(node_hash(*pair))
            level += 1

    def node(self, level: int, index: int) -> bytes:
        """Give a full node."""
        return self._levels[level][index]

    def nodes(self, level: int, start: int, count: int) -> bytes:
        """Give full nodes of a level, joined: what a tile holds. Raises ProofError."""
        found = self._levels[level][start : start + count] if level < len(self._levels) else []
        if len(found) != count:
            raise ProofError(f"{count} nodes from {start} on level {level} in a tree of {self.size}")
        return b"".join(found)


def _sizes(hashes: Sequence[bytes]) -> None:
    # A verifier written from the book takes an empty hash for the root of nothing (sealing.md, Q5 and Q6).
    if any(len(item) != SIZE for item in hashes):
        raise ProofError(f"every hash is {SIZE} bytes")


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Compute the root a leaf and its siblings lead to (RFC 9162, 2.1.3.2). Raises ProofError."""
    _sizes([leaf, *path])
    if not 0 <= index < size:
        raise ProofError(f"index {index} in a tree of {size}")
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError("more siblings than the tree is high")
        # On the right edge a node without a sibling of its own rises until one stands to its left.
        if node % 2 or node == last:
            found = node_hash(sibling, found)
            while node % 2 == 0 and node:
                node, last = node // 2, last // 2
        else:
            found = node_hash(found, sibling)
        node, last = node // 2, last // 2
    if last:
        raise ProofError("fewer siblings than the tree is high")
    return found


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether a leaf stands at an index of a tree with this root."""
    try:
        _sizes([root])
        return root_from_inclusion(leaf, index, size, path) == root
    except ProofError:
        return False


def _consistent_roots(old: int, new: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """Compute the roots of both trees from a consistency proof (RFC 9162, 2.1.4.2). Raises ProofError."""
    node, last = old - 1, new - 1
    while node % 2:
        node, last = node // 2, last // 2
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("more hashes than the trees are high")
        if node % 2 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while node % 2 == 0 and node:
                node, last = node // 2, last // 2
        else:
            second = node_hash(second, sibling)
        node, last = node // 2, last // 2
    if last:
        raise ProofError("fewer hashes than the trees are high")
    return first, second


def check_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether a tree of ``old`` leaves is a prefix of one of ``new``; size 0 proves nothing and is refused."""
    try:
        _sizes([old_root, new_root, *path])
        if not 0 < old <= new:
            return False
        if old == new:
            return not path and old_root == new_root
        # Where the old tree is full, its root is left out of the proof: the verifier has it (RFC 9162, 2.1.4.2).
        whole = [old_root, *path] if old & (old - 1) == 0 else list(path)
        return bool(whole) and _consistent_roots(old, new, whole) == (old_root, new_root)
    except ProofError:
        return False
