"""The switches of the pool (A6 to A8), each carried from the parameter to the case, and the end of the waiting list."""

import json
import re
from dataclasses import replace

import pytest

from sekisho.application.act import act
from sekisho.application.change_cap import confirm_cap, propose_cap
from sekisho.application.fix_content import lock_case
from sekisho.application.library import Library
from sekisho.application.read_letter import read_letter
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Request
from sekisho.application.run_due import run_due
from sekisho.bootstrap.package import seed_files
from sekisho.domain.fund.settlement import ticket
from sekisho.domain.values.finding import Refusal
from tests.application.scene import LISTED

PROGRAM = "smart-factory-2026"
POOL = f"pool/{PROGRAM}"
HALF = 35_555_555_556  # a price whose 18 % is half of the pool, rounded down


def switched(office, **values):
    """Turn switches of the pool: the same program with other values."""
    files = seed_files(PROGRAM)
    text = files["parameters.toml"].decode()
    for name, value in values.items():
        found = re.search(rf'path = "pool\.{name}".*?value = "([^"]*)"', text, re.DOTALL)
        text = text[: found.start(1)] + value + text[found.end(1) :]
    office.desk = replace(office.desk, programs=Library(PROGRAM, {**files, "parameters.toml": text.encode()}))
    office.opens_registers()
    return office


def filed(office, price=HALF):
    """File a case for a machine of a price."""
    case = office.case(lines=[{"id": "L1", **LISTED, "origin": "CN", "incoterm": "CIF", "price": price}])
    office.submits(case)
    return case


def refused(office, price=HALF):
    """Try to file a case; give the case and the reasons for which it is not taken."""
    case = office.case(lines=[{"id": "L1", **LISTED, "origin": "CN", "incoterm": "CIF", "price": price}])
    office.all_declare(case)
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    done = act(office.desk, case, office.people["user"], Request("submit", {"root": root}))
    assert isinstance(done, Refusal), done
    return case, {finding.code for finding in done.findings}


def states(office, *cases):
    """Give the states of cases as the lists show them."""
    with office.desk.store.read() as tx:
        return [tx.views.case(case).state for case in cases]


def rows(office, stream):
    """Give a stream's rows."""
    with office.desk.store.read() as tx:
        return tx.journal.read(stream)


def letter_text(office, case, number):
    """Give what the applicant reads of a letter, as one text."""
    read = read_letter(office.desk, case, office.people["user"], number)
    assert not isinstance(read, Refusal), read
    return json.dumps(read.content, ensure_ascii=False)


def test_a_drawn_day_gives_what_the_seed_says(office):
    """Three ask for half the pool each; until midnight two are provisional, then the two drawn are firm."""
    switched(office, last_day="lottery")
    cases = [filed(office) for _ in range(3)]
    assert states(office, *cases) == ["submitted", "submitted", "waiting"]
    assert office.codes(cases[0], "officer", "take_up") == {"guard.slot_provisional"}
    office.at("2026-05-11T23:59:59+09:00")
    assert office.codes(cases[0], "officer", "take_up") == {"guard.slot_provisional"}
    office.at("2026-05-12T00:00:00+09:00")
    settled = next(row.event for row in rows(office, POOL) if row.type == "day.settled")
    given = next(row for row in rows(office, f"case/{cases[2]}") if row.event.number("receipt"))
    assert (settled.text("day"), settled.text("seed")) == ("2026-05-11", given.digest)
    order = sorted(cases, key=lambda case: ticket(given.digest, case))
    assert settled.body["order"] == order
    assert dict(zip(order, states(office, *order), strict=True)) == {
        order[0]: "submitted", order[1]: "submitted", order[2]: "waiting",
    }  # fmt: skip
    office.does(order[0], "officer", "take_up")
    assert run_due(office.desk).lapsed == ()
    assert [row.type for row in rows(office, POOL)].count("day.settled") == 1
    assert replay_fund(office.desk) == ()


def test_who_was_not_drawn_waits_in_order_and_is_promoted(office):
    """Money released after the draw goes to those who wait, in order of receipt, at once and firm."""
    switched(office, last_day="lottery")
    cases = [filed(office) for _ in range(3)]
    office.at("2026-05-12T09:00:00+09:00")
    by_state = dict(zip(states(office, *cases), cases, strict=True))
    office.does(by_state["submitted"], "user", "withdraw", reason="we found another machine")
    office.does(by_state["waiting"], "officer", "take_up")
    assert replay_fund(office.desk) == ()


def test_a_day_that_was_enough_is_firm_at_midnight(office):
    """Where nobody of a day waits, its reservations simply stand, and the day is settled without a draw."""
    switched(office, last_day="lottery")
    case = filed(office, 20_000_000)
    office.at("2026-05-12T00:00:00+09:00")
    settled = next(row.event for row in rows(office, POOL) if row.type == "day.settled")
    assert (settled.body["order"], settled.body["closes"]) == ([], False)
    office.does(case, "officer", "take_up")


