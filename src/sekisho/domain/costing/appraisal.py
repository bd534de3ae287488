"""Appraisal: payback and net present value, with the subsidy arriving late, as exact fractions rounded down to yen."""

from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.values.money import Money

YEARS = 10


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an investment earns back. ``payback_months`` is None where it never does within the years looked at."""

    payback_months: int | None
    net_present_value: Money
    required_yearly_saving: Money


def _discount(rate: Fraction, years: int) -> Fraction:
    return 1 / (1 + rate) ** years


def _annuity(rate: Fraction) -> Fraction:
    return sum((_discount(rate, year) for year in range(1, YEARS + 1)), Fraction(0))


def _months(cost: Money, saving: Money) -> int | None:
    if saving.yen <= 0:
        return None
    months = -(-cost.yen * 12 // saving.yen)
    return months if months <= YEARS * 12 else None


def appraise(cost: Money, grant: Money, yearly_saving: Money, rate: Fraction, lag_months: int) -> Appraisal:
    """Appraise an investment: yearly savings at year's end over ten years, the grant after ``lag_months``.

    The lag discounts the grant linearly within its year; payback counts whole months, rounded up.
    """
    lag = 1 / (1 + rate * Fraction(lag_months, 12))
    present_grant = Fraction(grant.yen) * lag
    annuity = _annuity(rate)
    value = Fraction(yearly_saving.yen) * annuity + present_grant - cost.yen
    needed = (Fraction(cost.yen) - present_grant) / annuity
    saving = -(-needed.numerator // needed.denominator)
    return Appraisal(_months(cost - grant, yearly_saving), Money(int(value // 1)), Money(max(saving, 0)))
