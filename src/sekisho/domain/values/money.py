"""Money: whole yen, exact rates, and the truncations the law names. Never a binary float."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class MoneyError(ValueError):
    """An amount that is no amount: fractional, not a number, or beyond what the pool could ever hold."""


#: Above any sum the program can meet; keeps every column a signed 64-bit integer.
LARGEST_YEN = 10**15


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A whole number of yen. May be negative only as a difference."""

    yen: int

    def __post_init__(self) -> None:
        """Refuse floats, booleans and absurd sizes."""
        # By identity of the type: True is an int to Python, and would be a grant of one yen.
        if type(self.yen) is not int:
            raise MoneyError(f"{self.yen!r} is not a whole number of yen")
        if abs(self.yen) > LARGEST_YEN:
            raise MoneyError(f"{self.yen} yen is beyond {LARGEST_YEN} yen")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.yen + other.yen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.yen - other.yen)

    def __neg__(self) -> "Money":
        return Money(-self.yen)

    def __bool__(self) -> bool:
        return self.yen != 0

    def __str__(self) -> str:
        return f"JPY {self.yen:,}"

    def truncated(self, unit: int) -> "Money":
        """Drop the part below ``unit`` yen, towards zero (国税通則法 118, 119: 1,000 and 100 yen)."""
        # Python's // goes down, so of a difference below zero it would take more than it has; the law drops a part.
        whole = abs(self.yen) // unit * unit
        return Money(whole if self.yen >= 0 else -whole)

    def share(self, rate: Fraction, unit: int = 1) -> "Money":
        """Give ``rate`` of the amount, truncated to ``unit`` yen; one division, after the multiplication."""
        # Divided first, 18 % of 99 yen would be nothing at all.
        exact = abs(self.yen) * rate.numerator // rate.denominator
        return Money(exact if self.yen >= 0 else -exact).truncated(unit)


NOTHING = Money(0)


def total(amounts: "list[Money] | tuple[Money, ...]") -> Money:
    """Sum amounts; an empty sum is zero yen."""
    return Money(sum(amount.yen for amount in amounts))


def apportioned(amount: Money, weights: Sequence[Money]) -> tuple[Money, ...]:
    """Part an amount by weights, to the yen; the parts add up to it exactly, or are nothing where all weights are."""
    whole = sum(weight.yen for weight in weights)
    if not whole:
        return tuple(NOTHING for _ in weights)
    parts = [divmod(amount.yen * weight.yen, whole) for weight in weights]
    left = amount.yen - sum(part for part, _rest in parts)
    # What cutting left over goes to the largest remainders, the earlier first: the same list parts the same way.
    order = sorted(range(len(parts)), key=lambda n: (-parts[n][1], n))
    return tuple(Money(part + (n in order[:left])) for n, (part, _rest) in enumerate(parts))


def rate(text: str) -> Fraction:
    """Read a rate written as text: ``18 %``, ``0.18`` or ``22/78``. Raises MoneyError."""
    number = text.strip()
    try:
        if number.endswith("%"):
            return Fraction(number[:-1].strip()) / 100
        return Fraction(number)
    except (ValueError, ZeroDivisionError) as error:
        raise MoneyError(f"{text!r} is not a rate; write 18 %, 0.18 or 22/78") from error


class Currency(StrEnum):
    """A currency an invoice may be written in, by its ISO 4217 code."""

    JPY = "JPY"
    CNY = "CNY"
    USD = "USD"
    EUR = "EUR"


@dataclass(frozen=True, slots=True)
class ForeignAmount:
    """An amount of an invoice, exact, in its own currency."""

    currency: Currency
    amount: Fraction

    def in_yen(self, yen_per_unit: Fraction) -> Money:
        """Convert at a dated rate and drop the fraction below one yen, as customs declarations do (practice)."""
        exact = self.amount * yen_per_unit
        return Money(exact.numerator // exact.denominator)
