"""Photo likeness: a fingerprint that survives scaling, compression, a trimmed edge and a quarter turn.

The picture comes as a square of grey values. Its slow cosine waves along both axes say how light and dark lie, and of
each wave only the sign is kept: small changes of size, light or compression turn few of them. A trimmed edge shifts the
waves, so the fingerprint is taken through five frames on each axis. A quarter turn needs no picture: it exchanges the
axes and turns the signs of the odd waves.

So that a new photo is not held against every other one, each is kept under keys, and those that share a key are looked
at. A key is what the slowest waves say, which a copy changes least: they are dealt into five hands, and any two hands
make a key. A copy that leaves two of the five hands as they were is found, whatever else it changes.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import mul

#: Grey values along each side of the square, one byte each.
SIDE = 64
#: Waves along each axis whose signs are kept: 144 bits a frame.
WAVES = 12
BITS = WAVES * WAVES
#: How much of an edge the frames leave out, as a share of the side: at one end, half at both, or whole at both.
TRIM = 0.05
#: How many hands the slowest waves are dealt into, and how many waves make a hand.
HANDS, HAND = 5, 9
#: A picture with less contrast than this (grey levels, mean deviation) is like every other blank one.
LEAST_CONTRAST = 2

Wave = Sequence[float]


class PrintError(ValueError):
    """A picture that is no square of grey values, or a text that is no fingerprint."""


def _wave(number: int, first: float, last: float) -> Wave:
    """Give one cosine wave between two places of the side; a pixel at the edge counts by the part inside."""
    values = []
    for pixel in range(SIDE):
        low, high = max(float(pixel), first), min(pixel + 1.0, last)
        middle = ((low + high) / 2 - first) / (last - first)
        values.append((high - low) * math.cos(math.pi * number * middle) if high > low else 0.0)
    return values


def _frames() -> list[list[Wave]]:
    cut, end = SIDE * TRIM, float(SIDE)
    ends = ((0.0, end), (0.0, end - cut), (cut / 2, end - cut / 2), (cut, end), (cut, end - cut))
    return [[_wave(number, first, last) for number in range(WAVES)] for first, last in ends]


_FRAMES = _frames()
FRAMES = len(_FRAMES) ** 2


def _bit(down: int, across: int) -> int:
    return 1 << (BITS - 1 - (down * WAVES + across))


_ODD_ACROSS = sum(_bit(down, across) for down in range(WAVES) for across in range(1, WAVES, 2))
_ODD_DOWN = sum(_bit(down, across) for down in range(1, WAVES, 2) for across in range(WAVES))
#: Where each wave goes when the axes are exchanged.
_EXCHANGED = [(_bit(down, across), _bit(across, down)) for down in range(WAVES) for across in range(WAVES)]


def _turns(view: int) -> tuple[int, int, int, int]:
    """Give the four quarter turns of a view: exchange the axes, mirror one of them."""
    across = sum(there for here, there in _EXCHANGED if view & here)
    return view, across ^ _ODD_ACROSS, view ^ _ODD_ACROSS ^ _ODD_DOWN, across ^ _ODD_DOWN


def _slowest() -> list[set[int]]:
    """Give the waves from the slowest on, each with the one it is exchanged with; the mean itself tells nothing."""
    pairs = [(down, across) for down in range(WAVES) for across in range(down, WAVES)][1:]
    return [
        {_bit(down, across), _bit(across, down)} for down, across in sorted(pairs, key=lambda pair: (sum(pair), pair))
    ]


def _hands() -> list[list[int]]:
    """Deal the slowest waves evenly; waves that a turn exchanges stay in one hand, so that a turn changes no hand."""
    hands: list[list[int]] = [[] for _ in range(HANDS)]
    for waves in _slowest():
        with_room = [hand for hand in hands if len(hand) + len(waves) <= HAND]
        min(with_room, key=len, default=[]).extend(sorted(waves))
    return hands


_PAIRS = [(*one, *other) for one, other in combinations(_hands(), 2)]


def _said(view: int, waves: Sequence[int]) -> int:
    return sum(1 << place for place, wave in enumerate(waves) if view & wave)


def _keys(view: int) -> Iterator[str]:
    """Give the keys of a view, the same for each of its quarter turns: the least that two hands say in any of them."""
    turns = _turns(view)
    yield from (f"{n}-{min(_said(turn, waves) for turn in turns):x}" for n, waves in enumerate(_PAIRS))


def _under(role: str, views: Iterable[int]) -> set[str]:
    return {f"{role}-{key}" for view in views for key in _keys(view)}


@dataclass(frozen=True, slots=True)
class Print:
    """The fingerprint of a photo: one view for each frame, the whole picture first."""

    views: tuple[int, ...]

    @property
    def text(self) -> str:
        """Give the fingerprint as hex, for keeping."""
        return "".join(f"{view:0{BITS // 4}x}" for view in self.views)

    @property
    def kept_under(self) -> frozenset[str]:
        """Give the keys a photo is kept under: those of the whole picture, and those of every frame."""
        return frozenset(_under("whole", self.views[:1]) | _under("frame", self.views))

    @property
    def sought_under(self) -> frozenset[str]:
        """Give the keys a photo's likes are kept under: as in its distance, one of the two is seen whole."""
        return frozenset(_under("frame", self.views[:1]) | _under("whole", self.views))

    @classmethod
    def parse(cls, text: str) -> "Print":
        """Read a kept fingerprint. Raises PrintError."""
        size = BITS // 4
        if len(text) != size * FRAMES or not all(sign in "0123456789abcdef" for sign in text):
            raise PrintError(f"{len(text)} signs are no fingerprint of {FRAMES} frames")
        return cls(tuple(int(text[start : start + size], 16) for start in range(0, len(text), size)))


