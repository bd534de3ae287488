"""Rehearsal and live never mix, and program time moves by sealed events, forward, in rehearsals only."""

from dataclasses import replace

import pytest

from sekisho.application.act import act
from sekisho.application.desk import CaptureOrder
from sekisho.application.fix_content import lock_case
from sekisho.application.ports import Mode
from sekisho.application.program_time import advance_clock, program_now
from sekisho.application.run_due import run_due
from sekisho.application.seal_journal import seal_journal
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import parse_instant
from sekisho.seal.log.note import new_signer, sign_note
from sekisho.store.django_store import DjangoStore
from sekisho.store.error import WrongModeError
from sekisho.store.memory.memory_store import MemoryStore
from tests.contracts.scene import LineScribe, TickingClock


def live(office):
    """Give the same desk on a fresh live store."""
    clock = TickingClock()
    return replace(office.desk, store=MemoryStore(Mode.LIVE, LineScribe(), clock), clock=clock)


def codes(refusal):
    """Give the reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def test_a_live_clock_is_not_moved(office):
    """In live mode program time is the time on the wall, and moving it is refused."""
    desk = live(office)
    assert codes(advance_clock(desk, parse_instant("2027-01-01T00:00:00+09:00"))) == {"clock.live"}
    with desk.store.read() as tx:
        first = program_now(desk, tx)
        assert program_now(desk, tx) > first
        assert list(tx.journal.everything()) == []


def test_every_move_of_the_clock_is_sealed(office):
    """Each move is an event of the system that the next checkpoint covers."""
    office.opens()
    office.at("2026-05-12T09:00:00+09:00")
    seal_journal(office.desk)
    with office.desk.store.read() as tx:
        moves = [row for row in tx.journal.read("clock") if row.type == "clock.advanced"]
        assert [row.actor for row in moves] == ["system", "system"]
        assert all(row.log_index is not None for row in moves)
        assert {row.digest for row in moves} <= set(tx.journal.leaves())


def test_standing_still_is_no_step_back(office):
    """Moving to the present instant is allowed and makes nothing due twice."""
    office.opens()
    now = "2026-07-15T00:00:00+09:00"
    assert office.at(now).changes
    assert office.at(now).changes == ()
    assert run_due(office.desk).changes == ()


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_live_program_refuses_a_rehearsals_journal(request, engine):
    """A database a rehearsal has written to is neither read nor written in live mode, nor the other way round."""
    alias = request.getfixturevalue(f"{engine}_database")
    stores = [DjangoStore(mode, LineScribe(), TickingClock(), using=alias) for mode in (Mode.REHEARSAL, Mode.LIVE)]
    with stores[0].write() as tx:
        tx.outbox.of()
    for way in ("read", "write"):
        with pytest.raises(WrongModeError, match="rehearsal data"), getattr(stores[1], way)():
            pass


def test_a_rehearsals_signature_is_none_in_live_mode(office):
    """A statement signed for a rehearsal does not carry a command at a live desk, whoever signed it."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    request = office.request(case, "user", "sign", root=root)

    class Posing:
        """The rehearsal's store that says it is live."""

        mode = Mode.LIVE
        read, write = office.desk.store.read, office.desk.store.write

    refused = act(replace(office.desk, store=Posing()), case, office.people["user"], request)
    assert "statement.mode" in codes(refused)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_plan_says_for_which_mode_it_is(office, mode):
    """The challenge and the plan around it carry the mode, so that no capture answers for the other."""
    seal_journal(office.desk)
    with office.desk.store.read() as tx:
        thresholds = office.desk.programs.definition(tx).capture_thresholds(
            parse_instant("2026-06-01T00:00:00+09:00").date(), rehearsal=mode is Mode.REHEARSAL
        )
    machine = {"device": "MC", "mtconnect": {"agent": "http://127.0.0.1:5000", "device": "MC"},
               "signals": [{"name": "x", "kind": "number", "item": "x"}],
               "identity": {"manufacturer": "M", "model": "X", "serial": "S"}}  # fmt: skip
    order = CaptureOrder(
        "C-1", "L1", sign_note(b"checkpoint\n", new_signer("log")), office.desk.clock.now(), [machine], thresholds, mode
    )
    issued = office.desk.captures.plan(order)
    assert not isinstance(issued, Refusal), issued
    assert f"mode {mode.value}\n".encode() in issued.challenge_record
    assert f'mode = "{mode.value}"'.encode() in issued.plan
