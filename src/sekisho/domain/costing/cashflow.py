"""Cash flows by month: present value, internal and modified rates of return. Amounts stay exact; rates are decimals.

Discounting is compound, whole years as exact fractions, parts of a year to fifty digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from sekisho.domain.values.money import Money

MONTHS = 12
_EXACT = Context(prec=50)
_PLACES = Decimal("0.000001")
#: Where internal rates are looked for: −99 % to 1,000 % a year.
_LOWEST, _HIGHEST = Decimal("-0.99"), Decimal(10)
#: Steps of the search where several rates are possible: 1 point apart up to 100 %, then 2 % of the growth apart; set
#: off so that no round rate falls on a step.
_FINE = tuple(Decimal(step) / 100 + Decimal("0.00123") for step in range(-99, 100))
_STEPS = (*_FINE, *((1 + _FINE[-1]) * Decimal("1.02") ** power - 1 for power in range(1, 87)))


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that comes in (or goes out, below zero) a number of months after the purchase."""

    month: int
    amount: Money


def discount_factor(rate: Fraction, months: int) -> Fraction:
    """Give what one yen in so many months is worth today at a yearly rate."""
    years, rest = divmod(months, MONTHS)
    whole = 1 / (1 + rate) ** years
    if not rest:
        return whole
    growth = _EXACT.divide(Decimal(rate.numerator + rate.denominator), Decimal(rate.denominator))
    part = _EXACT.divide(_EXACT.multiply(_EXACT.ln(growth), Decimal(-rest)), Decimal(MONTHS))
    return whole * Fraction(_EXACT.exp(part))


def present_value(flows: Sequence[Flow], rate: Fraction) -> Fraction:
    """Give the exact worth today of flows at a yearly rate."""
    return sum((flow.amount.yen * discount_factor(rate, flow.month) for flow in flows), Fraction(0))


def _by_month(flows: Sequence[Flow]) -> list[tuple[int, int]]:
    months = sorted({flow.month for flow in flows})
    return [(month, sum(flow.amount.yen for flow in flows if flow.month == month)) for month in months]


def sign_changes(flows: Sequence[Flow]) -> int:
    """Count how often the flows change direction; more than once, the internal rate may be ambiguous."""
    signs = [amount > 0 for _, amount in _by_month(flows) if amount]
    return sum(before != after for before, after in pairwise(signs))


def _worth(flows: Sequence[tuple[int, int]], rate: Decimal) -> Decimal:
    growth = 1 + rate
    return sum((amount / growth ** (Decimal(month) / MONTHS) for month, amount in flows), Decimal(0))


def _root(flows: Sequence[tuple[int, int]], low: Decimal, high: Decimal) -> Decimal:
    rises = _worth(flows, high) > 0
    while high - low > _PLACES / 1000:
        middle = (low + high) / 2
        if (_worth(flows, middle) > 0) == rises:
            high = middle
        else:
            low = middle
    return ((low + high) / 2).quantize(_PLACES)


def internal_rates(flows: Sequence[Flow]) -> tuple[Decimal, ...]:
    """Give every yearly internal rate of return found between −99 % and 1,000 %, lowest first, to six places.

    Without a change of sign there is none; with more than one there may be several, and none of them decides.
    """
    changes, dated = sign_changes(flows), _by_month(flows)
    if not changes:
        return ()
    # One change of sign has one root, found by halving; several may hide roots between two points, so all are searched.
    steps = (_LOWEST, _HIGHEST) if changes == 1 else _STEPS
    worth = [(step, _worth(dated, step) > 0) for step in steps]
    return tuple(_root(dated, low, high) for (low, below), (high, above) in pairwise(worth) if below != above)


def _worth_apart(flows: Sequence[Flow], rate: Fraction) -> tuple[Fraction, Fraction]:
    """Give what goes and what comes, each as worth today and above zero."""
    goes = [flow for flow in flows if flow.amount.yen < 0]
    comes = [flow for flow in flows if flow.amount.yen > 0]
    return -present_value(goes, rate), present_value(comes, rate)


def modified_rate(flows: Sequence[Flow], rate: Fraction) -> Decimal | None:
    """Give the modified internal rate (MIRR), paying and reinvesting at one rate; None where nothing comes or goes."""
    last = max((flow.month for flow in flows), default=0)
    spent, gained = _worth_apart(flows, rate)
    earned = gained / discount_factor(rate, last)
    if not spent or not earned or not last:
        return None
    ratio = earned / spent
    growth = _EXACT.ln(_EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)))
    yearly = _EXACT.exp(_EXACT.divide(_EXACT.multiply(growth, Decimal(MONTHS)), Decimal(last)))
    return (yearly - 1).quantize(_PLACES)
