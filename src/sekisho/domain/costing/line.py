"""A priced line: what its price is, what comes on top, and how much of it is customs value and eligible cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.costing.incoterm import ADDITIONS, SEPARABLE, STATUTORY
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.money import Currency, Money, total

#: Costs that enter the customs value beside the price.
CUSTOMS_COSTS = (*ADDITIONS, *STATUTORY)
#: Costs after import: never part of the customs value where the invoice shows them apart (関税定率法 4).
LOCAL_COSTS = ("clearance", "inland", "unloading", "installation", "conformity", "integration")
#: Japanese duty and consumption tax that a DDP price contains.
TAXES_IN_PRICE = ("duty_in_price", "tax_in_price")
#: Costs beside the price that may count as eligible for some categories (A2).
INSTALLATION = ("installation", "integration")


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a foreign price became yen: the amount, its currency, the rate and where the rate comes from."""

    currency: Currency
    amount: Fraction
    yen_per_unit: Fraction
    citation: Citation


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line to quote: its price in yen and what comes on top, in yen; costs not stated are absent, not zero.

    ``eligible`` is the cost the subsidy is reckoned on; ``notes`` are assumptions made while reading the line.
    """

    id: str
    price: Money
    incoterm: str
    duty_rate: Fraction
    costs: Mapping[str, Money]
    yearly_saving: Money
    eligible: Money
    model: str = ""
    category: str = ""
    hs_code: str = ""
    exchange: Exchange | None = None
    notes: tuple[Finding, ...] = ()

    def cost(self, names: tuple[str, ...]) -> Money:
        """Sum the stated costs of some names."""
        return total([self.costs[name] for name in names if name in self.costs])


def customs_value(line: PricedLine) -> Money:
    """Give a line's CIF value: the price, plus what the term leaves out, less what is shown apart as after arrival."""
    return line.price + line.cost(CUSTOMS_COSTS) - line.cost(SEPARABLE.get(line.incoterm, ()))


def eligible_cost(line: PricedLine, counts_installation: tuple[str, ...]) -> Money:
    """Give the cost that counts (A2): the price free of duty and tax; for some categories installation too."""
    # For a machine installation is the buyer's own cost; a turnkey price contains it, so leaving it out would punish
    # the maker who itemises it.
    extra = line.cost(INSTALLATION) if line.category in counts_installation else Money(0)
    return line.price - line.cost(TAXES_IN_PRICE) + extra
