"""Quarters: of the fiscal year or of the calendar, without gap or overlap, to the last microsecond in Japan."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.reporting.quarter import QuarterError, Reading, quarter_at, quarter_of
from sekisho.domain.values.time import parse_instant

FISCAL, CALENDAR = Reading


@pytest.mark.parametrize(
    ("name", "reading", "first", "last"),
    [
        ("2026Q1", FISCAL, (2026, 4, 1), (2026, 6, 30)),
        ("2026Q3", FISCAL, (2026, 10, 1), (2026, 12, 31)),
        ("2026Q4", FISCAL, (2027, 1, 1), (2027, 3, 31)),
        ("2026Q1", CALENDAR, (2026, 1, 1), (2026, 3, 31)),
        ("2026Q4", CALENDAR, (2026, 10, 1), (2026, 12, 31)),
    ],
)
def test_the_fourth_quarter_of_2026(name, reading, first, last):
    """Read as the budget counts it is January to March 2027, read as the calendar October to December 2026."""
    quarter = quarter_of(name, reading, 4)
    assert (quarter.first_on, quarter.last_on) == (date(*first), date(*last))


def test_a_quarter_ends_with_the_midnight_of_japan():
    """The last microsecond of the last day is inside, the next instant is the next quarter's."""
    quarter = quarter_of("2026Q2", FISCAL, 4)
    assert quarter.holds(parse_instant("2026-09-30T14:59:59.999999+00:00"))
    assert not quarter.holds(parse_instant("2026-09-30T15:00:00+00:00"))
    assert not quarter.holds(quarter.opens_at - timedelta(microseconds=1))


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.sampled_from(list(Reading)), st.integers(1, 12))
def test_every_day_lies_in_one_quarter(day, reading, first_month):
    """The quarter of a day holds it, and its name reads back to it."""
    quarter = quarter_at(day, reading, first_month)
    assert quarter.first_on <= day <= quarter.last_on
    assert quarter_of(quarter.name, reading, first_month) == quarter


@pytest.mark.parametrize("name", ["", "2026", "2026Q0", "2026Q5", "2026q4", "26Q4", "2026Q4 ", "２０２６Q4", "2026Q44"])
def test_what_is_no_quarter_is_refused(name):
    """A name in another form is refused with the form it should have."""
    with pytest.raises(QuarterError, match="2026Q4"):
        quarter_of(name, FISCAL, 4)
