"""Dossiers under a policy of witnesses: two of three have to have seen the checkpoint, whoever rewrites it."""

from dataclasses import replace

import pytest

from sekisho.seal.entry import digest, leaf
from sekisho.seal.log.checkpoint import checkpoint_of
from sekisho.seal.log.cosignature import ED25519, ML_DSA_44, new_cosigning_key
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import lines_of, write_line
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.trust import read_trust, write_trust
from sekisho.seal.verify.verifier import verify_dossier
from tests.seal.scene import ORIGIN, seal_again

AT = 1_795_000_000
KEYS = {
    "audit-e": new_cosigning_key("audit.example", ED25519),
    "audit-m": new_cosigning_key("audit.example", ML_DSA_44),
    "notary": new_cosigning_key("notary.example", ED25519),
    "si": new_cosigning_key("si.example", ML_DSA_44),
}
POLICY = "\n".join(
    [
        *(f"witness {name} {key.verifier.vkey}" for name, key in KEYS.items()),
        "group audit any audit-e audit-m",
        "group witnesses 2 audit notary si",
        "quorum witnesses",
        "",
    ]
)
LATE = new_cosigning_key(ORIGIN, ML_DSA_44)


def cosigned(note, *names):
    """Add the lines of witnesses to a checkpoint."""
    text = checkpoint_of(note).text()
    return note + b"".join(KEYS[name].line(text, AT) for name in names)


def witnessed(sealed, *names, trust=None):
    """Give a dossier whose checkpoint these witnesses have cosigned before it was stamped, and who trusts them."""
    note = cosigned(sealed.parts.note, *names)
    parts = replace(sealed.parts, note=note, stamps=(sealed.authority.stamp(note),))
    return replace(sealed, parts=parts, trust=trust or replace(sealed.trust, witnesses=POLICY))


def results(sealed):
    """Give the checks that do not hold, with the codes they say."""
    report = verify_dossier(sealed.dossier, sealed.trust)
    return {c.name: [problem.code for problem in c.problems] for c in report.checks if not c.stands}


@pytest.mark.parametrize(
    ("names", "holds"),
    [
        (["audit-e", "notary"], True),
        (["notary", "si"], True),
        (list(KEYS), True),
        (["audit-e", "audit-m"], False),
        (["si"], False),
        ([], False),
    ],
)
def test_two_of_three_operators_have_to_have_cosigned(sealed, names, holds):
    """A dossier holds where two operators cosigned; two keys of one are one, and stripping lines is caught."""
    assert results(witnessed(sealed, *names)) == ({} if holds else {"WITNESS": ["seal.witness.quorum"]})


def test_who_is_absent_is_named(sealed):
    """The finding names the quorum that is not met and every witness without a line."""
    report = verify_dossier(witnessed(sealed, "si").dossier, replace(sealed.trust, witnesses=POLICY))
    [problem] = next(c.problems for c in report.checks if c.name == "WITNESS")
    assert problem.facts == {"quorum": "witnesses", "absent": "audit-e, audit-m, notary"}


def test_without_a_policy_witnesses_are_not_checked(sealed):
    """Lines of witnesses nobody trusts change nothing, and that they were not checked is said."""
    held = witnessed(sealed, "notary", trust=sealed.trust)
    report = verify_dossier(held.dossier, held.trust)
    assert report.holds
    assert next(c.result for c in report.checks if c.name == "WITNESS") is Result.NOT_CHECKED


def test_a_history_rewritten_by_issuer_and_log_is_caught(sealed):
    """Whoever holds the office's and the log's keys cannot have the witnesses sign a second history (attack 11)."""
    entries, bodies = [e.entry for e in sealed.parts.entries], [e.body for e in sealed.parts.entries]
    tree = Tree([leaf_hash(b"another"), *(leaf_hash(leaf(digest(entry))) for entry in entries)])
    again = seal_again(sealed, entries, bodies, tree=tree)
    assert results(again) == {}
    assert "WITNESS" in results(replace(again, trust=replace(again.trust, witnesses=POLICY)))


def test_a_line_over_another_checkpoint_is_caught(sealed):
    """A witness's line taken from an earlier checkpoint does not pass for one over this."""
    earlier = KEYS["notary"].line(b"%s\n1\n%s" % (ORIGIN.encode(), b"A" * 43 + b"=\n"), AT)
    note = cosigned(sealed.parts.note, "si", "audit-e") + earlier
    parts = replace(sealed.parts, note=note, stamps=(sealed.authority.stamp(note),))
    moved = replace(sealed, parts=parts, trust=replace(sealed.trust, witnesses=POLICY))
    assert results(moved) == {"WITNESS": ["seal.witness.false"]}


def test_the_log_signs_with_both_its_keys(sealed):
    """Where the trust file names both of the log's keys, a checkpoint without its second line does not hold."""
    trust = replace(sealed.trust, log_keys=(*sealed.trust.log_keys, LATE.verifier))
    assert results(replace(sealed, trust=trust)) == {"LOG SIG": ["seal.log.unsigned"]}
    note = sealed.parts.note + LATE.line(checkpoint_of(sealed.parts.note).text(), AT)
    parts = replace(sealed.parts, note=note, stamps=(sealed.authority.stamp(note),))
    assert results(replace(sealed, parts=parts, trust=trust)) == {}


def test_a_key_the_library_cannot_check_is_not_passed_over(sealed, monkeypatch):
    """Where ML-DSA is demanded and the package cannot check it, the dossier does not hold, and says why."""
    trust = replace(sealed.trust, log_keys=(*sealed.trust.log_keys, LATE.verifier))
    note = sealed.parts.note + LATE.line(checkpoint_of(sealed.parts.note).text(), AT)
    parts = replace(sealed.parts, note=note, stamps=(sealed.authority.stamp(note),))
    monkeypatch.setattr("sekisho.seal.log.cosignature.KNOWS_ML_DSA", False)
    held = replace(sealed, parts=parts, trust=trust)
    assert results(held) == {"LOG SIG": ["seal.log.algorithm"]}
    assert not verify_dossier(held.dossier, trust).holds


def test_a_trust_file_with_witnesses_is_read_back(sealed):
    """The policy and both kinds of log keys survive being written and read; a wrong policy is refused by its line."""
    trust = replace(sealed.trust, witnesses=POLICY, log_keys=(*sealed.trust.log_keys, LATE.verifier))
    assert read_trust(write_trust(trust)) == trust
    with pytest.raises(ValueError, match="witnesses: line 1"):
        read_trust(write_trust(replace(trust, witnesses="quorum nobody\n")))
    with pytest.raises(ValueError, match="witnesses: write the text"):
        read_trust(write_trust(sealed.trust).replace(b"stamp_after_s", b"witnesses = 3\nstamp_after_s"))


def test_a_bad_line_of_a_stranger_changes_nothing(sealed):
    """A line that names no trusted key, however it looks, is passed over as the specification tells."""
    [(name, data)] = lines_of(KEYS["si"].line(checkpoint_of(sealed.parts.note).text(), AT))
    stranger = write_line(name, b"\x00\x01\x02\x03", data[4:])
    note = cosigned(sealed.parts.note, "notary", "audit-e") + stranger
    parts = replace(sealed.parts, note=note, stamps=(sealed.authority.stamp(note),))
    assert results(replace(sealed, parts=parts, trust=replace(sealed.trust, witnesses=POLICY))) == {}
