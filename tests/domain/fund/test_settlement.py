"""Deciding a provisional day (A8): by the rule, by a seed anybody can draw again, never more than there is."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.rules import LastDay
from sekisho.domain.fund.settlement import Filing, Settlement, settle, ticket
from sekisho.domain.values.money import NOTHING, Money, total

SEED = "5d41402abc4b2a76b9719d911017c592"


def filing(n, amount=10, *, reserved=True):
    """The n-th filing of the day."""
    return Filing(f"C-{n}", n, Money(amount), reserved)


FILINGS = st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=12).map(
    lambda said: [filing(n, amount, reserved=reserved) for n, (amount, reserved) in enumerate(said, 1)]
)
SEEDS = st.text("0123456789abcdef", min_size=1, max_size=64)
PROVISIONAL = st.sampled_from([LastDay.LOTTERY, LastDay.DAY_BEFORE])


@given(rule=st.sampled_from(LastDay), count=st.integers(1, 9), seed=SEEDS)
def test_a_day_that_was_enough_for_everybody_stands(rule, count, seed):
    """Where everybody of the day is reserved nothing is drawn, whatever the rule."""
    assert settle(rule, [filing(n) for n in range(1, count + 1)], Money(5), seed) == Settlement(is_exhausted=False)


@given(filings=FILINGS, available=st.integers(0, 60), seed=SEEDS)
def test_strict_order_decides_nothing_afterwards(filings, available, seed):
    """Under strict order a reservation is never provisional: nobody gains or loses one at midnight."""
    decided = settle(LastDay.STRICT_ORDER, filings, Money(available), seed)
    assert (decided.order, decided.released, decided.placed) == ((), (), ())


@given(filings=FILINGS, available=st.integers(0, 60), seed=SEEDS)
def test_up_to_the_day_before_nobody_of_the_day_is_served(filings, available, seed):
    """On the day the pool runs out every reservation of that day is released, and nobody is placed."""
    decided = settle(LastDay.DAY_BEFORE, filings, Money(available), seed)
    reserved = tuple(one.case for one in filings if one.is_reserved)
    assert (decided.released, decided.placed) == ((reserved if decided.is_exhausted else ()), ())


def served(filings, decided):
    """The filings that hold a reservation after a day was decided."""
    kept = [one for one in filings if one.is_reserved and one.case not in decided.released]
    return kept + [one for one in filings if one.case in decided.placed]


@given(filings=FILINGS, available=st.integers(0, 60), seed=SEEDS)
def test_a_draw_never_gives_more_than_there_is_and_never_skips(filings, available, seed):
    """Who is served comes first in the order drawn, whole, and the next one would not have fitted any more."""
    decided = settle(LastDay.LOTTERY, filings, Money(available), seed)
    if not decided.is_exhausted:
        return
    budget = Money(available) + total([one.amount for one in filings if one.is_reserved])
    won, by_case = served(filings, decided), {one.case: one for one in filings}
    assert {one.case for one in won} == set(decided.order[: len(won)])
    spent = total([one.amount for one in won])
    assert NOTHING <= spent <= budget
    if len(won) < len(filings):
        assert spent + by_case[decided.order[len(won)]].amount > budget


@given(filings=FILINGS, available=st.integers(0, 60), seed=SEEDS, rule=PROVISIONAL, shuffle=st.randoms())
def test_a_draw_depends_on_seed_and_filings_alone(filings, available, seed, rule, shuffle):
    """However the filings are handed in, the same seed decides the same: anybody can draw again."""
    mixed = list(filings)
    shuffle.shuffle(mixed)
    assert settle(rule, mixed, Money(available), seed) == settle(rule, filings, Money(available), seed)


def test_a_ticket_can_be_drawn_with_ordinary_tools():
    """A ticket is the SHA-256 of seed, line end and case: printf and sha256sum draw it again."""
    assert ticket(SEED, "C-1") == hashlib.sha256(f"{SEED}\nC-1".encode()).hexdigest()


def test_a_worked_example():
    """Three cases of 40 yen on a day, 80 yen in the pool: two reserved, one waiting; the draw may turn them over."""
    day = [filing(1, 40), filing(2, 40), filing(3, 40, reserved=False)]
    order = sorted((one.case for one in day), key=lambda case: ticket(SEED, case))
    decided = settle(LastDay.LOTTERY, day, NOTHING, SEED)
    assert decided.order == tuple(order)
    assert decided.released == tuple(case for case in ("C-1", "C-2") if case == order[2])
    assert decided.placed == (("C-3",) if order[2] != "C-3" else ())


@pytest.mark.parametrize("place", range(4))
def test_the_hour_of_filing_gives_no_advantage(place):
    """Over a thousand seeds each of four cases of a day wins about half the draws of two places."""
    day = [filing(n, 10, reserved=n <= 2) for n in range(1, 5)]
    wins = Counter(
        one.case for seed in range(1_000) for one in served(day, settle(LastDay.LOTTERY, day, NOTHING, str(seed)))
    )
    assert 430 < wins[f"C-{place + 1}"] < 570
