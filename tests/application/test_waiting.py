"""Who gets what is left: order of receipt, the waiting list, and what the system does by itself."""

import pytest

from sekisho.application.act import act
from sekisho.application.fix_content import correct_case, lock_case
from sekisho.application.project import read_case
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Accepted, Request
from sekisho.application.run_due import run_due
from sekisho.application.save_draft import save_draft
from sekisho.application.show_case import show_case
from sekisho.domain.values.finding import Refusal
from tests.application.scene import LISTED

CAP = 12_800_000_000
MOVED = "we found another machine"


def priced(office, price):
    """Open a case for a machine of a price; yen 100 of it are yen 18 of subsidy."""
    line = {"id": "L1", **LISTED, "origin": "CN", "incoterm": "CIF", "price": price}
    return office.case(lines=[line])


def state(office, case):
    """Give a case's state as the lists show it."""
    with office.desk.store.read() as tx:
        return tx.views.case(case).state


def events(office, stream):
    """Give a stream's events."""
    with office.desk.store.read() as tx:
        return tx.journal.read(stream)


def folded(office, *cases):
    """Give cases as their events leave them."""
    return [show_case(office.desk, case, office.people["officer"]).case for case in cases]


@pytest.fixture
def full(office):
    """A pool in which one case has left one hundred million, and two wait: the first for more than that."""
    first = office.opens(lines=[{"id": "L1", **LISTED, "origin": "CN", "incoterm": "CIF", "price": 70_555_000_000}])
    cases = [first, priced(office, 1_000_000_000), priced(office, 10_000_000)]
    for case in cases:
        office.submits(case)
    return office, cases


def test_nobody_skips_and_nobody_gets_a_part(full):
    """A case that would fit waits behind one that does not, and that one is not granted what is left."""
    office, (first, second, third) = full
    assert [state(office, case) for case in (first, second, third)] == ["submitted", "waiting", "waiting"]
    assert office.balances()["available"] == 100_100_000
    office.does(first, "officer", "take_up")
    assert office.codes(second, "officer", "take_up") >= {"guard.out_of_turn"}


def test_who_waits_and_who_is_promoted_is_told_by_letter(full):
    """A wait-listed case has its receipt and a notice until when it waits; the promotion has a letter of its own."""
    office, (first, second, third) = full
    kinds = [[letter.kind for letter in case.letters.values()] for case in folded(office, first, second)]
    assert kinds == [["receipt"], ["waiting_notice", "receipt"]]
    office.does(first, "user", "withdraw", reason=MOVED)
    promoted = folded(office, second, third)
    assert [next(reversed(case.letters)) for case in promoted] == [
        "RSF26-2026-PRM-0001", "RSF26-2026-PRM-0002",
    ]  # fmt: skip
    [told] = [letter for letter in promoted[0].letters.values() if letter.kind == "promotion_notice"]
    [entry] = [row for row in events(office, f"case/{second}") if row.seq == told.entry]
    assert (entry.type, entry.event.actor.role.value) == ("slot.reserved", "system")


def test_whoever_leaves_the_list_makes_room_for_the_next(full):
    """When the head of the waiting list withdraws, the next one that fits is promoted at once."""
    office, (_, second, third) = full
    office.does(second, "user", "withdraw", reason=MOVED)
    assert (state(office, second), state(office, third)) == ("withdrawn", "submitted")
    assert replay_fund(office.desk) == ()


def test_released_money_goes_down_the_list(full):
    """Money released promotes as many as it covers, in order of receipt."""
    office, (first, second, third) = full
    office.does(first, "user", "withdraw", reason=MOVED)
    assert (state(office, second), state(office, third)) == ("submitted", "submitted")
    order = [
        row.event.text("case")
        for row in events(office, "pool/smart-factory-2026")
        if row.event.text("kind") == "reserve"
    ]
    assert order == [first, second, third]
    assert office.balances()["available"] == CAP - 180_000_000 - 1_800_000


def test_a_newcomer_stands_behind_those_who_wait(full):
    """A case submitted while others wait goes to the end of the list, whatever is left in the pool."""
    office, _ = full
    late = priced(office, 5_000_000)
    office.submits(late)
    assert state(office, late) == "waiting"
    with office.desk.store.read() as tx:
        waiting = tx.views.cases(states=("waiting",))
    assert [row.receipt for row in waiting] == [2, 3, 4]


def test_receipts_run_without_a_gap(full):
    """Receipt numbers are given in order of submission; a refused submission takes none."""
    office, cases = full
    refused = priced(office, 1)
    lock_case(office.desk, refused, office.people["user"])
    assert isinstance(act(office.desk, refused, office.people["user"], Request("submit", {"root": "0" * 64})), Refusal)
    with office.desk.store.read() as tx:
        assert [tx.views.case(case).receipt for case in cases] == [1, 2, 3]


def test_what_the_system_does_is_the_systems(full):
    """Reserving, wait-listing and promoting are attributed to the system, never to who set them off."""
    office, (first, second, third) = full
    office.does(second, "user", "withdraw", reason=MOVED)
    rows = [row for case in (first, second, third) for row in events(office, f"case/{case}")]
    automatic = {"slot.reserved", "case.wait_listed"}
    assert {row.type for row in rows if row.actor == "system"} - {"case.screened", "letter.issued"} == automatic
    assert all(row.side == "system" for row in rows if row.type in automatic)


