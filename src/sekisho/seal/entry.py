"""A journal entry as exact text: one ``name value`` pair a line, in fixed order; and the leaf that names it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

MAGIC = "sekisho-entry/v1"
LEAF = "sekisho-leaf/v1"
LARGEST = 16 * 1024
_NAMES = ("log", "stream", "seq", "prev", "type", "version", "occurred", "recorded", "actor", "side", "body", "salt")
_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f]+")
_HEX = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d", re.ASCII)


class EntryError(ValueError):
    """Bytes that are no entry, or a header no entry can carry."""


@dataclass(frozen=True, slots=True)
class EntryHeader:
    """What an entry says. ``prev`` and ``body`` are SHA-256 in hex, ``prev`` is empty for the first of a stream."""

    log: str
    stream: str
    seq: int
    prev: str
    type: str
    version: int
    occurred: str
    recorded: str
    actor: str
    side: str
    body: str
    envelopes: tuple[str, ...]
    salt: str


def _checked(name: str, value: str) -> str:
    if not _ONE_LINE.fullmatch(value):
        raise EntryError(f"{name} {value!r} is empty or not one line")
    return value


def encode(header: EntryHeader) -> bytes:
    """Write an entry. Raises EntryError for a value no line can carry."""
    values = {
        "log": header.log,
        "stream": header.stream,
        "seq": str(header.seq),
        "prev": header.prev or "-",
        "type": header.type,
        "version": str(header.version),
        "occurred": header.occurred,
        "recorded": header.recorded,
        "actor": header.actor,
        "side": header.side,
        "body": f"sha256:{header.body}",
        "salt": header.salt,
    }
    lines = [MAGIC, *(f"{name} {_checked(name, values[name])}" for name in _NAMES[:-1])]
    lines += [f"envelope sha256:{digest}" for digest in sorted(header.envelopes)]
    lines.append(f"salt {_checked('salt', header.salt)}")
    return ("\n".join(lines) + "\n").encode()


def _split(data: bytes) -> list[tuple[str, str]]:
    if len(data) > LARGEST:
        raise EntryError(f"{len(data)} bytes; at most {LARGEST}")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise EntryError("not UTF-8") from error
    if lines[0] != MAGIC or lines[-1] != "":
        raise EntryError(f"does not begin with {MAGIC} or does not end with a line end")
    return [(name, value) for name, _, value in (line.partition(" ") for line in lines[1:-1])]


def _digest(value: str) -> str:
    algorithm, _, digest = value.partition(":")
    if algorithm != "sha256" or not _HEX.fullmatch(digest):
        raise EntryError(f"{value!r} is no sha256 digest")
    return digest


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,9}", value):
        raise EntryError(f"{name} {value!r} is no whole number")
    return int(value)


def _check_instant(name: str, value: str) -> None:
    try:
        # The form alone would let 30 February through, which nobody can compare with a stamp.
        known = bool(_INSTANT.fullmatch(value)) and datetime.fromisoformat(value) is not None
    except ValueError:
        known = False
    if not known:
        raise EntryError(f"{name} {value!r} is no instant with a zone")


def parse(data: bytes) -> EntryHeader:
    """Read an entry; whatever would not be written exactly so is refused. Raises EntryError."""
    pairs = _split(data)
    values = {name: value for name, value in pairs if name != "envelope"}
    if set(values) != set(_NAMES):
        raise EntryError(f"expected the lines {', '.join(_NAMES)}")
    for name in ("occurred", "recorded"):
        _check_instant(name, values[name])
    header = EntryHeader(
        log=values["log"],
        stream=values["stream"],
        seq=_whole("seq", values["seq"]),
        prev="" if values["prev"] == "-" else _digest(f"sha256:{values['prev']}"),
        type=values["type"],
        version=_whole("version", values["version"]),
        occurred=values["occurred"],
        recorded=values["recorded"],
        actor=values["actor"],
        side=values["side"],
        body=_digest(values["body"]),
        envelopes=tuple(_digest(value) for name, value in pairs if name == "envelope"),
        salt=values["salt"],
    )
    if encode(header) != data:
        # One meaning, one spelling: otherwise two entries could say the same under different digests.
        raise EntryError("not written as an entry is written")
    return header


def digest(entry: bytes) -> str:
    """Give the SHA-256 of an entry in hex."""
    return hashlib.sha256(entry).hexdigest()


def leaf(entry_digest: str) -> bytes:
    """Give the leaf that stands in the log for an entry: it holds the entry's digest and nothing else."""
    # The entry's salt keeps the digest from being guessed, so bytes can be erased and the log still be shown.
    return f"{LEAF} {entry_digest}\n".encode()
