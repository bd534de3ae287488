"""Recording a second OPC UA connection beside the first: each record carries its own kind within one of the gateway's.

Requests and answers of two connections interleave in one segment; so marked, each is paired with its own.
"""

from sekisho.capture import plain
from sekisho.capture.opcua.binary import UndecodableError
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import Clock, Gap, Kind, Record
from sekisho.capture.sealed.recorder import Recorder


class AsideRecorder:
    """Takes what the gateway's watch records and hands it to the capture's recorder, marked as the gateway's."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        #: The gateway's clock, kept apart from the machine's.
        self.clock_offset_ms: int | None = None

    @property
    def clock(self) -> Clock:
        """The capture's clocks."""
        return self._recorder.clock

    @property
    def values(self) -> int:
        """How many values the capture saw so far."""
        return self._recorder.values

    @values.setter
    def values(self, count: int) -> None:
        self._recorder.values = count

    def record(self, kind: Kind, data: bytes) -> Record:
        """Record bytes now."""
        return self._recorder.record(Kind.GATEWAY, bytes([kind]) + data)

    def note(self, kind: Kind, about: dict[str, Value]) -> Record:
        """Record plain values now."""
        return self.record(kind, plain.as_bytes(about))

    def gap(self, gap: Gap) -> None:
        """Record a gap; it names its own stream."""
        self._recorder.gap(gap)

    def settle(self) -> None:
        """See that what was recorded is on the disk."""
        self._recorder.settle()


def within(record: Record) -> Record:
    """Give the record inside one of the gateway's. Raises UndecodableError."""
    kinds = set(Kind) - {Kind.GATEWAY}
    if not record.data or record.data[0] not in kinds:
        raise UndecodableError("no record of the gateway")
    return Record(Kind(record.data[0]), record.wall, record.monotonic, record.data[1:])
