"""Money: nothing beyond what is free, reserved, committed, earned, fixed or owed; never one person twice."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Balance
from sekisho.domain.casework.decide import Decision
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.transition import Movement
from sekisho.domain.values.money import LARGEST_YEN, NOTHING, Money
from tests.domain.casework.scene import (
    AMOUNT,
    FINANCE,
    FINANCE_TOO,
    OFFICER,
    REASON,
    SECOND,
    TERMS,
    USER_SIGNS,
    amid,
    of,
    on_paper,
    paper_of,
    signed,
)

#: Where a person names an amount: state, who, the code of one yen too much, and the most that goes.
LIMITED = {
    "correct": ("returned", USER_SIGNS, "guard.over_reservation"),
    "grant": ("under_review", OFFICER, "guard.over_reservation"),
    "fix_amount": ("verified", OFFICER, "guard.over_commitment"),
    "claim": ("amount_fixed", USER_SIGNS, "guard.not_fixed_amount"),
    "record_repayment": ("repayment_ordered", FINANCE, "guard.over_receivable"),
}
EARNED_MORE = {"earned": Money(2 * AMOUNT)}


@pytest.mark.parametrize("command", LIMITED)
def test_the_whole_amount_goes_and_one_yen_more_does_not(command):
    """Each step takes up to what the case holds, to the yen, and refuses one yen beyond with the limit."""
    state, who, code = LIMITED[command]
    assert on_paper(command, state, who, amount=AMOUNT).codes() == []
    more = amid(on_paper(command, state, who, amount=AMOUNT + 1), **EARNED_MORE)
    assert more.codes() == [code]
    assert more.made().findings[0].facts == {"amount": AMOUNT + 1, "limit": AMOUNT}


@pytest.mark.parametrize("command", LIMITED)
def test_nothing_is_no_amount_to_move(command):
    """Zero yen are granted, fixed, claimed and recovered by nobody."""
    state, who, code = LIMITED[command]
    assert code in on_paper(command, state, who, amount=0).codes()


@pytest.mark.parametrize("command", LIMITED)
@pytest.mark.parametrize(
    "amount",
    ["-0", "1000000", -1, -0.0, 1.5, 1e6, float("nan"), True, [1], LARGEST_YEN + 1, pytest.param(10**5000, id="huge")],
)
def test_what_is_no_amount_is_the_fields_fault_alone(command, amount):
    """A text, a fraction, a negative, a huge number: one reason says so, without a comparison that means nothing."""
    state, who, _code = LIMITED[command]
    assert on_paper(command, state, who, amount=amount).codes() == ["field.wrong.yen"]


@pytest.mark.parametrize("command", LIMITED)
def test_an_amount_is_wanted(command):
    """A step about money without its amount is refused for that alone."""
    state, who, _code = LIMITED[command]
    assert on_paper(command, state, who, amount=None).codes() == ["field.missing"]


@pytest.mark.parametrize("command", ["reserve", "promote"])
def test_the_pool_covers_all_or_nothing(command):
    """A case gets a slot for the whole amount while the pool has it, to the last yen, and never a part (A8)."""
    attempt = on_paper(command, "submitted" if command == "reserve" else "waiting", SYSTEM)
    assert amid(attempt, pool_available=Money(AMOUNT)).codes() == []
    short = amid(attempt, pool_available=Money(AMOUNT - 1))
    assert short.codes() == ["guard.pool_exhausted"]
    assert short.made().findings[0].facts == {"wanted": AMOUNT, "available": AMOUNT - 1}


@pytest.mark.parametrize("command", ["reserve", "promote"])
def test_nobody_overtakes_who_waits(command):
    """As long as somebody waits before it a case gets nothing, though the pool would cover it (A7)."""
    attempt = on_paper(command, "submitted" if command == "reserve" else "waiting", SYSTEM)
    assert amid(attempt, first_in_line=False).codes() == ["guard.pool_exhausted"]


@pytest.mark.parametrize("command", ["reserve", "wait_list"])
def test_a_slot_is_bound_once(command):
    """A case that holds a slot gets no second one and is put on no waiting list."""
    attempt = of(on_paper(command, "submitted", SYSTEM), balance=Balance(reserved=Money(AMOUNT)))
    assert attempt.codes() == ["guard.slot_held"]


def test_a_promoted_case_has_one_slot():
    """Who leaves the waiting list with money already bound would bind it twice."""
    attempt = of(on_paper("promote", "waiting", SYSTEM), balance=Balance(reserved=Money(1)))
    assert attempt.codes() == ["guard.slot_held"]


@pytest.mark.parametrize("command", ["take_up", "grant"])
def test_without_a_slot_nothing_is_reviewed_or_granted(command):
    """Review and grant need money reserved for the case (A6)."""
    state = "submitted" if command == "take_up" else "under_review"
    attempt = of(on_paper(command, state, OFFICER), balance=Balance(requested=Money(AMOUNT)))
    assert "guard.no_slot" in attempt.codes()


def test_no_more_is_fixed_than_was_earned():
    """The amount is at most what the formula gives on actual cost, though more was granted (A1, A2)."""
    attempt = amid(on_paper("fix_amount", "verified", OFFICER), earned=Money(AMOUNT - 1))
    assert attempt.codes() == ["guard.over_earned"]
    assert amid(attempt, earned=NOTHING).codes() == ["guard.over_earned"]


def test_an_unknown_cost_fixes_nothing():
    """Without the cost on record no amount is fixed, whatever was granted."""
    assert amid(on_paper("fix_amount", "verified", OFFICER), earned=None).codes() == ["guard.cost_unknown"]


def test_what_was_fixed_is_claimed_and_nothing_less():
    """A claim names the fixed amount to the yen."""
    assert on_paper("claim", "amount_fixed", USER_SIGNS, amount=AMOUNT - 1).codes() == ["guard.not_fixed_amount"]


def test_the_same_person_never_approves_twice():
    """One finance officer approves a payment once; another may."""
    attempt = of(on_paper("approve_payment", "claimed", FINANCE), approvals=(FINANCE.person,))
    assert attempt.codes() == ["guard.same_person"]
    assert of(on_paper("approve_payment", "claimed", FINANCE_TOO), approvals=(FINANCE.person,)).codes() == []


@pytest.mark.parametrize("approvals", [(), ("one",), ("one", "one")])
def test_fewer_than_two_persons_pay_nothing(approvals):
    """One approval, or one person's twice, does not pay."""
    attempt = of(on_paper("pay", "claimed", FINANCE), approvals=approvals)
    assert attempt.codes() == ["guard.approvals_missing"]
    assert attempt.made().findings[0].facts == {"have": len(set(approvals)), "need": 2}


