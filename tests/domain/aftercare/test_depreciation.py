"""Depreciation: published vectors to the yen, and what holds for every cost, life and day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.aftercare.depreciation import DepreciationError, Method, book_value, yearly
from sekisho.domain.values.money import Money
from tests.domain.aftercare.scene import AFTERCARE

STRAIGHT = AFTERCARE.schedule
DECLINING = replace(STRAIGHT, method=Method.DECLINING)
COST = Money(12_000_000)
BOUGHT = date(2026, 6, 5)
schedules = st.sampled_from([STRAIGHT, DECLINING])
lives = st.sampled_from(sorted(STRAIGHT.rates))
costs = st.integers(0, 10**11).map(Money)
days = st.dates(date(2026, 1, 1), date(2045, 12, 31))


def yen(amounts):
    """Give amounts as plain numbers."""
    return [amount.yen for amount in amounts]


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (7, [3_432_000, 2_450_448, 1_749_619, 1_249_228, 1_041_647, 1_041_647, 1_035_410]),
        (9, [2_664_000, 2_072_592, 1_612_476, 1_254_506, 976_006, 855_105, 855_105, 855_105, 855_104]),
    ],
)
def test_declining_balance_is_as_published(life, expected):
    """Twelve million yen over 7 and 9 years are written off as the reference computes it, one yen staying."""
    assert yen(yearly(COST, life, DECLINING)) == expected
    assert sum(expected) == COST.yen - 1


def test_straight_line_writes_off_the_same_every_year():
    """Over 9 years at .112 every year takes 1,344,000 yen, the last what remains but one yen."""
    assert yen(yearly(COST, 9, STRAIGHT)) == [1_344_000] * 8 + [1_247_999]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-06-05", 12_000_000),  # the day of acquisition itself
        ("2026-06-06", 11_888_000),  # a month begun counts whole: 1,344,000 / 12
        ("2026-07-05", 11_888_000),
        ("2026-07-06", 11_776_000),
        ("2027-06-05", 10_656_000),
        ("2035-06-05", 1),
        ("2040-01-01", 1),
    ],
)
def test_book_value_falls_by_months_begun(on, expected):
    """The book value falls with every month begun and rests at one yen from the end of the life on."""
    assert book_value(COST, BOUGHT, date.fromisoformat(on), 9, STRAIGHT).yen == expected


def test_months_count_from_the_29th_of_february():
    """Bought on 29 February 2028 the first year ends on 28 February 2029; 1 March begins another month."""
    leap = date(2028, 2, 29)
    assert book_value(COST, leap, date(2029, 2, 28), 9, STRAIGHT).yen == 10_656_000
    assert book_value(COST, leap, date(2029, 3, 1), 9, STRAIGHT).yen == 10_544_000


def test_a_life_without_a_rate_is_refused_by_name():
    """A life the tables do not know has no value, and the known ones are named."""
    with pytest.raises(DepreciationError, match=r"40 years; known: \[5, 6"):
        yearly(COST, 40, STRAIGHT)


@given(costs, lives, schedules)
def test_everything_but_the_memo_is_written_off(cost, life, schedule):
    """Over its life a cost is written off to the yen, no year below nothing."""
    written = yen(yearly(cost, life, schedule))
    assert len(written) == life
    assert min(written) >= 0
    assert cost.yen - sum(written) == min(cost.yen, 1)


@given(costs, lives, schedules, days, days)
def test_book_value_never_rises(cost, life, schedule, one, other):
    """A later day never has a higher book value, and none leaves the span from cost to memo."""
    earlier, later = sorted((one, other))
    before, after = (book_value(cost, BOUGHT, day, life, schedule) for day in (earlier, later))
    assert min(cost, Money(1)) <= after <= before <= cost
