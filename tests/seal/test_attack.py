"""Every attack on a dossier has a finding of its own, by code, in three languages (sealing.md §5)."""

import hashlib
import io
import json
import stat
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.seal.dossier import archive
from sekisho.seal.dossier.archive import ArchiveError, read_archive, write_archive
from sekisho.seal.dossier.dossier import CLOSING, CONSISTENCY, SealedEntry, closing, write_dossier
from sekisho.seal.entry import digest, encode
from sekisho.seal.key import new_key
from sekisho.seal.log.merkle import Tree
from sekisho.seal.log.note import new_signer, sign_note
from sekisho.seal.signed import dsse
from sekisho.seal.signed.statement import Statement, section_digest
from sekisho.seal.signed.statement import encode as encode_statement
from sekisho.seal.text import LANGUAGES, say
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.verifier import verify_dossier
from tests.seal.scene import FILE, SALT, envelope, header, rebagged, seal_again

slow = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(data, trust):
    """Give the codes of everything that keeps a dossier from holding; each has to be said in every language."""
    report = verify_dossier(data, trust)
    problems = [problem for check in report.checks if not check.stands for problem in check.problems]
    assert report.exit_code == bool(problems)
    assert all(say(problem, language) for problem in problems for language in LANGUAGES)
    return {problem.code.removeprefix("seal.") for problem in problems}


def test_every_changed_byte_of_the_file_is_refused(sealed):
    """There is no byte of a dossier whose change leaves an archive that can be read."""
    data = bytearray(sealed.dossier)
    for place in range(0, len(data), 5):
        data[place] ^= 0x41
        with pytest.raises(ArchiveError):
            read_archive(bytes(data))
        data[place] ^= 0x41


@slow
@given(st.data())
def test_a_changed_byte_is_caught_though_all_is_made_whole_again(sealed, data):
    """Bag and archive can be made whole by anybody; entries, bodies, proofs, signatures and files still tell."""
    covered = sorted(name for name in read_archive(sealed.dossier) if "/dossier/" in name or "/data/" in name)
    name = data.draw(st.sampled_from([name.removeprefix("A/") for name in covered if not name.endswith(".tsr")]))
    bit = data.draw(st.integers(0, 7))

    def change(files):
        place = data.draw(st.integers(0, len(files[name]) - 1))
        files[name] = files[name][:place] + bytes([files[name][place] ^ 1 << bit]) + files[name][place + 1 :]

    assert found(rebagged(sealed.dossier, change), sealed.trust)


