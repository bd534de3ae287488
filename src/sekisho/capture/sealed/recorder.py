"""The chain of segments of one capture: records go to the open segment, a file that is closed by age or size."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture import plain
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import Clock, Gap, Kind, Record
from sekisho.capture.sealed.segment import CLOSE_AFTER_S, CLOSE_AT_BYTES, Header, SegmentWriter


@dataclass(frozen=True, slots=True)
class Subject:
    """What a capture is about; ``challenge`` is the SHA-256 of the challenge record in hex."""

    case: str
    device: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The segments that were sealed before: how many, the digest of the last, and the bytes they take."""

    count: int = 0
    digest: str = ""
    size: int = 0


#: Waits for the disk beside the capture: a slow card takes seconds for a segment, and no machine waits that long.
_DISK = ThreadPoolExecutor(1, "sekisho-disk")


@dataclass(slots=True)
class _Open:
    writer: SegmentWriter
    sink: BinaryIO
    gaps: list[Value] = field(default_factory=list)


def segment_path(spool: Path, number: int) -> Path:
    """Give where a segment stands in a spool folder, by its number from 1."""
    return spool / f"segment-{number:04}.part"


def segments_in(spool: Path) -> tuple[Path, ...]:
    """Give the segments of a spool folder in order."""
    return tuple(sorted(spool.glob("segment-*.part")))


class Log(Protocol):
    """What the watch over a connection needs of a recorder; ``values`` counts what was seen, for whoever watches."""

    values: int
    clock_offset_ms: int | None

    @property
    def clock(self) -> Clock:
        """The clocks of the capture."""

    def record(self, kind: Kind, data: bytes) -> Record:
        """Record bytes now."""

    def note(self, kind: Kind, about: dict[str, Value]) -> Record:
        """Record plain values now."""

    def gap(self, gap: Gap) -> None:
        """Record a gap."""

    def settle(self) -> None:
        """See that what was recorded is on the disk."""


class Recorder:
    """Takes the records of one device into segment files of a spool folder; without one, of a temporary folder.

    Once the disk is full nothing more is taken (``is_full``): what was taken before stays whole and can be sealed.
    """

    def __init__(
        self,
        subject: Subject,
        key: Ed25519PrivateKey,
        *,
        clock: Clock | None = None,
        spool: Path | None = None,
        chain: Chain | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.clock_offset_ms: int | None = None
        self.is_full = False
        #: Who hears of every record as it is made; nothing he does changes it.
        self.listeners: list[Callable[[Record], None]] = []
        #: For whoever watches: values seen and gaps noticed so far.
        self.values = self.gaps = 0
        folder = spool or Path(tempfile.mkdtemp(prefix="sekisho-"))
        self._subject, self._key, self._spool = subject, key, folder
        self._chain, self._sinks = chain or Chain(), list[BinaryIO]()
        self._closing: Future[None] | None = None
        weakref.finalize(self, _drop, self._sinks, None if spool else folder)
        self._open = self._begin()

    def _begin(self) -> _Open:
        number = self._chain.count + 1
        subject = self._subject
        now = (self.clock.wall(), self.clock.monotonic())
        header = Header(subject.case, subject.device, number, self._chain.digest, subject.challenge, *now)
        # Unbuffered: what was recorded is on its way to the disk before the next record, whatever happens to us.
        sink = segment_path(self._spool, number).open("w+b", buffering=0)
        self._sinks[:] = [sink]
        return _Open(SegmentWriter(sink, header, self.clock), sink)

    @property
    def size(self) -> int:
        """The bytes of all segments so far."""
        return self._chain.size + self._open.writer.size

    def record(self, kind: Kind, data: bytes) -> Record:
        """Record bytes now; closes the segment first when it is old or large enough."""
        if not self.is_full:
            try:
                return self._record(kind, data)
            except OSError:
                # Nothing after what was lost is taken either: a record with a silent hole before it would lie.
                self.is_full = True
        return Record(kind, self.clock.wall(), self.clock.monotonic(), data)

    def _record(self, kind: Kind, data: bytes) -> Record:
        writer = self._open.writer
        age = self.clock.monotonic() - writer.header.opened_monotonic
        # Short segments bound what a crash can cost and how late a root can be put into the log.
        if age > CLOSE_AFTER_S * 1_000_000_000 or writer.size > CLOSE_AT_BYTES:
            self._close(is_interrupted=False)
            self._open = self._begin()
        made = self._open.writer.append(kind, data)
        for listener in self.listeners:
            listener(made)
        return made

    def note(self, kind: Kind, about: dict[str, Value]) -> Record:
        """Record plain values now."""
        return self.record(kind, plain.as_bytes(about))

    def gap(self, gap: Gap) -> None:
        """Record a gap; it also stands in the trailer of its segment."""
        self.note(Kind.GAP, gap.as_json())
        self._open.gaps.append(gap.as_json())
        self.gaps += 1

    def settle(self) -> None:
        """Wait until everything recorded so far would survive a loss of power."""
        os.fsync(self._open.sink.fileno())

    def finish(self, *, is_interrupted: bool) -> tuple[Path, ...]:
        """Close the last segment; give the files of all of them in order. Raises OSError where the disk is full."""
        self._close(is_interrupted=is_interrupted)
        self._await_disk()
        return segments_in(self._spool)

    def _close(self, *, is_interrupted: bool) -> None:
        facts: dict[str, Value] = {"gaps": self._open.gaps, "clock_offset_ms": self.clock_offset_ms}
        digest = self._open.writer.seal(self._key, is_interrupted=is_interrupted, facts=facts)
        self._chain = Chain(self._chain.count + 1, digest, self.size)
        self._await_disk()
        self._closing = _DISK.submit(_settle_and_close, self._open.sink)

    def _await_disk(self) -> None:
        """Wait for the segment before, so that no more than one is ever on its way. Raises OSError."""
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.result()


def _settle_and_close(sink: BinaryIO) -> None:
    with sink:
        os.fsync(sink.fileno())


def _drop(sinks: list[BinaryIO], temporary: Path | None) -> None:
    """Let go of a recorder nobody holds any more."""
    for sink in sinks:
        sink.close()
    if temporary:
        shutil.rmtree(temporary, ignore_errors=True)
