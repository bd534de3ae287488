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
from sekisho.seal.log.tile import tiles

LEAVES = [leaf(f"{n:064x}") for n in range(13)]


def built(place, name):
    """Build a Go program from its source."""
    source = Path(__file__).parent / "go" / f"{name}.go"
    cache = {"GOCACHE": str(place / "cache"), "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", str(place / name), str(source)], env={**os.environ, **cache}, check=True)
    return place / name


@pytest.fixture(scope="module")
def go(tmp_path_factory):
    """Give the folder of Go programs, which keep what both compile in common."""
    return tmp_path_factory.mktemp("go")


@pytest.fixture(scope="module")
def program(go):
    """Build the program that checks notes and proofs."""
    return built(go, "check")


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


SIZE = 70_000


def test_go_proves_from_our_tiles(go, tmp_path):
    """Go's tile reader makes every proof from our static files, and its roots are ours."""
    tree = Tree([leaf_hash(str(n).encode()) for n in range(SIZE)])
    signer = new_signer("rehearsal.sekisho.example/go")
    (tmp_path / "checkpoint").write_bytes(sign_note(Checkpoint(signer.name, SIZE, tree.root()).text(), signer))
    (tmp_path / "vkey").write_text(signer.verifier.vkey)
    for name, data in [*tiles(tree, 0, 1000), *tiles(tree, 1000, SIZE)]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    asked = [0, 1, 255, 256, 999, 65_535, 65_536, SIZE - 1]
    done = subprocess.run(
        [built(go, "tiles"), *map(str, asked)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = [
        f"{n} {base64.b64encode(tree.root(n + 1)).decode()} {len(tree.inclusion(n, SIZE))} "
        f"{len(tree.consistency(n + 1, SIZE))}"
        for n in asked
    ]
    assert done.stdout.splitlines() == wanted
