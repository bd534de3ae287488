"""The collector's side of the operator's action: says what to set, and what of it was seen already.

It listens to the records as they are made and judges them with the same code as the office; what it says is for the
operator alone and changes nothing in the capture.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from sekisho.capture.challenge import Purpose
from sekisho.capture.collect.span import Span
from sekisho.capture.judge.liveness import offsets_of
from sekisho.capture.judge.presence import Window, furthest, held_values, window_of
from sekisho.capture.plan.action import ActionPlan
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.plan.sequence import sequence_of
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import MILLION
from sekisho.capture.replay.player import Player
from sekisho.capture.replay.points import Point
from sekisho.capture.replay.series import mtconnect_series, opcua_series
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder

LOOK_EVERY_S = 0.5
#: The countdown is told this often while nothing new is seen.
TELL_EVERY_S = 5
STREAMS = ("opcua", "mtconnect")


@dataclass(slots=True)
class _Seen:
    """The values of the signal so far, per stream, and the offsets of its clock."""

    points: dict[str, list[Point]] = field(default_factory=lambda: {name: [] for name in STREAMS})
    offsets: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in STREAMS})


class Guide:
    """Guides the operator through the action of one plan, from the moment every stream is alive."""

    def __init__(self, plan: CapturePlan, action: ActionPlan, recorder: Recorder, span: Span) -> None:
        self._plan, self._action, self._recorder, self._span = plan, action, recorder, span
        self.sequence = values_of(plan, action)
        self._player, self._seen = Player(), _Seen()
        recorder.listeners.append(self._player.take)

    async def run(self, report: Callable[[Problem], None]) -> None:
        """Open the window, follow what is set, and close it when all was seen or the time is over."""
        try:
            while not self._span.is_alive and not self._span.is_over:  # noqa: ASYNC110 - because a span is only read
                await asyncio.sleep(LOOK_EVERY_S)
            if not self._span.is_over:
                await self._follow(report)
        finally:
            # What comes after the window is read by nobody here: the collector keeps its pace.
            self._recorder.listeners.remove(self._player.take)

    async def _follow(self, report: Callable[[Problem], None]) -> None:
        self._recorder.note(Kind.ACTION, {"what": "action", "signal": self._action.signal})
        window = window_of(self._action, self._player.history)
        if window is None:
            return
        report(Problem("progress.action", facts=sheet_facts(self._plan, self._action)))
        told, seen = -1, 0
        while not self._span.is_over and self._left_s(window) > 0 and seen < len(self.sequence):
            seen = self.seen(window)
            mark = seen * 10_000 + self._left_s(window) // TELL_EVERY_S
            if mark != told and seen < len(self.sequence):
                report(self._next(seen, window))
            told = mark
            await asyncio.sleep(LOOK_EVERY_S)
        code = "progress.action_seen" if seen == len(self.sequence) else "progress.action_over"
        report(Problem(code, facts={"seen": seen, "count": len(self.sequence)}))

    def _left_s(self, window: Window) -> int:
        return (window.end_ms - self._recorder.clock.wall() // MILLION) // 1000

    def _next(self, seen: int, window: Window) -> Problem:
        facts: dict[str, Value] = {
            "number": seen + 1, "count": len(self.sequence), "value": self.sequence[seen],
            "signal": self._action.signal, "seconds": self._left_s(window),
        }  # fmt: skip
        return Problem("progress.action_next", facts=facts)

    def seen(self, window: Window) -> int:
        """Say how many values of the sequence were seen so far, on the stream that shows most of them."""
        self._gather()
        now = self._recorder.clock.wall() // MILLION
        return max(self._seen_on(stream, window, now) for stream in STREAMS)

    def _seen_on(self, stream: str, window: Window, now: int) -> int:
        offsets = sorted(self._seen.offsets[stream])
        offset = offsets[(len(offsets) - 1) // 2] if offsets else 0
        held = held_values(self._action, self._seen.points[stream], offset, now)
        inside = [one for one in held if window.holds(one.start_ms)]
        return furthest(self._action, self.sequence, inside)[1]

    def _gather(self) -> None:
        """Take the signal's new values out of what was played; the rest is let go, so that memory stays small."""
        history, signals = self._player.history, self._plan.machine.signals
        for stream, series in (
            ("opcua", opcua_series(history, signals)),
            ("mtconnect", mtconnect_series(history, signals)),
        ):
            self._seen.points[stream] += series.points.get(self._action.signal, [])
        for stream in STREAMS:
            self._seen.offsets[stream] += offsets_of(history, stream)
        history.forget_values()


def values_of(plan: CapturePlan, action: ActionPlan) -> tuple[str, ...]:
    """Give the values the operator has to set, in order."""
    return sequence_of(action, plan.challenge_record, plan.machine.device, Purpose.ACTION)


def sheet_facts(plan: CapturePlan, action: ActionPlan) -> dict[str, Value]:
    """Give what the sheet for the operator says."""
    return {
        "device": plan.machine.device, "signal": action.signal, "values": " → ".join(values_of(plan, action)),
        "count": action.count, "seconds": action.window_s, "hold_ms": action.hold_ms,
    }  # fmt: skip
