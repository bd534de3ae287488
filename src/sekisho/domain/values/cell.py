"""What people write into cells: days, numbers with their units, yes and no, and the marks that stand for something.

Everything is read exactly or not at all. A reader that guesses would list a machine nobody meant.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from sekisho.domain.values.era import FIRST_DAYS
from sekisho.domain.values.grid import CellValue
from sekisho.domain.values.time import FIRST_YEAR, LAST_YEAR


class CellTextError(ValueError):
    """A cell that cannot be read as what its column holds."""


#: Written for "as above"; a mark in quotation form stands alone in its cell.
DITTO = frozenset({"〃", "々", "同上", "同右", "同左", "同前", '"', "''", "”", "ditto", "do.", "same as above", "同"})
_ABOVE = DITTO - {"同右", "同左"}
#: Written for "nothing": a machine that has none, which is another thing than a cell nobody filled in.
NOTHING = frozenset(
    {"-", "—", "―", "－", "ー", "–", "なし", "無し", "無", "该当なし", "該当なし", "无", "none", "n/a", "nil"}
)
#: Signs that point to a footnote. Folding to plain digits would make another model of HLM-650V¹.
_MARKS = re.compile(
    r"(?:[※＊*†‡]\s*[0-9０-９]{0,2}|[¹²³⁰-⁹]+|[①-⑳]|[(（]注\s*[0-9０-９]{0,2}[)）]|注[0-9０-９]{1,2})\s*$"
)
#: Raised and circled figures: folded, they would lengthen the number or name they stand behind.
_RAISED = re.compile(r"(?<![⁻⁺])[¹²³⁰-⁹①-⑳]")
_RAISED_RUNS = re.compile(r"([¹²³⁰-⁹①-⑳]+)")
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]")
#: A long vowel between Latin letters or digits is a hyphen somebody typed in full width.
_LONG_VOWEL = re.compile(r"(?<=[0-9A-Za-z])ー(?=[0-9A-Za-z])")
_SPACES = re.compile(r"\s+")

_ERAS = {"reiwa": ("令和", "令", "r"), "heisei": ("平成", "平", "h")}
_ERA = re.compile(r"(令和|平成|令|平|[rh])\.?(元|[0-9]{1,2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$")
_DAY = re.compile(r"([0-9]{4})(?:年|[./-])([0-9]{1,2})(?:月|[./-])([0-9]{1,2})日?$")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})$")
_WEEKDAY = re.compile(r"\((?:[月火水木金土日]|mon|tue|wed|thu|fri|sat|sun|(?:周|星期)[一二三四五六日])\)$")
#: Days count from here: a spreadsheet of 1900 believes that year had a 29 February, so its day 0 is 30 December.
_DAY_ZERO, _DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: The false 29 February 1900: below it the two counts differ by one, and nobody means such a day.
_SOONEST_SERIAL = 61

#: A comma parts thousands only behind a number that could have them: 0,850 is a decimal somewhere else.
_NUMBER = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
#: What follows a number is its unit; a digit or sign there means the number was written some other way (1,5).
_UNIT = r"(?P<unit>(?:[^\s0-9.,/±+:~-].*)?)"
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<man>万)?\s*{_UNIT}")
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<unit_low>[^0-9~±\s-]*)\s*(?:~|-|から|至|to)\s*(?P<high>{_NUMBER})\s*{_UNIT}"
)
_TOLERANCE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[^0-9±\s]*)\s*±\s*(?P<percent>{_NUMBER})\s*%")
#: The exponent of min-1, which would else be the end of a range.
_PER = re.compile(r"(?<=[A-Za-z])-1(?![0-9.])")
#: No maker and no model is called by more signs than this.
LONGEST_NAME = 200
#: No machine does more than this of anything, and no text of more signs is a number.
LONGEST_NUMBER = 24


@dataclass(frozen=True, slots=True)
class Written:
    """A quantity as somebody wrote it: one number, or the ends of a range, with the unit beside it if there was one."""

    low: Fraction
    high: Fraction | None = None
    unit: str = ""


def folded(text: str) -> str:
    """Fold full width, half-width katakana, blanks and the many hyphens to one form; nothing else changes."""
    return _kept(text) if len(text) <= LONGEST_NAME else _folded(text)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", _LONG_VOWEL.sub("-", _one_width(text))).strip()


def _one_width(text: str) -> str:
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", _HYPHENS.sub("-", text)))


def folded_name(text: str) -> str:
    """Fold a name like any text, but leave raised and circled figures: HLM-650V¹ is not HLM-650V1."""
    # Taken apart at each of them, because what folds full width makes plain figures of them as well.
    plain = "".join(part if n % 2 else _one_width(part) for n, part in enumerate(_RAISED_RUNS.split(text)))
    return _SPACES.sub(" ", _LONG_VOWEL.sub("-", plain)).strip()


#: A list says the same few words in every row.
_kept = lru_cache(maxsize=4096)(_folded)


def alike(text: str) -> str:
    """Give the form in which two spellings of a heading or a word are the same: folded, no case, no blanks."""
    return _kept_alike(text) if len(text) <= LONGEST_NAME else _alike(text)


def _alike(text: str) -> str:
    return folded(text).casefold().replace(" ", "")


_kept_alike = lru_cache(maxsize=4096)(_alike)


def without_mark(text: str) -> tuple[str, str]:
    """Part a text from the sign at its end that points to a footnote; without one the sign is empty."""
    found = _MARKS.search(text) if len(text) <= LONGEST_NAME else None
    if found is None or not text[: found.start()].strip():
        return text, ""
    return text[: found.start()].rstrip(), found[0].strip()


def is_ditto(cell: CellValue) -> bool:
    """Say whether a cell stands for the one above it."""
    return isinstance(cell, str) and folded(cell).casefold() in _ABOVE


def stands_for_another(cell: CellValue) -> bool:
    """Say whether a cell stands for the one above it or beside it, and so says nothing by itself."""
    return isinstance(cell, str) and folded(cell).casefold() in DITTO


def is_nothing(cell: CellValue) -> bool:
    """Say whether a cell says that there is none."""
    return isinstance(cell, str) and folded(cell).casefold() in NOTHING


def text_of(cell: CellValue) -> str:
    """Read a cell as a word or a name, folded. Raises CellTextError for a day, an error, yes or no, a broken number."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if len(cell) > LONGEST_NAME or _RAISED.search(cell) or stands_for_another(cell):
            raise CellTextError(f"{cell[:40]!r} is too long for a name, holds a raised figure, or points elsewhere")
        return folded(cell)
    # A model 1-2 becomes the second of January in a spreadsheet; nobody can tell what it was.
    if not isinstance(cell, Decimal):
        raise CellTextError(f"{cell} is no name")
    if cell != cell.to_integral_value():
        raise CellTextError(f"{cell} is no name")
    return format(cell, "f").partition(".")[0]


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise CellTextError(f"{year}-{month}-{day} is no day") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellTextError(f"{found.isoformat()} is no day anybody means")
    return found


