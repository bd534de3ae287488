"""The rates and truncations costing works with; each comes from a dated parameter with its citation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sekisho.domain.values.citation import Citation, SourceClass
from sekisho.domain.values.money import Money


class TermsError(ValueError):
    """Terms nobody can calculate with: a rate outside 0 to 1, a truncation unit or span of years below one."""


#: The parameter each term is filled from; who fills the terms gives its citation under the same name.
PARAMETERS: Mapping[str, str] = {
    "subsidy_rate": "subsidy.rate",
    "subsidy_unit": "subsidy.truncation_yen",
    "national_rate": "tax.national",
    "local_share": "tax.local_share",
    "base_unit": "tax.base_unit_yen",
    "payable_unit": "tax.payable_unit_yen",
    "discount_rate": "appraisal.discount_rate",
    "subsidy_lag_months": "appraisal.subsidy_lag_months",
}
_RATES = ("subsidy_rate", "national_rate", "local_share", "discount_rate")
_UNITS = ("subsidy_unit", "base_unit", "payable_unit", "appraisal_years")
_UNCITED = Citation(SourceClass.ASSUMPTION, "no source was given with this term")


@dataclass(frozen=True, slots=True)
class CostingTerms:
    """Dated parameters of costing.

    ``base_unit`` and ``payable_unit`` are the truncations of 国税通則法 118(1) and 119(1), in yen; ``subsidy_unit`` is
    the truncation of the subsidy (A3), ``subsidy_ceiling`` the most a case may get (None: no ceiling). Rates are exact
    fractions. ``sources`` gives the citation of a term by its name. Raises TermsError.
    """

    subsidy_rate: Fraction
    subsidy_unit: int
    national_rate: Fraction
    local_share: Fraction
    base_unit: int
    payable_unit: int
    discount_rate: Fraction
    subsidy_lag_months: int
    subsidy_ceiling: Money | None = None
    appraisal_years: int = 10
    sources: Mapping[str, Citation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would silently come out as nonsense."""
        # "18" instead of "18 %" is the slip to fear: it would grant eighteen times the price.
        wrong = [name for name in _RATES if not 0 <= getattr(self, name) <= 1]
        wrong += [name for name in _UNITS if getattr(self, name) < 1]
        wrong += ["subsidy_lag_months"] if self.subsidy_lag_months < 0 else []
        if wrong:
            raise TermsError(f"{', '.join(wrong)}: rates lie between 0 and 1, units and years are 1 or more")

    def source(self, name: str) -> Citation:
        """Give the citation of a term; one that the caller did not cite says so."""
        return self.sources.get(name, _UNCITED)