def test_how_many_approve_is_a_parameter():
    """Where a program wants three persons, two do not suffice."""
    terms = replace(TERMS, payment_approvals=3)
    assert amid(on_paper("pay", "claimed", FINANCE), terms=terms).codes() == ["guard.approvals_missing"]


@pytest.mark.parametrize("command", ["uphold", "overturn"])
def test_another_officer_decides_the_reconsideration(command):
    """Whoever declined a case does not decide on the objection; another officer does."""
    attempt = of(on_paper(command, "reconsideration", OFFICER), decliners=(OFFICER.person,))
    assert attempt.codes() == ["guard.same_decider"]
    assert of(on_paper(command, "reconsideration", SECOND), decliners=(OFFICER.person,)).codes() == []


@pytest.mark.parametrize("command", ["uphold", "overturn"])
def test_another_officer_decides_whether_a_verification_failed(command):
    """Whoever found a verification not passed does not decide on the objection to it; another officer does."""
    failed = on_paper("fail_verification", "granted", OFFICER)
    case = replace(evolve(failed.subject, failed.made().events[0]), state="verification_contested")
    assert replace(on_paper(command, "verification_contested", OFFICER), subject=case).codes() == ["guard.same_decider"]
    assert replace(on_paper(command, "verification_contested", SECOND), subject=case).codes() == []


