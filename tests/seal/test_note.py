"""Signed notes: what is accepted, what is ignored, what rejects the whole note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log.checkpoint import Checkpoint, CheckpointError, parse_checkpoint, parse_proof
from sekisho.seal.log.note import NoteError, new_signer, open_note, parse_vkey, sign_note

TEXT = b"log.example\n3\n" + b"A" * 43 + b"=\n"


def test_a_note_opens_with_its_key():
    """A note signed by a known key gives its text and the key's name."""
    signer = new_signer("log.example")
    assert open_note(sign_note(TEXT, signer), [signer.verifier]) == (TEXT, ["log.example"])


def test_an_unknown_key_is_ignored():
    """A line of a key nobody knows says nothing, and breaks nothing."""
    known, unknown = new_signer("log.example"), new_signer("witness.example")
    _, signed = open_note(sign_note(TEXT, unknown, known), [known.verifier])
    assert signed == ["log.example"]


def test_a_known_keys_bad_line_rejects_the_note():
    """One wrong line of a known key rejects the whole note."""
    signer = new_signer("log.example")
    note = bytearray(sign_note(TEXT, signer))
    note[0] ^= 1
    with pytest.raises(NoteError, match="not its signature"):
        open_note(bytes(note), [signer.verifier])


def test_a_verifier_key_is_read_back():
    """A key written as C2SP writes it is the same key again."""
    verifier = new_signer("log.example/a").verifier
    assert parse_vkey(verifier.vkey) == verifier


@pytest.mark.parametrize("text", ["", "a+b+c", "log+00000000+AAAA", "log example+00000000+" + "A" * 44])
def test_a_key_that_is_none_is_refused(text):
    """A text that is no verifier key is refused with a reason."""
    with pytest.raises(NoteError):
        parse_vkey(text)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_as_notes(data):
    """Whatever bytes come, a note opens or is refused; nothing else happens."""
    signer = new_signer("log.example")
    try:
        assert open_note(data, [signer.verifier])[1] == []
    except NoteError:
        return


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_as_proofs(data):
    """Whatever bytes come, a proof is read or refused; nothing else happens."""
    for read in (parse_proof, parse_checkpoint):
        try:
            read(data)
        except (CheckpointError, UnicodeDecodeError):
            continue


def test_a_checkpoint_has_three_lines():
    """A checkpoint is written and read as origin, size and root."""
    checkpoint = Checkpoint("log.example", 7, b"\x01" * 32)
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize("text", [b"a\n07\n" + b"A" * 43 + b"=\n", b"a\n-1\nAAAA\n", b"a\n1\nAAAA\n", b"\n1\nAAAA\n"])
def test_a_checkpoint_in_another_form_is_refused(text):
    """Leading zeros, negative sizes, short roots and empty origins are refused."""
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)
