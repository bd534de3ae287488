"""A figure: one quantity measured several times, told by its median and its spread."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Size:
    """How large a benchmark is: how much is done in one run, and how often it is run."""

    work: int
    runs: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: each run's value, and its unit."""

    name: str
    unit: str
    values: tuple[float, ...]
    says: str

    @property
    def median(self) -> float:
        """Give the middle of the runs."""
        return median(self.values)

    @property
    def spread(self) -> float:
        """Give how far the runs lie apart, as a share of the median: what a figure can be trusted to."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a benchmark asked and found, and which peers it was held against."""

    bench: str
    question: str
    figures: tuple[Figure, ...]
    peers: Mapping[str, str] = field(default_factory=dict)


def per_second(count: int, work: Callable[[], object]) -> float:
    """Do some work once and give how many of the things it does were done in a second."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def ratio(name: str, ours: Figure, theirs: Figure, says: str) -> Figure:
    """Give ours as a share of theirs, run by run: both ran in turns, so what disturbed one disturbed the other."""
    shares = tuple(mine / yours for mine, yours in zip(ours.values, theirs.values, strict=True))
    return Figure(name, "", shares, says)


def in_turns(runs: int, works: Mapping[str, Callable[[], float]]) -> dict[str, tuple[float, ...]]:
    """Measure several things in turns, so often each; the first round warms up and is thrown away."""
    rounds = [{name: work() for name, work in works.items()} for _ in range(runs + 1)]
    return {name: tuple(one[name] for one in rounds[1:]) for name in works}
