"""Japanese eras: official papers in Japan count years from the accession of the emperor."""

from dataclasses import dataclass
from datetime import date

from sekisho.domain.values.time import TimeError

#: The first day of each era still in use on papers (Cabinet Orders 1 of 1989 and 143 of 2019, under Act 43 of 1979).
FIRST_DAYS = ((date(2019, 5, 1), "reiwa"), (date(1989, 1, 8), "heisei"))


@dataclass(frozen=True, slots=True)
class EraYear:
    """A year of an era: ``reiwa`` 8 is 2026."""

    era: str
    year: int


def era_of(day: date) -> EraYear:
    """Give the era and its year on a day. Raises TimeError before the oldest era known here."""
    for first_on, era in FIRST_DAYS:
        if day >= first_on:
            return EraYear(era, day.year - first_on.year + 1)
    raise TimeError(f"{day} lies before the eras this service writes")
