"""Go's own libraries accept our notes and proofs, and refuse forged ones."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from sekisho.seal.entry import leaf
from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import new_signer, sign_note

LEAVES = [leaf(f"{n:064x}") for n in range(13)]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Build the Go program once."""
    place = tmp_path_factory.mktemp("go")
    source = Path(__file__).parent / "go" / "check.go"
    cache = {"GOCACHE": str(place / "cache"), "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    built = place / "check"
    subprocess.run(["go", "build", "-o", str(built), str(source)], env={**os.environ, **cache}, check=True)
    return built


@pytest.fixture
def shelf(tmp_path):
    """Write a note, a leaf and both proofs as the Go program reads them."""
    tree = Tree([leaf_hash(data) for data in LEAVES])
    signer = new_signer("rehearsal.sekisho.example/go")
    (tmp_path / "note").write_bytes(sign_note(Checkpoint(signer.name, 13, tree.root()).text(), signer))
    (tmp_path / "vkey").write_text(signer.verifier.vkey)
    (tmp_path / "leaf").write_bytes(LEAVES[6])

    def line(name, item):
        return f"{name} {base64.b64encode(item).decode()}\n"

    text = f"index 6\nold 5 {base64.b64encode(tree.root(5)).decode()}\n"
    text += "".join(line("record", item) for item in tree.inclusion(6, 13))
    text += "".join(line("tree", item) for item in tree.consistency(5, 13))
    (tmp_path / "proofs").write_text(text)
    return tmp_path


def test_go_accepts_notes_and_proofs(program, shelf):
    """`note.Open`, `tlog.CheckRecord` and `tlog.CheckTree` accept what we wrote."""
    done = subprocess.run([program], cwd=shelf, capture_output=True, text=True, check=False)
    assert done.stdout == "accepted\n", done.stdout + done.stderr


def test_go_refuses_another_leaf(program, shelf):
    """Another leaf under the same proof is refused."""
    (shelf / "leaf").write_bytes(LEAVES[7])
    done = subprocess.run([program], cwd=shelf, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("refused")
