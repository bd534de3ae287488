"""``sekisho witness``: made once, run as a process, asked over HTTP; each way of using it wrongly is named."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.cosignature import parse_cosigner
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import new_signer, open_note, sign_note
from sekisho.seal.witness.client import Asked, cosign, over_http

SEKISHO = (sys.executable, "-m", "sekisho.cli.main")
LOG = new_signer("log.example")
TREE = Tree([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])


def sekisho(place, *words):
    """Run a command in a folder; give exit code and what it printed."""
    done = subprocess.run([*SEKISHO, *words], cwd=place, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def made(tmp_path):
    """Make a witness and a policy that names the log; give the folder and the witness's keys."""
    code, said = sekisho(tmp_path, "witness", "init", "w", "--name", "witness.example/audit", "--json")
    assert code == 0, said
    (tmp_path / "logs.policy").write_text(f"log {LOG.verifier.vkey}\nquorum none\n")
    return tmp_path, tuple(parse_cosigner(vkey) for vkey in json.loads(said)["vkeys"])


@contextmanager
def running(place):
    """Run the witness on a free port; give its address."""
    command = [*SEKISHO, "witness", "run", "w", "--logs", "logs.policy", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = ""
        while not said.rstrip().endswith("}"):
            said += process.stdout.readline()
        try:
            yield json.loads(said)["address"]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
            assert process.returncode == 0


def test_a_witness_remembers_over_a_restart(made):
    """What a witness cosigned before it was stopped binds it afterwards."""
    place, keys = made
    for size in (2, 3):
        note = sign_note(Checkpoint(LOG.name, size, TREE.root(size)).text(), LOG)
        with running(place) as address, httpx.Client() as client:
            asked = Asked("w", keys, over_http(client, "w", address))
            lines = cosign(asked, note, lambda old, size=size: TREE.consistency(old, size))
        assert len(open_note(note + lines, keys)[1]) == 2


def test_keys_are_shown_to_people_one_on_a_line(tmp_path):
    """Whoever makes a witness reads its two keys, each on a line that can be copied."""
    code, said = sekisho(tmp_path, "witness", "init", "w", "--name", "witness.example")
    vkeys = [line for line in said.splitlines() if line.startswith("witness.example+")]
    assert (code, [parse_cosigner(vkey).name for vkey in vkeys]) == (0, ["witness.example"] * 2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("init", "w", "--name", "again"), "witness.not_made"),
        (("init", "fresh", "--name", "two words"), "witness.not_made"),
        (("run", "w", "--logs", "none.policy"), "witness.no_logs"),
        (("run", "w", "--logs", "wrong.policy"), "witness.wrong_policy"),
        (("run", "nowhere", "--logs", "logs.policy"), "witness.unusable"),
        (("run", "cut", "--logs", "logs.policy"), "witness.unusable"),
        (("run", "w", "--logs", "logs.policy", "--host", "192.0.2.1"), "serve.not_listening"),
    ],
)
def test_wrong_use_is_refused_by_name(made, words, code):
    """A folder in use, a bad name, a policy without logs or that cannot be read, a lost memory, a port not ours."""
    place, _ = made
    (place / "none.policy").write_text("quorum none\n")
    (place / "wrong.policy").write_text("quorum\n")
    assert sekisho(place, "witness", "init", "cut", "--name", "cut")[0] == 0
    (place / "cut" / "cosigned.sqlite").unlink()
    exit_code, said = sekisho(place, "witness", *words, "--json")
    assert (exit_code, json.loads(said)["refused"][0]["code"]) == (2, code)
