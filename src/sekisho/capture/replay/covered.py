"""Time that is covered by intervals, however many and in whatever order: asked in the time of a search each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Covered:
    """The union of intervals, each from a start to an end; what ends before it begins covers nothing."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        joined: list[list[int]] = []
        for start, end in sorted(each for each in intervals if each[0] < each[1]):
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]
        self._lengths = [0, *accumulate(end - start for start, end in joined)]

    def touches(self, start: int, end: int) -> bool:
        """Say whether any of it lies within an interval."""
        return bisect_right(self._ends, start) < bisect_left(self._starts, end)

    def within(self, start: int, end: int) -> int:
        """Give how much of it lies within an interval."""
        return max(0, self._before(end) - self._before(start))

    def _before(self, at: int) -> int:
        """Give how much of it lies before an instant."""
        number = bisect_right(self._starts, at)
        beyond = max(0, self._ends[number - 1] - at) if number else 0
        return self._lengths[number] - beyond
