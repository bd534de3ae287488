"""Comparing the machine with the plant's gateway: do they say the same of the same signal, and how much later?

The lag comes from the changes (``lag``). Then each value the gateway showed is held against every value the machine
could have had at that time: the lag's error and jitter and both sides' message intervals make a window, and a value
agrees if the machine had an equal one within it. So a share below the whole speaks of wrong values, not of sampling.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sekisho.capture.judge.lag import Lag, Possible, changes_of, estimate, lags_of, most_changes
from sekisho.capture.judge.level import AgreementLimits
from sekisho.capture.plan.capture_plan import Signal
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.points import Point
from sekisho.capture.replay.series import Series

#: So many values of a signal are compared, of all together so many, and each with at most so many of the other side's.
MOST_VALUES, MOST_TOGETHER, MOST_BESIDE = 2000, 40_000, 500
#: From so many matched changes on a signal has a lag of its own; below, the lag of all signals together counts.
LEAST_MATCHED = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one signal agrees: of ``compared`` values of the gateway so many in a thousand; its own lag if it has one."""

    signal: str
    permille: int
    compared: int
    lag: Lag | None

    def as_json(self) -> dict[str, Value]:
        """Give the agreement as plain values."""
        return {"signal": self.signal, "permille": self.permille, "instants": self.compared, **lag_json(self.lag)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sources of the same signals: the lag of all of them together, and each one's agreement."""

    sources: tuple[str, str]
    lag: Lag | None
    signals: tuple[Agreement, ...]

    @property
    def compared(self) -> int:
        """How many values were compared."""
        return sum(one.compared for one in self.signals)

    @property
    def permille(self) -> int:
        """The share of all compared values that agree, in thousandths."""
        agreed = sum(one.permille * one.compared for one in self.signals)
        return agreed // self.compared if self.compared else 0

    def shortfalls(self, limits: AgreementLimits) -> list[Problem]:
        """Say what keeps the two from saying the same; empty where they do."""
        place = " / ".join(self.sources)
        if self.lag is None or self.lag.matched < limits.least_changes:
            matched = self.lag.matched if self.lag else 0
            return [Problem("l5.too_few_changes", place, {"found": matched, "wanted": limits.least_changes})]
        facts: dict[str, Value] = {"permille": self.permille, "percent": limits.agree_percent}
        return [] if self.permille >= 10 * limits.agree_percent else [Problem("l5.disagrees", place, facts)]

    def as_json(self) -> dict[str, Value]:
        """Give the comparison as plain values."""
        signals: list[Value] = [one.as_json() for one in self.signals]
        said: dict[str, Value] = {"permille": self.permille, "compared": self.compared, "signals": signals}
        return {"machine": self.sources[0], "gateway": self.sources[1], **said, **lag_json(self.lag)}


def lag_json(lag: Lag | None) -> dict[str, Value]:
    """Give a lag as plain values, each null where there is none."""
    return {
        "lag_ms": lag.middle_ms if lag else None,
        "lag_error_ms": lag.error_ms if lag else None,
        "jitter_ms": lag.jitter_ms if lag else None,
        "rival_ms": lag.rival_ms if lag else None,
        "changes": lag.changes if lag else 0,
        "matched": lag.matched if lag else 0,
    }


def compare(
    machine: Series, gateway: Series, signals: Sequence[Signal], limits: AgreementLimits, sources: tuple[str, str]
) -> Comparison | None:
    """Compare every signal both sides have; None where they have none in common."""
    pairs = [
        _Pair(signal.name, ours, theirs, (machine.until, gateway.until), MOST_TOGETHER // len(signals))
        for signal in signals
        if (ours := machine.points.get(signal.name)) and (theirs := gateway.points.get(signal.name))
    ]
    if not pairs:
        return None
    possible = [pair.lags(limits, most_changes(len(pairs))) for pair in pairs]
    every = [one for each in possible for one in each]
    return _at(pairs, possible, _decided(pairs, _candidates(every, limits.jitter_ms), limits), limits, sources)


def _decided(pairs: "Sequence[_Pair]", lags: Sequence[Lag], limits: AgreementLimits) -> Lag | None:
    """Decide by values and changes together where two lags are possible: of two that fit as well, the first."""
    # Held to the same jitter, else the one that fits its changes worse would be forgiven more of its values.
    jitter = max((lag.jitter_ms for lag in lags), default=0)

    def fits(lag: Lag) -> int:
        alike = replace(lag, jitter_ms=jitter)
        signals = tuple(pair.agreement(None, alike, limits) for pair in pairs)
        return Comparison(("", ""), lag, signals).permille * lag.matched // max(1, lag.changes)

    return max(lags, key=fits, default=None)


def _candidates(possible: Sequence[Possible], jitter_ms: int) -> list[Lag]:
    """Give the lag most changes allow, and its rival as if it were the one."""
    first = estimate(possible, jitter_ms)
    if first is None or first.rival_ms is None:
        return [first] if first else []
    around = replace(first, least=first.rival_ms, most=first.rival_ms)
    second = estimate([one.near(around, first.error_ms + jitter_ms) for one in possible], jitter_ms)
    return [first, replace(second, rival_ms=first.middle_ms)] if second else [first]


def _at(
    pairs: "Sequence[_Pair]",
    possible: Sequence[Sequence[Possible]],
    lag: Lag | None,
    limits: AgreementLimits,
    sources: tuple[str, str],
) -> Comparison:
    """Compare the values of every signal at a lag of all of them, or at the signal's own near it."""
    found = [
        pair.agreement(own := _own(each, lag, limits.jitter_ms), own or lag, limits)
        for pair, each in zip(pairs, possible, strict=True)
    ]
    return Comparison(sources, lag, tuple(one for one in found if one.compared))


def _own(possible: Sequence[Possible], pooled: Lag | None, jitter_ms: int) -> Lag | None:
    """Give a signal's own lag: near that of all signals where its changes allow it, else wherever they do."""
    if pooled is None:
        return None
    # One signal alone repeats more often than all of them together, and would take another turn for the same.
    near = estimate([one.near(pooled, jitter_ms) for one in possible], jitter_ms)
    is_near = near is not None and 10 * near.matched >= 9 * near.changes
    own = near if is_near else estimate(possible, jitter_ms)
    return own if own and own.matched >= LEAST_MATCHED else None


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    ours: Sequence[Point]
    theirs: Sequence[Point]
    ends: tuple[int, int]
    share: int

    def lags(self, limits: AgreementLimits, most: int) -> list[Possible]:
        """Give for each change of ours that theirs could have shown the lags that are possible."""
        level = _middle(self.ours)
        ours, theirs = changes_of(self.ours, level, most), changes_of(self.theirs, level, most)
        return lags_of(ours, theirs, (self.theirs[0].seen, self.ends[1]), limits.lag_ms)

    def agreement(self, own: Lag | None, lag: Lag | None, limits: AgreementLimits) -> Agreement:
        """Hold each of their values against ours at the lag."""
        least, most = (lag.least - lag.jitter_ms, lag.most + lag.jitter_ms) if lag else (-limits.lag_ms, limits.lag_ms)
        beside = _Beside(self.ours, self.ends[0], limits.tolerance_percent)
        step = len(self.theirs) // max(1, min(MOST_VALUES, self.share)) + 1
        held = zip(self.theirs, [*(point.since for point in self.theirs[1:]), self.ends[1]], strict=True)
        found = [
            beside.has(point.value, *self._shown(point, until, (least, most)))
            for point, until in list(held)[::step]
            if point.is_good
        ]
        known = [is_equal for is_equal in found if is_equal is not None]
        return Agreement(self.name, 1000 * sum(known) // len(known) if known else 0, len(known), own)

    def _shown(self, point: Point, until: int, lags: tuple[int, int]) -> tuple[int, int]:
        """Give when ours should have had a value of theirs; one that was there before is compared once ours is."""
        start, end, begun = point.since - lags[1], point.seen - lags[0], self.ours[0].seen
        return (begun, begun) if end < begun <= until - lags[1] else (start, end)


def _numbers(points: Sequence[Point]) -> list[float]:
    return [point.value for point in points if point.is_good and isinstance(point.value, float)]


def _middle(points: Sequence[Point]) -> float | None:
    numbers = _numbers(points)
    return (max(numbers) + min(numbers)) / 2 if numbers and max(numbers) > min(numbers) else None


class _Beside:
    """The machine's values of one signal, to be asked which of them it could have had in some time."""

    def __init__(self, points: Sequence[Point], until: int, tolerance_percent: int) -> None:
        self._points = [point for point in points if point.is_good]
        self._since = [point.since for point in self._points]
        self._seen = [point.seen for point in self._points]
        self._until = until
        numbers = _numbers(points)
        self._tolerance = (max(numbers) - min(numbers)) * tolerance_percent / 100 if numbers else 0.0

    def has(self, value: str | float, start: int, end: int) -> bool | None:
        """Say whether the machine could have had an equal value between two instants; None where it was not watched."""
        if not self._points:
            return None
        # A value holds until the next one is seen at the latest, and from when it could have begun at the earliest.
        first = max(0, bisect_left(self._seen, start) - 1)
        last = min(bisect_right(self._since, end), first + MOST_BESIDE)
        is_equal = self._equal(value, [point.value for point in self._points[first:last]])
        # What it had before or after it was watched is not known: an equal value speaks, an unequal one does not.
        is_covered = self._seen[0] <= start and end <= self._until
        return is_equal if is_equal or is_covered else None

    def _equal(self, value: str | float, ours: list[str | float]) -> bool:
        numbers = [one for one in ours if isinstance(one, float)]
        if isinstance(value, float) and numbers:
            # A moving value passed through whatever lies between two that were seen.
            return min(numbers) - self._tolerance <= value <= max(numbers) + self._tolerance
        said = str(value).strip().upper()
        return any(str(one).strip().upper() == said for one in ours)
