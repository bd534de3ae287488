"""Moving what a case holds, and the cap: every refusal with every reason, every rest given back."""

import pytest

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.movement import decide_cap, decide_move, release_all
from sekisho.domain.fund.pool import OverdrawnError, Pool, ReusedNumberError, apply
from sekisho.domain.fund.posting import MOVES, Posting, PostingError, PostingKind
from sekisho.domain.fund.replay import replay, verdict
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money

CAP = Posting(PostingKind.APPROPRIATE, Money(1000), "", 0)
K = PostingKind


def pool_of(*steps: tuple[PostingKind, int, str]) -> Pool:
    """A pool of 1,000 yen after some postings."""
    return replay([CAP, *(Posting(kind, Money(amount), case, n) for n, (kind, amount, case) in enumerate(steps, 1))])


def codes(decision: object) -> list[str]:
    """Codes of a refusal."""
    assert isinstance(decision, Refusal)
    return [finding.code.removeprefix("fund.") for finding in decision.findings]


@pytest.mark.parametrize(
    ("kind", "debit", "credit"),
    [
        ("appropriate", "appropriation", "available"),
        ("lower_cap", "available", "appropriation"),
        ("reserve", "available", "reserved"),
        ("release_reservation", "reserved", "available"),
        ("commit", "reserved", "committed"),
        ("release_commitment", "committed", "available"),
        ("fix", "committed", "payable"),
        ("release_shortfall", "committed", "available"),
        ("pay", "payable", "paid"),
        ("revoke_unpaid", "payable", "available"),
        ("order_repayment", "paid", "receivable"),
        ("recover", "receivable", "recovered"),
    ],
)
def test_each_movement_as_the_books_are_specified(kind, debit, credit):
    """A movement takes from and gives to the accounts the design names."""
    assert tuple(account.value for account in MOVES[PostingKind(kind)]) == (debit, credit)


def test_committing_less_than_is_reserved_frees_the_rest():
    """A grant of 350 out of a reservation of 400 gives 50 back at once."""
    moved = decide_move(pool_of((K.RESERVE, 400, "A")), K.COMMIT, "A", Money(350))
    assert [(one.kind, one.amount.yen, one.n) for one in moved] == [(K.COMMIT, 350, 2), (K.RELEASE_RESERVATION, 50, 3)]


def test_fixing_less_than_is_committed_frees_the_shortfall():
    """An amount fixed below the decision gives the difference back to the pool."""
    pool = pool_of((K.RESERVE, 400, "A"), (K.COMMIT, 400, "A"))
    moved = decide_move(pool, K.FIX, "A", Money(390))
    assert [(one.kind, one.amount.yen) for one in moved] == [(K.FIX, 390), (K.RELEASE_SHORTFALL, 10)]


def test_recovering_in_parts_leaves_the_rest_receivable():
    """A part recovered releases nothing; the rest stays receivable."""
    steps = [(kind, 400, "A") for kind in (K.RESERVE, K.COMMIT, K.FIX, K.PAY, K.ORDER_REPAYMENT)]
    assert [one.kind for one in decide_move(pool_of(*steps), K.RECOVER, "A", Money(100))] == [K.RECOVER]


@pytest.mark.parametrize(
    ("kind", "case", "amount", "found"),
    [
        (K.COMMIT, "A", 401, ["more_than_held"]),
        (K.COMMIT, "B", 1, ["more_than_held"]),
        (K.COMMIT, "A", 0, ["nothing_moves"]),
        (K.PAY, "A", 1, ["more_than_held"]),
        (K.COMMIT, "", -5, ["no_case", "nothing_moves"]),
        (K.FIX, "", 5, ["no_case", "more_than_held"]),
    ],
)
def test_a_movement_beyond_what_the_case_holds_is_refused(kind, case, amount, found):
    """A case can move only its own money, and hears every reason at once."""
    assert codes(decide_move(pool_of((K.RESERVE, 400, "A")), kind, case, Money(amount))) == found


@pytest.mark.parametrize("kind", [K.APPROPRIATE, K.LOWER_CAP, K.RESERVE])
def test_the_cap_and_reservations_have_doors_of_their_own(kind):
    """What is no movement of a case's money is not decided here."""
    with pytest.raises(PostingError):
        decide_move(pool_of(), kind, "A", Money(1))


