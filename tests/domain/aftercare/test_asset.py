"""The register of assets: what stands in it, until when it is bound, and what comes back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.aftercare.asset import is_registered, restricted_until
from sekisho.domain.aftercare.disposal import DisposalKind, repayment
from sekisho.domain.values.money import NOTHING, Money
from tests.domain.aftercare.scene import AFTERCARE, asset

yen = st.integers(0, 10**11).map(Money)


def test_the_limit_itself_is_registered():
    """Five hundred thousand yen ex tax is bound, one yen less is not."""
    assert is_registered(Money(500_000), AFTERCARE.disposal_limit)
    assert not is_registered(Money(499_999), AFTERCARE.disposal_limit)


@pytest.mark.parametrize(
    ("industry", "expected"),
    [("transport_equipment", "2037-02-28"), ("business_machinery", "2035-02-28"), ("general_machinery", "2040-02-29")],
)
def test_the_industry_of_the_product_sets_the_end(industry, expected):
    """The same machine, accepted on 29 February 2028, is bound 9, 7 or 12 years by what is made with it."""
    life = AFTERCARE.lives[industry]
    assert restricted_until(date(2028, 2, 29), life).isoformat() == expected


def test_the_last_day_of_the_life_is_bound():
    """On the last day disposal still needs approval, the day after it does not; what has left is bound no more."""
    assert asset().is_restricted_on(date(2035, 6, 5))
    assert not asset().is_restricted_on(date(2035, 6, 6))
    assert not asset(left_on=date(2030, 1, 1)).is_restricted_on(date(2030, 1, 1))


def test_every_industry_has_rates():
    """No industry has a life for which the tables keep no rate."""
    assert set(AFTERCARE.lives.values()) <= set(AFTERCARE.schedule.rates)
    assert set(AFTERCARE.industries.values()) <= set(AFTERCARE.lives)
    assert set(AFTERCARE.basis) == set(DisposalKind)


@given(yen, yen, st.sampled_from(list(DisposalKind)), st.dates(date(2026, 6, 5), date(2050, 1, 1)))
def test_never_more_comes_back_than_the_grant(cost, price, kind, on):
    """Whatever an asset cost and brings, between nothing and the grant comes back, and nothing after the life."""
    bound = asset(unit_price=cost, grant=cost.share(AFTERCARE.tax_rate))
    owed = repayment(bound, kind, on, price, AFTERCARE)
    assert NOTHING <= owed.amount <= bound.grant
    if on > bound.restricted_until:
        assert owed.amount == NOTHING