def test_a_draft_lapses_after_the_deadline(office):
    """Drafts and locked cases lapse by the system once the deadline is over; submitted ones do not."""
    submitted = office.opens()
    office.submits(submitted)
    draft, locked = office.case(), office.case()
    lock_case(office.desk, locked, office.people["user"])
    assert office.at("2026-12-31T17:00:00+09:00").lapsed == ()
    assert set(office.at("2026-12-31T17:00:01+09:00").lapsed) == {draft, locked}
    assert [state(office, case) for case in (submitted, draft, locked)] == ["submitted", "lapsed", "lapsed"]
    assert events(office, f"case/{draft}")[-1].actor == "system"
    assert run_due(office.desk).lapsed == ()


def test_a_lapse_of_a_returned_case_promotes_who_waits(full):
    """A returned case that lapses frees its place for the waiting list, in the same moment."""
    office, (first, second, _) = full
    office.does(first, "officer", "take_up")
    office.does(first, "officer", "return", sections=["equipment"], reason="the model name is unclear")
    office.at("2026-06-12T00:00:00+09:00")
    assert (state(office, first), state(office, second)) == ("lapsed", "submitted")


def test_a_lower_correction_promotes_who_waits(full):
    """What a corrected filing asks for no more promotes who waits, at its resubmission and not before."""
    office, (first, second, third) = full
    office.does(first, "officer", "take_up")
    office.does(first, "officer", "return", sections=["price"], reason="the price differs from the quotation")
    with office.desk.store.read() as tx:
        draft = tx.drafts.get(first)
    lines = [{**draft.content["lines"][0], "price": 60_000_000_000}]
    save_draft(office.desk, first, office.people["user"], {**draft.content, "lines": lines}, draft.version)
    root = correct_case(office.desk, first, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(first, who, "sign", root=root)
    assert (state(office, second), state(office, third)) == ("waiting", "waiting")
    office.does(first, "user", "resubmit", root=root)
    assert (state(office, second), state(office, third)) == ("submitted", "submitted")
    assert replay_fund(office.desk) == ()


def test_a_grant_whose_machine_never_comes_is_given_up(full):
    """Reminded before the window closes and after it, the case lapses a month later; who waits comes too late (F5)."""
    office, (first, second, third) = full
    office.grants(first)
    told = [office.at(f"{day}T09:00:00+09:00") for day in ("2026-12-24", "2027-01-01", "2027-01-31")]
    said = [(one.duty.clock, one.duty.line, one.days_left, one.to) for due in told for one in due.reminded]
    assert said == [
        ("window", "L1", 7, ("party",)),
        ("window", "L1", -1, ("party", "office")),
        ("window", "L1", -31, ("party", "office")),
    ]
    with office.desk.store.read() as tx:
        assert (tx.views.case(first).due_what, str(tx.views.case(first).due_at)[:10]) == ("window", "2026-12-31")
    assert office.at("2027-02-01T00:00:00+09:00").lapsed == (first, second, third)
    assert (state(office, first), state(office, second)) == ("lapsed", "lapsed")
    with office.desk.store.read() as tx:
        [letter] = [one for one in read_case(tx, first).letters.values() if one.kind == "lapse_notice"]
    assert letter.number.startswith("RSF26-2026-LPS")
    assert replay_fund(office.desk) == ()


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_an_amount_that_is_fixed_and_never_claimed_is_given_up(office):
    """The office is asked to fix, the party to claim; a month after the last day the money is free again."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.verifies(case)
    due = office.at("2026-11-20T09:00:00+09:00")
    assert [(one.duty.clock, one.to) for one in due.reminded] == [("fixing", ("office",))]
    office.does(case, "officer", "fix_amount", amount=3_510_000)
    due = office.at("2026-12-22T09:00:00+09:00")
    assert [(one.duty.clock, one.days_left, one.to) for one in due.reminded] == [("claim", -1, ("party", "office"))]
    assert office.at("2027-01-21T09:00:00+09:00").lapsed == ()
    assert office.balances()["payable"] == 3_510_000
    assert office.at("2027-01-22T00:00:00+09:00").lapsed == (case,)
    assert (office.balances()["payable"], office.balances()["available"]) == (0, CAP)
    assert replay_fund(office.desk) == ()


def test_a_returned_case_in_time_is_resubmitted(full):
    """A returned case corrected, signed by both and sent again within its days keeps its place."""
    office, (first, *_) = full
    office.does(first, "officer", "take_up")
    office.does(first, "officer", "return", sections=["equipment"], reason="the model name is unclear")
    office.files(first, "origin_certificate")
    corrected = correct_case(office.desk, first, office.people["user"])
    assert isinstance(corrected, Accepted), corrected
    for who in ("user", "partner"):
        office.does(first, who, "sign", root=corrected.case.root)
    office.does(first, "user", "resubmit", root=corrected.case.root)
    seen = show_case(office.desk, first, office.people["officer"])
    assert (seen.case.state, seen.receipt) == ("under_review", 1)


def test_nobody_whose_machine_can_come_no_more_stands_before_others(full):
    """The head of the list without a machine leaves it with the window; who commissioned in time has the money."""
    office, (first, second, third) = full
    office.grants(first)
    office.installs(first, third)
    assert office.at("2027-01-31T23:59:59+09:00").lapsed == ()
    assert (state(office, second), state(office, third)) == ("waiting", "waiting")
    assert office.at("2027-02-01T00:00:00+09:00").lapsed == (second,)
    assert (state(office, second), state(office, third)) == ("lapsed", "submitted")
    assert replay_fund(office.desk) == ()
