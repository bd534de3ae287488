"""One row per way an agent goes wrong: which gaps, which remarks, streamed or polled, whether data still counted."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from factory.agent import Agent
from factory.switch import BOMB, Switches
from sekisho.capture.judge.agent_said import agent_of
from sekisho.capture.judge.assess import Thresholds
from sekisho.capture.problem import Refused
from sekisho.capture.sealed.record import GapKind
from tests.capture.conftest import history_of
from tests.capture.test_gateway import agent_running, captured

#: Captures side by side: each waits most of its time.
AT_ONCE = 6


def for_a_while(**switches: Any) -> Callable[[Agent], None]:
    """Switch something for half a second."""

    def act(agent: Agent) -> None:
        before = {name: getattr(agent.switches, name) for name in switches}
        vars(agent.switches).update(switches)
        asyncio.get_running_loop().call_later(0.5, vars(agent.switches).update, before)

    return act


def restart_keeping_instance(agent: Agent) -> None:
    agent.switches.keeps_instance = True
    agent.restart()


def set_instance(agent: Agent) -> None:
    agent.instance = 0


@dataclass
class Row:
    """What is switched from the start, what happens meanwhile, and what a judge finds."""

    switches: dict[str, Any] = field(default_factory=dict)
    act: Callable[[Agent], None] | None = None
    gaps: set[GapKind] = field(default_factory=set)
    remarks: set[str] = field(default_factory=set)
    transport: str = "stream"
    is_live: bool = True
    lacks: str = ""
    duration_s: int = 1


FELL_BACK = {"stream.fell_back"}
ROWS = {
    "nothing": Row(),
    "other multipart type": Row({"multipart": "mixed", "quotes_boundary": True}),
    "headers in capitals": Row({"head": ("CONTENT-TYPE", "CONTENT-LENGTH")}),
    "no part lengths": Row({"tells_length": False}),
    "no streams": Row({"streams": False}, remarks=FELL_BACK, transport="poll"),
    "boundary not named": Row({"names_boundary": False}, remarks=FELL_BACK, transport="poll", duration_s=2),
    "boundary missing": Row({"marks_boundary": False}, remarks=FELL_BACK, transport="poll", duration_s=2),
    "length too short": Row({}, for_a_while(wrong_length=-9)),
    "length too long": Row({}, for_a_while(wrong_length=40)),
    "body truncated": Row({}, for_a_while(truncates=True)),
    "malformed": Row({}, for_a_while(malformed=b"<MTConnectStreams>")),
    "entity bomb": Row({}, for_a_while(malformed=BOMB)),
    "stream ends again and again": Row({"ends_after": 3}),
    "stream falls silent": Row(
        {"mutes_after": 4}, gaps={GapKind.TRANSPORT_LOST}, is_live=False, lacks="l4.gaps", duration_s=3
    ),
    "twelve megabytes": Row({}, lambda agent: setattr(agent.switches, "padding", 12_000_000)),
    "slow bytes": Row({}, for_a_while(slow_s=0.0004)),
    "data stall": Row({"stalls": True}, is_live=False, lacks="l4.no_change"),
    "duplicates": Row({"duplicates": True}),
    "time backwards": Row({}, for_a_while(backwards_s=15_900), remarks={"signal.time_backwards"}),
    "flapping": Row({"flaps": True}, is_live=False, lacks="l4.quality"),
    "hole in the numbering": Row({}, lambda agent: agent.buffer.skip(500)),
    "restart": Row({}, Agent.restart, gaps={GapKind.INSTANCE_CHANGE}, is_live=False, lacks="l4.gaps"),
    "restart keeping the instance": Row(
        {}, restart_keeping_instance, gaps={GapKind.SERVER_RESTART}, is_live=False, lacks="l4.gaps"
    ),
    "instance zero": Row(
        {}, set_instance, {GapKind.INSTANCE_CHANGE, GapKind.OUT_OF_RANGE}, {"agent.instance_zero"}, "stream",
        is_live=False, lacks="l4.gaps",
    ),
    "model change": Row({}, Agent.change_model, gaps={GapKind.MODEL_CHANGE}, is_live=False, lacks="l4.gaps"),
    "clock offset": Row({"clock_offset_s": -900.0}, is_live=False, lacks="l4.clock"),
    "weak uuid": Row({"uuid": "000"}, remarks={"agent.weak_uuid"}),
    "schema 1.3": Row({"schema": "1.3"}),
    "schema 2.7": Row({"schema": "2.7"}),
    "schema 3.0": Row({"schema": "3.0"}, remarks={"agent.schema_unknown"}),
    "agent device": Row({"has_agent_device": True}),
}  # fmt: skip


@pytest.fixture(scope="module")
def taken(collector):
    """One capture a row, several at a time."""

    async def every():
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(row):
            async with gate, agent_running() as agent:
                vars(agent.switches).update(row.switches)
                return await captured(agent, collector, row.act, at=0.6, duration_s=row.duration_s)

        return dict(zip(ROWS, await asyncio.gather(*(one(row) for row in ROWS.values())), strict=True))

    return asyncio.run(every())


@pytest.mark.parametrize("name", ROWS)
def test_fault_is_told_for_what_it_is(taken, name):
    """Each fault gives its own gaps and remarks, no others, and costs only what it must."""
    row, made = ROWS[name], taken[name]
    judged = made.judge(thresholds=Thresholds(row.duration_s, 1, 90, 300))
    assert not isinstance(judged, Refused), judged
    assert {gap.kind for gap in judged.streams[0].gaps} == row.gaps
    # A record that cannot be read is named as well, whatever made it so.
    told = {remark.code for remark in judged.remarks} - {"record.unreadable"}
    assert told == row.remarks
    assert agent_of(history_of(made.bundle))["transport"] == row.transport
    assert ("L4" in judged.reached) == row.is_live
    assert not row.lacks or row.lacks in {reason.code for reason in judged.entries[4].reasons}


def test_every_switch_of_the_agent_has_its_row():
    """No switch goes untested."""
    tested = {name for row in ROWS.values() for name in row.switches}
    untested = set(vars(Switches())) - tested
    assert untested <= {
        "is_test", "padding", "errors_repeat_code", "agent_uuid", "malformed", "truncates", "wrong_length", "slow_s",
        "backwards_s", "keeps_instance",
    }  # fmt: skip
