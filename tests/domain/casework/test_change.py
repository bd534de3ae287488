"""A change of the plan after the grant: signed by every side, approved by the office, and only then the plan."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.declaration import OtherSubsidy
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.transition import Movement
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import (
    AMOUNT,
    CHANGE,
    FINANCE,
    OFFICER,
    OTHER,
    PARTNER_SIGNS,
    REASON,
    ROOT,
    USER_SIGNS,
    case_in,
    line_in,
    of,
    on_paper,
    shipment,
    signed,
)

BOTH = signed("end_user", "integrator", root=OTHER)
#: A change that gives L1 up for L2 and asks for a third less.
LESS = replace(CHANGE, root=OTHER, lines=("L2",), amount=Money(AMOUNT * 2 // 3), signatures=BOTH)


def approving(state="planned", **changes):
    """An officer approves a change by which a line in a state is given up; ``changes`` are the change's own."""
    attempt = on_paper("approve_change", "change_requested", OFFICER)
    return of(attempt, lines={"L1": line_in(state)}, change=replace(LESS, **changes))


def after(attempt):
    """The case after an attempt that is accepted."""
    return evolve(attempt.subject, attempt.made().events[0])


def test_a_change_stands_beside_the_plan():
    """Asked for, it leaves root, lines and amount of the plan as they were granted."""
    attempt = on_paper("request_change", "granted", USER_SIGNS, lines=["L1", "L2"], amount=AMOUNT // 2)
    case = after(attempt)
    assert (case.state, case.root, tuple(case.lines)) == ("change_requested", ROOT, ("L1",))
    assert case.balance == attempt.subject.balance
    assert (case.change.root, case.change.lines, case.change.amount) == (OTHER, ("L1", "L2"), Money(AMOUNT // 2))


def test_every_side_signs_the_changed_filing():
    """In any order, each once, and the root of the change, not the one that was granted."""
    case = of(on_paper("sign", "change_requested", PARTNER_SIGNS), change=replace(CHANGE, root=OTHER)).subject
    old = of(on_paper("sign", "change_requested", PARTNER_SIGNS, root=ROOT), change=case.change)
    assert old.codes() == ["guard.root_changed"]
    new = of(on_paper("sign", "change_requested", PARTNER_SIGNS, root=OTHER), change=case.change)
    once = after(new)
    assert [one.side for one in once.change.signatures] == ["integrator"]
    assert once.signatures == case.signatures
    again = of(on_paper("sign", "change_requested", PARTNER_SIGNS, root=OTHER), change=once.change)
    assert again.codes() == ["guard.already_signed"]


@pytest.mark.parametrize("missing", ["end_user", "integrator"])
def test_a_change_one_side_has_not_signed_is_not_approved(missing):
    """Also where that side has signed the filing it would replace."""
    left = tuple(one for one in BOTH if one.side != missing)
    attempt = of(approving(signatures=left), signatures=signed("end_user", "integrator"))
    assert attempt.codes() == ["guard.signature_missing"]


def test_an_approved_change_is_the_plan():
    """Root, lines, signatures and what is asked for are those of the change, and no change waits any more."""
    attempt = approving()
    case = after(attempt)
    assert (case.root, tuple(case.lines), case.signatures, case.change) == (OTHER, ("L2",), BOTH, None)
    assert case.balance.requested == LESS.amount
    assert case.dropped == ("L1",)


def test_a_change_that_asks_for_less_lowers_the_grant():
    """What the new plan does not need goes back to the pool; decided and committed are the same again."""
    attempt = of(approving(), decided=Money(AMOUNT))
    decision = attempt.made()
    assert (decision.movement, decision.amount) == (Movement.REDUCE, Money(AMOUNT - LESS.amount.yen))
    case = after(attempt)
    assert case.decided == case.balance.committed == LESS.amount


def test_a_change_that_asks_for_more_gives_no_more():
    """The grant stays as it was decided, and nothing moves."""
    attempt = of(approving(amount=Money(AMOUNT * 2)), decided=Money(AMOUNT))
    assert attempt.made().amount == Money(0)
    case = after(attempt)
    assert case.decided == case.balance.committed == Money(AMOUNT)


@pytest.mark.parametrize("command", ["refuse_change", "retract_change"])
def test_a_change_that_came_to_nothing_leaves_the_plan(command):
    """Refused or retracted, the case is as it was before anybody asked."""
    attempt = on_paper(command, "change_requested", OFFICER if command == "refuse_change" else USER_SIGNS)
    case = after(attempt)
    assert replace(case, seq=1) == case_in("granted")


def test_a_machine_that_came_stays_in_the_plan():
    """A line is given up until its import is permitted, when asked for as when approved: the ship sails meanwhile."""
    for state in ("planned", "ordered", "shipped"):
        assert approving(state).codes() == []
    for state in ("import_permitted", "delivered", "commissioned", "line_verified"):
        assert approving(state).codes() == ["guard.machine_has_come"]
        asked = on_paper("request_change", "granted", USER_SIGNS, lines=["L2"])
        assert of(asked, lines={"L1": line_in(state)}).codes() == ["guard.machine_has_come"]


def test_a_machine_that_came_in_part_stays_in_the_plan():
    """One of two shipments is in the country: the line is still on its way, and is given up no more."""
    line = replace(line_in("shipped"), shipments=(shipment(imported=True), shipment("BL-2")))
    asked = on_paper("request_change", "granted", USER_SIGNS, lines=["L2"])
    assert of(asked, lines={"L1": line}).codes() == ["guard.machine_has_come"]
    assert of(approving(), lines={"L1": line}).codes() == ["guard.machine_has_come"]


def test_a_plan_without_a_subsidy_is_no_plan():
    """A case of zero yen could be verified and never be fixed; it is discontinued instead."""
    assert on_paper("request_change", "granted", USER_SIGNS, amount=0).codes() == ["guard.change_to_nothing"]


@pytest.mark.parametrize("command", ["withdraw", "discontinue", "revoke", "fail_verification", "order_correction"])
def test_an_end_takes_the_change_with_it(command):
    """However the case leaves the state, no change waits in any other."""
    who = USER_SIGNS if command in {"withdraw", "discontinue"} else OFFICER
    assert after(on_paper(command, "change_requested", who)).change is None


def test_a_line_that_never_came_keeps_its_name_from_others():
    """Papers filed for a line of a change that was refused never come to stand for another machine."""
    paper = replace(case_in("granted").documents["D001"], id="D002", line="L2")
    attempt = on_paper("refuse_change", "change_requested", OFFICER)
    asked = of(attempt, change=replace(CHANGE, lines=("L1", "L2", "L3")), documents={"D002": paper})
    assert after(asked).dropped == ("L2",)


def test_a_subsidy_declared_after_the_grant_stops_the_money():
    """Where another subsidy excludes this one it does so until the bank has paid; where it is taken off it does not."""
    found = (OtherSubsidy("L1", "another program", Money(1_000)),)
    for command, state, who in (
        ("approve_change", "change_requested", OFFICER), ("fix_amount", "verified", OFFICER),
        ("approve_payment", "claimed", FINANCE), ("pay", "claimed", FINANCE),
    ):  # fmt: skip
        attempt = on_paper(command, state, who)
        around = replace(attempt.around, other_subsidies=found)
        assert "guard.other_subsidy" in replace(attempt, around=around).codes(), command
        reduced = replace(around, terms=replace(around.terms, other_subsidy="reduced"))
        assert "guard.other_subsidy" not in replace(attempt, around=reduced).codes(), command


def test_machines_that_stay_keep_what_has_become_of_them():
    """A line of the new plan that was in the old one has its state, days and visits."""
    attempt = approving("commissioned", lines=("L1", "L2"))
    case = after(attempt)
    assert case.lines["L1"] == line_in("commissioned")
    assert case.lines["L2"].state == "planned"


def test_no_line_takes_the_name_of_one_that_was_given_up():
    """The papers of the former line would count for the new one."""
    asked = on_paper("request_change", "granted", USER_SIGNS, lines=["L1", "L2"])
    assert of(asked, dropped=("L2",)).codes() == ["guard.line_was_dropped"]


def test_a_change_of_an_older_journal_is_words_alone():
    """Where a journal holds a change without a filing, approving it leaves filing and grant as they are."""
    words = replace(CHANGE, root="", lines=(), amount=Money(0))
    attempt = of(
        on_paper("approve_change", "change_requested", OFFICER),
        change=words,
        signatures=signed("end_user", "integrator"),
    )
    assert as_changed(attempt.subject) == attempt.subject
    case = after(of(attempt, decided=Money(AMOUNT)))
    assert (case.root, tuple(case.lines), case.decided) == (ROOT, ("L1",), Money(AMOUNT))


def test_who_asks_says_what_and_why():
    """A change without its reason, or without a filing, is refused by the fields it lacks."""
    lacking = on_paper("request_change", "granted", USER_SIGNS, reason=None, root=None, change=None)
    assert set(lacking.codes()) == {"field.missing"}
    assert on_paper("request_change", "granted", USER_SIGNS, reason="short").codes() == ["field.wrong.reason"]
    assert REASON in on_paper("request_change", "granted", USER_SIGNS).body().values()
