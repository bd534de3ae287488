"""The customs exchange rate: published weekly, taken on the day of the import declaration (関税定率法 4の7; A22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.money import Currency
from sekisho.domain.values.time import Period


@dataclass(frozen=True, slots=True)
class CustomsRate:
    """Yen for one unit of a currency, for declarations within a period, with the notice it was published in."""

    currency: Currency
    period: Period
    yen_per_unit: Fraction
    citation: Citation


def rate_on(
    rates: Iterable[CustomsRate], currency: Currency, declared_on: date, place: str = ""
) -> CustomsRate | Finding:
    """Give the rate of a currency on the declaration date; none, or two that differ, is a finding."""
    found = [rate for rate in rates if rate.currency is currency and declared_on in rate.period]
    if len({rate.yen_per_unit for rate in found}) == 1:
        return found[0]
    code = "costing.two_customs_rates" if found else "costing.no_customs_rate"
    facts = {"currency": currency.value, "declared_on": declared_on.isoformat()}
    return Finding(code, Outcome.NOT_MET, place, "law: Customs Tariff Act, art. 4-7", dict(facts))
