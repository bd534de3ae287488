"""The values of one signal in order, packed: a long capture has millions, and an object each would fill an office."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload


class Point(NamedTuple):
    """One value; ``at_ms`` is the source's own time (Unix milliseconds), None where it gave none.

    ``since`` and ``seen`` say on our own clock (monotonic milliseconds) after when and by when it came to stand there;
    the first value of a connection was there before, so it is no change.
    """

    at_ms: int | None
    value: str | float
    is_good: bool
    since: int = 0
    seen: int = 0
    is_first: bool = False


#: The largest number of eight bytes.
LARGEST = 2**64 - 1
_GOOD, _FIRST, _TEXT, _TIMELESS = 1, 2, 4, 8


class Points(Sequence[Point]):
    """Points that are added one by one and packed into 33 bytes each; a text that comes again costs nothing more."""

    def __init__(self, points: Iterable[Point] = ()) -> None:
        self._at, self._since, self._seen = array("q"), array("q"), array("q")
        # A number, or the place of a text among the texts.
        self._values, self._flags = array("d"), bytearray()
        self._texts: list[str] = []
        self._places: dict[str, int] = {}
        for point in points:
            self.append(point)

    def append(self, point: Point) -> None:
        """Add a point."""
        at_ms, value, is_good, since, seen, is_first = point
        flags = _GOOD * is_good | _FIRST * is_first | _TEXT * isinstance(value, str) | _TIMELESS * (at_ms is None)
        self._at.append(at_ms or 0)
        self._since.append(since)
        self._seen.append(seen)
        self._values.append(self._place(value) if isinstance(value, str) else value)
        self._flags.append(flags)

    def _place(self, text: str) -> int:
        place = self._places.setdefault(text, len(self._texts))
        if place == len(self._texts):
            self._texts.append(text)
        return place

    def __len__(self) -> int:
        """Give how many there are."""
        return len(self._flags)

    def __iter__(self) -> Iterator[Point]:
        """Give each in order."""
        return map(self._point, self._at, self._since, self._seen, self._values, self._flags)

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Point]: ...
    def __getitem__(self, place: int | slice) -> Point | Sequence[Point]:
        """Give one, or some as they are."""
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return self._point(
            self._at[place], self._since[place], self._seen[place], self._values[place], self._flags[place]
        )

    def _point(self, at: int, since: int, seen: int, number: float, flags: int) -> Point:
        value = self._texts[int(number)] if flags & _TEXT else number
        at_ms = None if flags & _TIMELESS else at
        return Point(at_ms, value, bool(flags & _GOOD), since, seen, bool(flags & _FIRST))


class Numbers:
    """Whole numbers that were met, nearly all of them rising: those are packed, eight bytes each."""

    def __init__(self) -> None:
        self._rising = array("Q")
        # A hostile document has them in any order: kept in one place, they would have to be moved again and again.
        self._others: set[int] = set()

    def is_new(self, number: int) -> bool:
        """Say whether a number is met for the first time."""
        rising = self._rising
        if number <= LARGEST and (not rising or number > rising[-1]):
            rising.append(number)
            return True
        place = bisect_left(rising, number)
        if number in self._others or rising[place : place + 1].tolist() == [number]:
            return False
        self._others.add(number)
        return True
