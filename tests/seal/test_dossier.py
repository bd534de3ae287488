"""The dossier and its verifier: what holds, and which check each tampering fails."""

import hashlib
import subprocess
import sys
from dataclasses import replace

import pytest

from sekisho.seal.dossier.dossier import SealedEntry, write_dossier
from sekisho.seal.entry import digest, encode
from sekisho.seal.key import new_key
from sekisho.seal.log.note import new_signer
from sekisho.seal.verify.onefile import one_file
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.trust import write_trust
from sekisho.seal.verify.verifier import verify_dossier
from tests.seal.scene import FILE, envelope, header, rebagged, seal_again


def failed(data, trust):
    """Give the names of the checks that fail."""
    return {check.name for check in verify_dossier(data, trust).checks if check.result is Result.FAILS}


def test_a_dossier_holds(sealed):
    """An untouched dossier holds, and says what was not checked."""
    report = verify_dossier(sealed.dossier, sealed.trust)
    assert report.exit_code == 0
    assert {c.name for c in report.checks if c.result is Result.NOT_CHECKED} == {
        "PIN",
        "REVOCATION",
        "WITNESS",
        "INDEX",
    }


def test_the_same_parts_give_the_same_bytes(sealed):
    """A dossier written twice is the same file."""
    assert sealed.dossier == sealed.dossier


def test_a_sample_of_flipped_bytes_is_caught_everywhere(sealed):
    """Any byte changed anywhere in the file makes it fail."""
    data = sealed.dossier
    for place in range(0, len(data), 97):
        damaged = bytearray(data)
        damaged[place] ^= 1
        assert verify_dossier(bytes(damaged), sealed.trust).exit_code == 1


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all" * 10])
def test_what_is_no_archive_fails(sealed, data):
    """A file that is no dossier fails at ZIP and raises nothing."""
    assert failed(data, sealed.trust) == {"ZIP"}


def swap_bodies(tags):
    """Exchange two bodies."""
    names = ("dossier/bodies/00000.json", "dossier/bodies/00001.json")
    tags[names[0]], tags[names[1]] = tags[names[1]], tags[names[0]]


def edit_file(payload):
    """Edit a file and leave its name."""
    for name in [name for name in payload if name.startswith("data/files/")]:
        payload[name] = b"forged"


def drop_entry(tags):
    """Take an entry out of the middle."""
    del tags["dossier/entries/00001.entry"]


def cut_tail(tags):
    """Cut the last entry off."""
    del tags["dossier/entries/00003.entry"]


def drop_closing(tags):
    """Take the closing list away."""
    del tags["dossier/closing.txt"]


def exchange_entries(tags):
    """Exchange the order of two entries."""
    names = ("dossier/entries/00001.entry", "dossier/entries/00002.entry")
    tags[names[0]], tags[names[1]] = tags[names[1]], tags[names[0]]


def exchange_entries_and_proofs(tags):
    """Exchange two entries together with their proofs."""
    exchange_entries(tags)
    names = ("dossier/proofs/00001.tlog-proof", "dossier/proofs/00002.tlog-proof")
    tags[names[0]], tags[names[1]] = tags[names[1]], tags[names[0]]


def edit_checkpoint(tags):
    """Change the size in the checkpoint."""
    name = "dossier/checkpoints/checkpoint.txt"
    tags[name] = tags[name].replace(b"\n5\n", b"\n6\n")


def drop_stamp(tags):
    """Take the time stamp away."""
    del tags["dossier/timestamps/0.tsr"]


def drop_envelope(tags):
    """Take the person's envelope away."""
    for name in [name for name in tags if name.startswith("dossier/statements/")]:
        del tags[name]


