"""Months, years and fiscal years: last days of months, 29 February, and both edges of a fiscal year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.aftercare.calendar import after_fiscal_year, months_after, months_begun, years_after
from sekisho.domain.aftercare.effect import report_due_on, reported_year
from sekisho.domain.aftercare.tax import report_due_on as tax_due_on
from tests.domain.aftercare.scene import AFTERCARE

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [("2028-02-29", 9, "2037-02-28"), ("2028-02-29", 4, "2032-02-29"), ("2026-06-05", 9, "2035-06-05")],
)
def test_years_end_on_the_corresponding_day(day, years, expected):
    """A period of years ends on the corresponding day, or on the last of a month that lacks it (Civil Code)."""
    assert years_after(date.fromisoformat(day), years).isoformat() == expected


@pytest.mark.parametrize(("day", "expected"), [("2026-01-31", "2026-02-28"), ("2027-11-30", "2027-12-30")])
def test_months_end_on_days_there_are(day, expected):
    """A month after the 31st of January is the last of February."""
    assert months_after(date.fromisoformat(day), 1).isoformat() == expected


@given(days, st.integers(0, 400))
def test_months_begun_and_months_after_agree(day, months):
    """So many months after a day, exactly so many have begun; a day later one more has."""
    later = months_after(day, months)
    assert months_begun(day, later) == months
    assert months_begun(day, later + timedelta(days=1)) == months + 1


@pytest.mark.parametrize(
    ("paid_on", "first", "last", "due"),
    [
        ("2027-03-31", "2027-04-01", "2028-03-31", "2028-04-30"),
        ("2027-04-01", "2028-04-01", "2029-03-31", "2029-04-30"),
        ("2026-12-01", "2027-04-01", "2028-03-31", "2028-04-30"),
    ],
)
def test_the_first_effect_report_is_about_the_fiscal_year_after_the_payment(paid_on, first, last, due):
    """A day earlier or later around 31 March moves the report by a year, not by a day."""
    day = date.fromisoformat(paid_on)
    assert [str(end) for end in reported_year(day, 1, AFTERCARE)] == [first, last]
    assert report_due_on(day, 1, AFTERCARE).isoformat() == due
    assert report_due_on(day, 3, AFTERCARE).year == date.fromisoformat(due).year + 2


@pytest.mark.parametrize(("paid_on", "due"), [("2027-03-31", "2028-06-30"), ("2027-04-01", "2029-06-30")])
def test_the_tax_report_is_due_at_the_end_of_june_of_the_fiscal_year_after_next(paid_on, due):
    """Fifteen months after the fiscal year of the payment."""
    assert tax_due_on(date.fromisoformat(paid_on), AFTERCARE).isoformat() == due


def test_an_end_of_february_is_the_last_of_it():
    """Eleven months after a fiscal year end on 28 or 29 February."""
    ends = [after_fiscal_year(date(year, 5, 1), 4, 11) for year in (2026, 2027)]
    assert ends == [date(2028, 2, 29), date(2029, 2, 28)]
