"""An inspector as the events of his register leave him: declared interests, and the days on which he can travel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sekisho.domain.inspection.interest import Interest


@dataclass(frozen=True, slots=True)
class Availability:
    """How many lines an inspector can visit on each day of a span; 0: he does not travel."""

    from_on: date
    until_on: date
    visits: int


@dataclass(frozen=True, slots=True)
class Inspector:
    """An inspector's register: his interests by number, and what he said of his days, newest last."""

    id: str
    state: str = "new"
    seq: int = 0
    interests: Mapping[str, Interest] = field(default_factory=dict)
    availability: tuple[Availability, ...] = ()
    declared: int = 0

    def capacity_on(self, day: date, usual: int) -> int:
        """Give how many lines he can visit on a day: what he said last of that day, else the usual number."""
        said = [one.visits for one in self.availability if one.from_on <= day <= one.until_on]
        return said[-1] if said else usual
