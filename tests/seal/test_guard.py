"""The signing guard: what it lets be signed, and what it stops for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.guard import RollbackError, remember
from sekisho.seal.log.merkle import Tree, leaf_hash

LEAVES = [leaf_hash(bytes([n])) for n in range(9)]


def signed(path, leaves):
    """Ask the guard for a checkpoint over these leaves."""
    tree = Tree(leaves)
    remember(path, tree, Checkpoint("log.example", tree.size, tree.root()))


def test_a_log_that_grows_is_signed(tmp_path):
    """Each extension of what was signed before, and the same again, may be signed."""
    for size in (1, 3, 3, 8, 9):
        signed(tmp_path / "guard", LEAVES[:size])


def test_a_restored_backup_is_not_signed(tmp_path):
    """A log smaller than the one signed before is a rollback, and nothing is signed from then on."""
    signed(tmp_path / "guard", LEAVES)
    with pytest.raises(RollbackError, match="no extension"):
        signed(tmp_path / "guard", LEAVES[:5])


@pytest.mark.parametrize("place", [0, 3])
def test_another_history_is_not_signed(tmp_path, place):
    """One leaf exchanged below the size signed before, and the log is no extension of it, however large."""
    signed(tmp_path / "guard", LEAVES[:4])
    forked = [*LEAVES]
    forked[place] = leaf_hash(b"forged")
    for leaves in (forked[:4], forked):
        with pytest.raises(RollbackError):
            signed(tmp_path / "guard", leaves)


@given(data=st.binary(max_size=80))
def test_a_memory_that_cannot_be_read_stops_the_signer(tmp_path_factory, data):
    """A damaged memory never counts as a fresh start."""
    path = tmp_path_factory.mktemp("guard") / "guard"
    path.write_bytes(data)
    with pytest.raises(RollbackError):
        signed(path, LEAVES)


@pytest.mark.parametrize("said", ['{"size": 0, "root": ""}', '{"size": 9}', "[]", '{"size": "x", "root": ""}'])
def test_a_memory_without_a_checkpoint_stops_the_signer(tmp_path, said):
    """A memory that holds no size and root is damaged too."""
    (tmp_path / "guard").write_text(said)
    with pytest.raises(RollbackError):
        signed(tmp_path / "guard", LEAVES)
