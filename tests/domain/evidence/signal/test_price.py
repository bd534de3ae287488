"""Price integrity: against customs, the register and other buyers, each with its own bound."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.signal.price import Bounds, Prices, list_price_of, price_signals

BOUNDS = Bounds(Fraction(3, 2), Fraction(9, 10), Fraction(6, 5), Fraction(13, 10), 3)
YEN = st.integers(0, 10**12)


def codes(**known):
    """Give the codes for a line of 15 million yen."""
    return [one.code for one in price_signals(Prices("L1", 15_000_000, **known), BOUNDS)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"customs": 10_000_000}, []),
        ({"customs": 9_999_999}, ["signal.price_above_customs"]),
        ({"customs": 16_666_666}, []),
        ({"customs": 16_666_667}, ["signal.price_below_customs"]),
        ({"listed": 12_500_000}, []),
        ({"listed": 12_499_999}, ["signal.price_above_list"]),
        ({"others": [1, 11_538_462, 99_000_000]}, []),
        ({"others": [1, 11_538_461, 99_000_000]}, ["signal.price_above_median"]),
        ({"others": [1, 2]}, []),
        ({}, []),
    ],
)
def test_a_price_strays_just_beyond_its_bound(known, expected):
    """Each comparison is a signal beyond its bound, to the yen, and none where the other price is not known."""
    assert codes(**known) == expected


@given(YEN, YEN, YEN, st.lists(YEN, max_size=6))
def test_any_prices_can_be_compared(purchase, customs, listed, others):
    """Whole yen of any size compare exactly: what is told as a share is above its bound, or below it."""
    for one in price_signals(Prices("L1", purchase, customs, listed, others), BOUNDS):
        share, bound = Fraction(one.facts["share"]), Fraction(one.facts["bound"])
        assert share < bound if one.code.endswith("below_customs") else share > bound
        assert share == Fraction(purchase, one.facts["compared"])


@pytest.mark.parametrize("stated", ["24600000", -1, 0, True, None, 1.5, []])
def test_what_is_no_price_is_none(stated):
    """A register may state anything; only whole yen above nothing are a list price."""
    assert list_price_of({"list_price": stated}) == 0
    assert list_price_of({"list_price": 24_600_000}) == 24_600_000
