"""The number of a letter: program, year, kind and running number, without gaps."""

from dataclasses import dataclass
from datetime import date

#: How a program counts the years of its letters.
FISCAL, CALENDAR = "fiscal", "calendar"


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """``SF26-2026-GRD-0001``: the first grant decision of the year. ``mark`` stands for the kind."""

    prefix: str
    year: int
    mark: str
    n: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.mark}-{self.n:04d}"


def letter_year(day: date, counting: str, first_month: int) -> int:
    """Give the year a letter of a day is numbered in: the fiscal year, by the year it begins in, or the plain one."""
    before = counting == FISCAL and day.month < first_month
    return day.year - 1 if before else day.year
