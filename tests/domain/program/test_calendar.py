"""The calendar file: every holiday named and cited, whole years, and a clear refusal of what is wrong in it."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.calendar import parse_calendar
from sekisho.domain.program.definition import ProgramError, parse_program
from sekisho.domain.program.holiday_law import read_rules
from sekisho.domain.program.table import read_table
from sekisho.domain.values.holiday import HolidayLaw
from sekisho.domain.values.language import Language
from tests.domain.program.scene import FILES, PROGRAM, edited, refused

FILE = "calendar-jp.toml"
JAPAN = PROGRAM.calendars["JP"]
OFFICES = JAPAN.calendars.offices
HOLIDAYS = {day: name for day, name in OFFICES.holidays.items() if OFFICES.is_published(day)}
LAW = HolidayLaw(read_rules(read_table(FILES, FILE)["holiday"]), "substitute", "between")
COMPUTED_YEARS = st.integers(2028, 2099)


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


def of_year(calendar, year):
    """Give the holidays of a year as a calendar has them."""
    return {day: name for day, name in calendar.holidays.items() if day.year == year}


@pytest.mark.parametrize("year", sorted(OFFICES.years))
def test_the_law_computes_each_published_year_exactly(year):
    """Computed from the rules of the file, a published year comes out day by day and name by name."""
    assert LAW.holidays_of(year) == of_year(OFFICES, year)


#: The holidays of earlier years as the Cabinet Office listed them.
LISTED = {
    2022: "01-01 01-10 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 09-23 10-10 11-03 11-23",
    2023: "01-01 01-02 01-09 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-23 10-09 11-03 11-23",
    2024: (
        "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 "
        "11-03 11-04 11-23"
    ),
    2025: (
        "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 "
        "11-24"
    ),
}


@pytest.mark.parametrize(("year", "days"), LISTED.items())
def test_the_law_computes_the_years_before_as_they_were_listed(year, days):
    """The same rules give every holiday of 2022 to 2025, substitutes after Sundays with them."""
    assert [f"{day:%m-%d}" for day in LAW.holidays_of(year)] == days.split()


@given(COMPUTED_YEARS)
def test_a_computed_year_keeps_the_law(year):
    """Sixteen named holidays; a Sunday is made up for; whatever lies between two of them is free; nothing else is."""
    found = of_year(OFFICES, year)
    named = {day: name for day, name in found.items() if name not in ("substitute", "between")}
    assert len(named) == len(set(named.values())) == 16
    assert sum(day.weekday() == 6 for day in named) == sum(name == "substitute" for name in found.values())
    between = {day for day in found if found[day] == "between"}
    assert all({day - timedelta(1), day + timedelta(1)} <= set(named) for day in between)


@given(COMPUTED_YEARS)
def test_the_equinoxes_stay_where_the_sun_is(year):
    """The vernal equinox falls on 19 to 21 March and the autumnal on 22 or 23 September all the century."""
    days = {name: day for day, name in of_year(OFFICES, year).items()}
    assert date(year, 3, 19) <= days["vernal_equinox_day"] <= date(year, 3, 21)
    assert date(year, 9, 22) <= days["autumnal_equinox_day"] <= date(year, 9, 23)


def test_a_day_between_two_holidays_comes_about_again():
    """On Tuesday 21 September 2032 nobody works: Monday and Wednesday are holidays."""
    assert OFFICES.holidays[date(2032, 9, 21)] == "between"


def test_a_published_year_takes_the_place_of_the_computed_one():
    """Once a list stands in the file, nothing of that year is computed any more, and the source is the list's."""
    listed = '[[year]]\nyear = 2028\ncite = "law: a list"\n[year.holidays]\n2028-01-05 = "culture_day"\n\n'
    files = edited(FILE, "[[year]]\nyear = 2027", f"{listed}[[year]]\nyear = 2027")
    offices = parse_program(files).calendar().offices
    assert of_year(offices, 2028) == {date(2028, 1, 5): "culture_day"}
    assert (offices.basis_of(date(2028, 1, 5)), offices.basis_of(date(2029, 1, 5)) != "") == ("", True)


def test_every_holiday_has_its_name_and_source():
    """Each is called by a name of its own in three languages, and rests on an article."""
    assert set(HOLIDAYS.values()) == set(JAPAN.names)
    for language in Language:
        assert len({name.within(language) for name in JAPAN.names.values()}) == len(JAPAN.names)
    *cited, computed = JAPAN.citations
    assert all("Act 178 of 1948" in str(one) or "19" in str(one) for one in cited)
    assert computed.source_class == "assumption"


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
        ("until = 2099", "until = 2020", "until 2020 is not within"),
        ("until = 2099", "until = 9999", "until 9999 is not within"),
        ("until = 2099", 'until = "2099"', "until is missing, or no whole number"),
        ('substitute = "substitute"', 'substitute = "between"', "names a holiday without a rule"),
        ('substitute = "substitute"', 'substitute = "furikae"', "'furikae' is no holiday named above"),
        ("when = { month = 4, day = 29 }", "when = { month = 2, day = 30 }", "computed"),
        ("when = { month = 4, day = 29 }", "when = { month = 4 }", "holiday showa_day: when"),
        ("when = { month = 4, day = 29 }", "when = { day = 29 }", "month is missing"),
        ("when = { month = 4, day = 29 }", "when = { month = 4, tag = 29 }", "unknown entry tag"),
        ('yearly = "0.242194"', 'yearly = "a day"', "'a day' is not a rate"),
        ("monday = 2", "monday = 999999999999", "leads out of the calendar"),
    ],
)
def test_what_is_wrong_in_it_is_said(old, new, problem):
    """A day that is none, a stranger's name, a missing source: the file and the entry are named."""
    said = refused(edited(FILE, old, new))
    assert FILE in said
    assert problem in said


CHINA = "calendar-cn.toml"


def test_days_of_rest_that_are_worked_are_business_days():
    """In 2026 six Saturdays and Sundays are worked in China, and seven of its festivals are holidays."""
    offices = PROGRAM.calendar("CN").offices
    worked = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)]
    assert sorted(offices.worked) == [*worked, date(2026, 10, 10)]
    assert all(day.weekday() >= 5 and offices.is_business_day(day) for day in offices.worked)
    assert set(of_year(offices, 2026).values()) == {
        *("new_year", "spring_festival", "qingming", "labour_day", "dragon_boat", "mid_autumn", "national_day"),
    }
    assert len(of_year(offices, 2026)) == 33


def test_a_year_that_is_expected_is_no_published_one():
    """Until its notice stands in the file, what rests on China's 2027 says that it is expected."""
    offices = PROGRAM.calendar("CN").offices
    day = date(2027, 2, 8)
    assert (offices.is_published(day), offices.is_known(day), offices.is_business_day(day)) == (False, True, False)
    assert offices.basis_of(day).startswith("assumption:")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('2026-02-14 = "spring_festival"', '2026-02-15 = "spring_festival"', "is both a holiday and worked"),
        ('2026-02-14 = "spring_festival"', '2026-02-14 = "spring"', "no holiday named above"),
        ('2026-02-14 = "spring_festival"', '2027-02-14 = "spring_festival"', "is no day of it"),
        ("expected = true", 'expected = "yes"', "is neither true nor false"),
        ("year = 2026\n", "year = 2026\nexpected = true\n", "only one year may be expected"),
    ],
)
def test_what_is_wrong_with_days_worked_or_expected_is_said(old, new, problem):
    """A day that is a holiday and worked, a stranger's name, a word for a yes: the file and the entry are named."""
    said = refused(edited(CHINA, old, new))
    assert CHINA in said
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
