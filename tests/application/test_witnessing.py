"""A rehearsal's checkpoints are cosigned by the witnesses it plays; a checkpoint waits for none of them."""

import hashlib
import shutil
from datetime import UTC, datetime

import pytest

from sekisho.application.ports import Mode
from sekisho.bootstrap.home import make_home
from sekisho.bootstrap.sealing import SealNotary, make_keys, write_trust_file
from sekisho.bootstrap.witnessing import PLAYED
from sekisho.seal.log.note import signatures
from sekisho.seal.verify.trust import read_trust

ORIGIN = "rehearsal.sekisho.example/witnessed"


@pytest.fixture
def home(tmp_path):
    """Make a home with its keys and witnesses."""
    made = make_home(tmp_path / "home", Mode.REHEARSAL, ORIGIN)
    make_keys(made)
    return made


def checkpoint(home, count):
    """Have a log of so many leaves sealed."""
    leaves = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(count)]
    return SealNotary(home).checkpoint(leaves, datetime.now(UTC))


def who_signed(home, row):
    """Give the names in a checkpoint of keys the trust file of the home knows, and whether they are enough."""
    trust = read_trust(write_trust_file(home, []))
    keys = [*trust.log_keys, *(witness.key for witness in trust.policy.witnesses.values())]
    signed = [key for key, _ in signatures(row.note, keys)[1]]
    return [key.name.removeprefix(f"{ORIGIN}/") for key in signed], trust.policy.is_witnessed(signed)


def test_each_checkpoint_carries_the_logs_two_lines_and_those_of_three_witnesses(home):
    """The log signs with Ed25519 and ML-DSA, and so does each witness; the next checkpoint extends what they saw."""
    for count in (3, 5, 300):
        names, witnessed = who_signed(home, checkpoint(home, count))
        assert names == [ORIGIN, ORIGIN, *(name for name in PLAYED for _ in range(2))]
        assert witnessed


def test_one_lost_witness_leaves_the_quorum_and_two_do_not(home, caplog):
    """A checkpoint waits for no witness: who is lost is told in the log of the service, the quorum tells the rest."""
    shutil.rmtree(home.witnesses / PLAYED[0])
    assert who_signed(home, checkpoint(home, 3))[1]
    assert PLAYED[0] in caplog.text
    (home.witnesses / PLAYED[1] / "cosigned.sqlite").unlink()
    names, witnessed = who_signed(home, checkpoint(home, 5))
    assert (len(names), witnessed) == (4, False)


def test_witnesses_refuse_a_log_restored_from_an_old_backup(home, caplog):
    """A home whose signer forgot what it signed is found out by its witnesses, who did not."""
    checkpoint(home, 8)
    home.guard.unlink()
    _, witnessed = who_signed(home, checkpoint(home, 5))
    assert not witnessed
    assert "an old backup may have been restored" in caplog.text


def test_a_home_without_a_policy_has_no_witnesses(home):
    """A home of an older version goes on without witnesses and without a second key; its trust file asks for none."""
    home.policy.unlink()
    (home.keys / "log-ml-dsa-44.key").unlink()
    row, trust = checkpoint(home, 2), read_trust(write_trust_file(home, []))
    assert (row.note.count(b"\n\xe2\x80\x94 "), trust.policy, len(trust.log_keys)) == (1, None, 1)