def odd_zip(*entries, compressed=False):
    """Write entries (name, mode) with the standard library, as any tool would."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as made:
        for name, mode in entries:
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.external_attr, about.compress_type = mode << 16, made.compression
            made.writestr(about, b"content")
    return sink.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (odd_zip(("../etc/passwd", 0o100644)), "zip.name"),
        (odd_zip(("A/link", stat.S_IFLNK | 0o777)), "zip.link"),
        (odd_zip(("A/x", 0o100644), compressed=True), "zip.compressed"),
        (odd_zip(("B/x", 0o100644), ("A/x", 0o100644)), "zip.form"),
        (odd_zip(("A/x", 0o100600)), "zip.form"),
        (write_archive({"A/x": b""})[:-1], "zip.no_end"),
        (write_archive({"A/x": b"", "B/x": b""}), "contents.folder"),
        (write_archive({"A/x": b""}), "contents.no_entries"),
    ],
)
def test_a_hostile_archive_is_named(sealed, data, code):
    """A path that climbs out, a link, a compressed entry, another order: each is refused under its own name."""
    assert found(data, sealed.trust) == {code}


def test_two_entries_of_one_name_are_named(sealed):
    """Two entries of one name are told as such, because readers disagree which one counts (Q12)."""
    with pytest.warns(UserWarning, match="Duplicate"):
        data = odd_zip(("A/x", 0o100644), ("A/x", 0o100644))
    assert found(data, sealed.trust) == {"zip.twice"}


def test_entries_that_overlap_are_refused_before_they_are_copied(sealed):
    """A directory that announces one content many times over would need memory without end."""
    data = b"x" * 100_000
    names = [f"A/{n:05d}".encode() for n in range(20_000)]
    directory = b"".join(archive._central(name, data, 0) for name in names)
    body = archive._local(names[0], data) + data
    whole = body + directory + archive._end(len(names), len(directory), len(body))
    assert found(whole, sealed.trust) == {"zip.cut"}


def remove(name):
    """Give the change that takes a file away."""
    return lambda files: files.pop(name)


def add(name, data=b"x"):
    """Give the change that puts a file in."""
    return lambda files: files.update({name: data})


def swap(first, second):
    """Give the change that exchanges two files."""
    return lambda files: files.update({first: files[second], second: files[first]})


def cut_the_tail_and_the_list(files):
    """Cut the last entry off, and shorten the closing list by hand."""
    for name in ("entries/00003.entry", "bodies/00003.json", "proofs/00003.tlog-proof"):
        del files[f"dossier/{name}"]
    lines = files[CLOSING].split(b"\n")
    files[CLOSING] = b"\n".join([lines[0].replace(b" 4 ", b" 3 "), *lines[1:4], *lines[5:]])


ENTRIES = "dossier/entries/0000{}.entry"
PROOFS = "dossier/proofs/0000{}.tlog-proof"
FORGED = f"data/files/{hashlib.sha256(b'forged').hexdigest()}"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (remove(PROOFS.format(2)), "inclusion.missing"),
        (swap(PROOFS.format(1), PROOFS.format(2)), "inclusion.absent"),
        (add(PROOFS.format(1), b"no proof"), "inclusion.unreadable"),
        (remove(ENTRIES.format(1)), "chain.number"),
        (add(ENTRIES.format(1), b"no entry"), "contents.entry"),
        (add(ENTRIES.format(9), b""), "contents.entry"),
        (swap(ENTRIES.format(1), ENTRIES.format(2)), "chain.previous"),
        (cut_the_tail_and_the_list, "close.unsigned"),
        (remove(CLOSING), "close.missing"),
        (add(CLOSING, sign_note(closing("A", 5, []), new_signer("other"))), "close.unsigned"),
        (remove("dossier/checkpoints/checkpoint.txt"), "log.unreadable"),
        (remove("dossier/timestamps/0.tsr"), "stamp.none"),
        (add("dossier/timestamps/1.tsr"), "stamp.unreadable"),
        (add(FORGED, b"forged"), "files.unnamed"),
        (add(f"data/files/{FILE}", b"forged"), "digest.name"),
        (add("dossier/bodies/00001.json"), "digest.body"),
        (add("dossier/bodies/00009.json"), "bag.place"),
        (add("dossier/certificate.pdf"), "bag.place"),
        (add("data/paper.pdf"), "bag.place"),
    ],
)
def test_each_tampering_without_a_key_is_named(sealed, change, code):
    """Removed, added, exchanged, edited, with bag and archive made whole again: the finding says which."""
    assert code in found(rebagged(sealed.dossier, change), sealed.trust)


def test_a_removed_file_or_body_is_named(sealed):
    """What an event names and is not there is said, as withheld: an eraser and a forger look alike from here."""
    report = verify_dossier(rebagged(sealed.dossier, remove(f"data/files/{FILE}")), sealed.trust)
    redacted = next(check for check in report.checks if check.name == "REDACTED")
    assert [problem.code for problem in redacted.problems] == ["seal.redacted.file"]


def test_a_file_named_only_in_a_withheld_body_is_not_checked(sealed):
    """Where the event that names a file is withheld, the file is neither passed nor failed."""
    kept = list(sealed.parts.entries)
    kept[1] = SealedEntry(kept[1].entry, None, kept[1].log_index)
    report = verify_dossier(write_dossier(replace(sealed.parts, entries=kept)), sealed.trust)
    assert next(check.result for check in report.checks if check.name == "FILES") is Result.NOT_CHECKED
    assert report.holds


def locking(sealed, content, *, salt=SALT, signed=None):
    """Seal a case whose second entry locks the section that was signed; the file holds this content."""
    blob = hashlib.sha256(content).hexdigest()
    locked = {"equipment": {"blob": blob, "salt": salt, "digest": signed or section_digest(salt, content)}}
    body = json.dumps({"sections": locked}, separators=(",", ":")).encode()
    entries, bodies = [encode(header(0, "", b"{}"))], [b"{}", body]
    entries.append(encode(header(1, digest(entries[0]), body)))
    said = Statement("A", {"equipment": "1" * 64}, "signatory", "end_user", SALT, "", rehearsal=True)
    if signed is None:
        said = replace(said, sections={"equipment": section_digest(salt, content)})
    signature = dsse.sign(encode_statement(said), sealed.person_key)
    name = hashlib.sha256(signature).hexdigest()
    entries.append(encode(header(2, digest(entries[1]), b"{}", (name,))))
    again = seal_again(sealed, entries, [*bodies, b"{}"])
    return write_dossier(replace(again.parts, envelopes={name: signature}, files={f"files/{blob}": content}))


def test_sections_are_those_that_were_signed(sealed):
    """A section shown, its salted digest in the locked body and in the signature: all three are one."""
    assert found(locking(sealed, b"machining centre"), sealed.trust) == set()


def test_a_section_other_than_the_one_signed_is_named(sealed):
    """Content exchanged under a genuine signature, or a signature under other content, is told by its section."""
    assert found(locking(sealed, b"another machine", signed="1" * 64), sealed.trust) == {"section.other"}
    other = section_digest(SALT, b"another machine")
    assert found(locking(sealed, b"another machine", signed=other), sealed.trust) == {"section.unlocked"}


def entries_of(sealed):
    """Give the entries and bodies of the sealed case."""
    return [kept.entry for kept in sealed.parts.entries], [kept.body for kept in sealed.parts.entries]


def test_a_swapped_entry_of_another_case_is_named(sealed):
    """A genuine entry of another case in this one's place breaks case, chain and list."""
    entries, bodies = entries_of(sealed)
    entries[1] = encode(header(1, digest(entries[0]), bodies[1], stream="case/B"))
    codes = found(seal_again(sealed, entries, bodies).dossier, sealed.trust)
    assert {"case.stream", "chain.previous"} <= codes


