"""Whether the operator's action was observed (flag P): the sequence is derived anew and looked for in the data.

The values have to be entered within the window, in order, each held for its time, and no other value held in between;
values that are passed on the way, as a dial passes its notches, are held for less. Times are the machine's own,
corrected by the offset of its clock that the same capture measured.

What it shows: whoever sets this machine's signal knew the challenge. With somebody beside the machine who watches the
operator it ties the interface to the steel; by itself it does not rule out a gateway that plays the operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.capture.challenge import Purpose
from sekisho.capture.judge.channel import Channel
from sekisho.capture.judge.liveness import Liveness
from sekisho.capture.plan.action import ActionPlan
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.plan.sequence import one_in, sequence_of
from sekisho.capture.plan.terms import fixes_action
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import MILLION, History
from sekisho.capture.replay.points import Point
from sekisho.capture.sealed.record import Gap

#: How exactly the offset of a clock is known: servers renew the time they tell once a second.
CLOCK_MS = 1000


@dataclass(frozen=True, slots=True)
class Window:
    """When the values have to be entered: Unix milliseconds of the collector's clock."""

    start_ms: int
    end_ms: int

    def holds(self, at_ms: int) -> bool:
        """Say whether an instant lies within, as exactly as the offset of the machine's clock is known."""
        return self.start_ms - CLOCK_MS <= at_ms <= self.end_ms + CLOCK_MS


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one stream showed: when each value of the sequence was entered, as far as it came, and what is wanting."""

    stream: str
    entered_ms: tuple[int, ...]
    one_in: int
    reasons: tuple[Problem, ...]

    def as_json(self) -> dict[str, Value]:
        """Give the sighting as plain values."""
        reasons: list[Value] = [reason.as_json() for reason in self.reasons]
        return {
            "stream": self.stream, "observed": not self.reasons, "entered_ms": [*self.entered_ms],
            "one_in": self.one_in, "reasons": reasons,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Presence:
    """The operator's action of a capture: what was asked, what each stream showed, what keeps it from being observed.

    ``is_weaker`` says that no stream that showed it came over a channel the machine signed the challenge for.
    """

    action: ActionPlan | None
    sequence: tuple[str, ...]
    window: Window | None
    sightings: tuple[Sighting, ...]
    reasons: tuple[Problem, ...]
    is_weaker: bool = False

    @property
    def is_observed(self) -> bool:
        """Say whether a stream showed the whole of it."""
        return not self.reasons and any(not sighting.reasons for sighting in self.sightings)

    def as_json(self) -> dict[str, Value]:
        """Give the action as plain values."""
        reasons: list[Value] = [reason.as_json() for reason in self.reasons]
        sightings: list[Value] = [sighting.as_json() for sighting in self.sightings]
        window = self.window
        return {
            "asked": self.action.as_json() if self.action else None, "sequence": [*self.sequence],
            "observed": self.is_observed, "weaker": self.is_weaker, "streams": sightings, "reasons": reasons,
            "window": {"from_ms": window.start_ms, "until_ms": window.end_ms} if window else None,
        }  # fmt: skip


def judge_presence(
    plan: CapturePlan, history: History, streams: Sequence[Liveness], channel: Channel, least_one_in: int
) -> Presence:
    """Look for the action in the records; ``least_one_in`` is how improbable it has to be to hit it by chance."""
    action = plan.machine.action
    if action is None:
        return Presence(None, (), None, (), (Problem("p.not_asked"),))
    sequence = sequence_of(action, plan.challenge_record, plan.machine.device, Purpose.ACTION)
    window = window_of(action, history)
    reasons = [] if fixes_action(plan.challenge_record, plan.machine) else [Problem("p.not_fixed")]
    if window is None:
        return Presence(action, sequence, None, (), (*reasons, Problem("p.not_begun")))
    found = tuple(_sighting(action, sequence, window, stream, history, least_one_in) for stream in streams)
    signed = {"opcua"} if channel.is_challenge_bound else set()
    is_weaker = not any(sighting.stream in signed and not sighting.reasons for sighting in found)
    return Presence(action, sequence, window, found, tuple(reasons), is_weaker)


def window_of(action: ActionPlan, history: History) -> Window | None:
    """Give the window: from when the operator was shown the first time what to set; None where he never was."""
    if not history.actions:
        return None
    # The first only: a second try under the same challenge would be one the chance was not computed for.
    begun = history.actions[0].wall // MILLION
    return Window(begun, begun + action.window_s * 1000)


@dataclass(frozen=True, slots=True)
class Held:
    """A value that stood from one instant to another, in milliseconds of the collector's clock."""

    value: str | float
    start_ms: int
    end_ms: int


