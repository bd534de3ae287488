"""The working days of Japanese offices: weekends, national holidays and the turn of the year, all dated data."""

from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.domain.program.definition import ProgramDefinition

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days offices work. ``closed`` are days of every year, as ``12-29``."""

    holidays: frozenset[date]
    closed: frozenset[str]

    def is_known(self, day: date) -> bool:
        """Say whether the holidays of a day's year are published; later ones are guesses nobody should plan on."""
        return day.year in {holiday.year for holiday in self.holidays}

    def is_working(self, day: date) -> bool:
        """Say whether offices work on a day."""
        return day.weekday() < SATURDAY and day not in self.holidays and f"{day:%m-%d}" not in self.closed

    def shifted(self, day: date, working_days: int) -> date:
        """Give the working day so many working days after (or, negative, before) a day."""
        # The day itself is never counted: "within 20 business days" begins on the day after (Civil Code, art. 140).
        step = ONE_DAY if working_days >= 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day


def work_calendar(program: ProgramDefinition, day: date) -> WorkCalendar:
    """Give the calendar a program's data hold on a day."""
    holidays = frozenset(date.fromisoformat(name) for name in program.names("calendar.holidays", day))
    return WorkCalendar(holidays, frozenset(program.names("calendar.closed", day)))
