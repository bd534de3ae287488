"""Whole months and years between days, as the Civil Code counts them; the last days of months and 29 February."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = 12


def months_after(day: date, months: int) -> date:
    """Give the corresponding day so many months later; where that month has none, its last (Civil Code, art. 143)."""
    whole = day.month - 1 + months
    year, month = day.year + whole // MONTHS, whole % MONTHS + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def years_after(day: date, years: int) -> date:
    """Give the corresponding day so many years later: 29 February goes to 28 February of a common year."""
    return months_after(day, years * MONTHS)


def months_begun(from_on: date, until_on: date) -> int:
    """Give the months in use between two days; a month begun counts whole, none before the first day."""
    if until_on <= from_on:
        return 0
    whole = (until_on.year - from_on.year) * MONTHS + until_on.month - from_on.month
    return whole + (months_after(from_on, whole) < until_on)


def end_of_fiscal_year(day: date, first_month: int) -> date:
    """Give the last day of the fiscal year a day lies in."""
    following = day.year + 1 if day.month >= first_month else day.year
    return date(following, first_month, 1) - DAY


def after_fiscal_year(day: date, first_month: int, months: int) -> date:
    """Give the last day of the month that ends so many months after the fiscal year of a day has ended."""
    # From the first of a month, which every year has; the last of one may be 28 or 29 February.
    return months_after(end_of_fiscal_year(day, first_month) + DAY, months) - DAY