def held_values(
    action: ActionPlan, points: Sequence[Point], offset_ms: int, end_ms: int, until_ms: int = 0
) -> list[Held]:
    """Give the values a signal held long enough, in order; a value of bad quality ends the one before it.

    ``until_ms`` is the end of the watch on our steady clock, ``end_ms`` the same on the machine's, less its offset.
    """
    held: list[Held] = []
    dated = [point for point in points if point.at_ms is not None]
    for number, point in enumerate(dated):
        start = (point.at_ms or 0) - offset_ms
        following = dated[number + 1].at_ms if number + 1 < len(dated) else None
        # The last one stands from when we saw it until we looked away: no offset of a clock can shorten that.
        end = max(end_ms, start + until_ms - point.seen) if following is None else following - offset_ms
        if not point.is_good:
            continue
        last = held[-1] if held else None
        if last and last.end_ms == start and action.named(last.value) == action.named(point.value):
            held[-1] = Held(last.value, last.start_ms, end)
        else:
            held.append(Held(point.value, start, end))
    return [one for one in held if one.end_ms - one.start_ms >= action.hold_ms]


def _sighting(
    action: ActionPlan,
    sequence: tuple[str, ...],
    window: Window,
    stream: Liveness,
    history: History,
    least_one_in: int,
) -> Sighting:
    points: Sequence[Point] = stream.series.points.get(action.signal, ())
    if not points or stream.offset_ms is None:
        code = "p.no_clock" if points else "p.no_data"
        return Sighting(stream.stream, (), 0, (Problem(code, stream.stream, {"signal": action.signal}),))
    until_ms = history.end_of(stream.stream) // MILLION
    every = held_values(action, points, stream.offset_ms, _end_ms(history, stream.stream), until_ms)
    held = [one for one in every if window.holds(one.start_ms)]
    place, seen = furthest(action, sequence, held)
    hit = held[place : place + seen]
    chance = one_in(action, len(held) - len(sequence) + 1)
    reasons = _wanting(action, sequence, (every, hit), stream, history)
    if not reasons and chance < least_one_in:
        reasons = [Problem("p.guessable", stream.stream, {"one_in": chance, "least": least_one_in})]
    return Sighting(stream.stream, tuple(one.start_ms for one in hit), chance, tuple(reasons))


def furthest(action: ActionPlan, sequence: Sequence[str], held: Sequence[Held]) -> tuple[int, int]:
    """Give the place from which most of the sequence was held one after the other, and how much of it."""
    best = (0, 0)
    for place in range(len(held)):
        seen = 0
        for one, wanted in zip(held[place:], sequence, strict=False):
            if not action.is_shown(one.value, wanted):
                break
            seen += 1
        best = max(best, (place, seen), key=lambda found: found[1])
    return best


def _wanting(
    action: ActionPlan,
    sequence: tuple[str, ...],
    found: tuple[list[Held], list[Held]],
    stream: Liveness,
    history: History,
) -> list[Problem]:
    every, hit = found
    facts: dict[str, Value] = {"signal": action.signal, "seen": len(hit), "count": len(sequence)}
    if len(hit) < len(sequence):
        is_elsewhere = furthest(action, sequence, every)[1] == len(sequence)
        return [Problem("p.out_of_time" if is_elsewhere else "p.not_in_order", stream.stream, facts)]
    last = hit[-1].start_ms + action.hold_ms
    # What nobody saw may have been another value.
    if any(_overlaps(gap, hit[0].start_ms, last, history) for gap in stream.gaps):
        return [Problem("p.gap", stream.stream, facts)]
    return []


def _overlaps(gap: Gap, start_ms: int, end_ms: int, history: History) -> bool:
    return _wall_ms(history, gap.start) < end_ms and _wall_ms(history, gap.end) > start_ms


def _end_ms(history: History, stream: str) -> int:
    return _wall_ms(history, history.end_of(stream))


def _wall_ms(history: History, monotonic: int) -> int:
    """Give the wall time of a monotonic instant, by the record that opened the window: there both clocks were read."""
    at = history.actions[0]
    return (at.wall + monotonic - at.monotonic) // MILLION
