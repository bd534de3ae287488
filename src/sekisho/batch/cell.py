"""What one cell of a table of equipment lines says, read exactly or not at all; each kind of column has its reader."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from sekisho.domain.rules.datatype import OTHER
from sekisho.domain.screening.listing import PARTS
from sekisho.domain.values.cell import (
    CellTextError,
    Written,
    alike,
    day_of,
    folded,
    is_nothing,
    quantity_of,
    stands_for_another,
    without_mark,
)
from sekisho.domain.values.identifier import is_corporate_number, normalised
from sekisho.domain.values.money import LARGEST_YEN
from sekisho.domain.values.time import TimeError, parse_instant

YES = frozenset(
    {"true", "yes", "y", "はい", "有", "有り", "あり", "○", "◯", "〇", "✓", "✔", "適合", "済", "是", "合格", "符合"}
)
NO = frozenset(
    {
        "false",
        "no",
        "n",
        "いいえ",
        "無",
        "無し",
        "なし",
        "×",
        "✗",
        "✕",
        "不適合",
        "未",
        "否",
        "不合格",
        "不符合",
        "没有",
    }
)
#: What stands where something is to be filled in: nobody can read a name from it.
OPEN = frozenset({"未定", "不明", "未確定", "待定", "未知", "tbd", "tba", "tbc", "unknown"})
#: What spreadsheets write into a cell whose formula went wrong.
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "="})
#: No name, number or word of a machine is longer.
LONGEST = 200
_PL = {letter: n for n, letter in enumerate("abcde", 1)}
_YEN_SIGNS = "¥￥\\"
_YEN_UNITS = ("", "円", "日元", "yen", "jpy")
_LARGEST = 2**63


def _is_no_text(text: str) -> bool:
    return text in ERRORS or stands_for_another(text) or len(text) > LONGEST


def name_of(text: str) -> str | None:
    """Read a name: folded as far as widths go; a mark of a footnote may be part of it or not, so nobody can tell."""
    # HLM-650V with a raised 2 folds to HLM-650V2, which is another model (F13).
    # Two machines whose serials are "not known yet" are not one machine, and who has no partner names none.
    if _is_no_text(text) or is_nothing(text) or alike(text) in OPEN or without_mark(text)[1]:
        return None
    return folded(text)


def corporate_number_of(text: str) -> str | None:
    """Read the number of a company, without hyphens; one whose check digit is wrong is nobody's."""
    name = name_of(text)
    return normalised(name) if name and is_corporate_number(name) else None


def flag_of(text: str) -> bool | None:
    """Read yes or no. 1 and 0 are numbers, and may mean how many there are."""
    said = alike(text)
    return True if said in YES else False if said in NO else None


def level_of(text: str) -> int | None:
    """Read a level: PL a to e as 1 to 5, SIL 1 to 4, none as 0."""
    if is_nothing(text):
        return 0
    said = alike(text).removeprefix("pl").removeprefix("sil").lstrip("-=:")
    number = _PL.get(said, int(said) if said.isascii() and said.isdigit() and len(said) == 1 else None)
    return number if number is not None and number <= max(_PL.values()) else None


def calendar_day_of(text: str, *, from_1904: bool = False) -> date | None:
    """Read a day of any form in use in Japan and China; bare digits are a spreadsheet's count of days."""
    try:
        is_count = text.isascii() and text.isdigit() and len(text) < 8
        return day_of(Decimal(text) if is_count else text, from_1904=from_1904)
    except CellTextError:
        return None


def moment_of(text: str) -> datetime | None:
    """Read an instant with its zone, in UTC."""
    try:
        return parse_instant(text.replace(" ", "T", 1)).astimezone(UTC)
    except TimeError:
        return None


def _written(text: str) -> Written | None:
    try:
        return quantity_of(text)
    except CellTextError:
        return None


def yen_of(text: str) -> int | None:
    """Read whole yen, as 12,800,000円 or 1,280万円."""
    found = _written(text.strip().lstrip(_YEN_SIGNS))
    if found is None or found.high is not None or alike(found.unit) not in _YEN_UNITS:
        return None
    amount = found.low
    return amount.numerator if amount.denominator == 1 and 0 <= amount <= LARGEST_YEN else None


def _parts(value: Fraction) -> int | None:
    exact = value * PARTS
    return exact.numerator if exact.denominator == 1 and abs(exact) < _LARGEST else None


def quantity_reader(unit: str) -> Callable[[str], dict[str, int] | None]:
    """Make the reader of a quantity: the ends of its range in parts, beside which only its own unit may stand."""
    # Of V AC 3~ one may write the first word alone; m is no word of mm.
    own = {"", alike(unit), *map(alike, unit.split()[:1])}

    def read(text: str) -> dict[str, int] | None:
        found = _written(text)
        if found is None or alike(found.unit) not in own:
            return None
        low, high = _parts(found.low), _parts(found.high if found.high is not None else found.low)
        return None if low is None or high is None else {"low": low, "high": high}

    return read


def word_reader(words: Mapping[str, str]) -> Callable[[str], str | None]:
    """Make the reader of a word of an enum; ``words`` are folded. What the program does not name is *other*."""
    return lambda text: None if stands_for_another(text) else words.get(alike(text), OTHER)