def _view(columns: Sequence[Sequence[float]], frame: Sequence[Wave]) -> int:
    view = 0
    for wave in frame:
        for column in columns:
            view = view << 1 | (sum(map(mul, column, wave)) > 0)
    return view


def fingerprint(grey: bytes) -> Print | None:
    """Take the fingerprint of a square of grey values; None of a blank one. Raises PrintError for another size."""
    if len(grey) != SIDE * SIDE:
        raise PrintError(f"{len(grey)} grey values are no square of {SIDE}")
    mean = sum(grey) / len(grey)
    if sum(abs(value - mean) for value in grey) < LEAST_CONTRAST * len(grey):
        return None
    rows = [grey[start : start + SIDE] for start in range(0, len(grey), SIDE)]
    views = []
    for across in _FRAMES:
        columns = [[sum(map(mul, row, wave)) for row in rows] for wave in across]
        views += [_view(columns, down) for down in _FRAMES]
    return Print(tuple(views))


@dataclass(frozen=True, slots=True)
class Sought:
    """A fingerprint with all its turns, made once and held against many."""

    whole: tuple[int, ...]
    turned: tuple[int, ...]

    @classmethod
    def of(cls, one: Print) -> "Sought":
        """Turn every view of a fingerprint."""
        return cls(_turns(one.views[0]), tuple(turn for view in one.views for turn in _turns(view)))

    def distance(self, other: Print) -> int:
        """Count the waves whose signs differ, at the best of all frames and turns."""
        # Either picture may be the trimmed one, so each whole picture is held against every frame of the other.
        ours = min((turn ^ other.views[0]).bit_count() for turn in self.turned)
        theirs = min((turn ^ view).bit_count() for view in other.views for turn in self.whole)
        return min(ours, theirs)

    def nearest(self, others: Mapping[str, Print], within: int) -> str:
        """Give the name of the most alike of others that differ in no more signs than ``within``; empty for none."""
        found = ((self.distance(other), name) for name, other in others.items())
        distance, name = min(found, default=(BITS, ""))
        return name if distance <= within else ""
