"""The rates and truncations costing works with; each comes from a dated parameter with its citation."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class CostingTerms:
    """Dated parameters of costing.

    ``base_unit`` and ``payable_unit`` are the truncations of 国税通則法 118(1) and 119(1), in yen; ``subsidy_unit`` is
    the truncation of the subsidy (A3). Rates are exact fractions.
    """

    subsidy_rate: Fraction
    subsidy_unit: int
    national_rate: Fraction
    local_share: Fraction
    base_unit: int
    payable_unit: int
    discount_rate: Fraction
    subsidy_lag_months: int
