"""The agent's ring buffer: numbered observations, the newest ones kept, older ones gone for good."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

UNAVAILABLE = "UNAVAILABLE"


class OutOfRangeError(Exception):
    """A sequence number the buffer does not hold; says below or above which one."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of a data item; ``timestamp`` as the agent publishes it (UTC)."""

    sequence: int
    item: str
    timestamp: str
    value: str


@dataclass(frozen=True, slots=True)
class Window:
    """Observations read from the buffer and the sequence after the last one considered."""

    observations: tuple[Observation, ...]
    next_sequence: int


class RingBuffer:
    """A ring of 2^k slots; sequences start at 1 and every data item begins unavailable."""

    def __init__(self, items: tuple[str, ...], slots_log2: int, timestamp: str) -> None:
        self.size = 2**slots_log2
        self.next_sequence = 1
        self._slots: deque[Observation] = deque(maxlen=self.size)
        self._latest: dict[str, Observation] = {}
        for item in items:
            self.add(item, UNAVAILABLE, timestamp)

    @property
    def first_sequence(self) -> int:
        """The oldest sequence still held."""
        return self._slots[0].sequence if self._slots else self.next_sequence

    @property
    def last_sequence(self) -> int:
        """The newest sequence held."""
        return self._slots[-1].sequence if self._slots else 0

    def add(self, item: str, value: str, timestamp: str) -> None:
        """Add an observation where the value differs from the item's latest."""
        known = self._latest.get(item)
        # Agents filter duplicates, so that a still machine does not push the past out of the buffer.
        if known is None or known.value != value:
            self._latest[item] = Observation(self.next_sequence, item, timestamp, value)
            self._slots.append(self._latest[item])
            self.next_sequence += 1

    def skip(self, count: int) -> None:
        """Leave a hole in the numbering, as agents do for observations they drop; nothing is lost by it."""
        self.next_sequence += count

    def current(self, wanted: Callable[[str], bool]) -> Window:
        """Give the latest value of every wanted item."""
        found = (observation for item, observation in self._latest.items() if wanted(item))
        return Window(tuple(found), self.next_sequence)

    def sample(self, start: int | None, count: int, wanted: Callable[[str], bool]) -> Window:
        """Give up to ``count`` wanted observations from a sequence on. Raises OutOfRangeError."""
        # Both ends are errors to be told: a client that asks beyond the newest has kept the chain of another run.
        start = self.first_sequence if start is None else start
        if start < self.first_sequence:
            raise OutOfRangeError(f"'from' must be greater than {self.first_sequence - 1}")
        if start > self.next_sequence:
            raise OutOfRangeError(f"'from' must be less than {self.next_sequence + 1}")
        found: list[Observation] = []
        for observation in self._slots:
            if observation.sequence >= start and wanted(observation.item):
                found.append(observation)
            if len(found) == count:
                # After the last one considered: a client that follows it never sees an observation twice.
                return Window(tuple(found), observation.sequence + 1)
        return Window(tuple(found), self.next_sequence)
