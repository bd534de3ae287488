"""The subsidy: a rate of each line's eligible cost, truncated, never above what was decided (F4; A1 to A3).

What remains in the pool never shortens a grant: there is no partial grant, and the pool is asked under its own lock.
"""

from collections.abc import Sequence

from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.money import NOTHING, Money, total


def subsidy(eligible_costs: Sequence[Money], terms: CostingTerms) -> Money:
    """Compute the subsidy of a case: each line's share to the yen, their sum under the ceiling, then truncated.

    A line whose cost is below zero (more deducted than it cost) earns nothing and takes nothing from the others.
    """
    # Each line is cut to the yen before the sum: a line can then be taken out later without touching the others.
    shares = total([max(cost, NOTHING).share(terms.subsidy_rate) for cost in eligible_costs])
    # The ceiling before the last truncation, so that a ceiling of 1,999,999 still pays whole thousands.
    ceiling = terms.subsidy_ceiling
    return (shares if ceiling is None else min(shares, ceiling)).truncated(terms.subsidy_unit)


def final_subsidy(decided: Money, actual_costs: Sequence[Money], terms: CostingTerms) -> Money:
    """Compute the amount to fix: the same formula on actual cost, never more than was decided (額の確定)."""
    return min(decided, subsidy(actual_costs, terms))