def test_who_declined_and_who_upheld_are_both_out():
    """Where an older journal holds a second objection neither the first officer nor the second decides on it."""
    declined = on_paper("decline", "under_review", OFFICER)
    case = evolve(declined.subject, declined.made().events[0])
    for command, who in (
        ("request_reconsideration", USER_SIGNS),
        ("uphold", SECOND),
        ("request_reconsideration", USER_SIGNS),
    ):
        attempt = replace(on_paper(command, case.state, who), subject=case)
        # Nobody contests again what was upheld; it used to be possible.
        case = replace(evolve(case, attempt.made().events[0]), is_upheld=False)
    again = [replace(on_paper("uphold", case.state, who), subject=case) for who in (OFFICER, SECOND)]
    assert [attempt.codes() for attempt in again] == [["guard.same_decider"]] * 2


def test_repayment_is_ordered_only_of_what_was_paid():
    """A grant revoked before payment leaves nothing to order back."""
    assert of(on_paper("order_repayment", "revoked", OFFICER), balance=Balance()).codes() == ["guard.nothing_paid"]


def test_recovery_is_complete_when_nothing_is_owed():
    """One yen still owed keeps the recovery open."""
    attempt = of(on_paper("confirm_recovery", "repayment_ordered", OFFICER), balance=Balance(receivable=Money(1)))
    assert attempt.codes() == ["guard.still_owed"]


RELEASING = [
    ("withdraw", "submitted", USER_SIGNS, "reserved"),
    ("withdraw", "granted", USER_SIGNS, "committed"),
    ("decline", "under_review", OFFICER, "reserved"),
    ("lapse", "returned", SYSTEM, "reserved"),
    ("discontinue", "change_requested", USER_SIGNS, "committed"),
    ("fail_verification", "corrective_action", OFFICER, "committed"),
    ("revoke", "verified", OFFICER, "committed"),
    ("revoke", "claimed", OFFICER, "payable"),
]


@pytest.mark.parametrize(("command", "state", "who", "account"), RELEASING)
def test_a_case_that_ends_before_payment_gives_everything_back(command, state, who, account):
    """Whatever an ending case holds unpaid is released, and the event says how much."""
    attempt = on_paper(command, state, who)
    made = attempt.made()
    assert isinstance(made, Decision)
    assert (made.movement, made.amount) == (Movement.RELEASE, Money(AMOUNT))
    assert made.events[0].body["amount"] == AMOUNT
    assert getattr(attempt.subject.balance, account) == Money(AMOUNT)
    assert evolve(attempt.subject, made.events[0]).balance == Balance(requested=Money(AMOUNT))


@pytest.mark.parametrize("state", ["paid", "closed"])
def test_revoking_after_payment_moves_nothing_yet(state):
    """What was paid stays paid until its return is ordered (art. 17(3), 18(1))."""
    attempt = on_paper("revoke", state, OFFICER)
    assert attempt.made().movement is Movement.NONE
    assert evolve(attempt.subject, attempt.made().events[0]).balance == attempt.subject.balance


@pytest.mark.parametrize(
    ("command", "state", "who", "source", "target"),
    [
        ("grant", "under_review", OFFICER, "reserved", "committed"),
        ("fix_amount", "verified", OFFICER, "committed", "payable"),
        ("pay", "claimed", FINANCE, "payable", "paid"),
        ("order_repayment", "revoked", OFFICER, "paid", "receivable"),
        ("record_repayment", "repayment_ordered", FINANCE, "receivable", "recovered"),
    ],
)
def test_money_moves_whole_from_account_to_account(command, state, who, source, target):
    """Each step empties one account of the case into the next."""
    attempt = on_paper(command, state, who)
    before, after = attempt.subject.balance, evolve(attempt.subject, attempt.made().events[0]).balance
    assert after == replace(before, **{source: NOTHING, target: Money(AMOUNT)})
    assert attempt.made().amount == Money(AMOUNT)


