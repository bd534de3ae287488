"""How far one source runs behind another: an interval of lags, from the changes both showed.

**The estimate.** Nobody sees when a value changes at an interface, only between which two messages: after the last one
that could have carried it (``since``) and no later than the one that did (``seen``), both on the collector's one
monotonic clock. A change at the machine in ``(a.since, a.seen]`` that is the gateway's change in ``(b.since, b.seen]``
had a lag between ``b.since - a.seen`` and ``b.seen - a.since``; no other lag is possible. With one constant lag, every
pair of changes that belong together gives an interval that holds it, so it lies where most intervals overlap
(Marzullo 1984). Which gateway change belongs to which machine change is not known: every one of the same kind within
the search window counts as possible, each machine change at most once at any lag. Wrong values make some changes lie;
so not only where the most intervals overlap is kept, but the whole stretch around it where eight tenths of them do:
one value in twenty wrong spoils one change in ten, the one it hides and the one after it.

**Its error.** The middle of that stretch is told as the lag, half its length as the error: an interval of what is
possible, no standard deviation. It needs no assumption on how values or errors are distributed. It does assume that
messages take less than ``series.TRANSIT_MS`` to arrive and be noted, and that the lag is the same all along; how far
single changes lie outside is told as the jitter (nine tenths of them lie within it). Where the signal repeats, another
lag can fit as well: it is told as the rival.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sekisho.capture.replay.points import Point

#: Of one signal so many changes are compared; together with the number of signals it bounds the work.
MOST_CHANGES, MOST_COMPARED = 400, 20_000
LEAST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Change:
    """A change to what ``label`` names, at some instant after ``since`` and no later than ``seen`` (milliseconds)."""

    label: str
    since: int
    seen: int


@dataclass(frozen=True, slots=True)
class Lag:
    """The lags that are possible, from ``least`` to ``most`` milliseconds, and how the changes lie around them."""

    least: int
    most: int
    changes: int
    matched: int
    jitter_ms: int
    rival_ms: int | None

    @property
    def middle_ms(self) -> int:
        """The lag that is told."""
        return (self.least + self.most) // 2

    @property
    def error_ms(self) -> int:
        """How far the lag may lie from the one told."""
        return (self.most - self.least + 1) // 2


_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Possible:
    """One of our changes, the lags at which one of theirs could be it, and from when until when theirs were watched."""

    change: Change
    spans: tuple[_Span, ...]
    watched: _Span

    def near(self, lag: "Lag", around_ms: int) -> "Possible":
        """Give the same without the lags farther than so much from those of a lag."""
        least, most = lag.least - around_ms, lag.most + around_ms
        kept = ((max(a, least), min(b, most)) for a, b in self.spans if a <= most and b >= least)
        return replace(self, spans=tuple(kept))

    def is_covered(self, least: int, most: int) -> bool:
        """Say whether theirs would have been seen at every lag of a stretch."""
        return self.watched[0] <= self.change.since + least and self.change.seen + most <= self.watched[1]


def changes_of(points: Iterable[Point], level: float | None, most: int = MOST_CHANGES) -> list[Change]:
    """Give the changes from one good value to another: of texts the new value, of numbers the crossing of a level.

    Numbers without a level have none. A first value after a connection changes nothing: what was before is not known.
    """
    found: list[Change] = []
    for before, after in pairwise(point for point in points if point.is_good):
        label = "" if after.is_first else _label(before.value, after.value, level)
        if label:
            found.append(Change(label, after.since, after.seen))
        if len(found) == most:
            break
    return found


def _label(before: str | float, after: str | float, level: float | None) -> str:
    if isinstance(before, float) and isinstance(after, float):
        if level is None or (before < level) == (after < level):
            return ""
        return "up" if before < level else "down"
    now = str(after).strip().upper()
    return "" if str(before).strip().upper() == now else f"={now}"


def most_changes(signals: int) -> int:
    """Give how many changes of one of so many signals are compared."""
    return max(LEAST_CHANGES, min(MOST_CHANGES, MOST_COMPARED // max(1, signals)))


def lags_of(
    ours: Sequence[Change], theirs: Sequence[Change], watched: tuple[int, int], window_ms: int
) -> list[Possible]:
    """Give, for each of our changes, the lags at which one of theirs could be it: disjoint, in order."""
    by_label: dict[str, list[Change]] = {}
    for change in theirs:
        by_label.setdefault(change.label, []).append(change)
    found = [(change, _spans(change, by_label.get(change.label, []), window_ms)) for change in ours]
    return [Possible(change, tuple(spans), watched) for change, spans in found]


def _spans(change: Change, theirs: list[Change], window_ms: int) -> list[_Span]:
    first = bisect_left(theirs, change.since - window_ms, key=lambda other: other.seen)
    last = bisect_right(theirs, change.seen + window_ms, key=lambda other: other.since)
    spans: list[_Span] = []
    for other in theirs[first:last]:
        least, most = max(other.since - change.seen, -window_ms), min(other.seen - change.since, window_ms)
        if spans and least <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], most))
        elif least <= most:
            spans.append((least, most))
    return spans


def estimate(possible: Sequence[Possible], largest_jitter_ms: int) -> Lag | None:
    """Give the lags most changes allow; None where no change of one side could be one of the other."""
    stretches = _stretches([span for one in possible for span in one.spans])
    best = max((held for held, _, _ in stretches), default=0)
    if not best:
        return None
    regions = _joined([stretch for stretch in stretches if 10 * stretch[0] >= 8 * best])
    _, least, most = min(regions, key=lambda region: (-region[0], abs(region[1] + region[2])))
    rival = _rival(stretches, best, (least, most), possible)
    # At the edges of the capture a change may have been shown before or after the other side was watched.
    covered = [one for one in possible if one.is_covered(least, most)]
    # A change nothing could answer to lies outside any jitter; it counts as not matched.
    distances = sorted(_distance(one.spans, least, most) for one in covered if one.spans) or [0]
    jitter = min(distances[(9 * len(distances) - 1) // 10], largest_jitter_ms)
    return Lag(
        least=least,
        most=most,
        changes=len(covered),
        matched=sum(distance <= jitter for distance in distances) if covered else 0,
        jitter_ms=jitter,
        rival_ms=rival,
    )


#: How many changes a stretch of lags allows, from where, to where.
_Stretch = tuple[int, int, int]


def _stretches(spans: Sequence[_Span]) -> list[_Stretch]:
    """Give every stretch of lags with how many spans hold all of it."""
    # Closed intervals: where one ends and another begins, both hold.
    edges = sorted([(least, -1) for least, _ in spans] + [(most, 1) for _, most in spans])
    held, found = 0, []
    for (at, edge), (following, _) in pairwise([*edges, *edges[-1:]]):
        held -= edge
        found.append((held, at, following))
    return found


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Join stretches that touch; the most any of them holds counts."""
    found: list[_Stretch] = []
    for held, least, most in stretches:
        if found and found[-1][2] == least:
            found[-1] = (max(held, found[-1][0]), found[-1][1], most)
        else:
            found.append((held, least, most))
    return found


def _rival(stretches: Sequence[_Stretch], best: int, told: _Span, possible: Sequence[Possible]) -> int | None:
    """Give another lag that fits as well as far as it can be seen, as where a signal repeats; None where none does.

    At a larger lag fewer changes lie within the capture on both sides; so what counts is the share of those that do.
    """
    watched = possible[0].watched
    since, seen = sorted(one.change.since for one in possible), sorted(one.change.seen for one in possible)

    def fits(stretch: _Stretch) -> bool:
        held, least, most = stretch
        at = (least + most) // 2
        covered = bisect_right(seen, watched[1] - at) - bisect_left(since, watched[0] - at)
        return 2 * held >= best and 10 * held >= 8 * covered

    others = [
        region
        for region in _joined(stretch for stretch in stretches if fits(stretch))
        if region[1] > told[1] or region[2] < told[0]
    ]
    best_other = max(others, default=None)
    return (best_other[1] + best_other[2]) // 2 if best_other else None


def _distance(spans: Sequence[_Span], least: int, most: int) -> int:
    return min(max(0, span[0] - most, least - span[1]) for span in spans)
