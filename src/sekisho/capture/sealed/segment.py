"""The sealed unit of capture: header, records, trailer, signature; each segment names the hash of the one before.

Layout: the magic, a length-prefixed JSON header, framed records, a frame of kind 255 with the JSON trailer, and the
Ed25519 signature of the collector over everything before it. The root is a SHA-256 chain over the records' hashes.
"""

import errno
import hashlib
import os
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sekisho.capture import plain
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import FRAME, LARGEST_RECORD, Clock, Kind, Record

MAGIC = b"SEKISHO CAPTURE SEGMENT 1\n"
DOMAIN = b"sekisho/segment/v1\x00"
TRAILER = 255
LENGTH = struct.Struct(">I")
SIGNATURE_BYTES = 64
LARGEST_HEADER = 64 * 1024
KINDS = frozenset(Kind)
#: In one capture: a day of it at thirty records a second has half as many.
MOST_RECORDS = 5_000_000

#: A segment is closed when it is this old or this large, whichever comes first.
CLOSE_AFTER_S = 60
CLOSE_AT_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Header:
    """What a segment belongs to; ``previous`` is the digest of the segment before, empty for the first."""

    case: str
    device: str
    number: int
    previous: str
    challenge: str
    opened_wall: int
    opened_monotonic: int

    def as_json(self) -> dict[str, Value]:
        """Give the header as plain values."""
        return {
            "case": self.case, "device": self.device, "number": self.number, "previous": self.previous,
            "challenge": self.challenge, "opened_wall": self.opened_wall, "opened_monotonic": self.opened_monotonic,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as read: consistent in itself; whether the signature holds is asked with ``is_signed_by``."""

    header: Header
    records: tuple[Record, ...]
    is_interrupted: bool
    root: str
    digest: str
    signature: bytes

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Say whether this collector sealed the segment."""
        try:
            key.verify(self.signature, DOMAIN + bytes.fromhex(self.digest))
        except InvalidSignature:
            return False
        return True


class SegmentWriter:
    """Writes one segment to a sink, record by record, so that a crash leaves all but the last record readable."""

    def __init__(self, sink: BinaryIO, header: Header, clock: Clock | None = None) -> None:
        self.header, self._sink, self._clock = header, sink, clock or Clock()
        self._all, self._chain, self.size = hashlib.sha256(), b"", 0
        self._counts: Counter[str] = Counter()
        text = plain.as_bytes(header.as_json())
        self._write(MAGIC + LENGTH.pack(len(text)) + text)
        # The header begins the chain: records cannot be moved under another case or device.
        self._chain = hashlib.sha256(text).digest()

    def _write(self, data: bytes) -> None:
        """Write all of it or nothing. Raises OSError where the disk does not take it."""
        error, written = None, 0
        try:
            written = self._sink.write(data)
        except OSError as refused:
            error = refused
        if written != len(data):
            # Half a record would end the segment there for every reader.
            self._sink.seek(self.size)
            self._sink.truncate()
            raise error or OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._all.update(data)
        self.size += len(data)

    def append(self, kind: Kind, data: bytes) -> Record:
        """Add a record now. Raises ValueError for one beyond the largest size, OSError where the disk is full."""
        if len(data) > LARGEST_RECORD:
            raise ValueError(f"a record of {len(data)} bytes")
        record = Record(kind, self._clock.wall(), self._clock.monotonic(), data)
        self.copy(record)
        return record

    def copy(self, record: Record) -> None:
        """Add a record as it was made before."""
        frame = record.frame()
        self._write(frame)
        self._chain = hashlib.sha256(self._chain + hashlib.sha256(frame).digest()).digest()
        self._counts[record.kind.name.lower()] += 1

    def seal(
        self, key: Ed25519PrivateKey, *, is_interrupted: bool = False, facts: dict[str, Value] | None = None
    ) -> str:
        """Write trailer and signature; give the segment's digest. ``facts`` are the collector's own (gaps, offset)."""
        counts: dict[str, Value] = dict(self._counts)
        trailer: dict[str, Value] = {
            "counts": counts,
            "closed": "interrupted" if is_interrupted else "complete",
            "facts": facts or {},
            "root": self._chain.hex(),
        }
        text = plain.as_bytes(trailer)
        self._write(FRAME.pack(TRAILER, self._clock.wall(), self._clock.monotonic(), len(text)) + text)
        digest = self._all.digest()
        self._sink.write(key.sign(DOMAIN + digest))
        return digest.hex()


class BrokenSegmentError(ValueError):
    """Bytes that are no segment, or one that was cut or changed; says what was found."""


class _Reader:
    """Reads a segment from front to back, with every length checked before it is used."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        if self._take(len(MAGIC)) != MAGIC:
            raise BrokenSegmentError("no segment of this version")
        (length,) = LENGTH.unpack(self._take(LENGTH.size))
        if length > LARGEST_HEADER:
            raise BrokenSegmentError(f"a header of {length} bytes")
        text = self._take(length)
        self.header = _header(text)
        self.chain = hashlib.sha256(text).digest()
        self.counts: Counter[str] = Counter()
        self.trailer: bytes | None = None

    def _take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise BrokenSegmentError(f"cut short at byte {len(self._data)}")
        self._at += size
        return taken

    def next_record(self) -> Record | None:
        """Give the next record; None once the trailer was met. Raises BrokenSegmentError."""
        kind, wall, monotonic, length = FRAME.unpack(self._take(FRAME.size))
        # Before it is taken: a length that lies must cost nothing.
        if length > LARGEST_RECORD:
            raise BrokenSegmentError(f"a record of {length} bytes")
        data = self._take(length)
        if kind == TRAILER:
            self.trailer = data
            return None
        if kind not in KINDS:
            raise BrokenSegmentError(f"a record of unknown kind {kind}")
        record = Record(Kind(kind), wall, monotonic, data)
        self.chain = hashlib.sha256(self.chain + hashlib.sha256(record.frame()).digest()).digest()
        self.counts[record.kind.name.lower()] += 1
        return record

    def rest(self) -> tuple[bytes, bytes]:
        """Give everything read so far, and the signature, which has to be all that is left."""
        return self._data[: self._at], self._data[self._at :]


def _header(text: bytes) -> Header:
    try:
        said = plain.read(text)
        header = Header(**said)
    except (plain.MalformedError, TypeError) as error:
        raise BrokenSegmentError(f"the header cannot be read: {error}") from error
    texts = (header.case, header.device, header.previous, header.challenge)
    numbers = (header.number, header.opened_wall, header.opened_monotonic)
    if not all(isinstance(text, str) for text in texts) or not all(type(number) is int for number in numbers):
        raise BrokenSegmentError("the header cannot be read: a value of the wrong type")
    return header


def read_segment(data: bytes, most: int = MOST_RECORDS) -> Segment:
    """Read a segment of so many records at most, and check that it agrees with itself: counts, root, nothing left over.

    Raises BrokenSegmentError. The signature is not judged here.
    """
    reader, records = _Reader(data), list[Record]()
    while (record := reader.next_record()) is not None:
        if len(records) == most:
            raise BrokenSegmentError(f"more than {MOST_RECORDS} records in one capture")
        records.append(record)
    trailer = _trailer(reader)
    signed, signature = reader.rest()
    if len(signature) != SIGNATURE_BYTES:
        raise BrokenSegmentError(f"{len(signature)} bytes after the trailer, not a signature of {SIGNATURE_BYTES}")
    digest = hashlib.sha256(signed).hexdigest()
    is_interrupted = trailer["closed"] == "interrupted"
    return Segment(reader.header, tuple(records), is_interrupted, reader.chain.hex(), digest, signature)


def records_in(paths: Iterable[Path]) -> Iterator[Record]:
    """Give the records of segment files in order; one segment at a time is held. Raises BrokenSegmentError."""
    for path in paths:
        yield from read_segment(path.read_bytes()).records


def _trailer(reader: _Reader) -> dict[str, Any]:
    try:
        said = plain.read(reader.trailer or b"")
    except plain.MalformedError as error:
        raise BrokenSegmentError(f"the trailer cannot be read: {error}") from error
    if said.get("closed") not in {"complete", "interrupted"}:
        raise BrokenSegmentError("the trailer does not say how the segment was closed")
    if said.get("root") != reader.chain.hex() or said.get("counts") != dict(reader.counts):
        raise BrokenSegmentError("the trailer's root or counts do not follow from the records")
    return said


def seal_interrupted(data: bytes, key: Ed25519PrivateKey, sink: BinaryIO) -> str:
    """Seal what a crash left of a segment; every whole record is kept, a torn last one is dropped. Gives the digest.

    Raises BrokenSegmentError where not even the header is left.
    """
    # Sealed late and marked so: the records are what was seen, the seal says only that nobody changed them since.
    reader = _Reader(data)
    writer = SegmentWriter(sink, reader.header)
    with suppress(BrokenSegmentError):
        while (record := reader.next_record()) is not None:
            writer.copy(record)
    return writer.seal(key, is_interrupted=True)