@pytest.mark.parametrize(("command", "state"), [("grant", "under_review"), ("fix_amount", "verified")])
def test_the_rest_of_a_smaller_decision_is_the_cases_no_more(command, state):
    """What is not granted, or not fixed, does not stay with the case."""
    attempt = on_paper(command, state, OFFICER, amount=1, reason=REASON)
    balance = evolve(attempt.subject, attempt.made().events[0]).balance
    assert (balance.reserved, balance.committed + balance.payable) == (NOTHING, Money(1))


def test_a_part_paid_back_leaves_the_rest_owed():
    """Repayment in parts lowers what is owed by each part."""
    attempt = on_paper("record_repayment", "repayment_ordered", FINANCE, amount=400_000)
    balance = evolve(attempt.subject, attempt.made().events[0]).balance
    assert (balance.receivable, balance.recovered) == (Money(AMOUNT - 400_000), Money(400_000))


def test_a_returned_case_asks_for_less_and_never_for_more():
    """A correction may lower what is asked; the reservation stays until the decision (A28)."""
    attempt = of(on_paper("correct", "returned", USER_SIGNS, amount=1), signatures=signed("end_user"))
    balance = evolve(attempt.subject, attempt.made().events[0]).balance
    assert (balance.requested, balance.reserved) == (Money(1), Money(AMOUNT))


NAMED = {"issuer": "T7990000000002", "number": "INV-1"}
UNNAMED = [
    ({}, ["guard.invoice_without_issuer", "guard.invoice_without_number"]),
    ({"issuer": "maker", "number": " — "}, ["guard.invoice_without_number"]),
    ({"number": "1"}, ["guard.invoice_without_issuer"]),
    ({**NAMED, "issuer": "海" * 201}, ["guard.invoice_part_too_long"]),
]
PRICED = {**NAMED, "amount": 1}


@pytest.mark.parametrize("kind", ["purchase_invoice", "installation_invoice"])
@pytest.mark.parametrize(("about", "codes"), UNNAMED)
def test_an_invoice_that_does_not_name_itself_is_not_filed(kind, about, codes):
    """Without issuer or number it would be found in no other case: each missing part is told where it belongs."""
    details = {"kind": kind, "about": {**about, "amount": 1}}
    attempt = on_paper("file_document", "granted", USER_SIGNS, **details)
    assert attempt.codes() == codes
    assert {one.place for one in attempt.made().findings} <= {"about.issuer", "about.number"}
    assert on_paper("file_document", "granted", USER_SIGNS, kind=kind, about=PRICED).codes() == []


@pytest.mark.parametrize("amount", [None, "", 0, -1, True, 1.5, "1", "19,500,000", 10**16, {}])
def test_an_invoice_of_a_machine_tells_what_it_cost(amount):
    """Only a whole number of yen above zero is a cost; a freight or installation invoice need not say any (A2)."""
    said = {**NAMED, **({} if amount is None else {"amount": amount})}
    attempt = on_paper("file_document", "granted", USER_SIGNS, kind="purchase_invoice", about=said)
    assert "guard.invoice_without_amount" in attempt.codes()
    paper = paper_of("D001", "purchase_invoice", "invoice.pdf", about=said)
    accepted = of(on_paper("accept_document", "granted", OFFICER), documents={"D001": paper})
    assert accepted.codes() == ["guard.invoice_without_amount"]
    other = on_paper("file_document", "granted", USER_SIGNS, kind="installation_invoice", about=NAMED)
    assert other.codes() == []