def add_envelope(tags):
    """Add an envelope nobody's entry names."""
    data = envelope(new_key()[0])
    tags[f"dossier/statements/{hashlib.sha256(data).hexdigest()}.dsse.json"] = data


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (swap_bodies, "DIGEST"),
        (edit_file, "DIGEST"),
        (drop_entry, "CHAIN"),
        (cut_tail, "CLOSE"),
        (drop_closing, "CLOSE"),
        (exchange_entries, "CHAIN"),
        (exchange_entries_and_proofs, "LOG ORDER"),
        (edit_checkpoint, "LOG SIG"),
        (edit_checkpoint, "TSA"),
        (drop_stamp, "TSA"),
        (drop_envelope, "DSSE"),
        (add_envelope, "DSSE"),
    ],
)
def test_tampering_is_caught_by_name(sealed, change, expected):
    """Each tampering without keys, with bag and archive made whole again, fails the check that watches for it."""
    assert expected in failed(rebagged(sealed.dossier, change), sealed.trust)


def entries_of(sealed):
    """Give the entries and bodies of the sealed case."""
    return [kept.entry for kept in sealed.parts.entries], [kept.body for kept in sealed.parts.entries]


def test_an_entry_of_another_case_is_caught(sealed):
    """An entry of another case, honestly logged, does not belong here."""
    entries, bodies = entries_of(sealed)
    foreign = encode(header(4, digest(entries[-1]), b"{}", stream="case/B"))
    again = seal_again(sealed, [*entries, foreign], [*bodies, b"{}"])
    assert failed(again.dossier, sealed.trust) == {"CASE"}


def test_an_envelope_of_somebody_else_is_caught(sealed):
    """An entry whose envelope another person signed does not count."""
    entries, bodies = entries_of(sealed)
    forged = envelope(new_key()[0])
    name = hashlib.sha256(forged).hexdigest()
    entry = encode(header(4, digest(entries[-1]), b"{}", (name,)))
    again = seal_again(sealed, [*entries, entry], [*bodies, b"{}"])
    parts = replace(again.parts, envelopes={**again.parts.envelopes, name: forged})
    assert failed(write_dossier(parts), sealed.trust) == {"DSSE"}


def test_a_demanded_signature_that_is_not_there_is_caught(sealed):
    """An event the trust file wants signed does not count without an envelope."""
    trust = replace(sealed.trust, demanded=("case.signed", "case.step1"))
    assert failed(sealed.dossier, trust) == {"DSSE"}


def test_a_log_signed_by_another_key_is_caught(sealed):
    """A whole history rewritten under another log key fails at the log's signature."""
    again = seal_again(sealed, *entries_of(sealed), signer=new_signer(sealed.trust.origin))
    assert "LOG SIG" in failed(again.dossier, sealed.trust)


def test_a_rewrite_by_all_keys_is_caught_only_by_an_earlier_checkpoint(sealed):
    """With every key in one hand the dossier alone shows nothing; one checkpoint kept from before shows it (row 13)."""
    entries, bodies = entries_of(sealed)
    entries[0] = encode(replace(header(0, "", b'{"n":0}'), salt="cd" * 16))
    for n in range(1, len(entries)):
        named = tuple(sealed.parts.envelopes) if n == 2 else ()
        entries[n] = encode(header(n, digest(entries[n - 1]), bodies[n], named))
    again = seal_again(sealed, entries, bodies)
    assert failed(again.dossier, sealed.trust) == set()
    pin = (sealed.parts.size, sealed.parts.tree.root().hex())
    assert failed(again.dossier, replace(sealed.trust, pins=(pin,))) == {"PIN"}


def test_a_late_stamp_is_caught(sealed):
    """An entry that claims to be forty days older than its stamp fails at TSA TIME."""
    entries, bodies = entries_of(sealed)
    old = [entry.replace(b"\nrecorded 20", b"\nrecorded 19") for entry in entries[:1]]
    again = seal_again(sealed, old, bodies[:1])
    assert "TSA TIME" in failed(again.dossier, sealed.trust)


def test_a_rehearsal_never_passes_for_live(sealed):
    """A trust file for live data refuses a rehearsal's dossier."""
    assert "MODE" in failed(sealed.dossier, replace(sealed.trust, mode="live"))


def test_a_withheld_body_is_said_and_does_not_fail(sealed):
    """A body that may not be shown is named; the chain still holds."""
    kept = list(sealed.parts.entries)
    kept[1] = SealedEntry(kept[1].entry, None, kept[1].log_index)
    report = verify_dossier(write_dossier(replace(sealed.parts, entries=kept)), sealed.trust)
    redacted = next(check for check in report.checks if check.name == "REDACTED")
    assert report.exit_code == 0
    assert redacted.result is Result.NOT_CHECKED


