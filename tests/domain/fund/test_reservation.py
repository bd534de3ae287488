"""Reserving: whole amounts, strict order of receipt, nobody skipped, promotion from the head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.movement import decide_cap, decide_move, release_all
from sekisho.domain.fund.pool import Pool, apply
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.fund.replay import replay, verdict
from sekisho.domain.fund.reservation import Reserved, WaitListed, decide_reserve, enact, leave, promotions
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money


def opened(cap: int = 1000) -> Pool:
    """A pool of so many yen."""
    return apply(Pool(), Posting(PostingKind.APPROPRIATE, Money(cap), "", 0))


def asked(pool: Pool, case: str, amount: int, receipt: int) -> Pool:
    """The pool after a case asked."""
    decision = decide_reserve(pool, case, Money(amount), receipt)
    assert not isinstance(decision, Refusal)
    return enact(pool, decision)


def codes(decision: object) -> list[str]:
    """Codes of a refusal."""
    assert isinstance(decision, Refusal)
    return [finding.code.removeprefix("fund.") for finding in decision.findings]


def test_what_is_free_is_reserved_to_the_last_yen():
    """The last yen can be reserved, and one yen more waits."""
    assert isinstance(decide_reserve(opened(), "A", Money(1000), 1), Reserved)
    full = asked(opened(), "A", 999, 1)
    assert isinstance(decide_reserve(full, "B", Money(1), 2), Reserved)
    assert isinstance(decide_reserve(full, "B", Money(2), 2), WaitListed)


def test_the_pool_carries_so_many_grants_and_not_one_more():
    """12.8 billion yen carry 1,185 grants of 10.8 million; the 1,186th waits for what is released (F15, A7)."""
    pool, grant = opened(12_800_000_000), 10_800_000
    for receipt in range(1, 1187):
        pool = asked(pool, f"C{receipt}", grant, receipt)
    assert [waiting.case for waiting in pool.waiting] == ["C1186"]
    assert pool.available == Money(2_000_000)


def test_nothing_is_granted_in_part():
    """A case asking for more than is free gets nothing, not the rest."""
    full = asked(asked(opened(), "A", 900, 1), "B", 200, 2)
    assert (full.available, full.holding("B").of(Account.RESERVED)) == (Money(100), Money(0))


def test_nobody_skips_who_waits():
    """A small case does not take what is free while a larger one with an earlier receipt waits."""
    waiting = asked(asked(opened(), "A", 900, 1), "B", 200, 2)
    decision = decide_reserve(waiting, "C", Money(50), 3)
    assert isinstance(decision, WaitListed)
    assert decision.ahead == 1


def test_an_earlier_receipt_goes_before_those_who_wait():
    """A case decided late but received first (an overturned refusal) is not put behind later receipts."""
    waiting = asked(asked(opened(), "A", 900, 2), "B", 200, 3)
    assert isinstance(decide_reserve(waiting, "Z", Money(100), 1), Reserved)
    assert [one.case for one in asked(waiting, "Z", 150, 1).waiting] == ["Z", "B"]


def test_released_money_goes_to_the_head_of_the_list_first():
    """When money is released the list is served from its head, and stops at the first it cannot cover."""
    pool = asked(opened(), "A", 1000, 1)
    for receipt, (case, amount) in enumerate({"B": 300, "C": 900, "D": 10}.items(), start=2):
        pool = asked(pool, case, amount, receipt)
    for posting in release_all(pool, "A"):
        pool = apply(pool, posting)
    promoted = promotions(pool)
    assert [(one.posting.case, one.posting.amount, one.receipt_no) for one in promoted] == [("B", Money(300), 2)]


def test_a_promoted_case_waits_no_longer():
    """Promotion reserves and takes the case off the list."""
    pool = asked(asked(opened(), "A", 1000, 1), "B", 300, 2)
    for posting in release_all(pool, "A"):
        pool = apply(pool, posting)
    for promoted in promotions(pool):
        pool = enact(pool, promoted)
    assert (pool.waiting, pool.holding("B").of(Account.RESERVED)) == ((), Money(300))


def test_whoever_leaves_the_list_lets_others_move_up():
    """When the head withdraws, the next can be promoted."""
    pool = asked(asked(asked(opened(), "A", 900, 1), "B", 500, 2), "C", 80, 3)
    assert promotions(pool) == ()
    assert [one.posting.case for one in promotions(leave(pool, "B"))] == ["C"]


def test_a_raised_cap_promotes():
    """More appropriation serves those who wait."""
    pool = asked(asked(opened(), "A", 900, 1), "B", 200, 2)
    raised = apply(pool, decide_cap(pool, Money(1100)))
    assert [one.posting.case for one in promotions(raised)] == ["B"]


@pytest.mark.parametrize(
    ("case", "amount", "receipt", "found"),
    [
        ("", 1, 9, ["no_case"]),
        ("X", 0, 9, ["nothing_asked"]),
        ("X", -1, 9, ["nothing_asked"]),
        ("X", 1, 0, ["no_receipt"]),
        ("X", 1001, 9, ["beyond_cap"]),
        ("A", 1, 9, ["holds_already"]),
        ("B", 1, 9, ["waits_already"]),
        ("X", 1, 2, ["receipt_taken"]),
        ("", 0, 0, ["no_case", "nothing_asked", "no_receipt"]),
        ("A", 2000, 2, ["beyond_cap", "holds_already", "receipt_taken"]),
    ],
)
def test_a_reservation_that_cannot_be_is_refused_with_every_reason(case, amount, receipt, found):
    """All reasons are told at once, and nothing is moved."""
    pool = asked(asked(opened(), "A", 900, 1), "B", 200, 2)
    assert codes(decide_reserve(pool, case, Money(amount), receipt)) == found


@pytest.mark.parametrize("steps", [("COMMIT",), ("COMMIT", "FIX"), ("COMMIT", "FIX", "PAY")])
def test_money_further_on_keeps_a_case_from_reserving_again(steps):
    """A case that is granted, fixed or paid cannot reserve a second time."""
    pool = asked(opened(), "A", 400, 1)
    for step in steps:
        for posting in decide_move(pool, PostingKind[step], "A", Money(400)):
            pool = apply(pool, posting)
    assert codes(decide_reserve(pool, "A", Money(1), 2)) == ["holds_already"]


def test_a_released_case_may_ask_again():
    """A case whose reservation was released can reserve afresh."""
    pool = asked(opened(), "A", 400, 1)
    for posting in release_all(pool, "A"):
        pool = apply(pool, posting)
    assert isinstance(decide_reserve(pool, "A", Money(300), 2), Reserved)


class PoolLife(RuleBasedStateMachine):
    """Cases come, wait, are served, move on and give back; the cap moves; the books hold at every step."""

    @initialize(cap=st.integers(1, 2000))
    def open(self, cap):
        self.pool, self.stood = Pool(), []
        self.receipt, self.asked, self.served = 0, {}, []
        self.keep(Posting(PostingKind.APPROPRIATE, Money(cap), "", 0))

    def keep(self, posting):
        self.pool = apply(self.pool, posting)
        self.stood.append(posting)

    def serve(self, reserved):
        self.keep(reserved.posting)
        self.served.append(reserved.receipt_no)

    def promote(self):
        for reserved in promotions(self.pool):
            self.serve(reserved)

    @rule(amount=st.integers(1, 900))
    def ask(self, amount):
        self.receipt += 1
        case = f"C{self.receipt}"
        decision = decide_reserve(self.pool, case, Money(amount), self.receipt)
        if isinstance(decision, Refusal):
            return
        self.asked[case] = Money(amount)
        if isinstance(decision, Reserved):
            self.serve(decision)
        else:
            self.pool = enact(self.pool, decision)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), kind=st.sampled_from(PostingKind), amount=st.integers(-1, 900))
    def move(self, data, kind, amount):
        if kind in (PostingKind.APPROPRIATE, PostingKind.LOWER_CAP, PostingKind.RESERVE):
            return
        case = data.draw(st.sampled_from(sorted(self.asked)))
        moved = decide_move(self.pool, kind, case, Money(amount))
        for posting in () if isinstance(moved, Refusal) else moved:
            self.keep(posting)
        self.promote()

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def withdraw(self, data):
        case = data.draw(st.sampled_from(sorted(self.asked)))
        for posting in release_all(self.pool, case):
            self.keep(posting)
        self.pool = leave(self.pool, case)
        self.promote()

    @rule(cap=st.integers(-1, 2500))
    def set_cap(self, cap):
        decision = decide_cap(self.pool, Money(cap))
        if isinstance(decision, Posting):
            self.keep(decision)
            self.promote()

    @precondition(lambda self: self.stood)
    @rule(data=st.data())
    def post_again(self, data):
        """The same posting once more changes nothing."""
        assert apply(self.pool, data.draw(st.sampled_from(self.stood))) == self.pool

    @invariant()
    def the_books_hold(self):
        assert self.pool.is_whole
        assert all(balance.yen >= 0 for held in self.pool.holdings.values() for balance in held.balances.values())
        stored = {account.value: balance.yen for account, balance in self.pool.balances.items()}
        assert verdict(self.stood, stored) == []

    @invariant()
    def replay_gives_the_running_balance(self):
        assert replay(self.stood).balances == self.pool.balances
        assert replay(self.stood).holdings == self.pool.holdings

    @invariant()
    def the_cases_add_up_to_the_pool(self):
        for account in set(Account) - {Account.APPROPRIATION, Account.AVAILABLE}:
            held = sum(holding.of(account).yen for holding in self.pool.holdings.values())
            assert held == self.pool.balances[account].yen

    @invariant()
    def the_order_of_receipt_is_kept(self):
        assert self.served == sorted(set(self.served))
        assert [one.receipt_no for one in self.pool.waiting] == sorted(one.receipt_no for one in self.pool.waiting)
        assert all(one.receipt_no > max(self.served, default=0) for one in self.pool.waiting)

    @invariant()
    def nobody_waits_for_what_is_free(self):
        assert not self.pool.waiting or self.pool.waiting[0].amount > self.pool.available

    @invariant()
    def nobody_is_served_in_part(self):
        for posting in self.stood:
            if posting.kind is PostingKind.RESERVE:
                assert posting.amount == self.asked[posting.case]


TestPoolLife = PoolLife.TestCase


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_who_is_served_depends_on_receipts_alone(amounts, chance):
    """Freed money is given in order of receipt, whatever the order in which the list was built."""
    full = asked(opened(500), "A", 500, 1)
    arrivals = list(enumerate(amounts, start=2))
    chance.shuffle(arrivals)
    for receipt, amount in arrivals:
        full = asked(full, f"C{receipt}", amount, receipt)
    for posting in release_all(full, "A"):
        full = apply(full, posting)
    served = [one.receipt_no for one in promotions(full)]
    assert served == list(range(2, 2 + len(served)))
    assert sum(amounts[: len(served)]) <= 500
    assert len(served) == len(amounts) or sum(amounts[: len(served) + 1]) > 500
