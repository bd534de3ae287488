"""The chain of segments of one capture: records go to the open segment, which is closed by age or size."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture import plain
from sekisho.capture.problem import Value
from sekisho.capture.record import Clock, Gap, Kind, Record
from sekisho.capture.segment import CLOSE_AFTER_S, CLOSE_AT_BYTES, Header, SegmentWriter


@dataclass(frozen=True, slots=True)
class Subject:
    """What a capture is about; ``challenge`` is the SHA-256 of the challenge record in hex."""

    case: str
    device: str
    challenge: str


@dataclass(slots=True)
class _Open:
    writer: SegmentWriter
    sink: BinaryIO
    gaps: list[Value] = field(default_factory=list)


class Recorder:
    """Takes the records of one device. With a ``spool`` folder every segment is a file there while it is written."""

    def __init__(
        self, subject: Subject, key: Ed25519PrivateKey, *, clock: Clock | None = None, spool: Path | None = None
    ) -> None:
        self.clock = clock or Clock()
        self.clock_offset_ms: int | None = None
        #: Who hears of every record as it is made; nothing he does changes it.
        self.listeners: list[Callable[[Record], None]] = []
        self._subject, self._key, self._spool = subject, key, spool
        self._sealed: list[bytes] = []
        self._previous = ""
        self._open = self._begin()

    def _begin(self) -> _Open:
        number = len(self._sealed) + 1
        subject = self._subject
        now = (self.clock.wall(), self.clock.monotonic())
        header = Header(subject.case, subject.device, number, self._previous, subject.challenge, *now)
        sink: BinaryIO = io.BytesIO()
        if self._spool is not None:
            # Unbuffered: what was recorded is on its way to the disk before the next record, whatever happens to us.
            sink = (self._spool / f"segment-{number:04}.part").open("w+b", buffering=0)
        return _Open(SegmentWriter(sink, header, self.clock), sink)

    def record(self, kind: Kind, data: bytes) -> Record:
        """Record bytes now; closes the segment first when it is old or large enough."""
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

    def finish(self, *, is_interrupted: bool) -> tuple[bytes, ...]:
        """Close the last segment; give all of them in order."""
        self._close(is_interrupted=is_interrupted)
        return tuple(self._sealed)

    def _close(self, *, is_interrupted: bool) -> None:
        facts: dict[str, Value] = {"gaps": self._open.gaps, "clock_offset_ms": self.clock_offset_ms}
        self._previous = self._open.writer.seal(self._key, is_interrupted=is_interrupted, facts=facts)
        self._open.sink.seek(0)
        self._sealed.append(self._open.sink.read())
        self._open.sink.close()
