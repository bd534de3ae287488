"""Payback, present value and rates of return, with a grant that comes late."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.appraisal import appraise, flows_of, payback_months
from sekisho.domain.costing.cashflow import (
    Flow,
    discount_factor,
    internal_rates,
    modified_rate,
    present_value,
    sign_changes,
)
from sekisho.domain.values.money import Money

EIGHT, FIVE, TEN = Fraction(8, 100), Fraction(5, 100), Fraction(1, 10)
NOTHING = Money(0)


def yearly(*amounts: int) -> list[Flow]:
    """Flows at the ends of years, the first today."""
    return [Flow(12 * year, Money(amount)) for year, amount in enumerate(amounts)]


TWO_ROOTS = yearly(-100, 230, -132)


def test_a_grant_nine_months_late_at_eight_per_cent():
    """At 8 % a grant nine months late is worth 0.944 of itself, so 18 % are worth 17.0 %."""
    factor = discount_factor(EIGHT, 9)
    assert round(factor, 3) == Fraction("0.944")
    assert round(factor * 18, 1) == Fraction("17.0")


def test_discounting_is_compound_not_linear():
    """Wrong variant: discounting linearly within the year gives 0.943."""
    assert round(1 / (1 + EIGHT * Fraction(9, 12)), 3) == Fraction("0.943")


@pytest.mark.parametrize("years", [0, 1, 10])
def test_whole_years_are_exact(years):
    """Whole years discount by exact fractions."""
    assert discount_factor(TEN, 12 * years) == Fraction(10, 11) ** years


def test_twelve_months_of_one_month_make_a_year():
    """The monthly factor compounded twelve times is the yearly one to forty digits."""
    assert abs(discount_factor(EIGHT, 1) ** 12 - discount_factor(EIGHT, 12)) < Fraction(1, 10**40)


def test_without_interest_time_costs_nothing():
    """At a rate of zero a late yen is a whole yen."""
    assert discount_factor(Fraction(0), 7) == 1


def test_flows_that_turn_twice_have_two_rates_and_say_so():
    """−100, 230, −132 has internal rates of 10 % and 20 %; neither may decide."""
    assert internal_rates(TWO_ROOTS) == (Decimal("0.1"), Decimal("0.2"))
    assert sign_changes(TWO_ROOTS) == 2
    assert present_value(TWO_ROOTS, TEN) == present_value(TWO_ROOTS, Fraction(1, 5)) == 0


def test_the_modified_rate_is_one_where_the_internal_ones_are_two():
    """Financed and reinvested at 10 %, the same flows have a modified rate of 10 %."""
    assert modified_rate(TWO_ROOTS, TEN) == Decimal("0.1")


@pytest.mark.parametrize("amounts", [(), (-100,), (-100, -5), (100, 5), (0, 0)])
def test_flows_that_never_turn_have_no_rate(amounts):
    """Money that only goes or only comes has no rate of return: no error, no number."""
    assert internal_rates(yearly(*amounts)) == ()
    assert modified_rate(yearly(*amounts), TEN) is None


@pytest.mark.parametrize(
    ("amounts", "rate"),
    [((-100, 110), "0.1"), ((-100, 0, 121), "0.1"), ((-100, 60, 60), "0.130662"), ((-100, 40), "-0.6")],
)
def test_ordinary_flows_have_one_rate(amounts, rate):
    """An outlay followed by returns has exactly one internal rate."""
    assert internal_rates(yearly(*amounts)) == (Decimal(rate),)


def test_flows_of_one_month_are_netted_before_signs_are_counted():
    """Money going and coming in the same month is one flow."""
    assert sign_changes([Flow(0, Money(-100)), Flow(12, Money(50)), Flow(12, Money(-20)), Flow(24, Money(100))]) == 1


@pytest.mark.parametrize(
    ("saving", "grant", "months"),
    [
        (12_000_000, 0, 60),
        (12_000_000, 10_800_000, 50),
        (11_999_999, 0, 61),
        (5_000_000, 0, None),
        (6_000_000, 0, 120),
        (0, 10_800_000, None),
        (0, 60_000_000, 9),
    ],
)
def test_payback_counts_whole_months_within_ten_years(saving, grant, months):
    """Payback rounds up to the month; beyond ten years, or without saving, there is none."""
    assert payback_months(Money(60_000_000), Money(grant), Money(saving), 9) == months


def test_a_grant_cannot_pay_back_before_it_comes():
    """Savings alone pay back in month five; a machine the grant nearly pays for waits for it until month nine."""
    cost, saving = Money(1_000_000), Money(2_400_000)
    assert payback_months(cost, Money(200_000), saving, 9) == 5
    assert payback_months(cost, Money(999_999), Money(120_000), 9) == 9


def test_what_costs_nothing_is_paid_back_at_once():
    """A cost of zero is paid back in month zero, with or without savings."""
    assert payback_months(NOTHING, NOTHING, NOTHING, 9) == 0


def test_net_present_value_by_hand():
    """1,000,000 spent, 300,000 a year for five years at 10 %: 137,236.03 of value, rounded down."""
    assert appraise(Money(1_000_000), NOTHING, Money(300_000), TEN, 0, 5).net_present_value == Money(137_236)


def test_a_negative_value_rounds_away_from_zero():
    """A loss of a fraction of a yen shows as a whole yen lost, never as none."""
    assert appraise(Money(1), NOTHING, Money(1), FIVE, 0, 1).net_present_value == Money(-1)


def test_the_required_saving_just_reaches_zero():
    """The required saving brings the value to zero or above, and one yen less does not."""
    cost, grant = Money(62_345_678), Money(10_800_000)
    needed = appraise(cost, grant, NOTHING, FIVE, 9).required_yearly_saving
    assert appraise(cost, grant, needed, FIVE, 9).net_present_value >= NOTHING
    assert appraise(cost, grant, needed - Money(1), FIVE, 9).net_present_value < NOTHING


def test_a_grant_above_the_cost_needs_no_saving():
    """No saving is required of a machine the grant pays for."""
    assert appraise(Money(100), Money(1000), NOTHING, FIVE, 9).required_yearly_saving == NOTHING


def test_discounted_payback_is_later_than_plain():
    """Discounted at 10 %, an outlay of 1,000,000 returns from 300,000 a year in year five, plainly in month 40."""
    made = appraise(Money(1_000_000), NOTHING, Money(300_000), TEN, 0)
    assert (made.payback_months, made.discounted_payback_years) == (40, 5)
    assert appraise(Money(1_000_000), NOTHING, Money(100_000), TEN, 0).discounted_payback_years is None


def test_an_ordinary_investment_is_not_ambiguous():
    """An outlay, a late grant and savings turn once."""
    made = appraise(Money(1_000_000), Money(180_000), Money(300_000), TEN, 9)
    assert not made.is_ambiguous
    assert [rate > Decimal("0.2") for rate in made.internal_rates()] == [True]
    assert made.modified_rate() is not None


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 24))
def test_a_grant_never_delays_payback_nor_lowers_the_value(cost, grant, saving, lag):
    """With a grant an investment pays back no later and is worth no less."""
    helped, alone = (appraise(Money(cost), g, Money(saving), FIVE, lag) for g in (Money(grant), NOTHING))
    assert helped.net_present_value >= alone.net_present_value
    assert (helped.payback_months or 999) <= (alone.payback_months or 999) or helped.payback_months == 0


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.integers(1, 10**9))
def test_the_internal_rate_is_where_the_value_is_nothing(returns, outlay):
    """At the rate found the present value is nothing, within the six places it is given to."""
    flows = yearly(-outlay, *returns)
    for rate in internal_rates(flows):
        low, high = (present_value(flows, Fraction(rate + step)) for step in (Decimal("-2e-6"), Decimal("2e-6")))
        assert low >= 0 >= high


@given(st.integers(0, 10**9), st.integers(0, 48))
def test_the_flows_add_up(grant, lag):
    """The dated flows are the cost, ten savings and the grant, none lost."""
    flows = flows_of(Money(500), Money(grant), Money(70), lag)
    assert sum(flow.amount.yen for flow in flows) == grant + 200
