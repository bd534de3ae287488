"""What lines really cost: their accepted purchase invoices, each counted once, and never above its amount (A2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.domain.costing.line import PricedLine
from sekisho.domain.values.identifier import normalised
from sekisho.domain.values.money import NOTHING, Money, apportioned, total

#: The kind of paper whose amount is what a line cost.
INVOICE = "purchase_invoice"


def _folded(text: str) -> str:
    return normalised(text).casefold()


@dataclass(frozen=True, slots=True)
class Invoice:
    """An accepted purchase invoice: its number and issuer as far as it says them, its bytes, its line and amount.

    An invoice of no line is for the whole case.
    """

    number: str
    issuer: str
    digest: str
    line: str
    amount: Money

    def replaces(self, older: "Invoice") -> bool:
        """Say whether this paper is the same invoice as an older one: filed again, or corrected."""
        return self.digest == older.digest or (self._is_numbered_like(older) and self._can_be_of(older))

    def _is_numbered_like(self, older: "Invoice") -> bool:
        return _folded(self.number) == _folded(older.number)

    def _can_be_of(self, older: "Invoice") -> bool:
        # What is left out says nothing, so it cannot tell two invoices apart: in doubt an amount is counted once.
        ours, theirs = (self.issuer, older.issuer) if _folded(self.number) else (self.line, older.line)
        return not ours or not theirs or _folded(ours) == _folded(theirs)


def standing(invoices: Sequence[Invoice]) -> list[Invoice]:
    """Give the invoices, in the order of filing, that no newer paper has taken the place of."""
    return [one for n, one in enumerate(invoices, start=1) if not any(newer.replaces(one) for newer in invoices[n:])]


def actual_costs(lines: Sequence[PricedLine], invoices: Sequence[Invoice]) -> tuple[Money, ...]:
    """Give the actual eligible cost of each line: what stands invoiced for it, never above what was declared.

    An invoice for the whole case is spread over what its lines have left, so that together they never exceed it.
    """
    counted = standing(invoices)
    declared = [max(line.eligible, NOTHING) for line in lines]
    own = [total([one.amount for one in counted if one.line == line.id]) for line in lines]
    costs = [min(cost, limit) for cost, limit in zip(own, declared, strict=True)]
    rooms = [limit - cost for cost, limit in zip(costs, declared, strict=True)]
    whole = total([one.amount for one in counted if not one.line])
    spread = apportioned(min(whole, total(rooms)), rooms)
    return tuple(cost + part for cost, part in zip(costs, spread, strict=True))