def test_up_to_the_day_before_only(office):
    """The day the pool runs out nobody of that day is served; the intake is closed until the cap is raised."""
    switched(office, last_day="day_before")
    early = filed(office)
    office.at("2026-05-12T09:00:00+09:00")
    late = [filed(office), filed(office)]
    assert states(office, early, *late) == ["submitted", "submitted", "waiting"]
    office.at("2026-05-13T00:00:00+09:00")
    assert states(office, early, *late) == ["submitted", "lapsed", "lapsed"]
    told = [row.event.text("kind") for row in rows(office, f"case/{late[0]}") if row.type == "letter.issued"]
    assert told[-2:] == ["waiting_notice", "exclusion_notice"]
    assert "前日までに受け付けた申請に限り" in letter_text(office, late[0], "RSF26-2026-XCL-0001")
    assert refused(office)[1] == {"guard.intake_closed"}
    said = {"cap": 20_000_000_000, "reason": "the supplementary budget", "citation": "article: ¶8"}
    proposal = propose_cap(office.desk, office.people["finance"], said)
    confirm_cap(office.desk, office.people["officer"], proposal.digest)
    assert states(office, filed(office)) == ["submitted"]
    assert replay_fund(office.desk) == ()


def test_a_closed_pool_takes_nobody_for_whom_nothing_is_left(office):
    """Without a waiting list a filing the pool does not cover is refused whole: no number, no trace of it."""
    switched(office, exhausted="closed")
    first = filed(office)
    filed(office)
    before = rows(office, POOL)
    case, codes = refused(office)
    assert (codes, states(office, case)) == ({"guard.pool_closed"}, ["locked"])
    assert rows(office, POOL) == before
    office.does(first, "user", "withdraw", reason="we found another machine")
    assert states(office, filed(office)) == ["submitted"]


def test_a_closed_pool_turns_away_who_is_not_drawn(office):
    """With a draw and no waiting list, who is not drawn is turned away at midnight."""
    switched(office, last_day="lottery", exhausted="closed")
    cases = [filed(office) for _ in range(3)]
    office.at("2026-05-12T00:00:00+09:00")
    assert sorted(states(office, *cases)) == ["lapsed", "submitted", "submitted"]


def test_where_the_decision_binds_a_filing_only_takes_its_number(office):
    """Bound at the decision only: nothing is reserved at filing; the grant takes its money, or is refused."""
    switched(office, bound_at="decision")
    cases = [filed(office) for _ in range(3)]
    assert office.balances()["available"] == office.balances()["appropriation"]
    with office.desk.store.read() as tx:
        assert [tx.views.case(case).receipt for case in cases] == [1, 2, 3]
    for case in cases:
        office.does(case, "officer", "take_up")
        office.accepts(case)
    amount = HALF * 18 // 100
    for case in cases[:2]:
        office.does(case, "officer", "grant", amount=amount)
    assert office.balances()["committed"] == 2 * amount
    assert office.codes(cases[2], "officer", "grant", amount=amount) == {"guard.pool_short"}
    assert office.codes(cases[2], "officer", "grant", amount=amount + 1) >= {"guard.over_reservation"}
    assert replay_fund(office.desk) == ()


def test_the_waiting_list_has_an_end(office):
    """Whose machine can come no more lapses with the window, also one that waits: no money is held for it (F5)."""
    office.opens_registers()
    cases = [filed(office) for _ in range(3)]
    with office.desk.store.read() as tx:
        row = tx.views.case(cases[2])
    assert (row.state, row.due_what, row.due_at.date().isoformat()) == ("waiting", "waiting", "2027-03-31")
    assert office.at("2027-01-31T23:59:59+09:00").lapsed == ()
    assert office.at("2027-02-01T00:00:00+09:00").lapsed == tuple(cases)
    assert states(office, *cases) == ["lapsed", "lapsed", "lapsed"]


def test_the_end_of_the_waiting_list_can_be_moved(office):
    """With another last day a case that waits lapses after that one."""
    switched(office, waiting_until="2026-06-30")
    cases = [filed(office) for _ in range(3)]
    assert office.at("2026-07-01T00:00:00+09:00").lapsed == (cases[2],)


@pytest.mark.parametrize("command", ["reserve", "wait_list", "give_receipt", "release_slot", "turn_away", "promote"])
def test_nobody_does_what_the_system_does(office, command):
    """What follows from the pool is nobody's to command, of whatever side."""
    office.opens_registers()
    case = filed(office)
    for who in ("user", "officer", "finance", "inspector"):
        assert "guard.not_yours" in office.codes(case, who, command)
