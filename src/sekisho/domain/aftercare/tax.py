"""The report on input consumption tax (消費税仕入控除税額報告): due even at zero, with what has to be returned.

Who deducts the tax on a purchase has not borne it; a grant computed on prices with tax returns that part.
"""

from datetime import date
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.aftercare.calendar import after_fiscal_year
from sekisho.domain.aftercare.terms import AftercareTerms, TaxBase
from sekisho.domain.values.money import NOTHING, Money

#: A taxable share is told in per cent, from 0 to this.
WHOLE = 100


class TaxMethod(StrEnum):
    """How the claimant settles consumption tax."""

    EXEMPT = "exempt"
    SIMPLIFIED = "simplified"
    FULL = "full"
    PROPORTIONAL = "proportional"


def returned(grant: Money, method: TaxMethod, taxable_percent: int, terms: AftercareTerms) -> Money:
    """Give the part of a grant to be returned: grant × rate ÷ (1 + rate) × deducted share, truncated to the yen."""
    if terms.tax_base is TaxBase.EX_TAX or method in {TaxMethod.EXEMPT, TaxMethod.SIMPLIFIED}:
        return NOTHING
    deducted = Fraction(taxable_percent, WHOLE) if method is TaxMethod.PROPORTIONAL else Fraction(1)
    return grant.share(terms.tax_rate / (1 + terms.tax_rate) * deducted)


def report_due_on(paid_on: date, terms: AftercareTerms) -> date:
    """Give the last day for the report: whole months after the fiscal year of the payment."""
    return after_fiscal_year(paid_on, terms.fiscal_year_first_month, terms.tax_due_months)
