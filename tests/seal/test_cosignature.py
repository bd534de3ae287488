"""Cosignatures: two kinds of keys sign a checkpoint together with the time at which they saw it."""

import base64
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log import cosignature
from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.cosignature import (
    ED25519,
    ML_DSA_44,
    Cosigner,
    cosigned_at,
    new_cosigning_key,
    parse_cosigner,
)
from sekisho.seal.log.note import NoteError, lines_of, new_signer, open_note, sign_note, signatures

TEXT = Checkpoint("log.example", 7, b"\x01" * 32).text()
AT = 1_795_000_000
KINDS = [ED25519, ML_DSA_44]
#: The example of the specification's note, read and written by this library alone would prove little.
EXAMPLE = b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"


def cosigned(*keys, at=AT):
    """Give a note that a log and these keys signed."""
    return sign_note(TEXT, new_signer("log.example")) + b"".join(key.line(TEXT, at) for key in keys)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cosignature_opens_with_its_key(kind):
    """Both kinds are checked, and tell when the witness saw the checkpoint."""
    key = new_cosigning_key("witness.example", kind)
    text, signed = signatures(cosigned(key), [key.verifier])
    assert text == TEXT
    assert [(who.name, cosigned_at(signature)) for who, signature in signed] == [("witness.example", AT)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 7, 8, 40, -1])
def test_a_changed_cosignature_rejects_the_note(kind, place):
    """Another time and another signature under a known key are refused."""
    key = new_cosigning_key("witness.example", kind)
    [(name, data)] = lines_of(key.line(TEXT, AT))
    changed = bytearray(data[4:])
    changed[place] ^= 1
    assert key.verifier.holds(TEXT, data[4:])
    assert not key.verifier.holds(TEXT, bytes(changed))
    line = f"\u2014 {name} {base64.b64encode(data[:4] + changed).decode()}\n".encode()
    with pytest.raises(NoteError, match="not its signature"):
        open_note(cosigned() + line, [key.verifier])


@pytest.mark.parametrize("kind", KINDS)
def test_a_cosignature_without_a_time_is_none(kind):
    """A time of zero, or beyond what the specification has, says nothing about a checkpoint."""
    key = new_cosigning_key("witness.example", kind)
    for at in (0, 2**63):
        [(_, data)] = lines_of(key.line(TEXT, at))
        assert not key.verifier.holds(TEXT, data[4:])


def test_only_ml_dsa_commits_to_the_cosigners_name():
    """The Ed25519 kind holds under another name of the same key, which is why no witness may share its key."""
    for kind, holds in ((ED25519, True), (ML_DSA_44, False)):
        key = new_cosigning_key("witness.example", kind)
        [(_, data)] = lines_of(key.line(TEXT, AT))
        other = Cosigner("other.example", kind, key.verifier.public)
        assert other.holds(TEXT, data[4:]) is holds


def test_the_signed_bytes_are_those_of_the_specification():
    """The text kind signs two lines and the note; the other kind the structure with its twelve bytes of label."""
    assert cosignature._said(b"example.com/behind-the-sofa\n20852163\n", "w", 1679315147) == EXAMPLE
    structure = cosignature._structure(TEXT, "w", 5)
    head, rest = structure[:12], structure[12:]
    assert head == b"subtree/v1\n\x00"
    assert rest[:2] == b"\x01w"
    assert struct.unpack(">Q", rest[2:10]) == (5,)
    assert rest[10:22] == b"\x0blog.example"
    assert struct.unpack(">QQ", rest[22:38]) == (0, 7)
    assert rest[38:] == b"\x01" * 32


@pytest.mark.parametrize("kind", KINDS)
def test_a_cosigners_key_is_read_back(kind):
    """A key written as C2SP writes it is the same key again."""
    verifier = new_cosigning_key("witness.example/w1", kind).verifier
    assert parse_cosigner(verifier.vkey) == verifier


STRANGE = [
    new_signer("log.example").verifier.vkey,
    Cosigner("w", ED25519, bytes(32)).vkey,
    Cosigner("w", ED25519, bytes(31)).vkey,
    Cosigner("w", ML_DSA_44, bytes(1311)).vkey,
    Cosigner("w", 0x05, bytes(32)).vkey,
    "w+00000000+" + base64.b64encode(b"\x04" + b"\x09" * 32).decode(),
    Cosigner("w w", ED25519, b"\x09" * 32).vkey,
    "",
]


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_a_key_that_is_no_cosigners_is_refused(number):
    """A log's key, a point of small order, a wrong length, an unknown kind, another id and a bad name are refused."""
    with pytest.raises(NoteError):
        parse_cosigner(STRANGE[number])


def test_a_note_with_both_lines_stays_below_four_kilobytes():
    """The log's two lines fit a note of some 3.4 kB (sealing.md §2.2), and Ed25519 alone still opens it."""
    log, late = new_signer("log.example"), new_cosigning_key("log.example", ML_DSA_44)
    note = sign_note(TEXT, log) + late.line(TEXT, AT)
    assert len(note) < 4096
    assert open_note(note, [log.verifier]) == (TEXT, ["log.example"])
    assert open_note(note, [log.verifier, late.verifier])[1] == ["log.example", "log.example"]


@given(st.binary(max_size=3000))
def test_arbitrary_bytes_are_no_cosignature(data):
    """Whatever bytes stand in a line, they are refused without anything else happening."""
    for kind in KINDS:
        assert not KEYS[kind].verifier.holds(TEXT, data)


KEYS = {kind: new_cosigning_key("witness.example", kind) for kind in KINDS}


@given(st.text(max_size=80))
def test_arbitrary_text_is_no_key(text):
    """Whatever text is given for a key, it is refused with a reason."""
    with pytest.raises(NoteError, match=re.compile(".", re.DOTALL)):
        parse_cosigner(text)
