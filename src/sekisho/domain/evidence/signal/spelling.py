"""One spelling for what people write in many: widths, spaces, dashes, company forms, Japanese addresses."""

import re
import unicodedata

from sekisho.domain.values.identifier import folded

#: Forms of a company's name that stand before or behind it and tell nobody apart.
_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|\(株\)|\(有\)|\(同\)|有限公司|股份"
    r"|,? ?co\.?,? ?ltd\.?$|,? ?inc\.?$|,? ?corp(oration)?\.?$"
)
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
#: Kanji numbers count as numbers only where a part of an address follows: 三田 and 千代田 are names.
_NUMERALS = re.compile(r"[〇一二三四五六七八九十]+(?=丁目|番地|番|号)")
_PARTS = re.compile(r"(?<=\d)(丁目|番地の?|番|号|の)")
#: Dashes, and the prolonged sound mark where it stands for one between digits.
_DASHES = re.compile(r"[‐‑‒–—―−ー－-]")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def name(text: str) -> str:
    """Fold the name of an organisation or a person; the company's form tells nobody apart."""
    return folded(_FORMS.sub("", _plain(text).strip()))


def _number(found: re.Match[str]) -> str:
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return "".join(str(_DIGITS[sign]) for sign in ones)
    high = _DIGITS.get(tens, 1) if len(tens) <= 1 else int("".join(str(_DIGITS.get(sign, 0)) for sign in tens))
    return str(high * 10 + (_DIGITS[ones] if len(ones) == 1 else 0))


def address(text: str) -> str:
    """Fold a Japanese address modestly: 三丁目5番地2号, ３－５－２ and 3の5の2 are one; a building stays as written."""
    arabic = _NUMERALS.sub(_number, "".join(sign for sign in _plain(text) if sign.isprintable()))
    joined = _PARTS.sub("-", _DASHES.sub("-", "".join(arabic.split())))
    return re.sub(r"-+", "-", re.sub(r"-(?=\D|$)", "", joined)).strip("-、,. ")
