"""Checkpoints of the log (C2SP tlog-checkpoint): origin, size, root; and proofs that travel with them (tlog-proof)."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.seal.log.merkle import SIZE
from sekisho.seal.log.note import NoteError, decode

PROOF = "c2sp.org/tlog-proof@v1"
CONSISTENCY = "sekisho-consistency/v1"
#: A tree of 2^64 leaves is as high as this.
HIGHEST = 64


class CheckpointError(ValueError):
    """A checkpoint or proof that cannot be read."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its origin, its size and the root over its leaves."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """Write the checkpoint's text: three lines, no extensions."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def _whole(text: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text):
        raise CheckpointError(f"{text[:30]!r} is no size")
    return int(text)


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Read a checkpoint's text. Raises CheckpointError."""
    try:
        lines = text.decode().split("\n")
        # Extension lines are not taken: a witness's ML-DSA cosignature would not cover them (sealing.md §1).
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise CheckpointError("a checkpoint is origin, size and root, each on a line")
        root = decode(lines[2])
    except (UnicodeDecodeError, NoteError) as error:
        raise CheckpointError(str(error)) from error
    if len(root) != SIZE:
        raise CheckpointError(f"a root of {len(root)} bytes")
    return Checkpoint(lines[0], _whole(lines[1]), root)


def checkpoint_of(note: bytes) -> Checkpoint:
    """Read the checkpoint in a signed note; its signatures are judged elsewhere. Raises CheckpointError."""
    return parse_checkpoint(note.rsplit(b"\n\n", 1)[0] + b"\n")


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf stands at an index of the log under a checkpoint: a receipt anybody can keep."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def text(self) -> bytes:
        """Write the proof as a tlog-proof file."""
        hashes = "".join(base64.b64encode(item).decode() + "\n" for item in self.path)
        return f"{PROOF}\nindex {self.index}\n{hashes}\n".encode() + self.note


def parse_proof(data: bytes) -> Proof:
    """Read a tlog-proof file; its extra line, which nothing vouches for, is passed over. Raises CheckpointError."""
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
        if len(lines) > 1 and lines[1].startswith("extra "):
            decode(lines.pop(1).removeprefix("extra "))
        hashes = tuple(decode(line) for line in lines[2:])
    except (UnicodeDecodeError, NoteError) as error:
        raise CheckpointError(f"unreadable proof: {error}") from error
    if not blank or lines[0] != PROOF or len(lines) < 2 or not lines[1].startswith("index "):
        raise CheckpointError(f"does not begin with {PROOF} and an index")
    if len(hashes) > HIGHEST or any(len(item) != SIZE for item in hashes):
        raise CheckpointError(f"every hash is {SIZE} bytes, at most {HIGHEST} of them")
    return Proof(_whole(lines[1].removeprefix("index ")), hashes, note)


def write_consistency(proofs: Mapping[int, Sequence[bytes]]) -> bytes:
    """Write the proofs that trees of earlier sizes are prefixes of this one, a line each: size, then hashes."""
    lines = [CONSISTENCY]
    lines += [
        " ".join([str(size), *(base64.b64encode(item).decode() for item in proofs[size])]) for size in sorted(proofs)
    ]
    return ("\n".join(lines) + "\n").encode()


def parse_consistency(data: bytes) -> dict[int, tuple[bytes, ...]]:
    """Read consistency proofs by the size they start from. Raises CheckpointError."""
    try:
        first, *lines = data.decode().split("\n")
        if first != CONSISTENCY or not lines or lines.pop():
            raise CheckpointError(f"does not begin with {CONSISTENCY} or does not end with a line end")
        read = [line.split(" ") for line in lines]
        proofs = {_whole(size): tuple(decode(item) for item in hashes[: HIGHEST * 2]) for size, *hashes in read}
    except (UnicodeDecodeError, NoteError) as error:
        raise CheckpointError(f"unreadable proof: {error}") from error
    if len(proofs) != len(lines):
        raise CheckpointError("a size stands twice")
    return proofs
