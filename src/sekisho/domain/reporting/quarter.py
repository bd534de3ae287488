"""A quarter: which days it has, as the program's own parameter reads its name."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sekisho.domain.values.time import opening_of

MONTHS = 12
_NAME = re.compile(r"(2[0-9]{3})Q([1-4])")


class QuarterError(ValueError):
    """A name that is no quarter; the message says how one is written."""


class Reading(StrEnum):
    """What the year in a quarter's name is: the fiscal year it belongs to, or the year of the calendar."""

    FISCAL = "fiscal"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter by its name (``2026Q4``), from its first day on up to but not including the day after its last."""

    name: str
    first_on: date
    next_on: date

    @property
    def last_on(self) -> date:
        """Give the last day."""
        return self.next_on - timedelta(days=1)

    @property
    def opens_at(self) -> datetime:
        """Give 00:00 JST of the first day."""
        return opening_of(self.first_on)

    @property
    def ends_at(self) -> datetime:
        """Give the last instant: a microsecond before the next quarter opens."""
        return opening_of(self.next_on) - timedelta(microseconds=1)

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant lies in the quarter."""
        return self.opens_at <= instant <= self.ends_at


def _month(year: int, months: int) -> date:
    """Give the first of the month so many months after January of a year."""
    return date(year + months // MONTHS, months % MONTHS + 1, 1)


def quarter_of(name: str, reading: Reading, first_month: int) -> Quarter:
    """Read a quarter's name. Raises QuarterError.

    With the fiscal reading and a year that begins in April, 2026Q4 is January to March 2027: the fourth quarter of the
    fiscal year 2026, as the budget counts (Public Finance Act, art. 11). The calendar's 2026Q4 is October to December.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise QuarterError(f"{name!r} is no quarter; write 2026Q4")
    year, number = int(found[1]), int(found[2])
    start = (first_month - 1 if reading is Reading.FISCAL else 0) + 3 * (number - 1)
    return Quarter(name, _month(year, start), _month(year, start + 3))


def quarter_at(day: date, reading: Reading, first_month: int) -> Quarter:
    """Give the quarter a day lies in."""
    years = (day.year - 1, day.year)
    quarters = (quarter_of(f"{year}Q{n}", reading, first_month) for year in years for n in range(1, 5))
    return next(one for one in quarters if one.first_on <= day < one.next_on)