def _era_day(word: str, year: str, month: str, day: str) -> date:
    era = next(name for name, words in _ERAS.items() if word in words)
    first_on = next(first for first, name in FIRST_DAYS if name == era)
    found = _calendar_day(first_on.year + (1 if year == "元" else int(year)) - 1, int(month), int(day))
    # Heisei 31 ended on 30 April, and Reiwa 1 began on 1 May: a day outside its era is a slip, not that day.
    last = next((first for first, _ in reversed(FIRST_DAYS) if first > first_on), None)
    if found < first_on or (last and found >= last):
        raise CellTextError(f"{word}{year}年{month}月{day}日 lies outside its era")
    return found


def _serial_day(number: Decimal, *, from_1904: bool) -> date:
    if number != number.to_integral_value() or not _SOONEST_SERIAL <= number <= 100_000:
        raise CellTextError(f"{number} is no day")
    return (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + timedelta(days=int(number))


def _text_day(text: str) -> date:
    plain = _WEEKDAY.sub("", alike(text))
    if found := _ERA.fullmatch(plain):
        return _era_day(*found.groups())
    if found := _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
        return _calendar_day(year, month, day)
    raise CellTextError(f"{text!r} is no day")


def day_of(cell: CellValue, *, from_1904: bool = False) -> date:
    """Read a day: a date cell, a number of days, or text of any form in use in Japan and China. Raises CellTextError.

    7/15/2026 and 15/7/2026 are refused: which of them somebody means depends on where that person lives.
    """
    if isinstance(cell, date):
        return _calendar_day(cell.year, cell.month, cell.day)
    if isinstance(cell, Decimal):
        compact = _COMPACT.fullmatch(format(cell, "f"))
        return _text_day(compact[0]) if compact else _serial_day(cell, from_1904=from_1904)
    if isinstance(cell, str):
        return _text_day(cell)
    raise CellTextError(f"{cell} is no day")


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(Decimal(text.replace(",", "")))
    except InvalidOperation as error:
        raise CellTextError(f"{text!r} is no number") from error


def _unit(text: str) -> str:
    return text.strip().replace("⁻¹", "-1")


def _range(found: re.Match[str]) -> Written:
    low, high = _fraction(found["low"]), _fraction(found["high"])
    unit, other = _unit(found["unit"]), _unit(found["unit_low"])
    if low > high or (unit and other and other != unit):
        raise CellTextError(f"{found[0]!r} is no range")
    return Written(low, high, unit or other)


def _tolerance(found: re.Match[str]) -> Written:
    middle, share = _fraction(found["number"]), _fraction(found["percent"]) / 100
    if share > 1:
        raise CellTextError(f"{found[0]!r} is no range")
    return Written(middle * (1 - share), middle * (1 + share), _unit(found["unit"]))


def _text_quantity(text: str) -> Written:
    plain = _PER.sub("⁻¹", folded(text)).replace("〜", "~").replace("∼", "~").removeprefix("±").strip()
    if len(plain) > LONGEST_NUMBER * 3 or _RAISED.search(text):
        raise CellTextError(f"{text[:40]!r} is no number")
    if found := _TOLERANCE.fullmatch(plain):
        return _tolerance(found)
    if found := _RANGE.fullmatch(plain):
        return _range(found)
    found = _QUANTITY.fullmatch(plain)
    if found is None or len(found["number"]) > LONGEST_NUMBER:
        raise CellTextError(f"{text[:40]!r} is no number")
    return Written(_fraction(found["number"]) * (10_000 if found["man"] else 1), None, _unit(found["unit"]))


def quantity_of(cell: CellValue) -> Written:
    """Read a quantity: 12,000 · １２０００ min-1 · 1.2万 · 180〜240V · 200V±10% · ±0.05. Raises CellTextError.

    1,5 is refused: a comma parts thousands here and decimals elsewhere.
    """
    if isinstance(cell, Decimal) and cell.is_finite() and len(cell.as_tuple().digits) <= LONGEST_NUMBER:
        return Written(Fraction(cell))
    if isinstance(cell, str) and cell.strip():
        return _text_quantity(cell)
    raise CellTextError(f"{cell} is no number")


def plain_number(value: Fraction) -> str:
    """Write a number exactly, as data files hold it. Raises CellTextError where it has no end."""
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        raise CellTextError(f"{value} has no end as a decimal")
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = abs(value * 10**digits).numerator
    text = str(whole).zfill(digits + 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{text[: len(text) - digits]}.{text[len(text) - digits :]}" if digits else f"{sign}{text}"
