"""Travel: which inspector goes on which day to which prefecture, so that no line misses its day where it can be kept.

Lines are taken in the order of the day they must be verified by. A line joins a trip that already goes to its
prefecture; otherwise a trip is opened on the day that serves most others of the prefecture. Where no place is free in
time, lines that have another way are moved (augmenting paths of bipartite matching), so that as many lines as possible
are visited in time and the more urgent one never gives way. The same input gives the same proposal.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for a visit: where it stands, from when, until when, and who may not go (interests)."""

    case: str
    line: str
    prefecture: str
    earliest_on: date
    verify_by: date
    barred: frozenset[str] = frozenset()

    @property
    def urgency(self) -> tuple[date, str, str]:
        """Give what lines are ordered by: the last day first, then case and line."""
        return self.verify_by, self.case, self.line


@dataclass(frozen=True, slots=True)
class Traveller:
    """An inspector: how many more lines he can visit on each day, how many he has, and where he goes already."""

    id: str
    capacity: Mapping[date, int]
    load: int = 0
    booked: Mapping[date, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """A line on a trip, and why it is on this one.

    ``opens``: the most urgent of its trip. ``joins``: the trip goes to its prefecture anyway. ``shares_day``: another
    prefecture on the same day, because no other day was free in time.
    """

    waiting: Waiting
    why: str


@dataclass(frozen=True, slots=True)
class Trip:
    """One inspector's day."""

    inspector: str
    on: date
    stops: tuple[Stop, ...]

    @property
    def prefectures(self) -> tuple[str, ...]:
        """Give where the trip goes, in the order of its stops."""
        return tuple(dict.fromkeys(stop.waiting.prefecture for stop in self.stops))


@dataclass(frozen=True, slots=True)
class Left:
    """A line no visit could be found for. ``why``: ``over``, ``later``, ``barred`` or ``full``."""

    waiting: Waiting
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Trips by day and inspector, and the lines that are left."""

    trips: tuple[Trip, ...]
    left: tuple[Left, ...]


Slot = tuple[date, str]


class _Plan:
    """Places lines on days of inspectors. A slot is a day of one inspector."""

    def __init__(self, lines: Iterable[Waiting], travellers: Iterable[Traveller], days: Sequence[date]) -> None:
        self.lines = sorted(lines, key=lambda one: one.urgency)
        self.travellers = {one.id: one for one in sorted(travellers, key=lambda one: one.id)}
        self.days = sorted(days)
        self.by_prefecture: dict[str, list[Waiting]] = {}
        for line in self.lines:
            self.by_prefecture.setdefault(line.prefecture, []).append(line)
        self.loads = {name: one.load for name, one in self.travellers.items()}
        self.taken: dict[Slot, list[Waiting]] = {}
        self.place: dict[Waiting, Slot] = {}

    def free(self, slot: Slot) -> int:
        """Give how many more lines fit into a slot."""
        day, inspector = slot
        return self.travellers[inspector].capacity.get(day, 0) - len(self.taken.get(slot, ()))

    def open_to(self, line: Waiting) -> list[Slot]:
        """Give every slot a line could be visited in, free or taken, by day and inspector."""
        return [
            (day, name)
            for day in self.days
            if line.earliest_on <= day <= line.verify_by
            for name, one in self.travellers.items()
            if name not in line.barred and one.capacity.get(day, 0) > 0
        ]

    def goes_to(self, slot: Slot) -> set[str]:
        """Give the prefectures an inspector goes to on a day."""
        day, inspector = slot
        booked = self.travellers[inspector].booked.get(day, frozenset())
        return {*booked, *(line.prefecture for line in self.taken.get(slot, ()))}

    def _mates(self, line: Waiting, day: date) -> int:
        """Count the lines of the same prefecture that have no place yet and could be visited on a day."""
        others = self.by_prefecture[line.prefecture]
        return sum(one not in self.place and one.earliest_on <= day <= one.verify_by for one in others)

    def _rank(self, line: Waiting, slot: Slot, mates: Mapping[date, int]) -> tuple[int, int, date, int, str]:
        """Rank a free slot for a line: join, else open where most can follow, else share a day; the least loaded."""
        day, inspector = slot
        going = self.goes_to(slot)
        kind = 0 if line.prefecture in going else 2 if going else 1
        served = min(mates[day], self.free(slot)) if kind == 1 else 0
        return kind, -served, day, self.loads[inspector], inspector

    def best(self, line: Waiting) -> Slot | None:
        """Give the best free slot for a line; None where none is free in time."""
        free = [slot for slot in self.open_to(line) if self.free(slot) > 0]
        mates = {day: self._mates(line, day) for day in dict.fromkeys(day for day, _ in free)}
        return min(free, key=lambda slot: self._rank(line, slot, mates), default=None)

    def put(self, line: Waiting, slot: Slot) -> None:
        """Place a line in a slot, taking it out of the one it had."""
        before = self.place.get(line)
        if before is not None:
            self.taken[before].remove(line)
            self.loads[before[1]] -= 1
        self.loads[slot[1]] += 1
        self.taken.setdefault(slot, []).append(line)
        self.place[line] = slot

    def make_room(self, line: Waiting) -> bool:
        """Move placed lines along a shortest chain so that a line gets a place; say whether there was a chain."""
        came_by: dict[Slot, Waiting] = {}
        queue = deque([line])
        while queue:
            mover = queue.popleft()
            for slot in (slot for slot in self.open_to(mover) if slot not in came_by):
                came_by[slot] = mover
                if self.free(slot) > 0:
                    self._move_along(slot, line, came_by)
                    return True
                queue.extend(self.taken[slot])
        return False

    def _move_along(self, free: Slot, line: Waiting, came_by: Mapping[Slot, Waiting]) -> None:
        slot: Slot | None = free
        while slot is not None:
            mover = came_by[slot]
            before = self.place.get(mover)
            self.put(mover, slot)
            slot = None if mover == line else before

    def why_left(self, line: Waiting) -> str:
        """Say why a line has no place."""
        if not self.days or line.verify_by < self.days[0]:
            return "over"
        if line.earliest_on > self.days[-1]:
            return "later"
        return "barred" if set(self.travellers) <= line.barred else "full"

    def trips(self) -> tuple[Trip, ...]:
        """Give the trips by day and inspector, each stop with its reason."""
        return tuple(self._trip(slot) for slot in sorted(self.taken) if self.taken[slot])

    def _trip(self, slot: Slot) -> Trip:
        day, inspector = slot
        lines = sorted(self.taken[slot], key=lambda one: one.urgency)
        booked = self.travellers[inspector].booked.get(day, frozenset())
        first = booked or {lines[0].prefecture}
        stops = [Stop(line, _why(line, lines[0], first, is_open=not booked)) for line in lines]
        return Trip(inspector, day, tuple(sorted(stops, key=lambda stop: _along(stop, lines[0].prefecture))))


def _why(line: Waiting, most_urgent: Waiting, going: Iterable[str], *, is_open: bool) -> str:
    if line.prefecture not in going:
        return "shares_day"
    return "opens" if line is most_urgent and is_open else "joins"


def _along(stop: Stop, first: str) -> tuple[bool, str, tuple[date, str, str]]:
    """Order stops so that those of a prefecture stand together, the most urgent one's first."""
    return stop.waiting.prefecture != first, stop.waiting.prefecture, stop.waiting.urgency


def propose(lines: Iterable[Waiting], travellers: Iterable[Traveller], days: Sequence[date]) -> Proposal:
    """Propose trips for waiting lines on the days given (working days, in any order)."""
    plan = _Plan(lines, travellers, days)
    left = []
    for line in plan.lines:
        slot = plan.best(line)
        if slot is not None:
            plan.put(line, slot)
        elif not plan.make_room(line):
            left.append(Left(line, plan.why_left(line)))
    return Proposal(plan.trips(), tuple(left))
