"""Time: instants carry a zone; a day is a day in Japan."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

#: Japan has had no summer time since 1951, so a fixed offset is exact for every date of the program.
JST = timezone(timedelta(hours=9), "JST")

#: The years in which somebody can mean a day. Days are reckoned with, by years and over zones; at the ends of the
#: calendar that has no answer, and whoever writes one of them means no day but "never" or "always".
FIRST_YEAR, LAST_YEAR = 1900, 2199


class TimeError(ValueError):
    """A moment that cannot be placed: no zone, not a date, or in a year nobody means."""


def require_zone(instant: datetime) -> datetime:
    """Give the instant back if it carries a zone. Raises TimeError."""
    if instant.tzinfo is None:
        raise TimeError(f"{instant.isoformat()} carries no zone; write 2026-05-09T09:00:00+09:00")
    return instant


# An instant before nine in the morning in Japan is still the day before in UTC: whoever takes .date() of a stored
# instant misses a deadline, or an edition, by a day.
def day_in_japan(instant: datetime) -> date:
    """Give the calendar day in Japan at an instant."""
    return require_zone(instant).astimezone(JST).date()


def opening_of(day: date) -> datetime:
    """Give 00:00 JST of a day."""
    return datetime.combine(day, time(0), JST)


def _require_year(found: date) -> None:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise TimeError(f"{found.isoformat()} lies in no year from {FIRST_YEAR} to {LAST_YEAR}")


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with a zone. Raises TimeError."""
    try:
        found = require_zone(datetime.fromisoformat(text))
    except ValueError as error:
        raise TimeError(f"{text!r} is not an instant; write 2026-05-09T09:00:00+09:00") from error
    _require_year(found)
    return found


def parse_day(text: str) -> date:
    """Read a day written as year, month and day with hyphens. Raises TimeError."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise TimeError(f"{text!r} is not a day; write 2026-05-09") from error
    # Python also reads 20260509 and the week date 2026-W19-6, which no database compares as a day.
    if found.isoformat() != text:
        raise TimeError(f"{text!r} is not a day; write {found.isoformat()}")
    _require_year(found)
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    # Days, not instants: "from 9 May to 31 December" holds all day on both, and nobody writes the hour.
    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on
