"""The subsidy: a rate of each line's eligible cost, truncated, never above what was decided (F4; A1 to A3)."""

from collections.abc import Sequence

from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.money import Money, total


def subsidy(eligible_costs: Sequence[Money], terms: CostingTerms) -> Money:
    """Compute the subsidy of a case: the sum of each line's share (to the yen), truncated to the subsidy's unit."""
    shares = [cost.share(terms.subsidy_rate) for cost in eligible_costs]
    return total(shares).truncated(terms.subsidy_unit)


def final_subsidy(decided: Money, actual_costs: Sequence[Money], terms: CostingTerms) -> Money:
    """Compute the amount to fix: the same formula on actual cost, never more than was decided (額の確定)."""
    return min(decided, subsidy(actual_costs, terms))
