"""The customs exchange rate: the week of the declaration date decides; none is a finding."""

from datetime import date
from fractions import Fraction

import pytest

from sekisho.domain.costing.exchange import CustomsRate, rate_on
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.money import Currency, ForeignAmount, Money
from sekisho.domain.values.time import Period

NOTICE = Citation.parse("illustrative: customs notice of the week")


def weekly(first: date, last: date, yen: str, currency: Currency = Currency.CNY) -> CustomsRate:
    return CustomsRate(currency, Period(first, last), Fraction(yen), NOTICE)


RATES = (
    weekly(date(2026, 8, 9), date(2026, 8, 15), "20.71"),
    weekly(date(2026, 8, 16), date(2026, 8, 22), "20.85"),
    weekly(date(2026, 8, 16), date(2026, 8, 22), "150.12", Currency.USD),
)


@pytest.mark.parametrize(
    ("day", "yen"),
    [(date(2026, 8, 15), "20.71"), (date(2026, 8, 16), "20.85"), (date(2026, 8, 22), "20.85")],
)
def test_the_week_of_the_declaration_decides(day, yen):
    """The rate changes with the week in which the import is declared, first and last day included."""
    assert rate_on(RATES, Currency.CNY, day).yen_per_unit == Fraction(yen)


@pytest.mark.parametrize(("currency", "day"), [("CNY", date(2026, 8, 23)), ("EUR", date(2026, 8, 20))])
def test_a_missing_rate_is_a_finding_with_its_day(currency, day):
    """Without a rate for the day and currency nothing is guessed."""
    found = rate_on(RATES, Currency(currency), day, "line.1.price")
    assert isinstance(found, Finding)
    assert (found.code, found.place) == ("costing.no_customs_rate", "line.1.price")
    assert dict(found.facts) == {"currency": currency, "declared_on": day.isoformat()}


def test_two_rates_that_differ_are_a_finding():
    """Two different rates for one day are not chosen between; the same rate twice is no contradiction."""
    other = weekly(date(2026, 8, 20), date(2026, 8, 27), "21.00")
    assert rate_on((*RATES, other), Currency.CNY, date(2026, 8, 20)).code == "costing.two_customs_rates"
    assert rate_on((*RATES, RATES[1]), Currency.CNY, date(2026, 8, 20)) == RATES[1]


def test_conversion_drops_the_fraction_of_a_yen():
    """12,345.67 yuan at 20.85 are 257,407.2195 yen, so 257,407."""
    assert ForeignAmount(Currency.CNY, Fraction("12345.67")).in_yen(Fraction("20.85")) == Money(257_407)