def test_a_signature_used_twice_is_named(sealed):
    """A person's signature for one decision cannot stand for a second one."""
    entries, bodies = entries_of(sealed)
    again = encode(header(4, digest(entries[-1]), b"{}", tuple(sealed.parts.envelopes)))
    assert found(seal_again(sealed, [*entries, again], [*bodies, b"{}"]).dossier, sealed.trust) == {"dsse.twice"}


def test_a_person_not_in_the_trust_file_is_named(sealed):
    """A key that is not in the trust file signs for nobody."""
    assert found(sealed.dossier, replace(sealed.trust, persons=())) == {"dsse.nobody"}
    other = replace(sealed.trust.persons[0], public=new_key()[1])
    assert found(sealed.dossier, replace(sealed.trust, persons=(other,))) == {"dsse.refused"}


def test_a_person_may_have_two_keys(sealed):
    """Of several keys of one person, the one that signed is found."""
    old = replace(sealed.trust.persons[0], public=new_key()[1])
    assert found(sealed.dossier, replace(sealed.trust, persons=(old, *sealed.trust.persons))) == set()


@pytest.mark.parametrize("field", ["role", "side"])
def test_a_signature_in_another_role_is_named(sealed, field):
    """What was signed as one role or side does not count as another."""
    person = replace(sealed.trust.persons[0], **{field: "officer"})
    assert found(sealed.dossier, replace(sealed.trust, persons=(person,))) == {"dsse.other"}


def test_a_statement_of_another_case_is_named(sealed):
    """A genuine signature over another case's content does not count in this one."""
    entries, bodies = entries_of(sealed)
    signed = envelope(sealed.person_key, "B")
    name = hashlib.sha256(signed).hexdigest()
    again = seal_again(sealed, [*entries, encode(header(4, digest(entries[-1]), b"{}", (name,)))], [*bodies, b"{}"])
    parts = replace(again.parts, envelopes={**again.parts.envelopes, name: signed})
    assert found(write_dossier(parts), sealed.trust) == {"dsse.other"}


def test_a_log_key_that_is_not_trusted_is_named(sealed):
    """Log and closing list under another key are both told."""
    again = seal_again(sealed, *entries_of(sealed), signer=new_signer(sealed.trust.origin))
    assert found(again.dossier, sealed.trust) == {"log.unsigned", "close.unsigned"}


def test_a_log_of_another_origin_is_named(sealed):
    """A dossier of another log than the trusted one is told by entry and by checkpoint."""
    codes = found(sealed.dossier, replace(sealed.trust, origin="rehearsal.sekisho.example/other"))
    assert codes == {"case.log", "log.origin"}


def grown(sealed, earlier=()):
    """Let the log grow by two entries of others and seal the case anew, with proofs from earlier sizes."""
    tree = Tree([*sealed.parts.tree._levels[0], b"1" * 32, b"2" * 32])
    entries, bodies = entries_of(sealed)
    made = seal_again(sealed, entries, bodies, tree=tree)
    return replace(made, parts=replace(made.parts, earlier=earlier))


def pinned(sealed, parts, root=None):
    """Trust a checkpoint kept from earlier."""
    return replace(sealed.trust, pins=((parts.size, root or parts.tree.root().hex()),))


def test_an_earlier_checkpoint_is_part_of_the_same_history(sealed):
    """A checkpoint kept from a visit before is proved to be a prefix of the log as it is now."""
    assert found(grown(sealed, earlier=(sealed.parts.size,)).dossier, pinned(sealed, sealed.parts)) == set()


def test_an_earlier_checkpoint_of_another_history_is_named(sealed):
    """A checkpoint that is no prefix of this log shows that the history was rewritten."""
    trust = pinned(sealed, sealed.parts, "00" * 32)
    assert found(grown(sealed, earlier=(sealed.parts.size,)).dossier, trust) == {"pin.other_history"}
    assert found(sealed.dossier, trust) == {"pin.other_root"}


@pytest.mark.parametrize("change", [remove(CONSISTENCY), add(CONSISTENCY, b"sekisho-consistency/v1\n5 AAAA")])
def test_a_demanded_checkpoint_that_cannot_be_proved_does_not_hold(sealed, change):
    """What the trust file demands and the dossier does not prove is not passed over."""
    data = rebagged(grown(sealed, earlier=(sealed.parts.size,)).dossier, change)
    assert found(data, pinned(sealed, sealed.parts)) == {"pin.unproved"}


def test_an_older_checkpoint_than_the_one_kept_is_named(sealed):
    """An old dossier shown as current is told by whoever kept a newer checkpoint."""
    assert found(sealed.dossier, pinned(sealed, grown(sealed).parts)) == {"pin.older"}


def test_a_stamp_of_a_test_authority_is_nothing_for_live_data(sealed):
    """A test authority's stamp on a live record is told, even where somebody trusts its root."""
    assert {"mode.test_stamp", "mode.differs"} <= found(sealed.dossier, replace(sealed.trust, mode="live"))
