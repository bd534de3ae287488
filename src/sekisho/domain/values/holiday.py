"""National holidays by rule: fixed days, numbered weekdays, equinoxes, and the days that follow from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

ONE_DAY = timedelta(days=1)
DAYS_IN_WEEK = 7
LEAP_EVERY = 4
SUNDAY = 6


class Rule(Protocol):
    """When a holiday is, year by year."""

    def day_in(self, year: int) -> date:
        """Give the day of a year. Raises ValueError where the year has no such day."""
        ...


@dataclass(frozen=True, slots=True)
class FixedDay:
    """The same day of every year."""

    month: int
    day: int

    def day_in(self, year: int) -> date:
        """Give the day of a year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class NumberedWeekday:
    """The nth of a weekday in a month; weekdays count from 0 for Monday."""

    month: int
    weekday: int
    nth: int

    def day_in(self, year: int) -> date:
        """Give the day of a year."""
        first = date(year, self.month, 1)
        ahead = (self.weekday - first.weekday()) % DAYS_IN_WEEK
        return first + timedelta(days=ahead + DAYS_IN_WEEK * (self.nth - 1))


@dataclass(frozen=True, slots=True)
class Equinox:
    """The day of an equinox in Japan by the usual linear formula.

    ``start`` is the day of the month, with its fraction, in the year ``since``; each year the equinox comes ``yearly``
    days later, and each leap day takes one back.
    """

    month: int
    start: Fraction
    yearly: Fraction
    since: int

    def day_in(self, year: int) -> date:
        """Give the day of a year."""
        passed = year - self.since
        # Leap days are counted by fours: the formula is good for a century without an exception to the leap year.
        return date(year, self.month, int(self.start + self.yearly * passed) - passed // LEAP_EVERY)


@dataclass(frozen=True, slots=True)
class HolidayLaw:
    """What a law says of holidays: a rule each, and the names of the two days that follow from where they fall."""

    rules: Mapping[str, Rule]
    substitute: str
    between: str

    def holidays_of(self, year: int) -> dict[date, str]:
        """Give the holidays of a year by day, in their order."""
        named = {rule.day_in(year): name for name, rule in self.rules.items()}
        substitutes = dict.fromkeys(_substitutes(named), self.substitute)
        between = dict.fromkeys(_between(named), self.between)
        return dict(sorted({**between, **substitutes, **named}.items()))


def _substitutes(named: Mapping[date, str]) -> Iterator[date]:
    """Give, for each holiday on a Sunday, the first day after it that is none (Act 178 of 1948, art. 3(2))."""
    for day in (day for day in named if day.weekday() == SUNDAY):
        following = day + ONE_DAY
        while following in named:
            following += ONE_DAY
        yield following


def _between(named: Mapping[date, str]) -> Iterator[date]:
    """Give each day whose neighbours are both holidays by name (Act 178 of 1948, art. 3(3)); a Sunday rests anyway."""
    for day in named:
        middle = day + ONE_DAY
        if middle not in named and middle + ONE_DAY in named and middle.weekday() != SUNDAY:
            yield middle
