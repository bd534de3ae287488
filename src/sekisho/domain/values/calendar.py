"""Business days: which days the offices and the banks of a country work.

Published holidays come first. A year nobody has published yet is computed from the law where the data allow it, and
whatever rests on it says so; a year that is neither is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


class UnpublishedYearError(ValueError):
    """A day in a year whose holidays are neither published nor computed: nobody knows what is a business day in it."""

    def __init__(self, country: str, year: int) -> None:
        """Carry the year and its country."""
        super().__init__(f"the holidays of {year} in {country} are not in the data; add the published list")
        self.country, self.year = country, year


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of one kind of institution.

    ``holidays`` are days with what each is called, ``years`` those whose list is published, ``closed`` days of every
    year written ``12-29``, ``rest_days`` the weekdays of rest from 0 for Monday. ``computed_years`` are those whose
    holidays are computed from the law, by the source ``computed_cite``. ``worked`` are days of rest that are worked to
    make up for a holiday, as in China (调休).
    """

    country: str
    holidays: Mapping[date, str]
    years: frozenset[int]
    closed: frozenset[str]
    rest_days: frozenset[int]
    computed_years: frozenset[int] = frozenset()
    computed_cite: str = ""
    is_strict: bool = True
    worked: frozenset[date] = frozenset()

    def is_published(self, day: date) -> bool:
        """Say whether the holidays of a day's year are published."""
        return day.year in self.years

    def is_known(self, day: date) -> bool:
        """Say whether the holidays of a day's year are published or computed."""
        return self.is_published(day) or day.year in self.computed_years

    def basis_of(self, day: date) -> str:
        """Give the source a reckoning that ends on a day rests on beside the published lists; empty where on none."""
        return self.computed_cite if day.year in self.computed_years else ""

    def is_business_day(self, day: date) -> bool:
        """Say whether the institution works on a day. Raises UnpublishedYearError where nobody can know."""
        if self.is_strict and not self.is_known(day):
            raise UnpublishedYearError(self.country, day.year)
        if day in self.worked:
            return True
        return day.weekday() not in self.rest_days and day not in self.holidays and f"{day:%m-%d}" not in self.closed

    def on_or_after(self, day: date) -> date:
        """Give the day itself where it is a business day, else the next one. Raises UnpublishedYearError."""
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def next_business_day(self, day: date) -> date:
        """Give the first business day after a day. Raises UnpublishedYearError."""
        return self.add_business_days(day, 1)

    def previous_business_day(self, day: date) -> date:
        """Give the last business day before a day. Raises UnpublishedYearError."""
        return self.add_business_days(day, -1)

    def add_business_days(self, day: date, count: int) -> date:
        """Give the business day so many after (or, negative, before) a day. Raises UnpublishedYearError.

        The day itself is never counted: "within 20 business days" begins on the day after (Civil Code, art. 140).
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def last_day_before(self, day: date, count: int) -> date:
        """Give the last day from which so many business days end by a day. Raises UnpublishedYearError.

        It answers ``add_business_days``: whatever begins by it ends in time, and what begins a day later does not.
        """
        # The day itself is the last of the days counted, where it is a business day; the one found is not counted.
        left = count
        while left:
            left -= self.is_business_day(day)
            day -= ONE_DAY
        return day

    def provisional(self) -> "Calendar":
        """Give the calendar for plans: a year nobody can know rests on its weekends and fixed closed days alone.

        Whoever plans with it has to say so; no deadline is ever reckoned this way.
        """
        return replace(self, is_strict=False)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The business days of a country: of its administrative organs, and of its banks, which close less."""

    country: str
    offices: Calendar
    banks: Calendar
