"""The tree of RFC 6962, its proofs, and the proofs it must refuse."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log.merkle import (
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
)

LEAVES = [leaf_hash(bytes([n])) for n in range(64)]
sizes = st.integers(1, 64)


def plain_root(leaves):
    """Compute the root straight from the definition in RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def test_the_empty_tree_has_the_hash_of_nothing():
    """The root of a log without leaves is the SHA-256 of nothing."""
    assert Tree().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(sizes)
def test_cached_levels_give_the_root_of_the_definition(size):
    """The root from cached levels equals the one computed from the definition."""
    assert Tree(LEAVES[:size]).root() == plain_root(LEAVES[:size])


@given(sizes, st.data())
def test_every_leaf_is_proved(size, data):
    """An inclusion proof holds for its own leaf and index and for no other leaf."""
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(LEAVES)
    path, root = tree.inclusion(index, size), tree.root(size)
    assert check_inclusion(LEAVES[index], index, size, path, root)
    assert not check_inclusion(leaf_hash(b"forged"), index, size, path, root)


@given(sizes, st.data())
def test_every_prefix_is_proved(new, data):
    """A consistency proof holds between a tree and its prefix and fails for another old root."""
    old = data.draw(st.integers(1, new))
    tree = Tree(LEAVES)
    proof = tree.consistency(old, new)
    assert check_consistency(old, new, proof, tree.root(old), tree.root(new))
    assert not check_consistency(old, new, proof, leaf_hash(b"forged"), tree.root(new))


def test_size_zero_proves_nothing():
    """A verifier that accepted size 0 would accept an empty hash as a leaf (Q5, Q6)."""
    assert not check_inclusion(b"", 0, 0, [], EMPTY_ROOT)
    assert not check_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not check_consistency(3, 3, [], b"", b"")


def test_a_hash_of_another_length_is_refused():
    """Every hash of a proof is exactly 32 bytes."""
    tree = Tree(LEAVES[:5])
    path = tree.inclusion(2, 5)
    assert not check_inclusion(LEAVES[2], 2, 5, [path[0][:31], *path[1:]], tree.root())


@given(sizes, st.data())
def test_a_proof_one_hash_too_long_or_short_is_refused(size, data):
    """A path with a hash added or taken away proves nothing."""
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(LEAVES[:size])
    path = tree.inclusion(index, size)
    assert not check_inclusion(LEAVES[index], index, size, [*path, LEAVES[0]], tree.root())
    assert not path or not check_inclusion(LEAVES[index], index, size, path[:-1], tree.root())
