"""Whether data were live for long enough (level L4): duration, gaps, good share, changes, transitions, clock."""

from dataclasses import dataclass
from statistics import median_low

from sekisho.capture.judge.level import Thresholds
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay import gaps
from sekisho.capture.replay.history import MILLION, History
from sekisho.capture.replay.player import as_instant, milliseconds_since
from sekisho.capture.replay.series import Series, mtconnect_series, opcua_series
from sekisho.capture.sealed.record import Gap

#: Of more gaps the longest are listed; all of them count.
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Liveness:
    """What one stream showed over the capture; times in milliseconds, shares in thousandths."""

    stream: str
    window_ms: int
    gaps: tuple[Gap, ...]
    good_permille: int
    changes: int
    transitions: int
    offset_ms: int | None
    series: Series

    @property
    def gap_ms(self) -> int:
        """How long the gaps are together."""
        return gaps.total_ms(self.gaps)

    @property
    def live_permille(self) -> int:
        """The share of the window without gaps."""
        return 1000 * max(0, self.window_ms - self.gap_ms) // self.window_ms if self.window_ms else 0

    def is_within_gap_budget(self, thresholds: Thresholds) -> bool:
        """Say whether the gaps stay within their budget, which is a share of the seconds required."""
        # Of the seconds required, not of those captured: capturing longer must not buy longer gaps.
        return self.gap_ms * 100 <= thresholds.gap_percent * thresholds.duration_s * 1000

    def shortfalls(self, thresholds: Thresholds) -> list[Problem]:
        """Say what keeps the stream from having been live; empty where it was."""
        if self.series.is_empty:
            return [Problem("l4.no_data", self.stream)]
        wanted_ms = thresholds.duration_s * 1000
        found: list[tuple[bool, str, dict[str, Value]]] = [
            (self.window_ms < wanted_ms, "l4.too_short", {"ms": self.window_ms, "wanted_ms": wanted_ms}),
            (
                not self.is_within_gap_budget(thresholds),
                "l4.gaps",
                {"ms": self.gap_ms, "percent": thresholds.gap_percent},
            ),
            (self.good_permille < 10 * thresholds.good_percent, "l4.quality", {"permille": self.good_permille}),
            (self.changes == 0, "l4.no_change", {}),
            (self.transitions == 0, "l4.no_transition", {}),
            (self._is_clock_off(thresholds), "l4.clock", {"ms": self.offset_ms, "seconds": thresholds.clock_offset_s}),
        ]
        return [Problem(code, self.stream, facts) for is_short, code, facts in found if is_short]

    def _is_clock_off(self, thresholds: Thresholds) -> bool:
        return self.offset_ms is None or abs(self.offset_ms) > thresholds.clock_offset_s * 1000

    def as_json(self) -> dict[str, Value]:
        """Give the stream's figures as plain values."""
        longest = sorted(self.gaps, key=lambda gap: gap.start - gap.end)[:MOST_LISTED]
        listed: list[Value] = [gap.as_json() for gap in sorted(longest, key=lambda gap: gap.start)]
        return {
            "stream": self.stream, "window_ms": self.window_ms, "gap_ms": self.gap_ms, "gaps": listed,
            "gaps_cut": len(self.gaps) - len(listed),
            "live_permille": self.live_permille, "good_permille": self.good_permille, "changes": self.changes,
            "transitions": self.transitions, "clock_offset_ms": self.offset_ms,
        }  # fmt: skip


def livenesses(history: History, plan: CapturePlan) -> list[Liveness]:
    """Measure every stream the plan asked for."""
    found = []
    if plan.machine.opcua is not None:
        found.append(_opcua(history, plan))
    if plan.machine.mtconnect is not None:
        found.append(_mtconnect(history, plan))
    return found


def _opcua(history: History, plan: CapturePlan) -> Liveness:
    end = history.end_of(gaps.OPCUA)
    series = opcua_series(history, plan.machine.signals)
    begun = [session.published[0].at for session in history.epochs]
    offsets = offsets_of(history, gaps.OPCUA)
    found = gaps.opcua_gaps(history, end, plan.sampling_ms) + gaps.collector_gaps(history)
    kept = gaps.merged(found, gaps.claimed_gaps(history, gaps.OPCUA))
    return _measured(plan, gaps.OPCUA, series, (begun[0] if begun else end, end), kept, offsets)


def _mtconnect(history: History, plan: CapturePlan) -> Liveness:
    end = history.end_of(gaps.MTCONNECT)
    series = mtconnect_series(history, plan.machine.signals)
    streams = history.chain
    begun = streams[0][0].answered.monotonic if streams else end
    offsets = offsets_of(history, gaps.MTCONNECT)
    found = gaps.mtconnect_gaps(history, end, plan.sampling_ms) + gaps.collector_gaps(history)
    kept = gaps.merged(found, gaps.claimed_gaps(history, gaps.MTCONNECT))
    return _measured(plan, gaps.MTCONNECT, series, (begun, end), kept, offsets)


def offsets_of(history: History, stream: str) -> list[int]:
    """Give how far the clock of a stream's source was measured ahead of ours, in milliseconds, each time it was."""
    if stream == gaps.OPCUA:
        return [offset for session in history.sessions for offset in session.offsets_ms]
    streams = [(fetched, document) for fetched, document in history.documents if document.kind == "Streams"]
    said = [(as_instant(document.header.created), fetched) for fetched, document in streams]
    return [milliseconds_since(created, fetched.written_wall) for created, fetched in said if created is not None]


def _measured(
    plan: CapturePlan, stream: str, series: Series, window: tuple[int, int], found: list[Gap], offsets: list[int]
) -> Liveness:
    signals = {signal.name: signal for signal in plan.machine.signals}
    return Liveness(
        stream=stream,
        window_ms=max(0, window[1] - window[0]) // MILLION,
        gaps=tuple(found),
        good_permille=series.good_permille(),
        changes=series.changes(signals, "number"),
        transitions=series.changes(signals, "state"),
        # The median: one answer that was long on its way must not move the clock.
        offset_ms=median_low(offsets) if offsets else None,
        series=series,
    )
