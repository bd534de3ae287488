"""What is paid back of a grant: parts, both charges by the day, settled only when nothing is open."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.charge import ChargeEntry, ChargeKind, ChargeTerms, Entry, Payment
from sekisho.domain.fund.debt import Basis, Debt, charges_on, left_to_assess
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.money import NOTHING, Money

TERMS = ChargeTerms(
    Fraction("0.1095"), 365, False, True, 1, Citation.parse("law: Act 179 of 1955, art. 19(1)")
)  # fmt: skip
GRANTED = date(2027, 2, 1)
GRANT = Money(18_000_000)


def after(days: int) -> date:
    """So many days after the grant was received."""
    return GRANTED + timedelta(days=days)


#: Ordered back a year after the receipt, for a breach.
BREACH = Debt(Basis.REVOCATION, GRANT, GRANTED, after(400))


def amounts(debt: Debt, today: date) -> tuple[int, int]:
    """Both charges as they stand on a day."""
    made = charges_on(debt, today, TERMS)
    return made[ChargeKind.ADDITIONAL].amount.yen, made[ChargeKind.LATE].amount.yen


def test_a_year_of_eighteen_million():
    """The reference's first vector: 18,000,000 for 365 days are charged 1,971,000, that is 5,400 a day."""
    assert amounts(BREACH.paid(Payment(after(365), GRANT)), after(900)) == (1_971_000, 0)
    assert amounts(BREACH.paid(Payment(after(1), GRANT)), after(900)) == (5_400, 0)


def test_two_hundred_days_of_eighteen_million_and_a_hundred_and_sixty_five_of_eight():
    """The reference's second vector: 1,080,000 + 396,000 = 1,476,000."""
    debt = BREACH.paid(Payment(after(365), Money(8_000_000))).paid(Payment(after(200), Money(10_000_000)))
    assert debt.principal == NOTHING
    assert amounts(debt, after(900)) == (1_476_000, 0)


def test_what_is_late_is_charged_from_the_day_after_the_due_date():
    """Half is paid on the due date, half ten days later: ten days of the half are late."""
    debt = BREACH.paid(Payment(after(400), Money(9_000_000))).paid(Payment(after(410), Money(9_000_000)))
    assert amounts(debt, after(900)) == (400 * 5_400 + 10 * 2_700, 10 * 2_700)


def test_a_day_after_the_due_date_is_one_day_late():
    """Paid on the due date nothing is late; one day later one day is."""
    assert amounts(BREACH.paid(Payment(after(400), GRANT)), after(900))[1] == 0
    assert amounts(BREACH.paid(Payment(after(401), GRANT)), after(900))[1] == 5_400


@pytest.mark.parametrize("basis", [Basis.OVERPAYMENT, Basis.CONDITION])
def test_what_is_nobodys_breach_bears_no_additional_charge(basis):
    """An overpayment and a duty of the grant are charged only for what is late (art. 18(2))."""
    debt = replace(BREACH, basis=basis).paid(Payment(after(402), GRANT))
    assert amounts(debt, after(900)) == (0, 2 * 5_400)


def test_while_the_principal_is_owed_the_charge_runs():
    """Every day adds 5,400 yen until the principal is back; then it stands."""
    assert [amounts(BREACH, after(days))[0] for days in (0, 1, 2, 365)] == [0, 5_400, 10_800, 1_971_000]


def test_an_extension_moves_the_day_from_which_it_is_late():
    """With the due day extended to the day of payment nothing was late (Order art. 9)."""
    debt = replace(BREACH, due_on=after(410)).paid(Payment(after(410), GRANT))
    assert amounts(debt, after(900))[1] == 0


def test_each_charge_is_assessed_paid_and_waived_by_itself():
    """What one charge bore does not count for the other."""
    debt = BREACH.paid(Payment(after(410), GRANT))
    additional, late = amounts(debt, after(410))
    assert left_to_assess(debt, ChargeKind.ADDITIONAL, after(500), TERMS) == Money(additional)
    debt = debt.charged(ChargeEntry(Entry.ASSESSED, Money(additional)))
    assert left_to_assess(debt, ChargeKind.ADDITIONAL, after(500), TERMS) == NOTHING
    assert left_to_assess(debt, ChargeKind.LATE, after(500), TERMS) == Money(late)
    debt = debt.charged(ChargeEntry(Entry.ASSESSED, Money(late), kind=ChargeKind.LATE))
    debt = debt.charged(ChargeEntry(Entry.WAIVED, Money(late), "the bank was closed by a flood", ChargeKind.LATE))
    assert (debt.owed(ChargeKind.ADDITIONAL), debt.owed(ChargeKind.LATE)) == (Money(additional), NOTHING)


def test_a_charge_below_the_minimum_is_none():
    """Where the program wants no charge below a sum, one yen less is nothing."""
    paid = BREACH.paid(Payment(after(1), GRANT))
    for minimum, amount in ((5_400, 5_400), (5_401, 0)):
        made = charges_on(paid, after(2), replace(TERMS, minimum=minimum))
        assert made[ChargeKind.ADDITIONAL].amount == Money(amount)


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 3_000_000)), max_size=5),
    st.integers(0, 600),
    st.sampled_from(Basis),
)
def test_charges_never_shrink_while_days_pass(parts, day, basis):
    """However it is paid back, no charge is less the day after, and the late one is within the additional."""
    debt = replace(BREACH, basis=basis)
    for on, amount in parts:
        if debt.principal > Money(amount):
            debt = debt.paid(Payment(after(on), Money(amount)))
    before, behind = amounts(debt, after(day)), amounts(debt, after(day + 1))
    assert before[0] <= behind[0]
    assert before[1] <= behind[1]
    if basis is Basis.REVOCATION:
        assert behind[1] <= behind[0]