def test_one_case_cannot_spend_what_another_reserved():
    """The pool has 800 reserved, but A holds 400 of it: committing 401 for A is impossible."""
    pool = pool_of((K.RESERVE, 400, "A"), (K.RESERVE, 400, "B"))
    with pytest.raises(OverdrawnError, match="reserved below zero"):
        apply(pool, Posting(K.COMMIT, Money(401), "A", 3))


@pytest.mark.parametrize(
    ("steps", "freed"),
    [
        ([], []),
        ([K.RESERVE], [K.RELEASE_RESERVATION]),
        ([K.RESERVE, K.COMMIT], [K.RELEASE_COMMITMENT]),
        ([K.RESERVE, K.COMMIT, K.FIX], [K.REVOKE_UNPAID]),
        ([K.RESERVE, K.COMMIT, K.FIX, K.PAY], []),
    ],
)
def test_everything_unpaid_is_freed_and_nothing_paid(steps, freed):
    """A withdrawn or revoked case gives back what is not paid; what is paid is asked back by an order."""
    pool = pool_of(*((kind, 400, "A") for kind in steps))
    assert [one.kind for one in release_all(pool, "A")] == freed


def test_the_cap_goes_up_freely_and_down_to_what_is_bound():
    """Of 1,000 yen with 400 bound, 600 can be taken back and not a yen more."""
    pool = pool_of((K.RESERVE, 400, "A"))
    assert decide_cap(pool, Money(5000)) == Posting(K.APPROPRIATE, Money(4000), "", 2)
    assert decide_cap(pool, Money(400)) == Posting(K.LOWER_CAP, Money(600), "", 2)
    assert codes(decide_cap(pool, Money(399))) == ["cap_below_bound"]
    assert codes(decide_cap(pool, Money(1000))) == ["cap_unchanged"]
    assert codes(decide_cap(pool, Money(-1))) == ["cap_below_zero", "cap_below_bound"]


def test_recovered_money_stays_bound():
    """What went back to the Treasury is still part of the cap: it cannot be lowered below it."""
    steps = [(kind, 400, "A") for kind in (K.RESERVE, K.COMMIT, K.FIX, K.PAY, K.ORDER_REPAYMENT, K.RECOVER)]
    assert pool_of(*steps).bound == Money(400)


def test_the_same_posting_twice_is_one_posting():
    """A repeated posting of the same case, kind, number and amount changes nothing."""
    pool = pool_of((K.RESERVE, 400, "A"))
    assert apply(pool, Posting(K.RESERVE, Money(400), "A", 1)) is pool
    assert apply(pool, CAP) is pool


def test_a_number_used_again_for_another_amount_is_an_error():
    """The same case, kind and number with another amount is a contradiction, not a repetition."""
    with pytest.raises(ReusedNumberError, match="moved JPY 400 before"):
        apply(pool_of((K.RESERVE, 400, "A")), Posting(K.RESERVE, Money(300), "A", 1))


def test_recovered_equals_what_was_paid():
    """After the whole road the money stands in recovered, and only there."""
    steps = [(kind, 400, "A") for kind in (K.RESERVE, K.COMMIT, K.FIX, K.PAY, K.ORDER_REPAYMENT, K.RECOVER)]
    held = pool_of(*steps).holding("A")
    assert {account: held.of(account).yen for account in Account if held.of(account)} == {Account.RECOVERED: 400}


STORED = {"appropriation": 1000, "available": 600, "reserved": 400}
RESERVE = Posting(K.RESERVE, Money(400), "A", 1)


@pytest.mark.parametrize(
    ("postings", "stored", "found"),
    [
        ([CAP, RESERVE], STORED, []),
        ([CAP, RESERVE, RESERVE], STORED, ["number_twice"]),
        ([CAP, Posting(K.RESERVE, Money(400), "A", 2)], STORED, ["number_missing"]),
        ([RESERVE, CAP], STORED, ["impossible"]),
        ([CAP, RESERVE, Posting(K.COMMIT, Money(9), "B", 2)], STORED, ["impossible"]),
        ([CAP, RESERVE, Posting(K.RESERVE, Money(1), "A", 1)], STORED, ["number_twice", "impossible"]),
        ([CAP, RESERVE], {**STORED, "pocket": 1}, ["unknown_account"]),
        ([CAP, RESERVE], {}, ["differs"] * 3),
        ([], {}, []),
    ],
)
def test_the_verdict_names_everything_that_does_not_hold(postings, stored, found):
    """Numbers twice or missing, impossible postings, wrong or unknown balances are told, never raised."""
    assert [finding.code.removeprefix("fund.") for finding in verdict(postings, stored)] == found
