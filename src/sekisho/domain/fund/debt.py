"""What has to be paid back of a grant, and the charges on it: one order, its due date, its parts, its own ledger.

The principal stands in the pool; the charges stand here, outside of it. Money paid goes to the principal first (Order
255 of 1955, art. 10, 11), so charges are reckoned for good once the principal is back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sekisho.domain.fund.charge import (
    Charge,
    ChargeEntry,
    ChargeKind,
    ChargeTerms,
    Entry,
    Payment,
    charge,
    late_charge,
    outstanding,
)
from sekisho.domain.values.money import NOTHING, Money, total


class Basis(StrEnum):
    """Why money goes back: a revocation (art. 17, 18(1)), an overpayment (18(2)), a condition of the grant (7, 22).

    Only a revocation bears the additional charge (19(1)); whatever is late bears the delinquency charge (19(2)).
    """

    REVOCATION = "revocation"
    OVERPAYMENT = "overpayment"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Debt:
    """One order to pay back: how much, by when, from which receipt, what was paid of it, and its charges."""

    basis: Basis
    ordered: Money
    granted_on: date
    due_on: date
    parts: tuple[Payment, ...] = ()
    charges: tuple[ChargeEntry, ...] = ()
    is_settled: bool = False

    @property
    def principal(self) -> Money:
        """Give what is still owed of the principal."""
        return self.ordered - total([part.amount for part in self.parts])

    def entries(self, kind: ChargeKind) -> tuple[ChargeEntry, ...]:
        """Give the entries of one of the two charges."""
        return tuple(line for line in self.charges if line.kind is kind)

    def assessed(self, kind: ChargeKind) -> Money:
        """Give what was assessed of a charge so far."""
        return total([line.amount for line in self.entries(kind) if line.entry is Entry.ASSESSED])

    def assessors(self, kind: ChargeKind) -> frozenset[str]:
        """Give who assessed a charge."""
        return frozenset(line.person for line in self.entries(kind) if line.entry is Entry.ASSESSED)

    def owed(self, kind: ChargeKind) -> Money:
        """Give what is assessed of a charge and neither paid nor waived."""
        return outstanding(self.entries(kind))

    def paid(self, part: Payment) -> "Debt":
        """Give the debt after a part of the principal came back."""
        return replace(self, parts=tuple(sorted((*self.parts, part))))

    def charged(self, line: ChargeEntry) -> "Debt":
        """Give the debt after an entry in its charges."""
        return replace(self, charges=(*self.charges, line))


def _until(debt: Debt, today: date) -> date:
    """Charges run to the day the principal was back, or to today while it is not."""
    last = max((part.paid_on for part in debt.parts), default=debt.granted_on)
    return last if not debt.principal else max(today, last)


def _late(debt: Debt, until_on: date, terms: ChargeTerms) -> Charge:
    in_time = total([part.amount for part in debt.parts if part.paid_on <= debt.due_on])
    after = [part for part in debt.parts if part.paid_on > debt.due_on]
    unpaid = debt.ordered - in_time
    if not unpaid or until_on <= debt.due_on:
        return Charge(NOTHING, ())
    return late_charge(unpaid, debt.due_on, after, until_on, terms)


def charges_on(debt: Debt, today: date, terms: ChargeTerms) -> Mapping[ChargeKind, Charge]:
    """Give both charges as they stand today; they are final once the principal is back."""
    until = _until(debt, today)
    revoked = debt.basis is Basis.REVOCATION
    # An overpayment or a duty of the grant is nobody's breach: it bears no additional charge (art. 19(1)).
    additional = charge(debt.ordered, debt.granted_on, debt.parts, until, terms) if revoked else Charge(NOTHING, ())
    return {ChargeKind.ADDITIONAL: additional, ChargeKind.LATE: _late(debt, until, terms)}


def left_to_assess(debt: Debt, kind: ChargeKind, today: date, terms: ChargeTerms) -> Money:
    """Give what a charge comes to beyond what was assessed of it; never below nothing."""
    return max(charges_on(debt, today, terms)[kind].amount - debt.assessed(kind), NOTHING)
