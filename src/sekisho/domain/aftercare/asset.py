"""The register of acquired property (取得財産等管理台帳): what was bought with the subsidy, and until when it is bound.

Property of a unit price at or above the limit may not be used otherwise, transferred, exchanged, leased, pledged or
scrapped without approval before its statutory life has ended (Act 179 of 1955, art. 22).
"""

from dataclasses import dataclass
from datetime import date

from sekisho.domain.aftercare.calendar import years_after
from sekisho.domain.values.money import NOTHING, Money


@dataclass(frozen=True, slots=True)
class Asset:
    """One entry of the register. ``grant`` is the part of the subsidy that was paid for it, prices are ex tax."""

    number: str
    line: str
    name: str
    serial: str
    acquired_on: date
    unit_price: Money
    quantity: int
    grant: Money
    industry: str
    life: int
    restricted_until: date
    place: str = ""
    is_confirmed: bool = False
    left_on: date | None = None
    #: What the cost exceeds unit price times quantity by, where it does not part into whole yen.
    remainder: Money = NOTHING
    #: The part of the grant that was revoked or ordered back since.
    returned: Money = NOTHING

    @property
    def cost(self) -> Money:
        """Give the acquisition cost: unit price times quantity, and what that leaves out."""
        return Money(self.unit_price.yen * self.quantity) + self.remainder

    @property
    def standing(self) -> Money:
        """Give the part of the grant that still stands."""
        return self.grant - self.returned

    def is_restricted_on(self, day: date) -> bool:
        """Say whether disposal on a day needs approval: the last day of the life still counts."""
        return self.left_on is None and day <= self.restricted_until


def restricted_until(acquired_on: date, life: int) -> date:
    """Give the last day of the restriction: the corresponding day after whole years (Civil Code, art. 140 and 143)."""
    return years_after(acquired_on, life)


def is_registered(unit_price: Money, limit: Money) -> bool:
    """Say whether a unit price puts an asset on the register; the limit itself does."""
    return unit_price >= limit
