"""Any sequence of commands: decisions or refusals and never an exception, money that is held, and a faithful replay."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.casework.case import Balance, Case, Vendor
from sekisho.domain.casework.decide import Decision, decide, decide_vendor
from sekisho.domain.casework.decide_registration import decide_registration
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import evolve, fold
from sekisho.domain.casework.evolve_registration import evolve_registration, fold_registration
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.table import ROWS, STATES
from sekisho.domain.casework.transition import Movement, Row, Track
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.money import NOTHING, Money
from tests.domain.casework.scene import AMOUNT, AROUND, DETAILS, EVERYBODY, NOW, OFFICER, SECOND, Attempt, gate

PEOPLE = (*EVERYBODY, SECOND, *(replace(one, organisation="4990000000005") for one in EVERYBODY))
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from((-1, 10**30, "-0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
WORLDS = (
    AROUND,
    AROUND,
    AROUND,
    replace(AROUND, pool_available=NOTHING),
    replace(AROUND, stages={}, earned=None),
    replace(AROUND, stages={"payment": Outcome.UNDETERMINED}, gates=(gate(Outcome.UNDETERMINED, "payment"),)),
    replace(AROUND, partner_registered=Outcome.NOT_MET, missing_files=("c" * 64,), serials_claimed={"sn": "C-2"}),
)
#: The account a movement takes its amount from.
SOURCE = {
    Movement.COMMIT: "reserved",
    Movement.FIX: "committed",
    Movement.PAY: "payable",
    Movement.ORDER_REPAYMENT: "paid",
    Movement.RECOVER: "receivable",
}


@dataclass
class Life:
    """A case as commands made it: its events, and what was refused on the way."""

    case: Case = field(default_factory=lambda: Case("C-1"))
    events: list[Event] = field(default_factory=list)
    refused: int = 0

    def tries(self, attempt: Attempt) -> None:
        """Carry a command, or keep that it was refused; whatever happens the case before stays what it was."""
        before, made = repr(self.case), attempt.made()
        assert repr(self.case) == before
        if isinstance(made, Refusal):
            assert json.dumps([finding.as_json() for finding in made.findings], ensure_ascii=False).encode()
            self.refused += 1
            return
        moves_only_what_is_held(self.case.balance, made)
        for event in made.events:
            self.events.append(event)
            self.case = evolve(self.case, event)


def moves_only_what_is_held(held: Balance, made: Decision) -> None:
    """No decision takes more from an account than the case holds there."""
    assert made.amount >= NOTHING
    if made.movement in SOURCE:
        assert NOTHING < made.amount <= getattr(held, SOURCE[made.movement])
    if made.movement is Movement.RELEASE:
        assert made.amount == held.reserved + held.committed + held.payable


def holdings(balance: Balance) -> list[Money]:
    """What a case holds in each account of the pool."""
    return [
        *(balance.reserved, balance.committed, balance.payable),
        *(balance.paid, balance.receivable, balance.recovered),
    ]


#: A road to payment and back: who does what.
ROAD = (
    "open", "declare", "declare", "lock", "sign", "sign", "submit", "reserve", "take_up", "grant",
    "order", "ship", "permit_import", "complete_import", "deliver", "commission", "schedule_visit", "verify_line",
    "spare_second_visit",
    "confirm_verification", "fix_amount", "claim", "approve_payment", "approve_payment", "pay", "close", "revoke",
    "order_repayment", "record_repayment", "confirm_recovery",
)  # fmt: skip


def steps(life: Life, command: str) -> list[Attempt]:
    """The attempts of everybody at a step, each person a second one beside him."""
    everybody = [*EVERYBODY, *(replace(one, person=f"second {one.person}") for one in EVERYBODY)]
    everybody = sorted(everybody, key=lambda one: one.side == "distributor")
    return [Attempt(life.case, Command(command, one, NOW, DETAILS[command], "L1"), AROUND) for one in everybody]


def row_of(command: str) -> Row:
    """The first row of a command on the tracks of a case."""
    return next(row for track in (Track.PAPER, Track.MACHINE) for row in ROWS[track] if row.command == command)


@cache
def along_the_road(length: int) -> tuple[Event, ...]:
    """The events of the first steps of the road."""
    life = Life()
    for command in ROAD[:length]:
        life.tries(next(step for step in steps(life, command) if isinstance(step.made(), Decision)))
    return tuple(life.events)


def said(data: st.DataObject, command: str, case: Case) -> Mapping[str, Any]:
    """What a command says: mostly what it should, with the amount the case holds; sometimes anything at all."""
    details = dict(DETAILS.get(command, {}))
    if "amount" in details:
        held = max(holdings(case.balance)).yen or AMOUNT
        details["amount"] = data.draw(st.sampled_from((held, held, held, 1, AMOUNT, held + 1, 0)))
    if data.draw(st.integers(0, 5)) == 0:
        name = data.draw(st.sampled_from([*details, "zeal"]))
        details[name] = data.draw(GARBAGE)
    return details


def on_a_case(data: st.DataObject, life: Life, days: int) -> Attempt:
    """Somebody tries something: mostly what is open in the present states, by somebody who may."""
    rows = [row for track in (Track.PAPER, Track.MACHINE) for row in ROWS[track]]
    states = {life.case.state, *(line.state for line in life.case.lines.values())}
    fitting = [row for row in rows if states & set(row.sources) and row.command != "record_screening"]
    row = data.draw(st.sampled_from(fitting or rows if data.draw(st.integers(0, 9)) else rows))
    able = [one for one in (*EVERYBODY, SECOND) if one.who in row.who]
    who = data.draw(st.sampled_from(able if data.draw(st.integers(0, 9)) else PEOPLE))
    line = data.draw(st.sampled_from(("L1", "L1", "L1", "L2", "")))
    command = Command(row.command, who, NOW + timedelta(days=days), said(data, row.command, life.case), line)
    return Attempt(life.case, command, data.draw(st.sampled_from(WORLDS)))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_sequence_of_commands_is_a_life(data):
    """Whatever is tried in whatever order gives decisions or refusals; money stays whole and the replay is the case."""
    begun = along_the_road(data.draw(st.integers(0, len(ROAD))))
    life, days = Life(fold("C-1", begun), list(begun)), 0
    for _ in range(data.draw(st.integers(5, 25))):
        days += data.draw(st.sampled_from((0, 0, 0, 1, 12, 40)))
        life.tries(on_a_case(data, life, days))
        assert min(holdings(life.case.balance)) >= NOTHING
        assert life.case.state in STATES[Track.PAPER]
    assert life.case.seq == len(life.events)
    assert fold("C-1", life.events) == life.case == fold("C-1", life.events)
    settled = sum(event.type == "repayment.completed" for event in life.events)
    assert life.case.debt is None or len(life.case.debts) > settled


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_tried_on_the_way_the_road_stays_open(data):
    """Refused attempts between the steps leave no trace: the road still leads to payment and to recovery."""
    life = Life()
    for command in ROAD:
        row = row_of(command)
        for who in [one for one in (*EVERYBODY, SECOND) if one.who not in row.who][: data.draw(st.integers(0, 2))]:
            refused, length = Command(command, who, NOW, DETAILS[command], "L1"), len(life.events)
            life.tries(Attempt(life.case, refused, AROUND))
            assert len(life.events) == length
        life.tries(next(step for step in steps(life, command) if isinstance(step.made(), Decision)))
    assert life.case.state == "recovered"
    assert life.case.balance == Balance(requested=Money(AMOUNT), recovered=Money(AMOUNT))
    assert fold("C-1", life.events) == life.case


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_sequence_of_commands_is_a_life_of_a_registration(data):
    """Registrations answer every command with a decision or a refusal, and replay to the same."""
    registration, events = Registration("model/x"), []
    for _ in range(data.draw(st.integers(1, 15))):
        row = data.draw(st.sampled_from(ROWS[Track.REGISTRATION]))
        who = data.draw(st.sampled_from([one for one in PEOPLE if one.who in row.who] + [OFFICER]))
        command = Command(row.command, who, NOW, said(data, row.command, Case("C-1")))
        made = decide_registration(registration, command)
        if isinstance(made, Decision):
            events += made.events
            registration = evolve_registration(registration, made.events[0])
    assert registration.state in STATES[Track.REGISTRATION]
    assert fold_registration("model/x", events) == registration


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from([(track, row) for track in Track for row in ROWS[track]]), st.sampled_from(PEOPLE))
def test_no_garbage_breaks_a_decision(data, cell, who):
    """Details of any kind, on a fresh case or line, are refused or taken, and what is taken can be kept as it is."""
    track, row = cell
    details = {
        name: data.draw(GARBAGE)
        for name in [*(field.name for field in row.takes), "zeal"][: data.draw(st.integers(0, 9))]
    }
    command = Command(row.command, who, NOW, details, data.draw(st.sampled_from(("", "L1", "\ud800"))))
    elsewhere = {
        Track.REGISTRATION: lambda: decide_registration(Registration("x"), command),
        Track.VENDOR: lambda: decide_vendor(Vendor("x"), command),
    }
    made = elsewhere.get(track, lambda: decide(Case("C"), command, AROUND))()
    if isinstance(made, Decision):
        assert json.loads(json.dumps(made.events[0].body)) == made.events[0].body
    else:
        assert json.dumps([finding.as_json() for finding in made.findings], ensure_ascii=False).encode()
