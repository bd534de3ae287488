"""A sealed capture as rows: samples, gaps, beats and sessions, for whoever analyses many; one capture fills a part.

Instants are whole milliseconds of Unix time. ``received_ms`` is the collector's own clock, ``source_ms`` and
``server_ms`` are what the machine and its server or agent claim; None where they claim none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sekisho.capture.judge.liveness import Liveness, livenesses
from sekisho.capture.mtconnect.observation import UNAVAILABLE
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Refused
from sekisho.capture.replay.history import MILLION, History
from sekisho.capture.replay.player import UNIX, as_instant, replay
from sekisho.capture.replay.series import mtconnect_values, number_or_text, opcua_values, plain_value
from sekisho.capture.sealed.opening import open_bundle

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
#: Names and kinds of the columns: ``int``, ``text``, ``number``, ``yes``.
SAMPLES = (
    ("bundle", "text"), ("device", "text"), ("stream", "text"), ("signal", "text"), ("kind", "text"), ("n", "int"),
    ("source_ms", "int"), ("server_ms", "int"), ("received_ms", "int"), ("status", "int"), ("is_good", "yes"),
    ("value", "text"), ("number", "number"),
)  # fmt: skip
GAPS = (
    ("bundle", "text"), ("device", "text"), ("stream", "text"), ("kind", "text"), ("start_ms", "int"), ("ms", "int"),
)  # fmt: skip
BEATS = (("bundle", "text"), ("device", "text"), ("received_ms", "int"))
SESSIONS = (
    ("bundle", "text"), ("device", "text"), ("stream", "text"), ("begun_ms", "int"), ("window_ms", "int"),
    ("gap_ms", "int"), ("clock_offset_ms", "int"),
)  # fmt: skip
TABLES = {"samples": SAMPLES, "gaps": GAPS, "beats": BEATS, "sessions": SESSIONS}
OPCUA, MTCONNECT = "opcua", "mtconnect"
#: No capture lasts a year; longer times come from clocks that lie, and millions of them would overflow a sum.
LONGEST_MS = 366 * 24 * 3600 * 1000
#: What stands for the status of an observation, which has none of its own: good, or nothing to say (BadNoData).
GOOD, NO_DATA = 0, 0x809B0000


def _ms(instant: datetime | None) -> int | None:
    return None if instant is None else round((instant - UNIX).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class CaptureTables:
    """The rows of one capture, made as they are asked for; ``bundle`` is its SHA-256 in hex."""

    bundle: str
    plan: CapturePlan
    history: History
    streams: tuple[Liveness, ...]

    @property
    def _own(self) -> tuple[str, str]:
        return self.bundle, self.plan.machine.device

    def _wall_ms(self, monotonic: int) -> int:
        """Give the wall time of an instant of the steady clock, as the two stood when the capture began."""
        first = self.history.first
        return (first.wall + monotonic - first.monotonic) // MILLION if first else 0

    def rows(self, table: str) -> Iterator[Row]:
        """Give the rows of a table by its name."""
        made = {"samples": self.samples, "gaps": self.gaps, "beats": self.beats, "sessions": self.sessions}
        return made[table]()

    def samples(self) -> Iterator[Row]:
        """Give every value of a signal of the plan, numbered in the order in which its stream brought them."""
        yield from self._opcua()
        yield from self._mtconnect()

    def _opcua(self) -> Iterator[Row]:
        values = opcua_values(self.history, self.plan.machine.signals)
        for n, (published, signal, data) in enumerate(values, 1):
            value = plain_value(data.value)
            times = (_ms(data.source_at), _ms(data.server_at), self._wall_ms(published.at))
            what = (OPCUA, signal.name, signal.kind, n)
            yield (*self._own, *what, *times, data.status, data.is_good, *_told(value))

    def _mtconnect(self) -> Iterator[Row]:
        values = mtconnect_values(self.history, self.plan.machine.signals)
        for n, (fetched, document, signal, observation) in enumerate(values, 1):
            created, told = as_instant(document.header.created), as_instant(observation.timestamp)
            times = (_ms(told), _ms(created), fetched.answered.wall // MILLION)
            is_good, what = observation.value != UNAVAILABLE, (MTCONNECT, signal.name, signal.kind, n)
            value = number_or_text(signal, observation.value)
            yield (*self._own, *what, *times, GOOD if is_good else NO_DATA, is_good, *_told(value))

    def gaps(self) -> Iterator[Row]:
        """Give every gap of every stream."""
        for stream in self.streams:
            for gap in stream.gaps:
                begun = self._wall_ms(gap.start)
                ms = min((gap.end - gap.start) // MILLION, LONGEST_MS)
                yield (*self._own, stream.stream, gap.kind.value, begun, ms)

    def beats(self) -> Iterator[Row]:
        """Give every sign that the collector was running."""
        return ((*self._own, beat.wall // MILLION) for beat in self.history.beats)

    def sessions(self) -> Iterator[Row]:
        """Give each stream with the window it was watched for, what of it is gaps, and its clock's offset."""
        first = self.history.first
        begun = first.wall // MILLION if first else None
        for stream in self.streams:
            yield (*self._own, stream.stream, begun, stream.window_ms, stream.gap_ms, stream.offset_ms)


def _told(value: str | float) -> tuple[str, float | None]:
    return (value, None) if isinstance(value, str) else (repr(value), value)


def tables_of(bundle: bytes, digest: str) -> CaptureTables | Refused:
    """Open a bundle and put its records back in order; one that is damaged is refused with every reason."""
    opened = open_bundle(bundle, None)
    if isinstance(opened, Refused):
        return opened
    history = replay(opened.records)
    if history.excess:
        return Refused.of(history.excess)
    return CaptureTables(digest, opened.plan, history, tuple(livenesses(history, opened.plan)))
