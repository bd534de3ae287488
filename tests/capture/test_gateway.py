"""Watching an MTConnect agent: the chain, its breaks, and an agent that misbehaves on command."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from factory.agent import Agent
from factory.category import CATEGORIES
from factory.cycle import Cycle
from factory.document import Nameplate, items_of
from sekisho.capture.judge.assess import Thresholds
from sekisho.capture.problem import Refused
from sekisho.capture.sealed.record import GapKind
from tests.capture.conftest import Made, carry_out, history_of, plan_for

CNC = CATEGORIES["cnc"]
PLATE = Nameplate("CNC-1", "EX-500.0001", "Example Works", "EX-500", "EX500-0001")
MACHINE = {
    "device": "CNC-1",
    "identity": {"manufacturer": "Example Works", "model": "EX-500", "serial": "EX500-0001"},
    "signals": [{"name": s.name, "kind": s.kind, "item": s.name} for s in CNC.signals],
}


@contextlib.asynccontextmanager
async def agent_running(plate=PLATE, slots_log2=10, tls=None):
    """Run an agent that publishes a cycle at five times its pace."""
    agent, cycle = Agent(plate, items_of(CNC.signals), slots_log2=slots_log2), Cycle(CNC)

    async def publish():
        begun = asyncio.get_running_loop().time()
        while True:
            snapshot = cycle.at(5 * (asyncio.get_running_loop().time() - begun))
            agent.observe(datetime.now(UTC), {s.name: str(snapshot.read(s.source)) for s in CNC.signals})
            await asyncio.sleep(0.02)

    await agent.start(tls=tls)
    publishing = asyncio.create_task(publish())
    yield agent
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
    await agent.stop()


async def captured(agent, collector, act=None, *, at=0.8, duration_s=2):
    """Capture an agent; some time after the start something happens to it."""
    plan = plan_for(MACHINE | {"mtconnect": {"agent": agent.address, "device": "CNC-1"}}, duration_s=duration_s)

    async def happen():
        await asyncio.sleep(at)
        if act:
            act(agent)

    _, bundle = await asyncio.gather(happen(), carry_out(plan, collector))
    return Made(plan, bundle, collector, {})


def gaps(made):
    judged = made.judge(thresholds=Thresholds(2, 1, 90, 300))
    assert not isinstance(judged, Refused), judged
    return judged, [gap.kind for gap in judged.streams[0].gaps]


async def test_plain_agent_shows_identity_and_live_data(collector):
    """Over plain HTTP the channel is not observable; identity and live data are, and a gate may read just these."""
    async with agent_running() as agent:
        judged, found = gaps(await captured(agent, collector))
    assert judged.reached == ("L0", "L2", "L4")
    assert judged.headline == "L0"
    assert judged.flags == ("G", "S")
    assert found == []
    assert [reason.code for reason in judged.entries[1].reasons] == ["l1.not_observable"]


async def test_hole_in_the_numbering_is_no_loss(collector):
    """The chain decides, never the density of the sequence numbers."""
    async with agent_running() as agent:
        _, found = gaps(await captured(agent, collector, lambda agent: agent.buffer.skip(500)))
    assert found == []


@pytest.mark.parametrize("schema", ["2.5", "2.6"])
async def test_overrun_buffer_is_a_gap_with_its_count(collector, schema):
    """When the agent has forgotten what comes next, in either error shape, the gap says how much was missed."""

    def flood(agent):
        for number in range(400):
            agent.observe(datetime.now(UTC), {"x": f"{number}.5"})

    async with agent_running(slots_log2=6) as agent:
        agent.switches.schema = schema
        judged, found = gaps(await captured(agent, collector, flood))
    assert found == [GapKind.OUT_OF_RANGE]
    assert judged.streams[0].gaps[0].missed > 100
    assert "L4" not in judged.reached


async def test_restarted_agent_begins_a_new_epoch(collector):
    """A new instanceId is a new epoch with a gap before it; no sequence is carried across."""
    async with agent_running() as agent:
        made = await captured(agent, collector, Agent.restart)
        _, found = gaps(made)
        instances = {document.header.instance for _, document in history_of(made.bundle).documents}
    assert found == [GapKind.INSTANCE_CHANGE]
    assert len(instances) == 2


def truncating(agent):
    agent.switches.truncates = True
    asyncio.get_running_loop().call_later(0.5, setattr, agent.switches, "truncates", False)


def bombing(agent):
    agent.switches.malformed = b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    asyncio.get_running_loop().call_later(0.5, setattr, agent.switches, "malformed", b"")


@pytest.mark.parametrize("act", [truncating, bombing])
async def test_unusable_documents_are_kept_and_the_chain_goes_on(collector, act):
    """Half a body or an entity bomb for half a second: nothing is parsed, nothing was lost, the chain continues."""
    async with agent_running() as agent:
        judged, found = gaps(await captured(agent, collector, act))
    assert found == []
    assert "L4" in judged.reached


async def test_dead_agent_is_a_gap_to_the_end(collector):
    """An agent that stops answering leaves a gap to the end of the capture."""
    async with agent_running() as agent:

        def stop(agent):
            agent.switches.malformed = b"not xml"

        judged, found = gaps(await captured(agent, collector, stop, duration_s=4))
    assert found == [GapKind.TRANSPORT_LOST]
    assert "L4" not in judged.reached


async def test_stalled_source_shows_no_change(collector):
    """An agent that answers but whose data stand still is reachable, not live."""
    async with agent_running() as agent:
        agent.switches.stalls = True
        judged, _ = gaps(await captured(agent, collector))
    codes = {reason.code for reason in judged.entries[4].reasons}
    assert {"l4.no_change", "l4.no_transition"} <= codes


async def test_weak_uuid_keeps_the_identity_unmatched(collector):
    """With the uuid 000 a device cannot be told from others, whatever its serial number says."""
    async with agent_running() as agent:
        agent.switches.uuid = "000"
        judged, _ = gaps(await captured(agent, collector))
    assert "L2" not in judged.reached
    assert [(r.code, r.place) for r in judged.entries[2].reasons] == [("l2.incomplete", "uuid")]


async def test_unmarked_agent_is_refused_in_a_rehearsal(collector):
    """A rehearsal uses marked machines only; live, the marker is refused."""
    async with agent_running() as agent:
        marked = await captured(agent, collector, duration_s=1)
        agent.switches.is_test = False
        unmarked = await captured(agent, collector, duration_s=1)
    assert [problem.code for problem in unmarked.judge().problems] == ["simulator.missing"]
    assert {p.code for p in marked.judge(mode="live").problems} == {"mode.differs", "simulator.seen"}


async def test_agents_clock_is_measured(collector):
    """The agent's clock is compared with ours; far off, the data do not count as live."""
    async with agent_running() as agent:
        agent.switches.clock_offset_s = -900.0
        judged, _ = gaps(await captured(agent, collector))
    assert judged.streams[0].offset_ms == pytest.approx(-900_000, abs=2000)
    assert "l4.clock" in {reason.code for reason in judged.entries[4].reasons}
