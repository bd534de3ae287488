"""A capture as a picture: each state as a band, each number as a line of steps, gaps shaded.

Nothing is drawn that was not seen: a value holds until the next one, and no line leads from one to another across the
time between. The same rows give the same SVG.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as _escaped

from sekisho.capture.analysis.table import CaptureTables

WIDTH, LABEL, ROW, FOOT = 960, 200, 64, 40
#: More points than this cannot be told apart on so many pixels: of each column the lowest and highest are drawn.
_INNER = WIDTH - LABEL - 20
_TONES = ("#264af4", "#c5d7fb", "#7096f8", "#e8f1fe", "#0017c1", "#9db7f9")
_INK, _QUIET, _GAP = "#1a1a1c", "#626264", "#fed7a8"
#: A band thinner than this is no more than a line; and so much of a text is told.
THIN, LONGEST = 0.5, 200
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """One signal of one stream: good values with their time in milliseconds, in order of time."""

    signal: str
    stream: str
    kind: str
    points: Sequence[tuple[int, str, float | None]]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: a title, the signals below each other, and the gaps as spans of time."""

    title: str
    tracks: Sequence[Track]
    gaps: Sequence[Span]

    @property
    def span(self) -> Span:
        """Give the first and the last instant of any value or gap."""
        times = [at for track in self.tracks for at, _, _ in track.points] + [at for gap in self.gaps for at in gap]
        return (min(times), max(times)) if times else (0, 1)


def picture_of(tables: CaptureTables) -> Picture:
    """Give what a capture is drawn from: good values by the time they were received, as the gaps are."""
    tracks: dict[tuple[str, str, str], list[tuple[int, str, float | None]]] = {}
    for _, _, stream, signal, kind, _, _, _, received, _, is_good, value, number in tables.samples():
        points = tracks.setdefault((str(stream), str(signal), str(kind)), [])
        if is_good and isinstance(received, int):
            points.append((received, str(value), number if isinstance(number, float) else None))
    device = tables.plan.machine.device
    return Picture(
        title=f"{tables.plan.case} · {tables.plan.line} · {device} · {tables.bundle[:8]}",
        tracks=[Track(signal, stream, kind, points) for (stream, signal, kind), points in tracks.items()],
        gaps=[(begun, begun + ms) for *_, begun, ms in tables.gaps() if isinstance(begun, int) and isinstance(ms, int)],
    )


def _plain(text: str) -> str:
    """Give a text as it may stand in the picture: machines send control characters, and no XML holds them."""
    return _escaped("".join(sign if sign.isprintable() else "\ufffd" for sign in text))


def _x(at: int, span: Span) -> float:
    return round(LABEL + _INNER * (at - span[0]) / max(1, span[1] - span[0]), 1)


def _tones(picture: Picture) -> Mapping[str, Mapping[str, str]]:
    """Give each signal's values their tones: the same value has the same one in every stream."""
    values: dict[str, set[str]] = {}
    for track in picture.tracks:
        values.setdefault(track.signal, set()).update(value for _, value, _ in track.points)
    return {
        signal: {value: _TONES[n % len(_TONES)] for n, value in enumerate(sorted(found))}
        for signal, found in values.items()
    }


def _bands(track: Track, span: Span, top: int, tones: Mapping[str, str]) -> Iterable[str]:
    for at, end, value in _held(track, span):
        left, width = _x(at, span), round(_x(end, span) - _x(at, span), 1)
        yield (
            f'<rect x="{left}" y="{top + 14}" width="{max(width, 0.4)}" height="24" fill="{tones[value]}">'
            f"<title>{_plain(value[:LONGEST])}</title></rect>"
        )
    yield from _legend({value: tones[value] for value in dict.fromkeys(value for _, value, _ in track.points)}, top)


def _held(track: Track, span: Span) -> Iterable[tuple[int, int, str]]:
    """Give from when until when each value was held; what is too short to be told apart stands once on each spot."""
    drawn = -1.0
    begun: int | None = None
    following = [*track.points[1:], (span[1], None, None)]
    for (at, value, _), (end, other, _) in zip(track.points, following, strict=False):
        begun = at if begun is None else begun
        if other == value:
            continue
        left = _x(begun, span)
        if _x(end, span) - left >= THIN or left - drawn >= THIN:
            yield begun, end, value
            drawn = left
        begun = None


