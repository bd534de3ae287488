"""Business days: rest days, holidays and closed days; an unpublished year is computed and says so, others refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.values.calendar import UnpublishedYearError
from tests.domain.program.scene import PROGRAM

OFFICES, BANKS = PROGRAM.calendar().offices, PROGRAM.calendar().banks
KNOWN_DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
#: Far enough from both ends of the data that ten business days on either side are published.
INNER_DAYS = st.dates(date(2026, 2, 1), date(2027, 11, 30))


@pytest.mark.parametrize(
    ("day", "office", "bank"),
    [
        ((2026, 5, 8), True, True),
        ((2026, 5, 9), False, False),
        ((2026, 5, 6), False, False),
        ((2026, 5, 7), True, True),
        ((2026, 9, 18), True, True),
        ((2026, 9, 21), False, False),
        ((2026, 9, 22), False, False),
        ((2026, 9, 23), False, False),
        ((2026, 9, 24), True, True),
        ((2026, 12, 28), True, True),
        ((2026, 12, 29), False, True),
        ((2026, 12, 30), False, True),
        ((2026, 12, 31), False, False),
        ((2027, 1, 1), False, False),
        ((2027, 1, 3), False, False),
        ((2027, 1, 4), True, True),
        ((2027, 3, 22), False, False),
        ((2027, 3, 23), True, True),
    ],
)
def test_offices_and_banks_rest_on_their_own_days(day, office, bank):
    """Substitute holidays and the day between two holidays are free; banks close later in December."""
    assert (OFFICES.is_business_day(date(*day)), BANKS.is_business_day(date(*day))) == (office, bank)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ((2026, 5, 1), 1, (2026, 5, 7)),
        ((2026, 5, 7), -1, (2026, 5, 1)),
        ((2026, 5, 2), 0, (2026, 5, 2)),
        ((2026, 9, 18), 1, (2026, 9, 24)),
        ((2026, 12, 28), 1, (2027, 1, 4)),
        ((2026, 6, 1), 20, (2026, 6, 29)),
    ],
)
def test_business_days_are_counted_past_the_holidays(day, count, then):
    """Counting leaves weekends, holidays and the turn of the year out, and never counts the day it begins on."""
    assert OFFICES.add_business_days(date(*day), count) == date(*then)


def test_the_next_and_the_last_business_day_are_never_the_day_itself():
    """A Monday is followed by Tuesday and preceded by Friday, though all are business days."""
    monday = date(2026, 6, 8)
    assert (OFFICES.next_business_day(monday), OFFICES.previous_business_day(monday)) == (
        date(2026, 6, 9),
        date(2026, 6, 5),
    )


@given(KNOWN_DAYS)
def test_a_deadline_moves_to_the_first_business_day_or_stays(day):
    """A day moves only when it is no business day, and then never past one."""
    if day >= date(2027, 12, 29):
        return
    moved = OFFICES.on_or_after(day)
    assert OFFICES.is_business_day(moved)
    assert not any(OFFICES.is_business_day(day + timedelta(n)) for n in range((moved - day).days))


@given(INNER_DAYS, st.integers(-10, 10), st.integers(-10, 10))
def test_counting_adds_up(day, first, second):
    """So many business days and then so many more in the same direction are their sum."""
    if first * second >= 0:
        assert OFFICES.add_business_days(OFFICES.add_business_days(day, first), second) == OFFICES.add_business_days(
            day, first + second
        )


@given(INNER_DAYS, st.integers(1, 10))
def test_forward_and_back_again_ends_no_later(day, count):
    """So many business days forward and back is the day itself, or the business day before a rest day."""
    back = OFFICES.add_business_days(OFFICES.add_business_days(day, count), -count)
    assert back == (day if OFFICES.is_business_day(day) else OFFICES.previous_business_day(day))


@given(KNOWN_DAYS)
def test_banks_work_whenever_offices_do(day):
    """The days of banks hold those of offices."""
    assert BANKS.is_business_day(day) or not OFFICES.is_business_day(day)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2100, 1, 4)])
def test_a_year_neither_published_nor_computed_is_refused(day):
    """Before the first published year and beyond the formula nobody is told what is a business day."""
    assert not OFFICES.is_known(day)
    with pytest.raises(UnpublishedYearError, match=str(day.year)):
        OFFICES.is_business_day(day)


def test_counting_into_a_year_nobody_knows_is_refused():
    """Five business days after 28 December 2099 lie beyond the formula of the equinoxes."""
    with pytest.raises(UnpublishedYearError, match="2100"):
        OFFICES.add_business_days(date(2099, 12, 28), 5)


def test_counting_into_an_unpublished_year_says_what_it_rests_on():
    """Five business days after 27 December 2027 lie in 2028: computed from the law, and marked as an assumption."""
    end = OFFICES.add_business_days(date(2027, 12, 27), 5)
    assert (end, OFFICES.is_published(end)) == (date(2028, 1, 7), False)
    assert OFFICES.basis_of(end).startswith("assumption: holidays computed from the law")
    assert OFFICES.basis_of(date(2027, 12, 28)) == ""


@given(st.dates(date(2100, 1, 4), date(2140, 12, 31)))
def test_a_plan_may_look_further_and_knows_weekends_only(day):
    """The calendar for plans takes an unknown year's weekdays for business days, except at the turn of the year."""
    closed = f"{day:%m-%d}" in OFFICES.closed
    assert OFFICES.provisional().is_business_day(day) == (day.weekday() < 5 and not closed)
