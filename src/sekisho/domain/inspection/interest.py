"""Conflicts of interest: what an inspector was, or held, in a party of the case within the last years.

Employment, shareholding and earlier consulting for applicant, partner or exporter count for a number of years that is a
dated parameter, to the day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class InterestKind(StrEnum):
    """The kinds of interest that are declared."""

    EMPLOYMENT = "employment"
    SHAREHOLDING = "shareholding"
    CONSULTING = "consulting"


@dataclass(frozen=True, slots=True)
class Interest:
    """A declared interest: in which organisation, by its number, from which day until which; ``None`` while it lasts.

    ``id`` is its number in the inspector's own register; an interest withdrawn as entered in error is no longer there.
    """

    id: str
    kind: str
    organisation: str
    from_on: date
    until_on: date | None = None

    def lies_within(self, first_on: date, last_on: date) -> bool:
        """Say whether the interest lasted on any day of a span, both ends included."""
        return self.from_on <= last_on and (self.until_on is None or self.until_on >= first_on)


def years_before(day: date, years: int) -> date:
    """Give the corresponding day so many years earlier; where the month has none, its last day (Civil Code, art. 143).

    An interest that ended on exactly this day still counts.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # Only 29 February has no counterpart in other years.
        return date(day.year - years, 3, 1) - DAY


def conflicts(
    interests: Iterable[Interest], parties: Collection[str], visit_on: date, years: int
) -> tuple[Interest, ...]:
    """Give the interests in a party of the case within the years before a visit, in the order of declaration.

    ``parties`` are the numbers of the organisations of the case: applicant, partner, exporter or maker.
    """
    first_on = years_before(visit_on, years)
    return tuple(one for one in interests if one.organisation in parties and one.lies_within(first_on, visit_on))
