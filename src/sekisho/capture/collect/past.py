"""What a collector that begins again finds in its spool folder: the chain to go on with, what must not be repeated."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture import plain
from sekisho.capture.opcua.binary import UndecodableError
from sekisho.capture.problem import Problem
from sekisho.capture.sealed.aside import within
from sekisho.capture.sealed.record import BEGAN, Clock, Kind, Record, steady_ns
from sekisho.capture.sealed.recorder import Chain, segments_in
from sekisho.capture.sealed.segment import BrokenSegmentError, Segment, read_segment, seal_interrupted

#: What the collector's own notes say besides: how far it came, and that it came to the end.
ELAPSED, FINISHED = "elapsed", "finished"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class SpoolError(Exception):
    """A spool folder that cannot be used; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class Trail:
    """How often an endpoint was tried, and the thumbprint it was pinned to; an attempt's number is never used twice."""

    attempt: int = 0
    pinned: str = ""


@dataclass(slots=True)
class Past:
    """What was captured before; empty for a capture that begins."""

    chain: Chain = field(default_factory=Chain)
    last: Record | None = None
    boot: str = ""
    shift: int = 0
    elapsed_ms: int = 0
    is_finished: bool = False
    trails: dict[str, Trail] = field(default_factory=dict)

    def trail(self, url: str) -> Trail:
        """Give the trail of an endpoint."""
        return self.trails.setdefault(url, Trail())

    def take(self, segment: Segment, size: int) -> None:
        """Take the next segment."""
        self.chain = Chain(self.chain.count + 1, segment.digest, self.chain.size + size)
        for record in segment.records:
            self.last = record
            # A note of another part may hold anything; ours can always be read.
            with suppress(plain.MalformedError, UndecodableError):
                self._read(record)

    def _read(self, record: Record) -> None:
        if record.kind is Kind.GATEWAY:
            self._read(within(record))
        elif record.kind is Kind.OPEN:
            self._opened(record)
        elif record.kind is Kind.NOTE:
            said = plain.read(record.data)
            what = said.get("what")
            self.is_finished = what == FINISHED
            if what == BEGAN:
                self.boot, self.shift = str(said.get("boot", "")), int(said.get("shift", 0))
            elif what == ELAPSED:
                self.elapsed_ms = int(said.get("ms", 0))

    def _opened(self, record: Record) -> None:
        said = plain.read(record.data)
        trail, attempt, trust = self.trail(str(said.get("url", ""))), said.get("attempt"), said.get("trust")
        if type(attempt) is int:
            trail.attempt = max(trail.attempt, attempt)
        if isinstance(trust, dict):
            trail.pinned = str(trust.get("certificate_sha256", ""))

    def clock(self) -> Clock:
        """Give the clock to go on with; its monotonic time goes on from the last record, whatever the computer did.

        While the computer was not switched off its own monotonic clock has counted on. After a new start it counts
        from elsewhere: then the time that passed is the wall clock's, and nothing at all if that was set back.
        """
        usual = Clock()
        if self.last is None or (self.boot and self.boot == boot_id()):
            shift = self.shift
        else:
            shift = self.last.monotonic + max(1, usual.wall() - self.last.wall) - steady_ns()
        self.shift = shift
        return Clock(usual.wall, lambda: steady_ns() + shift)


def boot_id() -> str:
    """Give what tells one start of this computer from another; empty where it cannot be had."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""


def read_past(spool: Path, key: Ed25519PrivateKey) -> Past:
    """Read a spool folder; a segment that was being written is sealed as interrupted. Raises SpoolError."""
    past, paths = Past(), segments_in(spool)
    for path in paths:
        data = path.read_bytes()
        try:
            segment = read_segment(data)
        except BrokenSegmentError as error:
            # Only the last can be torn; those before it were sealed while the collector still ran.
            if path != paths[-1]:
                raise SpoolError(Problem("spool.broken", path.name, {"reason": str(error)})) from error
            if not _seal(path, data, key):
                break
            segment = read_segment(path.read_bytes())
        if not segment.is_signed_by(key.public_key()):
            raise SpoolError(Problem("spool.other_collector", path.name))
        past.take(segment, path.stat().st_size)
    return past


def _seal(path: Path, data: bytes, key: Ed25519PrivateKey) -> bool:
    """Seal a torn segment in its place; say whether there was anything to seal."""
    whole = path.with_suffix(".whole")
    try:
        with whole.open("wb") as sink:
            seal_interrupted(data, key, sink)
    except BrokenSegmentError:
        # Not even a header: the collector was stopped before it recorded anything in it.
        whole.unlink()
        path.unlink()
        return False
    whole.replace(path)
    return True
