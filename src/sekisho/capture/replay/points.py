"""The values of one signal in order, packed: a long capture has millions, and an object each would fill an office."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from struct import Struct
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
#: The three times, a number or the place of a text among the texts, and what else is to be said.
_PACKED = Struct("<qqqdB")
_GOOD, _FIRST, _TEXT, _TIMELESS = 1, 2, 4, 8


class Points(Sequence[Point]):
    """Points that are added one by one and packed into 33 bytes each; a text that comes again costs nothing more."""

    def __init__(self, points: Iterable[Point] = ()) -> None:
        self._packed = bytearray()
        self._texts: list[str] = []
        self._places: dict[str, int] = {}
        for point in points:
            self.append(point)

    def append(self, point: Point) -> None:
        """Add a point."""
        at_ms, value, is_good, since, seen, is_first = point
        flags = _GOOD * is_good | _FIRST * is_first | _TEXT * isinstance(value, str) | _TIMELESS * (at_ms is None)
        number = self._place(value) if isinstance(value, str) else value
        self._packed += _PACKED.pack(at_ms or 0, since, seen, number, flags)

    def _place(self, text: str) -> int:
        place = self._places.setdefault(text, len(self._texts))
        if place == len(self._texts):
            self._texts.append(text)
        return place

    def __len__(self) -> int:
        """Give how many there are."""
        return len(self._packed) // _PACKED.size

    def __iter__(self) -> Iterator[Point]:
        """Give each in order; meanwhile none can be added."""
        return starmap(self._point, _PACKED.iter_unpack(self._packed))

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Point]: ...
    def __getitem__(self, place: int | slice) -> Point | Sequence[Point]:
        """Give one, or some as they are."""
        places = range(len(self))[place]
        return self._at(places) if isinstance(places, int) else [self._at(at) for at in places]

    def _at(self, place: int) -> Point:
        return self._point(*_PACKED.unpack_from(self._packed, place * _PACKED.size))

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
