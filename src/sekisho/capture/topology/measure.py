"""How wide a text is drawn, in pixels, never too little: whatever typeface a reader has, no label leaves its place."""

import unicodedata

#: Parts of a thousand of the type's size, above the widest sans-serif a reader is likely to have.
_WIDE, _BROAD, _USUAL = 1060, 1000, 680
_BROAD_SIGNS = frozenset("mwMW@%&+=<>→←↔—")
ELLIPSIS = "…"


def _width(sign: str) -> int:
    if unicodedata.east_asian_width(sign) in "WFA":
        return _WIDE
    if sign in _BROAD_SIGNS or sign.isupper():
        return _BROAD
    # What is written neither in Latin nor in a wide script may come from any typeface.
    return _USUAL if sign < "\u0250" else _WIDE


def width_of(text: str, size: int, *, is_bold: bool = False) -> int:
    """Give the most a text takes at a type size, in whole pixels."""
    thousandths = sum(map(_width, text)) * size
    return -(-thousandths * (11 if is_bold else 10) // 10_000)


def wrapped(text: str, size: int, room: int, most: int, *, is_bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most so many lines of a width; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        line = _head(rest, size, room, is_bold=is_bold)
        rest = rest[len(line) :].lstrip()
        lines.append(line.rstrip())
    if rest and lines:
        lines[-1] = _cut(lines[-1], size, room, is_bold=is_bold)
    return tuple(lines)


def _head(text: str, size: int, room: int, *, is_bold: bool) -> str:
    """Give as much of a text as fits, at least one sign, broken at a space where there is one in its second half."""
    end = len(text)
    while end > 1 and width_of(text[:end], size, is_bold=is_bold) > room:
        end -= 1
    if end == len(text):
        return text
    space = text.rfind(" ", 0, end + 1)
    return text[:space] if space > end // 2 else text[:end]


def _cut(line: str, size: int, room: int, *, is_bold: bool) -> str:
    while len(line) > 1 and width_of(line + ELLIPSIS, size, is_bold=is_bold) > room:
        line = line[:-1]
    return line + ELLIPSIS
