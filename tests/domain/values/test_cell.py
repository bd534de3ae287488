"""Cells as people write them: read exactly or refused; nothing that means two things is guessed."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.values.cell import (
    CellTextError,
    Written,
    alike,
    day_of,
    folded,
    is_ditto,
    is_nothing,
    plain_number,
    quantity_of,
    text_of,
    without_mark,
)
from sekisho.domain.values.era import era_of
from sekisho.domain.values.grid import CellError, column_name, column_number, is_blank, shown_cell

JULY = date(2026, 7, 15)
DAYS = [
    *(
        "2026/7/15",
        "2026-07-15",
        "2026.7.15",
        "2026年7月15日",
        "２０２６年７月１５日",
        "20260715",
        "2026年7月15日（水）",
    ),
    *(
        "令和8年7月15日",
        "令和８年７月１５日",
        "R8.7.15",
        "r8/7/15",
        "令8.7.15",
        "2026年7月15日(星期三)",
        " 2026/07/15 ",
    ),
]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_however_it_is_written(text):
    """Western and Japanese years, full width and weekdays give the same day."""
    assert day_of(text) == JULY


def test_days_as_numbers_count_from_1900_or_1904():
    """A spreadsheet's number of days is a day in either count; eight figures are year, month and day."""
    assert day_of(Decimal(46218)) == day_of(Decimal(44756), from_1904=True) == day_of(Decimal(20260715)) == JULY
    assert day_of(JULY) == JULY
    assert day_of("令和元年5月1日") == date(2019, 5, 1)
    assert day_of("平成31年4月30日") == date(2019, 4, 30)


