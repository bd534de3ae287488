"""Envelopes and content statements: what is signed is what is said."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from sekisho.seal.key import new_key
from sekisho.seal.signed import dsse, statement

SAID = statement.Statement(
    "A", {"price": "1" * 64, "parties": "2" * 64}, "signatory", "end_user", "0" * 32, "", rehearsal=True
)


def test_a_signed_statement_is_read_back():
    """A statement comes out of its envelope as it went in."""
    private, public = new_key()
    payload = dsse.verify(dsse.sign(statement.encode(SAID), private), public)
    assert statement.parse(payload) == SAID


def test_another_key_is_refused():
    """An envelope somebody else signed is refused, whatever its keyid says."""
    private, _ = new_key()
    _, other = new_key()
    with pytest.raises(dsse.EnvelopeError, match="not signed by the key"):
        dsse.verify(dsse.sign(b"{}", private), other)


def test_another_type_is_refused():
    """A payload of another type is not taken for a statement, though its signature holds."""
    private, public = new_key()
    with pytest.raises(dsse.EnvelopeError, match="payload is a"):
        dsse.verify(dsse.sign(b"{}", private, "text/plain"), public)


def test_a_key_standing_twice_is_refused():
    """JSON that says a thing twice is refused (Q13)."""
    with pytest.raises(dsse.EnvelopeError, match="stands twice"):
        dsse.parse(b'{"payload":"","payload":"","payloadType":"x","signatures":[{}]}')


def test_a_subject_other_than_the_root_is_refused():
    """A statement whose subject is not the root of its own sections is refused."""
    value = json.loads(statement.encode(SAID))
    value["subject"][0]["digest"]["sha256"] = "0" * 64
    with pytest.raises(statement.StatementError):
        statement.parse(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def test_the_other_makers_library_accepts_our_envelope():
    """Securesystemslib verifies what we signed."""
    private, public = new_key()
    envelope = Envelope.from_dict(json.loads(dsse.sign(statement.encode(SAID), private)))
    key = SSlibKey(dsse.key_id(public), "ed25519", "ed25519", {"public": public.hex()})
    assert envelope.verify([key], 1)


def test_sections_hide_behind_their_salt():
    """The same section under another salt has another digest."""
    first = statement.section_digest("00" * 16, b"price")
    assert first != statement.section_digest("01" * 16, b"price")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(data):
    """Whatever bytes come, an envelope or statement is read or refused."""
    with pytest.raises(dsse.EnvelopeError):
        dsse.parse(data)
    with pytest.raises(statement.StatementError):
        statement.parse(data)


@given(st.binary(max_size=60), st.integers(0, 7))
def test_a_flipped_bit_in_the_payload_is_seen(payload, bit):
    """A payload changed by one bit is not what was signed."""
    private, public = new_key()
    envelope = json.loads(dsse.sign(payload + b"x", private))
    changed = bytearray(payload + b"x")
    changed[-1] ^= 1 << bit
    envelope["payload"] = base64.b64encode(changed).decode()
    with pytest.raises(dsse.EnvelopeError):
        dsse.verify(json.dumps(envelope).encode(), public)
