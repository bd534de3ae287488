"""Signed notes and their keys, as C2SP writes them; Ed25519 lines, unknown lines ignored, a known bad line fatal."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that checks a note's line: its name and its 32 public bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before a signature."""
        material = self.name.encode() + b"\n" + bytes([ED25519]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @property
    def vkey(self) -> str:
        """Write the key as C2SP writes verifier keys."""
        public = base64.b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{public}"

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Say whether a signature over a text is this key's."""
        return is_signed(text, signature, self.public)


def parse_vkey(text: str) -> Verifier:
    """Read a verifier key. Raises NoteError."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not parts[0] or any(char.isspace() for char in parts[0]):
        raise NoteError(f"{text[:60]!r} is no verifier key")
    data = decode(parts[2])
    if len(data) != 33 or data[0] != ED25519 or not is_sound_point(data[1:]):
        raise NoteError(f"{parts[0]}: no Ed25519 key")
    verifier = Verifier(parts[0], data[1:])
    if verifier.key_id.hex() != parts[1]:
        raise NoteError(f"{parts[0]}: the key's id does not belong to it")
    return verifier


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
        signature = self.verifier.key_id + self._key.sign(text)
        return f"{_MARK}{self.name} {base64.b64encode(signature).decode()}\n".encode()


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


def open_note(note: bytes, verifiers: list[Verifier]) -> tuple[bytes, list[str]]:
    """Give a note's text and the names of the known keys that signed it. Raises NoteError where one of them did not."""
    text, lines = _parts(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed: list[str] = []
    for line in lines:
        name, data = _line(line)
        verifier = known.get((name, data[:4]))
        if verifier is None:
            # Witnesses and newer schemes add lines we cannot judge; C2SP signed-note tells readers to skip them.
            continue
        if not verifier.holds(text, data[4:]):
            raise NoteError(f"the line of {name} is not its signature")
        signed.append(name)
    return text, signed