@pytest.mark.parametrize(
    ("line", "status", "about", "codes"),
    [
        ("L2", "filed", PRICED, ["guard.invoice_on_line"]),
        ("L2", "accepted", {**PRICED, "number": "inv 1"}, ["guard.invoice_on_line"]),
        ("L2", "rejected", PRICED, []),
        ("L1", "filed", PRICED, []),
        ("", "filed", PRICED, []),
        ("L2", "filed", {**PRICED, "number": "INV-2"}, []),
    ],
)
def test_one_invoice_is_filed_for_one_line_or_for_the_whole_case(line, status, about, codes):
    """Filed for another line too, the amount counted for the newer one only and nobody was told (A2)."""
    paper = replace(paper_of("D001", "purchase_invoice", "i.pdf", about=about), line=line, status=status)
    attempt = on_paper("file_document", "granted", USER_SIGNS, kind="purchase_invoice", about=PRICED, line="L1")
    filed = of(attempt, documents={"D001": paper})
    assert filed.codes() == codes
    assert [one.facts["line"] for one in getattr(filed.made(), "findings", ())] == ["L2"] * len(codes)
    whole = on_paper("file_document", "granted", USER_SIGNS, kind="purchase_invoice", about=PRICED)
    assert of(whole, documents={"D001": paper}).codes() == []


def test_an_invoice_filed_unnamed_before_is_not_accepted():
    """What an older journal holds without issuer or number pays for nothing: it is rejected and filed again."""
    paper = paper_of("D001", "purchase_invoice", "invoice.pdf", about={"amount": 1})
    attempt = of(on_paper("accept_document", "granted", OFFICER), documents={"D001": paper})
    assert attempt.codes() == ["guard.invoice_without_issuer", "guard.invoice_without_number"]
    named = of(attempt, documents={"D001": replace(paper, about=PRICED)})
    assert named.codes() == []


def test_no_more_is_granted_than_a_correction_asks_for():
    """What is reserved is no limit once less is asked for; the whole reservation could be granted before."""
    lowered = Balance(requested=Money(AMOUNT // 2), reserved=Money(AMOUNT))
    attempt = of(on_paper("grant", "under_review", OFFICER, amount=AMOUNT // 2 + 1), balance=lowered)
    assert attempt.codes() == ["guard.over_request"]
    assert of(on_paper("grant", "under_review", OFFICER, amount=AMOUNT // 2), balance=lowered).codes() == []


def test_a_resubmission_gives_back_what_is_asked_for_no_more():
    """The difference to the reservation leaves the case with its resubmission; it stayed bound before."""
    lowered = Balance(requested=Money(AMOUNT // 4), reserved=Money(AMOUNT))
    attempt = of(on_paper("resubmit", "returned", USER_SIGNS), balance=lowered)
    made = attempt.made()
    assert (made.movement, made.amount) == (Movement.REDUCE, Money(AMOUNT * 3 // 4))
    assert evolve(attempt.subject, made.events[0]).balance == Balance(Money(AMOUNT // 4), Money(AMOUNT // 4))


@pytest.mark.parametrize(("command", "state"), [("grant", "under_review"), ("fix_amount", "verified")])
def test_less_than_could_be_given_is_given_with_a_reason(command, state):
    """One yen less than asked for or earned needs a reason that the event keeps; it was given without one before."""
    less = on_paper(command, state, OFFICER, amount=AMOUNT - 1)
    assert less.codes() == ["guard.less_unexplained"]
    assert less.made().findings[0].facts == {"amount": AMOUNT - 1, "limit": AMOUNT}
    explained = on_paper(command, state, OFFICER, amount=AMOUNT - 1, reason=REASON).made()
    assert explained.events[0].text("reason") == REASON


def test_what_actual_cost_gives_needs_no_further_reason():
    """An amount fixed below the grant because the machine was cheaper is explained by the formula."""
    earned = amid(on_paper("fix_amount", "verified", OFFICER, amount=AMOUNT - 9), earned=Money(AMOUNT - 9))
    assert earned.codes() == []
