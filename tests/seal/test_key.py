"""Ed25519 as strictly as any library takes it: what one of them could refuse is refused (sealing.md, Q4)."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.key import _FIELD, _GROUP, _SMALL, is_signed, is_sound_point, new_key, public_of
from sekisho.seal.log.note import NoteError, Signer, Verifier, parse_vkey

SIGNS = (0, 1 << 255)


def encoded(y):
    """Write a y coordinate as a point."""
    return y.to_bytes(32, "little")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("y", sorted(_SMALL))
def test_a_key_of_small_order_is_refused(y, sign):
    """Under a key of small order one signature holds for many messages; no trust file can name one."""
    assert not is_sound_point(encoded(y | sign))
    with pytest.raises(NoteError, match="no Ed25519 key"):
        parse_vkey(Verifier("log.example", encoded(y | sign)).vkey)


@pytest.mark.parametrize("y", [_FIELD, _FIELD + 1, _FIELD + 18])
def test_a_point_in_another_spelling_is_refused(y):
    """A coordinate beyond the field is a second spelling of a smaller one."""
    assert not is_sound_point(encoded(y))


def test_a_signature_valid_only_by_a_weak_key_is_refused():
    """A signature of zeros under the neutral point holds for the library and not for us."""
    neutral = encoded(1)
    signature = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(signature, b"anything")
    assert not is_signed(b"anything", signature, neutral)


@given(st.binary(max_size=100))
def test_what_is_signed_is_accepted_once(message):
    """A signature holds for its message; with the group's order added to its scalar it does not."""
    private, public = new_key()
    signature = Signer("x", private)._key.sign(message)
    scalar = int.from_bytes(signature[32:], "little") + _GROUP
    assert is_signed(message, signature, public)
    assert public_of(private) == public
    assert not is_signed(message, signature[:32] + scalar.to_bytes(32, "little"), public)


@given(st.binary(max_size=70), st.binary(max_size=40))
def test_arbitrary_bytes_sign_nothing(signature, public):
    """Whatever bytes come as a signature or a key, the answer is no."""
    assert not is_signed(b"message", signature, public)
