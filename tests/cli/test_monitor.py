"""``sekisho monitor``: visit after visit on a log in a folder; what was seen is kept, what is wrong ends with 1."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from sekisho.cli.main import main
from sekisho.seal.log.checkpoint import Checkpoint, Proof, checkpoint_of
from sekisho.seal.log.note import sign_note
from sekisho.seal.verify.trust import write_trust
from tests.seal.test_monitor import LEAVES, LOG, TRUST, grown, tree_of


@pytest.fixture
def place(tmp_path):
    """Give a folder with a log of forty leaves and the file that says whom to trust."""
    grown(tmp_path / "log", LEAVES[:40], at=int(datetime.now(UTC).timestamp()))
    (tmp_path / "trust.toml").write_bytes(write_trust(TRUST))
    return tmp_path


def visit(place, *more):
    """Visit the log; give the exit code and the answer."""
    line = ["monitor", str(place / "log"), "--trust", str(place / "trust.toml"), *map(str, more), "--json"]
    done = CliRunner().invoke(main, line)
    return done.exit_code, json.loads(done.stdout)


def failed(answer):
    """Give the checks that fail."""
    return [check["check"] for check in answer["checks"] if check["result"] == "fails"]


def test_what_was_seen_is_kept_for_the_next_visit(place):
    """The first visit begins the state file, the next moves it on, and one that finds fault leaves it as it was."""
    state, now = place / "state", int(datetime.now(UTC).timestamp())
    assert visit(place, "--state", state)[0] == 0
    assert checkpoint_of(state.read_bytes()).size == 40
    grown(place / "log", LEAVES[:90], at=now)
    code, answer = visit(place, "--state", state)
    assert (code, failed(answer), answer["facts"]["size"]) == (0, [], "90")
    grown(place / "log", LEAVES[100:250], at=now)
    code, answer = visit(place, "--state", state)
    assert (code, failed(answer)) == (1, ["CONSISTENCY"])
    assert checkpoint_of(state.read_bytes()).size == 90


def test_a_receipt_is_held_against_the_log(place):
    """A receipt for an entry the log lost ends with 1 and names the receipt."""
    tree = tree_of(LEAVES[50:99])
    note = sign_note(Checkpoint(LOG.name, 49, tree.root()).text(), LOG)
    (place / "r.tlog-proof").write_bytes(Proof(48, tuple(tree.inclusion(48, 49)), note).text())
    code, answer = visit(place, "--receipt", place / "r.tlog-proof")
    assert (code, failed(answer)) == (1, ["RECEIPT"])
    assert "r.tlog-proof" in str(answer["checks"])


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("--state", "monitor.unusable_state"),
        ("--receipt", "monitor.unusable_receipt"),
        ("--trust", "verify.unusable_trust"),
    ],
)
def test_files_that_cannot_be_used_are_refused_by_name(place, option, code):
    """A damaged state file, receipt or trust file ends the visit before it begins."""
    (place / "damaged").write_bytes(b"damaged")
    exit_code, answer = visit(place, option, place / "damaged")
    assert (exit_code, answer["refused"][0]["code"]) == (2, code)


def test_a_log_that_is_not_there_fails(tmp_path, place):
    """An empty folder and a state file that cannot be written are told."""
    line = ["monitor", str(tmp_path / "nowhere"), "--trust", str(place / "trust.toml"), "--lang", "en"]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 1
    assert "could not be had" in done.output
    exit_code, answer = visit(place, "--state", place / "no" / "state")
    assert (exit_code, answer["refused"][0]["code"]) == (2, "monitor.unwritable_state")
