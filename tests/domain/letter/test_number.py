"""Numbers and eras of letters."""

from datetime import date

import pytest

from sekisho.domain.letter.number import CALENDAR, FISCAL, LetterNumber, letter_year
from sekisho.domain.values.era import era_of
from sekisho.domain.values.time import TimeError


@pytest.mark.parametrize(
    ("day", "counting", "year"),
    [
        (date(2027, 3, 31), FISCAL, 2026),
        (date(2027, 4, 1), FISCAL, 2027),
        (date(2026, 12, 31), FISCAL, 2026),
        (date(2027, 3, 31), CALENDAR, 2027),
        (date(2027, 1, 1), CALENDAR, 2027),
    ],
)
def test_the_year_of_a_letter_is_the_one_the_program_counts(day, counting, year):
    """The last day of March still belongs to the fiscal year that began the April before."""
    assert letter_year(day, counting, 4) == year


def test_a_number_reads_program_year_kind_and_place():
    """The number says everything that makes it unique."""
    assert str(LetterNumber("SF26", 2026, "GRD", 12)) == "SF26-2026-GRD-0012"


@pytest.mark.parametrize(
    ("day", "era", "year"),
    [
        (date(2019, 4, 30), "heisei", 31),
        (date(2019, 5, 1), "reiwa", 1),
        (date(2026, 6, 10), "reiwa", 8),
        (date(1989, 1, 8), "heisei", 1),
    ],
)
def test_eras_change_on_their_first_day(day, era, year):
    """The day of an accession is the first of its era."""
    found = era_of(day)
    assert (found.era, found.year) == (era, year)


def test_a_day_before_the_known_eras_is_refused():
    """Nothing this service writes is dated before them."""
    with pytest.raises(TimeError, match="1989-01-07"):
        era_of(date(1989, 1, 7))
