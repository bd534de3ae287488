"""Statutory depreciation: what an asset is still worth on a day, from the rates of the Useful Lives Ordinance.

Straight line or 200 % declining balance; every year's part is cut to the yen, and one yen stays as a memo. Years run
from the month of acquisition, a month begun counts whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.aftercare.calendar import MONTHS, months_begun
from sekisho.domain.values.money import NOTHING, Money, total


class DepreciationError(ValueError):
    """A life for which the ordinance's tables, as the program keeps them, have no rate."""


class Method(StrEnum):
    """How value is written off."""

    STRAIGHT_LINE = "straight_line"
    DECLINING = "declining"


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one life: straight line; declining balance with its revised and its guaranteed rate."""

    straight: Fraction
    declining: Fraction
    revised: Fraction
    guarantee: Fraction


@dataclass(frozen=True, slots=True)
class Schedule:
    """The method in force, the rates by life in years, and what remains on the books at the end."""

    method: Method
    rates: Mapping[int, Rates]
    memo: Money

    def rates_of(self, life: int) -> Rates:
        """Give the rates of a life in years. Raises DepreciationError."""
        if life not in self.rates:
            raise DepreciationError(f"no rate is kept for a life of {life} years; known: {sorted(self.rates)}")
        return self.rates[life]


def _straight(cost: Money, rates: Rates) -> Iterator[Money]:
    while True:
        yield cost.share(rates.straight)


def _declining(cost: Money, rates: Rates) -> Iterator[Money]:
    book, guaranteed = cost, cost.yen * rates.guarantee
    while book.yen * rates.declining >= guaranteed and book:
        yield (part := book.share(rates.declining))
        book = book - part
    # Below the guarantee the value of that moment is written off in equal parts (改定取得価額).
    while True:
        yield book.share(rates.revised)


_PARTS = {Method.STRAIGHT_LINE: _straight, Method.DECLINING: _declining}


def yearly(cost: Money, life: int, schedule: Schedule) -> tuple[Money, ...]:
    """Give what is written off in each full year of a life; the last year takes what remains but the memo.

    Raises DepreciationError.
    """
    parts = _PARTS[schedule.method](cost, schedule.rates_of(life))
    left = max(cost - schedule.memo, NOTHING)
    written: list[Money] = []
    for _year in range(life - 1):
        written.append(min(next(parts), left))
        left = left - written[-1]
    return (*written, left)


def book_value(cost: Money, acquired_on: date, on: date, life: int, schedule: Schedule) -> Money:
    """Give the residual book value (残存簿価) on a day. Raises DepreciationError."""
    parts = yearly(cost, life, schedule)
    years, months = divmod(months_begun(acquired_on, on), MONTHS)
    if years >= life:
        return cost - total(parts)
    return cost - total(parts[:years]) - parts[years].share(Fraction(months, MONTHS))
