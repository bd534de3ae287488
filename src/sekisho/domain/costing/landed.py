"""Landed cost: what a machine costs on the floor. Import consumption tax is not in it: it comes back as input tax."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.domain.costing.customs import Column, ImportTax, import_tax
from sekisho.domain.costing.line import LOCAL_COSTS, PricedLine, customs_value
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money, total

#: The term under which the seller declares and pays duty and tax.
SELLER_DECLARES = "DDP"


@dataclass(frozen=True, slots=True)
class LandedCost:
    """The parts of the landed cost by name, in the order they arise, and the consumption tax kept apart."""

    items: tuple[tuple[str, Money], ...]
    cash_flow: Money

    @property
    def total(self) -> Money:
        """Give the landed cost."""
        return total([amount for _, amount in self.items])

    def as_json(self) -> dict[str, Value]:
        """Give the parts as plain values; parts of zero yen stay away."""
        parts: dict[str, Value] = {name: amount.yen for name, amount in self.items if amount}
        return {"parts": parts, "total": self.total.yen, "cash_flow": self.cash_flow.yen}


def declaration(lines: Sequence[PricedLine], terms: CostingTerms) -> ImportTax:
    """Compute duty and tax of lines declared together, a column each."""
    return import_tax([Column(customs_value(line), line.duty_rate) for line in lines], terms)


def landed_cost(lines: Sequence[PricedLine], terms: CostingTerms) -> LandedCost:
    """Break the landed cost down; under DDP the duty is what the price shows, and no import tax is the buyer's."""
    buyers = declaration([line for line in lines if line.incoterm != SELLER_DECLARES], terms)
    # Price and freight are in the customs value already; only what comes after the port is added.
    names = (*LOCAL_COSTS, "duty_in_price")
    local = [(name, total([line.costs[name] for line in lines if name in line.costs])) for name in names]
    value = total([customs_value(line) for line in lines])
    return LandedCost((("customs_value", value), ("duty", buyers.duty), *local), buyers.consumption_tax)
