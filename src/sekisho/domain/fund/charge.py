"""The 10.95 % charge on a grant that has to be paid back; a ledger of its own, outside the pool.

Additional charge (加算金) from receipt to payment, delinquency charge (延滞金) from the day after the due date (Act 179
of 1955, art. 19(1) and (2)). A year counts 365 days, leap years too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.values.citation import Citation
from sekisho.domain.values.money import NOTHING, Money

DAY = timedelta(days=1)


class ChargeError(ValueError):
    """A charge that cannot be reckoned: more paid back than owed, a payment outside the time, a waiver unexplained."""


@dataclass(frozen=True, slots=True)
class ChargeTerms:
    """Dated parameters of the charge: yearly rate, days of a year, which ends count, truncation in yen, the source.

    A charge below ``minimum`` yen is none.
    """

    yearly_rate: Fraction
    days_in_year: int
    counts_first_day: bool
    counts_last_day: bool
    unit: int
    citation: Citation
    minimum: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Payment:
    """A part of the principal paid back on a day."""

    paid_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which one principal was outstanding, and its exact charge."""

    first_on: date
    days: int
    principal: Money
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Charge:
    """The amount of a charge, truncated once, and the stretches it is made of."""

    amount: Money
    stretches: tuple[Stretch, ...]


def _check(principal: Money, payments: Sequence[Payment], first_on: date, until_on: date) -> None:
    paid = sum(payment.amount.yen for payment in payments)
    if paid > principal.yen or any(payment.amount <= NOTHING for payment in payments):
        raise ChargeError(
            f"{paid} yen paid back of {principal}: each part is above zero, together not above the principal"
        )
    days = [first_on, *(payment.paid_on for payment in payments), until_on]
    if sorted(days) != days:
        raise ChargeError(f"payments and the last day lie between {first_on} and {until_on}")


def _stretch(first_on: date, end_on: date, principal: Money, terms: ChargeTerms) -> Stretch:
    """Charge a principal from a day up to, not including, another."""
    days = max((end_on - first_on).days, 0)
    return Stretch(first_on, days, principal, principal.yen * terms.yearly_rate * Fraction(days, terms.days_in_year))


def charge(principal: Money, from_on: date, payments: Iterable[Payment], until_on: date, terms: ChargeTerms) -> Charge:
    """Charge what is outstanding day by day; a part payment lowers the principal for the days after it.

    Raises ChargeError.
    """
    # What is paid goes to the principal first (Order 255 of 1955, art. 10, 11), so it lowers the charge of later days.
    parts = sorted(payments)
    _check(principal, parts, from_on, until_on)
    after = DAY if terms.counts_last_day else timedelta(0)
    start = from_on if terms.counts_first_day else from_on + DAY
    stretches = []
    for payment in (*parts, Payment(until_on, NOTHING)):
        stretches.append(_stretch(start, payment.paid_on + after, principal, terms))
        start, principal = max(start, payment.paid_on + after), principal - payment.amount
    # Cut once, at the end: cutting every stretch would let whoever pays in many parts pay less.
    exact = sum((stretch.exact for stretch in stretches), Fraction(0))
    amount = Money(exact.numerator // exact.denominator).truncated(terms.unit)
    return Charge(
        amount if amount.yen >= terms.minimum else NOTHING,
        tuple(stretch for stretch in stretches if stretch.days and stretch.principal),
    )


def late_charge(unpaid: Money, due_on: date, payments: Iterable[Payment], until_on: date, terms: ChargeTerms) -> Charge:
    """Charge what was not paid by its due date, from the day after it whatever ends count. Raises ChargeError."""
    # The day after the due date is late in full, so it counts whatever is settled for the day of receipt.
    late = replace(terms, counts_first_day=True)
    return charge(unpaid, due_on + DAY, payments, until_on, late)


class ChargeKind(StrEnum):
    """The two charges; each is set, paid and waived by itself (Act 179 of 1955, art. 19(1) and (2))."""

    ADDITIONAL = "additional"
    LATE = "late"


class Entry(StrEnum):
    """What happens to a charge once it is set."""

    ASSESSED = "assessed"
    PAID = "paid"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class ChargeEntry:
    """A line of the charges' ledger, and who entered it. A waiver is an act with a reason, never a deletion."""

    entry: Entry
    amount: Money
    reason: str = ""
    kind: ChargeKind = ChargeKind.ADDITIONAL
    person: str = ""

    def __post_init__(self) -> None:
        """Refuse an entry of nothing and a waiver nobody explained."""
        if self.amount <= NOTHING:
            raise ChargeError(f"an entry of {self.amount} enters nothing")
        if self.entry is Entry.WAIVED and not self.reason.strip():
            raise ChargeError("a waiver needs its reason")


def outstanding(entries: Iterable[ChargeEntry]) -> Money:
    """Give what is still owed of the charges. Raises ChargeError where more was paid or waived than assessed."""
    owed = NOTHING
    for line in entries:
        owed = owed + line.amount if line.entry is Entry.ASSESSED else owed - line.amount
        if owed < NOTHING:
            raise ChargeError(f"{line.entry} of {line.amount} is more than was owed")
    return owed
