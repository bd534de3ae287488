"""Bad links and machines that change under a capture, at another maker's: a gap or a named problem, never a hang."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from sekisho.capture.judge.assess import Thresholds
from sekisho.capture.sealed.record import GapKind
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import free_port, node_opcua_machine
from tests.peers.proxy import Proxy

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}
LONG = Thresholds(duration_s=3, gap_percent=1, good_percent=95, clock_offset_s=300)


@pytest.fixture(scope="module")
def peer(tmp_path_factory, collector):
    """One machine for many links to it."""
    with node_opcua_machine(tmp_path_factory.mktemp("peer"), PLATE, [collector.client_certificate]) as told:
        yield told


async def until(happens, limit_s=20.0):
    end = asyncio.get_running_loop().time() + limit_s
    while not happens():
        assert asyncio.get_running_loop().time() < end, "it never came so far"
        await asyncio.sleep(0.05)


def plan_through(told, port, **other):
    endpoint = told["machine"]["opcua"]["endpoint"].replace(str(told["opcua_port"]), str(port))
    return plan_for(told["machine"] | {"opcua": told["machine"]["opcua"] | {"endpoint": endpoint}}, **other)


async def captured(told, collector, proxy, act, duration_s=3):
    """Capture through a proxy to which something happens once values come."""
    plan = plan_through(told, proxy.port, duration_s=duration_s)
    is_live = asyncio.Event()

    def tell(progress):
        if progress.facts.get("values"):
            is_live.set()

    async def happen():
        await asyncio.wait_for(is_live.wait(), 20)
        await act()

    bundle, _ = await asyncio.gather(carry_out(plan, collector, on_progress=tell), happen())
    return Made(plan, bundle, collector, told)


def gaps_of(made):
    return made.judge(thresholds=LONG).streams[0].gaps


async def test_black_hole_is_a_gap_and_the_capture_goes_on(peer, collector):
    """Packets are swallowed without a word for some seconds: noticed by silence, told as a gap, gone on with."""
    async with Proxy(peer["opcua_port"]) as proxy:

        async def act():
            proxy.swallow()
            await asyncio.sleep(3.0)
            proxy.mend()

        made = await captured(peer, collector, proxy, act, duration_s=6)
    gaps = gaps_of(made)
    assert gaps
    assert {gap.kind for gap in gaps} <= {GapKind.FROZEN, GapKind.TRANSPORT_LOST}
    assert sum(gap.milliseconds for gap in gaps) > 2000
    assert "l4.gaps" in {reason.code for reason in made.judge(thresholds=LONG).entries[4].reasons}


async def test_half_closed_connection_is_replaced(peer, collector):
    """One direction ends and the other stays: a new session, under a nonce of its own, goes on."""
    async with Proxy(peer["opcua_port"]) as proxy:

        async def act():
            proxy.half_close()

        made = await captured(peer, collector, proxy, act)
    asked = [session.request.nonce for session in history_of(made.bundle).sessions if session.request]
    assert len(set(asked)) == len(asked) >= 2
    assert [gap.kind for gap in gaps_of(made)] == [GapKind.TRANSPORT_LOST]


async def test_slow_link_loses_nothing(peer, collector):
    """Every piece of a kilobyte waits: slower, and whole."""
    async with Proxy(peer["opcua_port"]) as proxy:
        proxy.piece, proxy.delay_s = 1024, 0.01

        async def act():
            return

        made = await captured(peer, collector, proxy, act)
    assert gaps_of(made) == ()
    assert "L4" in made.judge().reached


async def test_frozen_machine_of_another_maker_is_noticed(peer, collector):
    """The server's process stands still for three seconds, its connections open."""
    async with Proxy(peer["opcua_port"]) as proxy:

        async def act():
            os.kill(peer["pid"], signal.SIGSTOP)
            await asyncio.sleep(3.0)
            os.kill(peer["pid"], signal.SIGCONT)

        made = await captured(peer, collector, proxy, act, duration_s=5)
    assert {gap.kind for gap in gaps_of(made)} & {GapKind.FROZEN, GapKind.TRANSPORT_LOST}


async def test_machine_whose_sessions_are_all_taken_is_named(tmp_path, collector):
    """Where another client holds the only session, the operator is told so, and its session is not taken away."""
    seen, is_held = [], asyncio.Event()
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate], MAX_SESSIONS="1") as told:

        def tell(progress):
            if progress.facts.get("values"):
                is_held.set()

        holder = asyncio.create_task(carry_out(plan_for(told["machine"], duration_s=60), collector, on_progress=tell))
        await asyncio.wait_for(is_held.wait(), 20)
        late = asyncio.create_task(carry_out(plan_for(told["machine"]), collector, on_progress=seen.append))
        await until(lambda: "connect.too_many_sessions" in {problem.code for problem in seen})
        for task in (late, holder):
            task.cancel()
        bundle, _ = await asyncio.gather(holder, late)
    assert len(history_of(bundle).sessions) == 1
    assert gaps_of(Made(plan_for(told["machine"]), bundle, collector, told)) == ()


async def test_machine_that_comes_back_with_another_key_is_not_gone_on_with(tmp_path, collector):
    """After the first session its certificate is pinned; a machine that shows another one is refused and named."""
    port, trusted, seen = str(free_port()), [collector.client_certificate], []
    first, second = tmp_path / "first", tmp_path / "second"
    with node_opcua_machine(first, PLATE, trusted, PORT=port) as told:
        opcua = {"endpoint": told["opcua_url"], "trust_on_first_use": True}
        plan = plan_for(told["machine"] | {"opcua": opcua}, duration_s=30)
        task = asyncio.create_task(carry_out(plan, collector, on_progress=seen.append))
        await until(lambda: any(progress.facts.get("values") for progress in seen))
    with node_opcua_machine(second, PLATE, trusted, PORT=port):
        await until(lambda: "connect.other_certificate" in {progress.code for progress in seen})
        task.cancel()
        bundle = await task
    answered = [session for session in history_of(bundle).sessions if session.answer]
    assert len(answered) == 1


def test_machine_with_a_wrong_clock_is_not_live(tmp_path, collector):
    """A machine whose clock runs ten minutes ahead shows its identity; its values do not count as live."""
    (tmp_path / "factory" / "trusted").mkdir(parents=True)
    (tmp_path / "factory" / "trusted" / "collector.der").write_bytes(collector.client_certificate)
    command = [
        shutil.which("faketime"),
        "-f",
        "+10m",
        sys.executable,
        "-m",
        "factory",
        "--dir",
        str(tmp_path / "factory"),
    ]
    environment = os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, process_group=0) as process:
        try:
            process.stdout.readline()
            told = json.loads((tmp_path / "factory" / "factory.json").read_text())
            machine = {name: value for name, value in told["machine"].items() if name != "mtconnect"}
            plan, seen = plan_for(machine), []
            made = Made(plan, asyncio.run(carry_out(plan, collector, on_progress=seen.append)), collector, told)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    judged = made.judge()
    assert {"L0", "L1", "L2"} <= set(judged.reached)
    assert "l4.clock" in {reason.code for reason in judged.entries[4].reasons}
    assert any(abs(progress.facts.get("offset_ms") or 0) > 500_000 for progress in seen)
