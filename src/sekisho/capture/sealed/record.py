"""Records: one thing the collector saw or did, with both clocks; and the record of a gap."""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from time import time_ns

from sekisho.capture.problem import Value

if hasattr(time, "CLOCK_BOOTTIME"):

    def steady_ns() -> int:
        """Give nanoseconds that never jump and that go on while the computer sleeps."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

else:
    # Of Windows the plain one counts sleep as well; where it does not, a sleep shows as a step of the wall clock.
    from time import monotonic_ns as steady_ns

FRAME = struct.Struct(">BQQI")
LARGEST_RECORD = 16 * 1024 * 1024


#: What a note says when the watch over a stream has ended; the stream's window ends there.
ENDED = "ended"
#: Likewise: the operator paused the capture, and let it go on; a process of the collector began.
PAUSED, RESUMED, BEGAN = "paused", "resumed", "began"
#: Likewise: these nodes are read at an interval instead of being subscribed to, by the plan's numbers.
POLLING = "polling"


class Kind(IntEnum):
    """What a record's bytes are."""

    NOTE = 1  #: plain JSON: a decision, a failed attempt
    OPEN = 2  #: plain JSON: a connection begins; requests and responses after it belong to it
    REQUEST = 3  #: a decrypted OPC UA service request body
    RESPONSE = 4  #: a decrypted OPC UA service response body
    FETCH = 5  #: an HTTP request's target
    DOCUMENT = 6  #: an HTTP response: status, line feed, body
    GAP = 7  #: plain JSON: a gap as the collector noticed it
    BEAT = 8  #: nothing: the collector was running
    CLOSE = 9  #: plain JSON: the connection ended
    STREAM = 10  #: plain JSON: a multipart answer begins; parts after it belong to it
    PART = 11  #: one part of it: header lines, an empty line, the body
    TORN = 12  #: what was left of a multipart answer that broke off, at most 64 KiB
    GATEWAY = 13  #: a record of the plant's gateway: its kind as one byte, then its bytes
    CONFIGURATION = 14  #: a gateway's configuration file: a line of plain JSON, then its text without secrets
    DECLARED_TOPOLOGY = 20  #: the integrator's topology file as it was given
    REACHED = 21  #: plain JSON: the way to an endpoint of the plan, and how long it took to answer
    NEIGHBOUR = 22  #: plain JSON: who answers on the same segment for an endpoint, or for the router before it
    ANNOUNCED = 23  #: plain JSON, line feed, an answer as it came: the servers an endpoint announces
    SWITCH = 24  #: plain JSON: what the system's LLDP agent heard at an interface an endpoint is behind
    ACTION = 25  #: plain JSON: the operator was shown what to set; the window begins


class GapKind(StrEnum):
    """Why data that could have existed cannot be shown."""

    TRANSPORT_LOST = "transport-lost"
    FROZEN = "frozen"
    OVERFLOW = "overflow"
    OUT_OF_RANGE = "out-of-range"
    INSTANCE_CHANGE = "instance-change"
    SERVER_RESTART = "server-restart"
    MODEL_CHANGE = "model-change"
    CLOCK_STEP = "clock-step"
    TRUNCATED_BROWSE = "truncated-browse"
    COLLECTOR_PAUSED = "collector-paused"
    OPERATOR_PAUSED = "operator-paused"


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks of a record, in nanoseconds; another pair stands in where time must be known beforehand."""

    wall: Callable[[], int] = time_ns
    monotonic: Callable[[], int] = steady_ns


@dataclass(frozen=True, slots=True)
class Record:
    """One record; ``wall`` is Unix time, ``monotonic`` never jumps; both in nanoseconds."""

    kind: Kind
    wall: int
    monotonic: int
    data: bytes

    def frame(self) -> bytes:
        """Give the record as it stands in a segment."""
        return FRAME.pack(self.kind, self.wall, self.monotonic, len(self.data)) + self.data


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval in which data could have existed and cannot be shown.

    ``start`` is the monotonic instant of the last good sign, ``end`` that of the first good one after it (nanoseconds);
    ``missed`` counts what was lost, or is None where nobody can know.
    """

    stream: str
    epoch: int
    kind: GapKind
    start: int
    end: int
    detector: str
    missed: int | None = None

    @property
    def milliseconds(self) -> int:
        """How long the gap is."""
        return max(0, self.end - self.start) // 1_000_000

    def as_json(self) -> dict[str, Value]:
        """Give the gap as plain values."""
        return {
            "stream": self.stream, "epoch": self.epoch, "kind": self.kind.value, "start": self.start, "end": self.end,
            "ms": self.milliseconds, "detector": self.detector,
            "missed": "unknown" if self.missed is None else self.missed,
        }  # fmt: skip
