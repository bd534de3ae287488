"""What a log sends a witness: the size it last signed, the proof that the new tree extends it, the new checkpoint."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.seal.log.merkle import SIZE
from sekisho.seal.log.note import LARGEST as LARGEST_NOTE
from sekisho.seal.log.note import NoteError, decode

MOST_HASHES = 63
#: A line of a hash has 45 bytes with its end.
LARGEST = LARGEST_NOTE + 64 * 45
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class RequestError(ValueError):
    """A request that is malformed; says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """The body of ``add-checkpoint``: the old size, the consistency proof from it, the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def body(self) -> bytes:
        """Write the request."""
        hashes = "".join(base64.b64encode(item).decode() + "\n" for item in self.proof)
        return f"old {self.old}\n{hashes}\n".encode() + self.note


def parse_request(body: bytes) -> Request:
    """Read a request. Raises RequestError."""
    if len(body) > LARGEST:
        raise RequestError(f"{len(body)} bytes; at most {LARGEST}")
    head, blank, note = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise RequestError("the lines before the checkpoint are not ASCII") from error
    match = _OLD.fullmatch(first)
    if match is None or not blank:
        raise RequestError("a request begins with the old size and ends its proof with an empty line")
    return Request(int(match[1]), _proof(lines), note)


def _proof(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise RequestError(f"{len(lines)} hashes; at most {MOST_HASHES}")
    try:
        hashes = tuple(decode(line) for line in lines)
    except NoteError as error:
        raise RequestError(str(error)) from error
    if any(len(item) != SIZE for item in hashes):
        raise RequestError(f"every hash is {SIZE} bytes")
    return hashes
