"""Names in the only characters a transfer file knows: half-width kana, capitals, digits and ( ) - . space, by table.

Small kana become large ones, a voiced kana becomes two signs, the long vowel mark and every dash become a hyphen.
Nothing is guessed: a sign without an equivalent is refused with its place.
"""

import string
import unicodedata

from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.values.finding import Finding

_LARGE = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_SMALL, _GROWN = "ァィゥェォッャュョヮヵヶ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ"
_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
#: The long vowel mark and the dashes people type for a hyphen: hyphens, en and em dash, bar, minus.
_DASHES = "\u30fc\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PLAIN = string.ascii_uppercase + string.digits + "()-. "
_TABLE = (
    dict(zip(_LARGE, _HALF, strict=True))
    | dict(zip(_SMALL, _GROWN, strict=True))
    | dict.fromkeys(_DASHES, "-")
    | {sign: sign for sign in _PLAIN}
    | dict(zip(string.ascii_lowercase, string.ascii_uppercase, strict=True))
)
#: Every sign a field of characters may hold.
ALLOWED = frozenset([*_HALF, *_MARKS.values(), *_PLAIN])
#: From hiragana to the katakana of the same sound, in code points.
_TO_KATAKANA = 0x60


def _katakana(sign: str) -> str:
    return chr(ord(sign) + _TO_KATAKANA) if "ぁ" <= sign <= "ゖ" else sign


def _converted(sign: str) -> str | None:
    """Give the signs of one composed character; None where it has no equivalent."""
    parts = unicodedata.normalize("NFD", _katakana(sign))
    half, marks = _TABLE.get(parts[0]), [_MARKS.get(mark) for mark in parts[1:]]
    return None if half is None or None in marks else half + "".join(mark for mark in marks if mark)


def _composed(text: str) -> str:
    """Fold widths and join each voiced mark to its kana; the spaced marks would turn into a blank and a mark."""
    joined = text.replace("\u309b", "\u3099").replace("\u309c", "\u309a")
    return unicodedata.normalize("NFKC", joined)


def half_width(text: str, place: str = "") -> str | list[Finding]:
    """Give a name in the characters of a transfer file, or every sign that has no equivalent, with its place."""
    signs = [(n, sign, _converted(sign)) for n, sign in enumerate(_composed(text).strip(), start=1)]
    strange = [(n, sign) for n, sign, half in signs if half is None]
    if strange:
        return [wrong("no_equivalent", place, sign=_shown(sign), position=n) for n, sign in strange]
    return "".join(half for _, _, half in signs if half)


def _shown(sign: str) -> str:
    """Give a sign as a refusal can quote it: one that cannot be seen or written by its code point."""
    return sign if sign.isprintable() and not unicodedata.combining(sign) else f"U+{ord(sign):04X}"


def to_bytes(half: str) -> bytes:
    """Write signs of the file's own set as JIS X 0201, one byte each; half-width kana begin at A1."""
    return bytes(ord(sign) if ord(sign) < 0x80 else ord(sign) - 0xFF61 + 0xA1 for sign in half)


def from_bytes(data: bytes) -> str:
    """Read JIS X 0201 bytes; what is no sign of the file's set becomes a question mark for a refusal to show."""
    signs = (chr(byte) if byte < 0x80 else chr(byte - 0xA1 + 0xFF61) for byte in data)
    return "".join(sign if sign in ALLOWED else "?" for sign in signs)