@pytest.mark.parametrize(
    "cell",
    [
        *("7/15/2026", "15/7/26", "2026/13/1", "2026-02-30", "令和0年1月1日", "平成40年1月1日", "令和元年4月30日"),
        *("", "近日", "2026年7月", "26.7.15", "昭和64年1月7日", "1599-01-01"),
        *(None, True, CellError("#REF!"), Decimal("46218.5"), Decimal(7), Decimal(60), Decimal(10**9)),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(cell):
    """A day of unclear order, outside its era, or that nobody means is no day."""
    with pytest.raises(CellTextError):
        day_of(cell)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_is_read_back_from_each_form(day):
    """All forms of a day mean that day."""
    era = era_of(day)
    name = {"reiwa": "令和", "heisei": "平成"}[era.era]
    forms = (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{name}{era.year}年{day.month}月{day.day}日")
    serial = Decimal((day - date(1899, 12, 30)).days)
    assert {day_of(form) for form in (*forms, serial)} == {day}
    assert day_of(serial - 1462, from_1904=True) == day


NUMBERS = {
    "12,000": Written(Fraction(12000)),
    "１２，０００": Written(Fraction(12000)),
    "12000 min-1": Written(Fraction(12000), unit="min-1"),
    "12,000min⁻¹": Written(Fraction(12000), unit="min-1"),
    "0.05㎜": Written(Fraction(1, 20), unit="mm"),
    "±0.05": Written(Fraction(1, 20)),
    "1.2万": Written(Fraction(12000)),
    "180〜240V": Written(Fraction(180), Fraction(240), "V"),
    "180～240": Written(Fraction(180), Fraction(240)),
    "180 - 240 V": Written(Fraction(180), Fraction(240), "V"),
    "180V–240V": Written(Fraction(180), Fraction(240), "V"),
    "20.4から28.8": Written(Fraction(102, 5), Fraction(144, 5)),
    "200V±10%": Written(Fraction(180), Fraction(220), "V"),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_quantity_is_read_exactly_with_its_unit(text):
    """Thousands, full width, ranges, tolerances and units beside the number are read without rounding."""
    assert quantity_of(text) == NUMBERS[text]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "1,5",
            "1,20",
            "12.000,5",
            "約100",
            "240〜180",
            "10kg〜20mm",
            "1/2",
            "3:00",
            "",
            "なし",
            "0.05±0.01",
            "1" * 40,
        ),
        *(
            "9" * 30,
            "100-200-300",
            "12000¹",
            "500②",
            None,
            True,
            CellError("#N/A"),
            JULY,
            Decimal("NaN"),
            Decimal("1e-40"),
        ),
    ],
)
def test_what_is_no_quantity_or_could_be_two_is_refused(cell):
    """A decimal comma, an approximation or a range that falls is no quantity."""
    with pytest.raises(CellTextError):
        quantity_of(cell) if cell != Decimal("1e-40") else plain_number(Fraction(1, 3))


@given(st.decimals(0, 10**9, places=4))
def test_a_number_is_written_as_it_was_read(number):
    """A number survives being read and written, however it is grouped."""
    text = f"{number:,f}"
    value = quantity_of(text).low
    assert value == Fraction(number)
    assert Fraction(Decimal(plain_number(value))) == value


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    """Whatever is typed, nothing else is raised, and folding twice changes nothing more."""
    assert folded(folded(text)) == folded(text)
    for read in (day_of, quantity_of, text_of):
        try:
            read(text)
        except CellTextError:
            continue


def test_names_are_folded_and_nothing_else():
    """Full width, half-width katakana and the many hyphens are one spelling; a successor stays another model."""
    assert (
        folded("ＨＬＭ－６５０Ｖ")
        == folded("HLM‐650V")
        == folded("HLM−650V")
        == folded("ＨＬＭー６５０Ｖ")
        == "HLM-650V"
    )
    assert folded("ﾏｼﾆﾝｸﾞｾﾝﾀ") == "マシニングセンタ"
    assert folded("スカラー") == "スカラー"
    assert alike("繰返し 精度") == alike("繰返し精度")
    assert folded("HLM-650V2") != folded("HLM-650V")


def test_a_footnote_mark_is_no_part_of_a_name():
    """A raised figure would fold to a plain one and make another model; it is parted from the name first."""
    marked = ("HLM-650V¹", "HLM-650V※1", "HLM-650V ＊２", "HLM-650V①", "HLM-650V（注1）")
    assert {without_mark(text)[0] for text in marked} == {"HLM-650V"}
    assert without_mark("HLM-650V") == ("HLM-650V", "")
    assert without_mark("※1") == ("※1", "")


def test_a_name_that_a_spreadsheet_made_something_else_is_refused():
    """1-2 became a day, 007 a number without its noughts cannot be known, an error is no name."""
    assert text_of(Decimal(650)) == "650"
    for cell in (JULY, True, CellError("#NAME?"), Decimal("1.5"), "HLM²-650"):
        with pytest.raises(CellTextError):
            text_of(cell)


def test_marks_that_stand_for_something_are_known():
    """As above, none, and nothing written are three things."""
    assert all(is_ditto(mark) for mark in ("〃", "同上", "ditto", '"'))
    assert all(is_nothing(mark) for mark in ("-", "－", "なし", "无", "N/A"))
    assert not any(is_ditto(cell) or is_nothing(cell) for cell in ("", None, Decimal(0), "0", "同右"))
    assert is_blank("　")
    assert not is_blank("-")


def test_cells_are_shown_as_people_read_them():
    """Days, numbers, yes and no, errors and nothing are written plainly; columns have letters."""
    shown = [shown_cell(cell) for cell in (JULY, Decimal("0.10"), True, CellError("#REF!"), None, "x")]
    assert shown == ["2026-07-15", "0.10", "TRUE", "#REF!", "", "x"]
    for letters in ("a1", "", "あ"):
        with pytest.raises(ValueError, match="no column"):
            column_number(letters)
    with pytest.raises(ValueError, match="no column"):
        column_name(0)


def test_the_two_counts_of_days_differ_by_four_years_and_a_day():
    """1904 begins 1,462 days after the count of 1900."""
    assert day_of(Decimal(40000), from_1904=True) - day_of(Decimal(40000)) == timedelta(days=1462)
