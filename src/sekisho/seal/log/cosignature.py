"""Cosignatures (C2SP tlog-cosignature): a key signs a checkpoint together with the time at which it saw it.

Two kinds: Ed25519 over the note's text, ML-DSA-44 over origin, size and root. The log's own second line is one of the
latter, so that its history stands when Ed25519 no longer does.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.seal.key import is_signed, is_sound_point, new_key, public_of
from sekisho.seal.log.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from sekisho.seal.log.note import NoteError, key_id, read_vkey, write_line, write_vkey

ED25519, ML_DSA_44 = 0x04, 0x06
try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
except ImportError:  # pragma: no cover - because the pinned library has it; an auditor's older one may not
    KNOWS_ML_DSA = False
else:
    KNOWS_ML_DSA = True

#: Bytes of the public key and of the signature behind its eight bytes of time.
SIZES: Mapping[int, tuple[int, int]] = {ED25519: (32, 64), ML_DSA_44: (1312, 2420)}
_LABEL = b"subtree/v1\n\0"
_LATEST = 2**63 - 1


def _said(text: bytes, _name: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n".encode() + text


def _structure(text: bytes, name: str, at: int) -> bytes:
    seen: Checkpoint = parse_checkpoint(text)
    who, origin = name.encode(), seen.origin.encode()
    if not 0 < len(who) < 256 or not 0 < len(origin) < 256:
        raise CheckpointError("a name or an origin of more than 255 bytes")
    named = bytes([len(who)]) + who + struct.pack(">Q", at) + bytes([len(origin)]) + origin
    return _LABEL + named + struct.pack(">QQ", 0, seen.size) + seen.root


_MESSAGES: Mapping[int, Callable[[bytes, str, int], bytes]] = {ED25519: _said, ML_DSA_44: _structure}


def _is_ml_dsa(message: bytes, signature: bytes, public: bytes) -> bool:
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A key that checks cosignatures: its name, its kind, its public bytes."""

    name: str
    algorithm: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before a signature."""
        return key_id(self.name, self.algorithm, self.public)

    @property
    def vkey(self) -> str:
        """Write the key as C2SP writes verifier keys."""
        return write_vkey(self.name, self.algorithm, self.public)

    @property
    def is_checkable(self) -> bool:
        """Say whether the library at hand knows the algorithm."""
        return self.algorithm == ED25519 or KNOWS_ML_DSA

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Say whether a cosignature of a checkpoint is this key's; to be asked only of a key that is checkable."""
        if len(signature) != 8 + SIZES[self.algorithm][1]:
            return False
        at = cosigned_at(signature)
        # A time of zero says that the signer does not speak of the newest tree; of a checkpoint he has to.
        if not 0 < at <= _LATEST:
            return False
        try:
            message = _MESSAGES[self.algorithm](text, self.name, at)
        except CheckpointError:
            return False
        check = is_signed if self.algorithm == ED25519 else _is_ml_dsa
        return check(message, signature[8:], self.public)


def cosigned_at(signature: bytes) -> int:
    """Give the time of a cosignature in seconds since 1970 (POSIX)."""
    return int(struct.unpack(">Q", signature[:8])[0])


def parse_cosigner(text: str) -> Cosigner:
    """Read a cosigner's verifier key. Raises NoteError."""
    name, algorithm, public = read_vkey(text)
    if algorithm not in SIZES or len(public) != SIZES[algorithm][0]:
        raise NoteError(f"{name}: no key of a cosigner")
    if algorithm == ED25519 and not is_sound_point(public):
        raise NoteError(f"{name}: no Ed25519 key")
    return Cosigner(name, algorithm, public)


@dataclass(frozen=True, slots=True)
class CosigningKey:
    """A key that cosigns checkpoints under a name; ``private`` is its 32-byte seed."""

    name: str
    algorithm: int
    private: bytes

    @property
    def verifier(self) -> Cosigner:
        """Give the key that checks what this one signs."""
        if self.algorithm == ED25519:
            return Cosigner(self.name, ED25519, public_of(self.private))
        public = MLDSA44PrivateKey.from_seed_bytes(self.private).public_key().public_bytes_raw()
        return Cosigner(self.name, ML_DSA_44, public)

    def line(self, text: bytes, at: int) -> bytes:
        """Give the signature line over a checkpoint's text as seen at a time (POSIX seconds)."""
        message = _MESSAGES[self.algorithm](text, self.name, at)
        signature = struct.pack(">Q", at) + self._sign(message)
        return write_line(self.name, self.verifier.key_id, signature)

    def _sign(self, message: bytes) -> bytes:
        if self.algorithm == ED25519:
            return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)
        return MLDSA44PrivateKey.from_seed_bytes(self.private).sign(message)


def new_cosigning_key(name: str, algorithm: int) -> CosigningKey:
    """Make a fresh key: both kinds are made from 32 random bytes."""
    return CosigningKey(name, algorithm, new_key()[0])