def _legend(tones: Mapping[str, str], top: int) -> Iterable[str]:
    left = LABEL
    for value, tone in list(tones.items())[:6]:
        yield f'<rect x="{left}" y="{top + 44}" width="10" height="10" fill="{tone}" stroke="{_QUIET}"/>'
        yield f'<text x="{left + 15}" y="{top + 53}" font-size="11" fill="{_QUIET}">{_plain(value[:18])}</text>'
        left += 40 + 7 * min(len(value), 18)


def _columns(numbers: Sequence[tuple[int, float]], span: Span) -> Iterable[tuple[int, list[float]]]:
    """Give what is drawn in each column of pixels: its first value, its lowest and highest, and its last."""
    columns: dict[int, list[float]] = {}
    for at, number in numbers:
        columns.setdefault(round(_x(at, span)), []).append(number)
    for x, column in sorted(columns.items()):
        yield x, [column[0], min(column), max(column), column[-1]]


def _line(track: Track, span: Span, top: int) -> Iterable[str]:
    numbers = [(at, number) for at, _, number in track.points if number is not None]
    if not numbers:
        return
    low, high = min(number for _, number in numbers), max(number for _, number in numbers)
    # Halved first: the greatest numbers lie farther apart than a number can tell.
    height, steps, held = high / 2 - low / 2 or 1.0, [], ""
    for x, column in _columns(numbers, span):
        ys = [str(round(top + 48 - 36 * (number / 2 - low / 2) / height, 1)) for number in column]
        steps += [f"{x},{held}"] if held else []
        steps += [f"{x},{y}" for y in dict.fromkeys(ys)]
        held = ys[-1]
    steps.append(f"{round(_x(span[1], span))},{held}")
    yield f'<polyline points="{" ".join(steps)}" fill="none" stroke="{_TONES[0]}" stroke-width="1.5"/>'
    for y, number in ((top + 16, high), (top + 50, low)):
        yield f'<text x="{LABEL - 8}" y="{y}" font-size="11" text-anchor="end" fill="{_QUIET}">{number:.6g}</text>'


def _track(track: Track, span: Span, top: int, tones: Mapping[str, str]) -> Iterable[str]:
    name = _plain(f"{track.signal[:14]} ({track.stream[:10]})")
    yield f'<text x="12" y="{top + 32}" font-size="13" fill="{_INK}">{name}</text>'
    yield from _line(track, span, top) if track.kind == "number" else _bands(track, span, top, tones)
    yield f'<line x1="12" x2="{WIDTH - 12}" y1="{top + ROW}" y2="{top + ROW}" stroke="#e6e6e6"/>'


def _gap(gap: Span, span: Span, bottom: int) -> str:
    left, right = _x(gap[0], span), _x(gap[1], span)
    return f'<rect x="{left}" y="40" width="{max(round(right - left, 1), 1)}" height="{bottom - 40}" fill="{_GAP}"/>'


def svg(picture: Picture) -> str:
    """Draw a capture."""
    span, bottom = picture.span, 40 + ROW * len(picture.tracks)
    height, tones = bottom + FOOT, _tones(picture)
    seconds = f"{(span[1] - span[0]) / 1000:.1f} s"
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" role="img">',
        f"<title>{_plain(picture.title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="26" font-size="15" font-weight="700" fill="{_INK}">{_plain(picture.title)}</text>',
        *dict.fromkeys(_gap(gap, span, bottom) for gap in picture.gaps),
        *(
            part
            for n, track in enumerate(picture.tracks)
            for part in _track(track, span, 40 + ROW * n, tones[track.signal])
        ),
        f'<text x="{LABEL}" y="{bottom + 20}" font-size="12" fill="{_QUIET}">0</text>',
        f'<text x="{WIDTH - 20}" y="{bottom + 20}" font-size="12" text-anchor="end" fill="{_QUIET}">{seconds}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
