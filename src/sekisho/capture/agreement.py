"""Comparing the two protocols: do the machine and the plant's gateway say the same of the same signal?"""

from bisect import bisect_right
from dataclasses import dataclass

from sekisho.capture.plan import Signal
from sekisho.capture.problem import Value
from sekisho.capture.series import Point, Series

#: Both are read as steps on a grid this fine; the gateway may run behind or ahead by as much as the limit.
GRID_MS, LARGEST_LAG_MS = 50, 1000
#: Numbers agree within this share of the range they were seen to cover.
TOLERANCE = 0.05
LEAST_INSTANTS, MOST_INSTANTS = 10, 600


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far one signal agrees: the share in thousandths at the lag that fits best, and over how many instants."""

    signal: str
    permille: int
    lag_ms: int
    instants: int

    def as_json(self) -> dict[str, Value]:
        """Give the agreement as plain values."""
        return {"signal": self.signal, "permille": self.permille, "lag_ms": self.lag_ms, "instants": self.instants}


def agreements(opcua: Series, mtconnect: Series, signals: tuple[Signal, ...]) -> list[Agreement]:
    """Compare every signal both protocols have; signals with too little in common are left out."""
    end = min(opcua.last_ms, mtconnect.last_ms)
    found = []
    for signal in signals:
        ours, theirs = _steps(opcua.points.get(signal.name, [])), _steps(mtconnect.points.get(signal.name, []))
        best = _best(ours, theirs, signal.name, end) if ours and theirs else None
        found += [best] if best else []
    return found


@dataclass(frozen=True, slots=True)
class _Steps:
    times: list[int]
    values: list[str | float]

    def at(self, instant: int) -> str | float:
        return self.values[max(0, bisect_right(self.times, instant) - 1)]

    @property
    def spread(self) -> float:
        numbers = [value for value in self.values if isinstance(value, float)]
        return max(numbers) - min(numbers) if numbers else 0.0


def _steps(points: list[Point]) -> _Steps | None:
    dated = [(point.at_ms, point.value) for point in points if point.is_good and point.at_ms is not None]
    dated.sort(key=lambda point: point[0])
    return _Steps([at for at, _ in dated], [value for _, value in dated]) if dated else None


def _best(ours: _Steps, theirs: _Steps, name: str, end: int) -> Agreement | None:
    lags = sorted(range(-LARGEST_LAG_MS, LARGEST_LAG_MS + 1, GRID_MS), key=abs)
    tried = [(lag, *found) for lag in lags if (found := _compare(ours, theirs, lag, end))]
    best = max(tried, key=lambda entry: entry[1], default=None)
    return Agreement(name, best[1], best[0], best[2]) if best else None


def _compare(ours: _Steps, theirs: _Steps, lag: int, end: int) -> tuple[int, int] | None:
    start = max(ours.times[0], theirs.times[0] - lag)
    grid = range(start, end - LARGEST_LAG_MS, max(GRID_MS, (end - start) // MOST_INSTANTS))
    if len(grid) < LEAST_INSTANTS:
        return None
    tolerance = TOLERANCE * ours.spread
    equal = sum(1 for at in grid if _equal(ours.at(at), theirs.at(at + lag), tolerance))
    return 1000 * equal // len(grid), len(grid)


def _equal(ours: str | float, theirs: str | float, tolerance: float) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= tolerance
    return str(ours).strip().upper() == str(theirs).strip().upper()
