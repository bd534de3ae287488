"""The pool: balanced postings, no account below zero, replay equals the running balance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.account import HOLDING, Account
from sekisho.domain.fund.pool import OverdrawnError, Pool, apply
from sekisho.domain.fund.posting import MOVES, Posting, PostingError, PostingKind
from sekisho.domain.fund.replay import compare, replay
from sekisho.domain.values.money import NOTHING, Money

CAP = Posting(PostingKind.APPROPRIATE, Money(1000), "", 0)
kinds = st.sampled_from(list(PostingKind))
attempts = st.lists(st.tuples(kinds, st.integers(1, 400)), max_size=40)


def walked(steps):
    """Apply what can be applied and give the pool with the postings that stood."""
    pool, stood = apply(Pool(), CAP), [CAP]
    for kind, amount in steps:
        posting = Posting(kind, Money(amount), "A", len(stood))
        try:
            pool = apply(pool, posting)
        except OverdrawnError:
            continue
        stood.append(posting)
    return pool, stood


@given(attempts)
def test_the_accounts_always_add_up_to_the_appropriation(steps):
    """Whatever is posted, the accounts sum to the cap and none is below zero."""
    assert walked(steps)[0].is_whole


@given(attempts)
def test_replay_gives_the_running_balance(steps):
    """Folding the postings again gives the same pool."""
    pool, stood = walked(steps)
    assert replay(stood) == pool
    assert compare(pool, {account.value: pool.balances[account].yen for account in Account}) == []


@given(attempts, st.sampled_from(HOLDING))
def test_a_wrong_stored_balance_is_named(steps, account):
    """A stored balance that differs by one yen is reported with both figures."""
    pool, _ = walked(steps)
    stored = {a.value: pool.balances[a].yen for a in Account} | {account.value: pool.balances[account].yen + 1}
    (finding,) = compare(pool, stored)
    assert finding.facts == {
        "account": account.value,
        "stored": pool.balances[account].yen + 1,
        "replayed": pool.balances[account].yen,
    }


def test_more_than_is_free_cannot_be_reserved():
    """A reservation of one yen more than is free is refused."""
    pool = apply(Pool(), CAP)
    assert apply(pool, Posting(PostingKind.RESERVE, Money(1000), "A", 1)).available == NOTHING
    with pytest.raises(OverdrawnError):
        apply(pool, Posting(PostingKind.RESERVE, Money(1001), "A", 1))


def test_the_cap_is_lowered_only_to_what_is_bound():
    """Lowering the cap below what is bound is refused."""
    pool = apply(apply(Pool(), CAP), Posting(PostingKind.RESERVE, Money(700), "A", 1))
    assert apply(pool, Posting(PostingKind.LOWER_CAP, Money(300), "", 2)).is_whole
    with pytest.raises(OverdrawnError):
        apply(pool, Posting(PostingKind.LOWER_CAP, Money(301), "", 2))


def test_recovered_money_does_not_refill_the_pool():
    """What is paid back returns to the Treasury, not to the pool."""
    path = ("RESERVE", "COMMIT", "FIX", "PAY", "ORDER_REPAYMENT", "RECOVER")
    pool = replay([CAP, *(Posting(PostingKind[kind], Money(400), "A", n) for n, kind in enumerate(path, 1))])
    assert (pool.available, pool.balances[Account.RECOVERED]) == (Money(600), Money(400))


@pytest.mark.parametrize("amount", [0, -1])
def test_a_posting_of_nothing_is_refused(amount):
    """A posting moves at least one yen."""
    with pytest.raises(PostingError):
        Posting(PostingKind.RESERVE, Money(amount), "A", 1)


def test_every_kind_moves_between_two_accounts():
    """Each kind of posting has its place in the table and never moves an account to itself."""
    assert set(MOVES) == set(PostingKind)
    assert all(debit is not credit for debit, credit in MOVES.values())
