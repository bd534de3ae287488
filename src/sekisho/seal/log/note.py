"""Signed notes and their keys, as C2SP writes them; unknown lines ignored, a known key's bad line fatal.

Ed25519 lines over the text itself are here; cosignatures, which sign a time with it, stand in ``cosignature``.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.seal.key import is_signed, is_sound_point, new_key, public_of

#: The only algorithm number Go's x/mod knows; a vkey of another is refused there as well (sealing.md, Q15).
ED25519 = 0x01
#: As Go's x/mod has it, so that both refuse the same notes.
LARGEST, MOST_LINES = 1024 * 1024, 100
_MARK = "\u2014 "


class NoteError(ValueError):
    """A note or key that cannot be used; says why."""


def decode(text: str) -> bytes:
    """Read base64 written in its one way. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{text[:20]!r} is no base64") from error
    if base64.b64encode(data).decode() != text:
        raise NoteError("base64 not written in its one way")
    return data


class NoteKey(Protocol):
    """A key that checks a note's lines, of whatever algorithm."""

    @property
    def name(self) -> str:
        """Give the name its lines carry."""
        ...

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before a signature."""
        ...

    @property
    def is_checkable(self) -> bool:
        """Say whether the library at hand knows the algorithm."""
        ...

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Say whether a signature over a text is this key's."""
        ...


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """Give the four bytes that tell a key's lines from another's of the same name (signed-note, Signatures)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


def write_vkey(name: str, algorithm: int, public: bytes) -> str:
    """Write a verifier key as C2SP writes them: name, id, algorithm with public key."""
    said = base64.b64encode(bytes([algorithm]) + public).decode()
    return f"{name}+{key_id(name, algorithm, public).hex()}+{said}"


def write_line(name: str, identity: bytes, signature: bytes) -> bytes:
    """Write a signature line."""
    return f"{_MARK}{name} {base64.b64encode(identity + signature).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that checks a note's line: its name and its 32 public bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before a signature."""
        return key_id(self.name, ED25519, self.public)

    @property
    def vkey(self) -> str:
        """Write the key as C2SP writes verifier keys."""
        return write_vkey(self.name, ED25519, self.public)

    @property
    def is_checkable(self) -> bool:
        """Say that every library knows Ed25519."""
        return True

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Say whether a signature over a text is this key's."""
        return is_signed(text, signature, self.public)


def read_vkey(text: str) -> tuple[str, int, bytes]:
    """Give name, algorithm and public key of a verifier key, of whatever algorithm. Raises NoteError."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise NoteError(f"{text[:60]!r} is no verifier key")
    name, identity, said = parts
    data = decode(said)
    if not data or key_id(name, data[0], data[1:]).hex() != identity:
        raise NoteError(f"{name}: the key's id does not belong to it")
    return name, data[0], data[1:]


def is_name(text: str) -> bool:
    """Say whether a text can name a key: not empty, without spaces and plus signs."""
    return bool(text) and "+" not in text and not any(char.isspace() for char in text)


def parse_vkey(text: str) -> Verifier:
    """Read a log's Ed25519 verifier key. Raises NoteError."""
    name, algorithm, public = read_vkey(text)
    if algorithm != ED25519 or not is_sound_point(public):
        raise NoteError(f"{name}: no Ed25519 key")
    return Verifier(name, public)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs notes under a name."""

    name: str
    private: bytes

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)

    @property
    def verifier(self) -> Verifier:
        """Give the key that checks what this one signs."""
        return Verifier(self.name, public_of(self.private))

    def line(self, text: bytes) -> bytes:
        """Give the signature line over a note's text."""
        return write_line(self.name, self.verifier.key_id, self._key.sign(text))


def new_signer(name: str) -> Signer:
    """Make a fresh key under a name."""
    return Signer(name, new_key()[0])


def sign_note(text: bytes, *signers: Signer) -> bytes:
    """Sign a text that ends with a line end; give the note."""
    if not text.endswith(b"\n"):
        raise NoteError("a note's text ends with a line end")
    return text + b"\n" + b"".join(signer.line(text) for signer in signers)


def _parts(note: bytes) -> tuple[bytes, list[str]]:
    if len(note) > LARGEST:
        raise NoteError(f"{len(note)} bytes; at most {LARGEST}")
    try:
        said = note.decode()
    except UnicodeDecodeError as error:
        raise NoteError("not UTF-8") from error
    if any(char < " " and char != "\n" for char in said):
        raise NoteError("a control character")
    # The last empty line divides text and signatures: the text itself may hold empty lines.
    at = note.rfind(b"\n\n")
    if at < 0 or not note.endswith(b"\n"):
        raise NoteError("no signatures")
    lines = note[at + 2 : -1].decode().split("\n")
    if len(lines) > MOST_LINES:
        raise NoteError(f"{len(lines)} signatures; at most {MOST_LINES}")
    return note[: at + 1], lines


def _line(line: str) -> tuple[str, bytes]:
    if not line.startswith(_MARK):
        raise NoteError(f"{line[:40]!r} is no signature line")
    name, _, text = line[len(_MARK) :].partition(" ")
    data = decode(text)
    if not name or len(data) < 5:
        raise NoteError(f"{line[:40]!r} is no signature line")
    return name, data


def brief(note: bytes) -> bytes:
    """Give a note with its first signature line alone, the log's own: witnesses' lines would make it long."""
    text, lines = _parts(note)
    return text + b"\n" + f"{lines[0]}\n".encode()


def lines_of(text: bytes) -> list[tuple[str, bytes]]:
    """Read signature lines by themselves, as a witness answers with them: names and signatures. Raises NoteError."""
    try:
        said = text.decode()
    except UnicodeDecodeError as error:
        raise NoteError("not UTF-8") from error
    if not said.endswith("\n"):
        raise NoteError("no signatures")
    return [_line(line) for line in said[:-1].split("\n")[:MOST_LINES]]


def signatures(note: bytes, keys: Iterable[NoteKey]) -> tuple[bytes, list[tuple[NoteKey, bytes]]]:
    """Give a note's text, and each known key with its signature. Raises NoteError where a known key's line is wrong."""
    text, lines = _parts(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed: list[tuple[NoteKey, bytes]] = []
    for line in lines:
        name, data = _line(line)
        key = known.get((name, data[:4]))
        if key is None:
            # Witnesses and newer schemes add lines we cannot judge; C2SP signed-note tells readers to skip them.
            continue
        if not key.holds(text, data[4:]):
            raise NoteError(f"the line of {name} is not its signature")
        signed.append((key, data[4:]))
    return text, signed


def open_note(note: bytes, keys: Sequence[NoteKey]) -> tuple[bytes, list[str]]:
    """Give a note's text and the names of the known keys that signed it. Raises NoteError where one of them did not."""
    text, signed = signatures(note, keys)
    return text, [key.name for key, _ in signed]
