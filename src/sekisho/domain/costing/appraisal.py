"""Appraisal: payback, net present value and required saving, with the subsidy arriving late."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sekisho.domain.costing.cashflow import (
    MONTHS,
    Flow,
    discount_factor,
    internal_rates,
    modified_rate,
    present_value,
    sign_changes,
)
from sekisho.domain.values.money import NOTHING, Money

#: Years looked at where the terms say nothing else.
YEARS = 10


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an investment earns back. A payback is None where it never comes within the years looked at."""

    payback_months: int | None
    net_present_value: Money
    required_yearly_saving: Money
    discounted_payback_years: int | None = None
    flows: tuple[Flow, ...] = ()
    rate: Fraction = Fraction(0)

    @property
    def is_ambiguous(self) -> bool:
        """Say whether the flows change sign more than once, so that no internal rate may decide."""
        return sign_changes(self.flows) > 1

    def internal_rates(self) -> tuple[Decimal, ...]:
        """Give the yearly internal rates of return, lowest first; none where the money never changes direction."""
        return internal_rates(self.flows)

    def modified_rate(self) -> Decimal | None:
        """Give the modified internal rate at the discount rate."""
        return modified_rate(self.flows, self.rate)


def _months(cost: Money, saving: Money) -> int | None:
    """Give the whole months, rounded up, until even savings cover a cost."""
    # A grant above the cost is paid back at once, also where nothing is ever saved.
    if cost <= NOTHING:
        return 0
    return -(-cost.yen * MONTHS // saving.yen) if saving > NOTHING else None


def payback_months(cost: Money, grant: Money, yearly_saving: Money, lag_months: int, years: int = YEARS) -> int | None:
    """Give the first month in which savings, and the grant once it has come, have covered the cost."""
    # Two ways to get there: by savings alone before the grant has come, or with it, but never before it.
    alone, helped = _months(cost, yearly_saving), _months(cost - grant, yearly_saving)
    reached = [month for month in (alone, helped if helped is None else max(helped, lag_months)) if month is not None]
    return min((month for month in reached if month <= years * MONTHS), default=None)


def flows_of(cost: Money, grant: Money, yearly_saving: Money, lag_months: int, years: int = YEARS) -> tuple[Flow, ...]:
    """Give the dated flows: the cost today, savings at each year's end, the grant after its lag."""
    savings = [Flow(year * MONTHS, yearly_saving) for year in range(1, years + 1)]
    return (Flow(0, -cost), *([Flow(lag_months, grant)] if grant else []), *savings)


def _discounted_payback(flows: tuple[Flow, ...], rate: Fraction, years: int) -> int | None:
    """Give the first year by whose end what came in, discounted, covers the cost."""
    for year in range(years + 1):
        if present_value([flow for flow in flows if flow.month <= year * MONTHS], rate) >= 0:
            return year
    return None


def appraise(
    cost: Money, grant: Money, yearly_saving: Money, rate: Fraction, lag_months: int, years: int = YEARS
) -> Appraisal:
    """Appraise an investment over some years; amounts round down, the required saving rounds up."""
    flows = flows_of(cost, grant, yearly_saving, lag_months, years)
    annuity = sum((discount_factor(rate, year * MONTHS) for year in range(1, years + 1)), Fraction(0))
    needed = (cost.yen - grant.yen * discount_factor(rate, lag_months)) / annuity
    return Appraisal(
        payback_months(cost, grant, yearly_saving, lag_months, years),
        Money(int(present_value(flows, rate) // 1)),
        Money(max(-(-needed.numerator // needed.denominator), 0)),
        _discounted_payback(flows, rate, years),
        flows,
        rate,
    )
