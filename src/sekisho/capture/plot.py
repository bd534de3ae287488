"""A capture as a picture: each state as a band, each number as a line, gaps shaded. The same rows give the same SVG."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as _escaped

from sekisho.capture.table import CaptureTables

WIDTH, LABEL, ROW, FOOT = 960, 200, 64, 40
#: More points than this cannot be told apart on so many pixels: of each column the lowest and highest are drawn.
_INNER = WIDTH - LABEL - 20
_TONES = ("#264af4", "#c5d7fb", "#7096f8", "#e8f1fe", "#0017c1", "#9db7f9")
_INK, _QUIET, _GAP = "#1a1a1c", "#626264", "#fed7a8"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """One signal of one stream: good values with their time in milliseconds, in order of time."""

    name: str
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
        tracks=[Track(f"{signal} ({stream})", kind, points) for (stream, signal, kind), points in tracks.items()],
        gaps=[(begun, begun + ms) for *_, begun, ms in tables.gaps() if isinstance(begun, int) and isinstance(ms, int)],
    )


def _plain(text: str) -> str:
    """Give a text as it may stand in the picture: machines send control characters, and no XML holds them."""
    return _escaped("".join(sign if sign.isprintable() else "\ufffd" for sign in text))


def _x(at: int, span: Span) -> float:
    return round(LABEL + _INNER * (at - span[0]) / max(1, span[1] - span[0]), 1)


def _bands(track: Track, span: Span, top: int) -> Iterable[str]:
    tones: dict[str, str] = {}
    ends = [*(at for at, _, _ in track.points[1:]), span[1]]
    for (at, value, _), end in zip(track.points, ends, strict=False):
        tone = tones.setdefault(value, _TONES[len(tones) % len(_TONES)])
        left, width = _x(at, span), round(_x(end, span) - _x(at, span), 1)
        yield (
            f'<rect x="{left}" y="{top + 14}" width="{max(width, 0.4)}" height="24" fill="{tone}">'
            f"<title>{_plain(value)}</title></rect>"
        )
    yield from _legend(tones, top)


def _legend(tones: Mapping[str, str], top: int) -> Iterable[str]:
    left = LABEL
    for value, tone in list(tones.items())[:6]:
        yield f'<rect x="{left}" y="{top + 44}" width="10" height="10" fill="{tone}" stroke="{_QUIET}"/>'
        yield f'<text x="{left + 15}" y="{top + 53}" font-size="11" fill="{_QUIET}">{_plain(value[:18])}</text>'
        left += 40 + 7 * min(len(value), 18)


def _line(track: Track, span: Span, top: int) -> Iterable[str]:
    numbers = [(at, number) for at, _, number in track.points if number is not None]
    if not numbers:
        return
    low, high = min(number for _, number in numbers), max(number for _, number in numbers)
    columns: dict[float, list[float]] = {}
    for at, number in numbers:
        columns.setdefault(round(_x(at, span)), []).append(number)
    height = high - low or 1.0
    drawn = [
        f"{x},{round(top + 48 - 36 * (number - low) / height, 1)}"
        for x, column in sorted(columns.items())
        for number in dict.fromkeys((column[0], min(column), max(column), column[-1]))
    ]
    yield f'<polyline points="{" ".join(drawn)}" fill="none" stroke="{_TONES[0]}" stroke-width="1.5"/>'
    for y, number in ((top + 16, high), (top + 50, low)):
        yield f'<text x="{LABEL - 8}" y="{y}" font-size="11" text-anchor="end" fill="{_QUIET}">{number:.6g}</text>'


def _track(track: Track, span: Span, top: int) -> Iterable[str]:
    yield f'<text x="12" y="{top + 32}" font-size="13" fill="{_INK}">{_plain(track.name[:24])}</text>'
    yield from (_line if track.kind == "number" else _bands)(track, span, top)
    yield f'<line x1="12" x2="{WIDTH - 12}" y1="{top + ROW}" y2="{top + ROW}" stroke="#e6e6e6"/>'


def _gap(gap: Span, span: Span, bottom: int) -> str:
    left, right = _x(gap[0], span), _x(gap[1], span)
    return f'<rect x="{left}" y="40" width="{max(round(right - left, 1), 1)}" height="{bottom - 40}" fill="{_GAP}"/>'


def svg(picture: Picture) -> str:
    """Draw a capture."""
    span, bottom = picture.span, 40 + ROW * len(picture.tracks)
    height = bottom + FOOT
    seconds = f"{(span[1] - span[0]) / 1000:.1f} s"
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" role="img">',
        f"<title>{_plain(picture.title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="26" font-size="15" font-weight="700" fill="{_INK}">{_plain(picture.title)}</text>',
        *(_gap(gap, span, bottom) for gap in picture.gaps),
        *(part for n, track in enumerate(picture.tracks) for part in _track(track, span, 40 + ROW * n)),
        f'<text x="{LABEL}" y="{bottom + 20}" font-size="12" fill="{_QUIET}">0</text>',
        f'<text x="{WIDTH - 20}" y="{bottom + 20}" font-size="12" text-anchor="end" fill="{_QUIET}">{seconds}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
