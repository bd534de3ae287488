"""Persons' and collectors' keys: Ed25519, public keys as 32 raw bytes; and the one way a signature is checked."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_FIELD = 2**255 - 19
_GROUP = 2**252 + 27742317777372353535851937790883648493
_SIGN = 1 << 255
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
#: The y coordinates of the eight points of small order. Under such a key one signature holds for many messages.
_SMALL = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        _EIGHTH,
        _FIELD - _EIGHTH,
    }
)


def new_key() -> tuple[bytes, bytes]:
    """Make a key; give its private and its public raw bytes."""
    private = Ed25519PrivateKey.generate()
    return (
        private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
        private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
    )


def public_of(private: bytes) -> bytes:
    """Give the public bytes of a private key."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_sound_point(encoded: bytes) -> bool:
    """Say whether 32 bytes are the one encoding of a point that is not of small order."""
    y = int.from_bytes(encoded, "little") & (_SIGN - 1)
    return len(encoded) == 32 and y < _FIELD and y not in _SMALL


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Say whether a message is signed by a key.

    Libraries differ on edge cases of Ed25519 (sealing.md, Q4); what any of them could refuse is refused here, so that
    two honest verifiers never disagree about a dossier.
    """
    if len(signature) != 64 or not is_sound_point(public) or not is_sound_point(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= _GROUP:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
