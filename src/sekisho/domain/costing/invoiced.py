"""What lines really cost: their accepted purchase invoices, each counted once, and never above its amount (A2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.domain.costing.line import PricedLine
from sekisho.domain.values.money import NOTHING, Money, apportioned, total

#: The kind of paper whose amount is what a line cost.
INVOICE = "purchase_invoice"


@dataclass(frozen=True, slots=True)
class Bill:
    """A paper that says an amount: its number and issuer as far as it says them, its bytes, its line and amount.

    Number and issuer are in one spelling (``evidence.invoice``). A bill of no line is for the whole case.
    """

    number: str
    issuer: str
    digest: str
    line: str
    amount: Money

    def replaces(self, older: "Bill") -> bool:
        """Say whether this paper is the same as an older one: filed again, or corrected."""
        return self.digest == older.digest or (self._is_numbered_like(older) and self._can_be_of(older))

    def _is_numbered_like(self, older: "Bill") -> bool:
        return self.number == older.number

    def _can_be_of(self, older: "Bill") -> bool:
        # What is left out says nothing, so it cannot tell two papers apart: in doubt an amount is counted once.
        ours, theirs = (self.issuer, older.issuer) if self.number else (self.line, older.line)
        return not ours or not theirs or ours == theirs


def standing(bills: Sequence[Bill]) -> list[Bill]:
    """Give the bills, in the order of filing, that no newer paper has taken the place of."""
    return [one for n, one in enumerate(bills, start=1) if not any(newer.replaces(one) for newer in bills[n:])]


def _declared(lines: Sequence[PricedLine]) -> list[Money]:
    return [max(line.eligible, NOTHING) for line in lines]


def invoiced_costs(lines: Sequence[PricedLine], invoices: Sequence[Bill]) -> tuple[Money, ...]:
    """Give what stands invoiced for each line, however much was declared.

    An invoice for the whole case is spread over what its lines have left of what was declared for them.
    """
    counted, declared = standing(invoices), _declared(lines)
    own = [total([one.amount for one in counted if one.line == line.id]) for line in lines]
    rooms = [max(limit - cost, NOTHING) for cost, limit in zip(own, declared, strict=True)]
    whole = total([one.amount for one in counted if not one.line])
    spread = apportioned(whole, rooms if any(rooms) else declared)
    return tuple(cost + part for cost, part in zip(own, spread, strict=True))


def actual_costs(lines: Sequence[PricedLine], invoices: Sequence[Bill]) -> tuple[Money, ...]:
    """Give the actual eligible cost of each line: what stands invoiced for it, never above what was declared."""
    costs = zip(invoiced_costs(lines, invoices), _declared(lines), strict=True)
    return tuple(min(cost, limit) for cost, limit in costs)
