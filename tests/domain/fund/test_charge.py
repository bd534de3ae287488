"""The 10.95 % charge by day, with part payments; charges set, paid and waived with a reason."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.charge import (
    ChargeEntry,
    ChargeError,
    ChargeTerms,
    Entry,
    Payment,
    charge,
    late_charge,
    outstanding,
)
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.money import Money

TERMS = ChargeTerms(
    yearly_rate=Fraction("0.1095"),
    days_in_year=365,
    counts_first_day=False,
    counts_last_day=True,
    unit=1,
    citation=Citation.parse("law: Act 179 of 1955, art. 19(1)"),
)
RECEIVED = date(2027, 2, 1)
GRANT = Money(18_000_000)


def after(days: int) -> date:
    """So many days after the receipt."""
    return RECEIVED + timedelta(days=days)


def test_a_year_of_eighteen_million():
    """18,000,000 for 365 days are charged 1,971,000."""
    assert charge(GRANT, RECEIVED, [], after(365), TERMS).amount == Money(1_971_000)


def test_a_day_of_eighteen_million():
    """10.95 % a year are 0.03 % a day exactly: 5,400 yen."""
    assert charge(GRANT, RECEIVED, [], after(1), TERMS).amount == Money(5_400)


def test_a_part_payment_lowers_the_principal_for_later_days():
    """18,000,000 for 200 days, then 8,000,000 for 165 days: 1,080,000 + 396,000 = 1,476,000."""
    made = charge(GRANT, RECEIVED, [Payment(after(200), Money(10_000_000))], after(365), TERMS)
    assert [(stretch.days, stretch.principal.yen, stretch.exact) for stretch in made.stretches] == [
        (200, 18_000_000, 1_080_000),
        (165, 8_000_000, 396_000),
    ]
    assert made.amount == Money(1_476_000)


def test_a_leap_year_counts_three_hundred_and_sixty_five():
    """366 days through 29 February 2028 cost one day more than a year, not a year."""
    made = charge(GRANT, date(2027, 6, 1), [], date(2028, 6, 1), TERMS)
    assert made.amount == Money(1_971_000 + 5_400)


@pytest.mark.parametrize(
    ("first", "last", "days"), [(False, False, 9), (False, True, 10), (True, False, 10), (True, True, 11)]
)
def test_which_ends_count_is_a_parameter(first, last, days):
    """Whether the days of receipt and of payment count is not settled; each choice is exact."""
    terms = replace(TERMS, counts_first_day=first, counts_last_day=last)
    assert charge(GRANT, RECEIVED, [], after(10), terms).amount == Money(5_400 * days)


@pytest.mark.parametrize(("unit", "amount"), [(1, 5_399), (100, 5_300)])
def test_the_charge_is_cut_once(unit, amount):
    """A day of 17,999,999 yen is 5,399.9997: cut to 1 yen or to 100 yen."""
    assert charge(Money(17_999_999), RECEIVED, [], after(1), replace(TERMS, unit=unit)).amount == Money(amount)


def test_stretches_are_not_cut_one_by_one():
    """Two stretches of 0.9 yen each are 1.8 yen, so 1, not 0."""
    made = charge(Money(6_000), RECEIVED, [Payment(after(1), Money(3_000))], after(2), TERMS)
    assert made.amount == Money(2)
    made = charge(Money(3_200), RECEIVED, [Payment(after(1), Money(200))], after(2), TERMS)
    assert [stretch.exact for stretch in made.stretches] == [Fraction("0.96"), Fraction("0.9")]
    assert made.amount == Money(1)


def test_what_is_paid_back_at_once_costs_nothing():
    """Paid back on the day of receipt, with that day not counted, there is no charge."""
    made = charge(GRANT, RECEIVED, [Payment(RECEIVED, GRANT)], RECEIVED, TERMS)
    assert (made.amount, made.stretches) == (Money(0), ())


def test_the_late_charge_begins_the_day_after_the_due_date():
    """Paid on the due date nothing is late; ten days later ten days are."""
    assert late_charge(GRANT, RECEIVED, [], after(10), TERMS).amount == Money(54_000)
    assert late_charge(GRANT, RECEIVED, [], after(1), TERMS).amount == Money(5_400)


@pytest.mark.parametrize(
    ("payments", "until"),
    [
        ([Payment(after(1), Money(18_000_001))], after(9)),
        ([Payment(after(1), Money(0))], after(9)),
        ([Payment(after(-1), Money(1))], after(9)),
        ([Payment(after(10), Money(1))], after(9)),
        ([], after(-1)),
    ],
)
def test_payments_that_cannot_be_are_an_error(payments, until):
    """More than was owed, nothing, before receipt, after the last day, and time running backwards."""
    with pytest.raises(ChargeError):
        charge(GRANT, RECEIVED, payments, until, TERMS)


payments = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 2_000_000)), max_size=6)


@given(payments, st.booleans(), st.booleans())
def test_the_stretches_are_every_day_once(parts, first, last):
    """However often something is paid, each day is charged once on what was outstanding that day."""
    terms = replace(TERMS, counts_first_day=first, counts_last_day=last)
    paid = [Payment(after(day), Money(amount)) for day, amount in parts]
    made = charge(GRANT, RECEIVED, paid, after(400), terms)
    begin, end = (0 if first else 1), (401 if last else 400)
    shift = 0 if last else 1
    daily = [18_000_000 - sum(amount for on, amount in parts if on < day + shift) for day in range(begin, end)]
    assert made.amount == Money(sum(daily) * 3 // 10_000)


@given(payments)
def test_paying_sooner_never_costs_more(parts):
    """With part payments the charge is never above that without."""
    paid = [Payment(after(day), Money(amount)) for day, amount in parts]
    alone = charge(GRANT, RECEIVED, [], after(400), TERMS)
    assert charge(GRANT, RECEIVED, paid, after(400), TERMS).amount <= alone.amount


@given(payments.filter(bool), st.data())
def test_a_payment_split_on_its_day_costs_the_same(parts, data):
    """Two payments of a day are one: whoever brings a sum in pieces pays neither less nor more."""
    paid = [Payment(after(day), Money(amount)) for day, amount in parts]
    cut = [(one, data.draw(st.integers(0, one.amount.yen))) for one in paid]
    pieces = [Payment(one.paid_on, Money(yen)) for one, at in cut for yen in (at, one.amount.yen - at) if yen]
    assert (
        charge(GRANT, RECEIVED, pieces, after(400), TERMS).amount
        == charge(GRANT, RECEIVED, paid, after(400), TERMS).amount
    )


@given(
    st.lists(st.tuples(st.integers(1, 5_000_000), st.integers(0, 400)), min_size=1, max_size=6),
    st.sampled_from([1, 100, 1_000]),
)
def test_an_order_split_into_several_loses_no_more_than_is_cut(orders, unit):
    """Several orders together come to what one would, less at most a unit for each cut beyond the first."""
    terms = replace(TERMS, unit=unit)
    paid = [Payment(after(day), Money(amount)) for amount, day in orders]
    whole = charge(Money(sum(amount for amount, _ in orders)), RECEIVED, paid, after(400), terms).amount.yen
    each = [charge(one.amount, RECEIVED, [one], after(400), terms).amount.yen for one in paid]
    assert 0 <= whole - sum(each) <= unit * (len(orders) - 1)


def test_a_charge_is_paid_and_waived_down_to_nothing():
    """What is assessed, less what is paid and waived, is outstanding."""
    lines = [ChargeEntry(Entry.ASSESSED, Money(1_476_000)), ChargeEntry(Entry.PAID, Money(1_000_000))]
    assert outstanding(lines) == Money(476_000)
    assert outstanding([*lines, ChargeEntry(Entry.WAIVED, Money(476_000), "Act 179, art. 19(3)")]) == Money(0)


def test_a_waiver_needs_its_reason():
    """A charge is never dropped without saying why."""
    with pytest.raises(ChargeError, match="reason"):
        ChargeEntry(Entry.WAIVED, Money(1), " ")


def test_an_entry_of_nothing_is_none():
    """An entry moves at least a yen."""
    with pytest.raises(ChargeError, match="nothing"):
        ChargeEntry(Entry.PAID, Money(0))


def test_more_than_is_owed_cannot_be_paid():
    """A payment beyond what is assessed is an error."""
    with pytest.raises(ChargeError, match="more than was owed"):
        outstanding([ChargeEntry(Entry.ASSESSED, Money(1)), ChargeEntry(Entry.PAID, Money(2))])
