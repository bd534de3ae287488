"""The calendar file: every holiday named and cited, whole years, and a clear refusal of what is wrong in it."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.calendar import parse_calendar
from sekisho.domain.program.definition import ProgramError
from sekisho.domain.values.language import Language
from tests.domain.program.scene import PROGRAM, edited, refused

FILE = "calendar-jp.toml"
JAPAN = PROGRAM.calendars["JP"]
HOLIDAYS = JAPAN.calendars.offices.holidays


def test_a_year_has_its_holidays():
    """Sixteen national holidays each year; 2026 has a substitute and a day between, 2027 a substitute."""
    years = [[name for day, name in HOLIDAYS.items() if day.year == year] for year in (2026, 2027)]
    assert [len(names) for names in years] == [18, 17]
    assert [sorted(set(names) & {"substitute", "between"}) for names in years] == [
        ["between", "substitute"],
        ["substitute"],
    ]


def test_a_holiday_on_a_sunday_is_made_up_for_on_the_next_day_that_is_none():
    """Art. 3(2): the substitute is the first day after the Sunday that is no holiday itself."""
    for sunday in (day for day in HOLIDAYS if day.weekday() == 6):
        following = sunday + timedelta(1)
        while HOLIDAYS.get(following) not in (None, "substitute"):
            following += timedelta(1)
        assert HOLIDAYS.get(following) == "substitute", sunday


def test_a_day_between_two_holidays_is_one():
    """Art. 3(3): a day whose neighbours are both holidays is free, unless it is a Sunday or a holiday already."""
    for day in (date(2026, 1, 2) + timedelta(n) for n in range(728)):
        between = {day - timedelta(1), day + timedelta(1)} <= set(HOLIDAYS)
        assert not between or day in HOLIDAYS, day


def test_every_holiday_has_its_name_and_source():
    """Each is called by a name of its own in three languages, and rests on an article."""
    assert set(HOLIDAYS.values()) == set(JAPAN.names)
    for language in Language:
        assert len({name.within(language) for name in JAPAN.names.values()}) == len(JAPAN.names)
    assert all("Act 178 of 1948" in str(one) or "19" in str(one) for one in JAPAN.citations)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('2026-05-06 = "substitute"', '2026-05-06 = "holiday"', "no holiday named above"),
        ('2026-05-06 = "substitute"', '2027-05-06 = "substitute"', "is no day of it"),
        ('2026-05-06 = "substitute"', '2026-02-30 = "substitute"', "2026-02-30"),
        ('2026-05-06 = "substitute"', '20260506 = "substitute"', "20260506"),
        ("year = 2027", "year = 2026", "is no day of it"),
        ("year = 2027", 'year = "2027"', "write the year as a number"),
        ('days = ["saturday", "sunday"]', 'days = ["samstag"]', "'samstag' is no day of the week"),
        ('"12-29"', '"29 December"', "offices_closed"),
        ('id = "between"', 'id = "substitute"', "each has an id of its own"),
        ('country = "JP"', 'country = "CN"', "not the one the file is named after"),
        ('country = "JP"', "", "country is missing"),
        ('cite = "law: Act 178 of 1948 on National Holidays, art. 3(3)"', "", "is not a citation"),
        ("banks_closed", "banks_shut", "unknown entry banks_shut"),
        ('ja = "国民の休日", ', "", "ja"),
    ],
)
def test_what_is_wrong_in_it_is_said(old, new, problem):
    """A day that is none, a stranger's name, a missing source: the file and the entry are named."""
    said = refused(edited(FILE, old, new))
    assert FILE in said
    assert problem in said


def test_a_program_without_a_calendar_of_a_country_says_so():
    """Whoever asks for a calendar that is not there learns which file to add."""
    with pytest.raises(ProgramError, match=r"calendar-kr\.toml"):
        PROGRAM.calendar("KR")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("2026-05-06"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["year", "holidays", "days", "cite", "id", "name", "country"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["calendar", "holiday", "year", "more"]), PLAIN, max_size=4))
def test_no_table_breaks_the_reader(table):
    """Whatever a calendar file says, it is read whole or refused; nothing else happens."""
    with suppress(ValueError):
        assert parse_calendar(table).country