def with_erasure(sealed, where):
    """Seal the case anew without its file, an entry's body saying that it was erased."""
    entries, bodies = entries_of(sealed)
    bodies[where] = f'{{"basis":"request 12","erased":["{FILE}"]}}'.encode()
    for n in range(where, len(entries)):
        named = tuple(sealed.parts.envelopes) if n == 2 else ()
        entries[n] = encode(header(n, digest(entries[n - 1]), bodies[n], named))
    again = seal_again(sealed, entries, bodies)
    report = verify_dossier(write_dossier(replace(again.parts, files={})), sealed.trust)
    return report.exit_code, {check.name: [problem.code for problem in check.problems] for check in report.checks}


def test_a_lawful_erasure_is_said_and_breaks_nothing(sealed):
    """A file that a signed entry erased is named as erased lawfully; its digest stays and everything holds."""
    code, found = with_erasure(sealed, 2)
    assert code == 0
    assert (found["ERASED"], found["REDACTED"]) == (["seal.erased.file"], [])


def test_an_erasure_nobody_signed_is_none(sealed):
    """A body that merely says so makes no file erased: it is missing like any other that is not shown."""
    code, found = with_erasure(sealed, 3)
    assert code == 0
    assert (found["ERASED"], found["REDACTED"]) == ([], ["seal.redacted.file"])


def test_a_file_that_is_there_was_not_erased(sealed):
    """Where the bytes are shown although an entry names them as erased, nothing is reported as gone."""
    entries, bodies = entries_of(sealed)
    bodies[2] = f'{{"erased":["{FILE}"]}}'.encode()
    for n in range(2, len(entries)):
        named = tuple(sealed.parts.envelopes) if n == 2 else ()
        entries[n] = encode(header(n, digest(entries[n - 1]), bodies[n], named))
    report = verify_dossier(seal_again(sealed, entries, bodies).dossier, sealed.trust)
    assert next(check for check in report.checks if check.name == "ERASED").result is Result.HOLDS


@pytest.fixture
def shelf(sealed, tmp_path):
    """Lay the one-file verifier, a dossier and a trust file side by side."""
    (tmp_path / "verify.py").write_bytes(one_file())
    (tmp_path / "dossier.zip").write_bytes(sealed.dossier)
    (tmp_path / "trust.toml").write_bytes(write_trust(sealed.trust))
    return tmp_path


def run_one_file(shelf, name="dossier.zip", trust="trust.toml"):
    """Run the one-file verifier as a stranger would: isolated, and without a network."""
    called = ["unshare", "-rn", sys.executable, "-I", "verify.py", name, "--trust", trust]
    return subprocess.run(called, cwd=shelf, capture_output=True, text=True, check=False)


def test_the_one_file_verifier_agrees(shelf):
    """The generated single file, with no network, accepts the dossier."""
    done = run_one_file(shelf)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "holds" in done.stdout


def test_the_one_file_verifier_refuses_a_changed_byte(shelf):
    """The generated single file exits 1 on a copy with one byte changed."""
    data = bytearray((shelf / "dossier.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (shelf / "changed.zip").write_bytes(data)
    assert run_one_file(shelf, "changed.zip").returncode == 1


@pytest.mark.parametrize(("name", "trust"), [("absent.zip", "trust.toml"), ("dossier.zip", "absent.toml")])
def test_the_one_file_verifier_says_what_is_unusable(shelf, name, trust):
    """A missing file is unusable input: exit 2, and it says which."""
    done = run_one_file(shelf, name, trust)
    assert done.returncode == 2
    assert "absent" in done.stderr


def test_coreutils_check_the_bag(sealed, tmp_path):
    """`sha256sum -c` accepts every file and every tag file."""
    (tmp_path / "d.zip").write_bytes(sealed.dossier)
    subprocess.run(["unzip", "-q", "d.zip"], cwd=tmp_path, check=True)
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", "--strict", name], cwd=tmp_path / "A", check=True)
