"""What goes wrong at a factory: cut cables, frozen and killed machines, stopped and crashed collectors."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from sekisho.capture.collect import capture as capture_module
from sekisho.capture.collect.capture import UnusableClientError, recover_capture, run_capture
from sekisho.capture.identity import make_collector, save_collector
from sekisho.capture.judge.assess import Thresholds
from sekisho.capture.plan.capture_plan import render
from sekisho.capture.sealed.bundle import read_bundle
from sekisho.capture.sealed.record import GapKind
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.peers.proxy import Proxy

LONG = Thresholds(duration_s=4, gap_percent=1, good_percent=95, clock_offset_s=300)


def opcua_only(told, port=0, *, opcua=None, signals=None, **other):
    """Make a plan that watches OPC UA alone, through a proxy's port if one is given."""
    machine = {name: value for name, value in told["machine"].items() if name != "mtconnect"}
    machine["opcua"], machine["signals"] = opcua or machine["opcua"], signals or machine["signals"]
    if port:
        endpoint = machine["opcua"]["endpoint"].replace(str(told["opcua_port"]), str(port))
        machine["opcua"] = machine["opcua"] | {"endpoint": endpoint}
    return plan_for(machine, **other)


def stream(judged, name="opcua"):
    return next(found for found in judged.streams if found.stream == name)


def reasons(judged, level):
    return {reason.code for reason in judged.entries[level].reasons}


@contextlib.contextmanager
def program(folder, collector):
    """Run the factory as a program of its own, which can be frozen and killed."""
    (folder / "trusted").mkdir(parents=True)
    (folder / "trusted" / "collector.der").write_bytes(collector.client_certificate)
    command = [sys.executable, "-m", "factory", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdout.readline()
            yield process, json.loads((folder / "factory.json").read_text())
        finally:
            process.kill()


@pytest.fixture(scope="module")
def told(tmp_path_factory, collector):
    """Where a running factory is; tests that would change it start their own."""
    with program(tmp_path_factory.mktemp("shared") / "factory", collector) as (_, told):
        yield told


@pytest.fixture(scope="module", autouse=True)
def _quick_progress():
    """Have the collector tell how far it is ten times a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capture_module, "PROGRESS_EVERY_S", 0.1)
        yield


async def disturbed(plan, collector, *events):
    """Carry out a plan; each event happens so many seconds after a second of data, however long the start takes."""
    is_alive = asyncio.Event()

    def report(problem):
        if problem.code == "progress.capturing" and problem.facts["seconds"] >= 1:
            is_alive.set()

    async def happen(seconds, act, *arguments):
        await is_alive.wait()
        await asyncio.sleep(seconds)
        act(*arguments)

    happening = asyncio.gather(*(happen(*event) for event in events))
    bundle = await carry_out(plan, collector, on_progress=report)
    await happening
    return bundle


async def ended(seconds, capture):
    """Cancel a capture after some seconds, as Ctrl-C does; give the bundle it makes all the same."""
    task = asyncio.create_task(capture)
    await asyncio.sleep(seconds)
    task.cancel()
    return await task


@pytest.fixture(scope="module")
def cut(told, collector):
    """A capture of four seconds whose cable was cut for one."""

    async def capture():
        async with Proxy(told["opcua_port"]) as proxy:
            plan = opcua_only(told, proxy.port, duration_s=4)
            bundle = await disturbed(plan, collector, (0.3, proxy.cut), (1.3, proxy.mend))
        return Made(plan, bundle, collector, told)

    return asyncio.run(capture())


def test_cut_cable_leaves_a_gap(cut):
    """A cable cut for a second: sealed, the gap recorded by the collector and found again by the judge, no L4."""
    judged = cut.judge(thresholds=LONG)
    (gap,) = stream(judged).gaps
    assert gap.kind is GapKind.TRANSPORT_LOST
    assert 800 <= gap.milliseconds <= 3500
    assert judged.reached == ("L0", "L1", "L2")
    assert reasons(judged, 4) == {"l4.gaps"}
    recorded = [(claim["kind"], claim["epoch"]) for claim in history_of(cut.bundle).claimed_gaps]
    assert recorded == [("transport-lost", 2)]


def test_every_session_signs_the_challenge_under_a_nonce_of_its_own(cut):
    """After a cut the challenge is signed anew under the next attempt's nonce, never under a used one."""
    answered = [session for session in history_of(cut.bundle).sessions if session.request]
    assert len(answered) == 2
    assert len({session.request.nonce for session in answered}) == 2
    assert cut.judge(thresholds=LONG).flags == ("C", "S")


async def test_gateway_goes_on_while_the_machine_is_cut_off(told, collector):
    """One stream's loss is not the other's: the gateway's data count as live, the gap budget is broken all the same."""
    async with Proxy(told["opcua_port"]) as proxy:
        opcua = told["machine"]["opcua"] | {"endpoint": f"opc.tcp://127.0.0.1:{proxy.port}/UA/machine"}
        plan = plan_for(told["machine"] | {"opcua": opcua}, duration_s=3)

        def cut_once_live(progress):
            if progress.facts.get("seconds"):
                proxy.cut()

        bundle = await carry_out(plan, collector, on_progress=cut_once_live)
    judged = Made(plan, bundle, collector, told).judge()
    assert stream(judged, "mtconnect").gaps == ()
    assert stream(judged).gap_ms > 1000
    # What both sides said the same while both were heard stays observed; the gaps are told beside it.
    assert judged.reached == ("L0", "L1", "L2", "L4", "L5")
    assert "G" not in judged.flags


async def test_killed_machine_leaves_a_sealed_capture_with_its_gap(tmp_path, collector):
    """The machine dies half-way and never comes back: what was seen is sealed, the rest is a gap to the end."""
    with program(tmp_path / "factory", collector) as (process, told):
        plan = plan_for(told["machine"], duration_s=6)
        bundle = await disturbed(plan, collector, (2.0, process.kill))
    judged = Made(plan, bundle, collector, told).judge(thresholds=LONG)
    # Until it died machine and gateway agreed; the headline does not go past the level that is wanting.
    assert (judged.reached, judged.headline) == (("L0", "L1", "L2", "L5"), "L2")
    assert [gap.kind for gap in stream(judged).gaps] == [GapKind.TRANSPORT_LOST]
    assert [gap.kind for gap in stream(judged, "mtconnect").gaps] == [GapKind.TRANSPORT_LOST]
    assert stream(judged).live_permille < 800
    assert {"l4.gaps"} <= reasons(judged, 4)


async def test_frozen_machine_is_noticed(tmp_path, collector):
    """A machine that stands still for three seconds without closing anything leaves a gap of kind frozen."""
    with program(tmp_path / "factory", collector) as (process, told):
        plan = opcua_only(told, duration_s=5)
        stop, go = (os.kill, process.pid, signal.SIGSTOP), (os.kill, process.pid, signal.SIGCONT)
        bundle = await disturbed(plan, collector, (0.0, *stop), (3.0, *go))
    judged = Made(plan, bundle, collector, told).judge(thresholds=LONG)
    (gap,) = stream(judged).gaps
    assert gap.kind is GapKind.FROZEN
    assert 2000 <= gap.milliseconds <= 4000
    assert {claim["kind"] for claim in history_of(bundle).claimed_gaps} == {"frozen"}


async def test_machine_that_never_answers_gives_a_sealed_capture(collector):
    """Nothing listens at the address: the bundle says that nothing was observed, not that anything failed."""
    machine = {
        "device": "M", "identity": {"manufacturer": "A", "model": "B", "serial": "C"},
        "opcua": {"endpoint": "opc.tcp://127.0.0.1:9/x", "trust_on_first_use": True},
        "signals": [{"name": "x", "kind": "number", "node": "i=2258"}],
    }  # fmt: skip
    plan, seen = plan_for(machine, mode="live"), []
    bundle = await ended(0.5, carry_out(plan, collector, on_progress=seen.append))
    judged = Made(plan, bundle, collector, {}).judge(mode="live")
    assert judged.reached == ()
    assert judged.headline == ""
    assert "connect.refused" in {problem.code for problem in seen}


async def test_stopped_capture_is_sealed_as_interrupted(told, collector):
    """Whoever presses Ctrl-C gets what was captured so far, sealed at once, and it says so."""
    plan, begun = plan_for(told["machine"], duration_s=600), time.monotonic()
    bundle = await ended(2.0, carry_out(plan, collector))
    judged = Made(plan, bundle, collector, {}).judge(thresholds=LONG)
    assert time.monotonic() - begun < plan.duration_s
    assert judged.is_interrupted
    assert "l4.too_short" in reasons(judged, 4)


COLLECTOR = """
import asyncio, sys
from pathlib import Path
from sekisho.capture.collect.capture import run_capture
from sekisho.capture.identity import load_collector
from sekisho.capture.plan.capture_plan import parse
place = Path(sys.argv[1])
plan, own = parse((place / "plan.toml").read_bytes()), load_collector(place / "own")
asyncio.run(run_capture(plan, own, place / "bundle.zip"))
"""


async def test_crashed_collector_leaves_a_capture_to_recover(told, collector, tmp_path):
    """The collector is killed half-way: from its spool folder a bundle is made, sealed as interrupted."""
    plan = plan_for(told["machine"], duration_s=60)
    (tmp_path / "plan.toml").write_bytes(render(plan))
    save_collector(collector, tmp_path / "own")
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", COLLECTOR, str(tmp_path))
    await asyncio.sleep(6.0)
    process.kill()
    await process.wait()
    bundle = recover_capture(plan, collector, tmp_path / "bundle.zip").read_bytes()
    judged = Made(plan, bundle, collector, {}).judge()
    assert judged.is_interrupted
    assert {"L0", "L1", "L2"} <= set(judged.reached)


async def test_untrusted_collector_gives_no_session_but_a_sealed_capture(told, collector):
    """A machine that does not know the collector is reached, no more, and the operator is told what to trust."""
    stranger, plan, seen = make_collector("stranger"), opcua_only(told), []
    bundle = await ended(1.0, carry_out(plan, stranger, on_progress=seen.append))
    judged = Made(plan, bundle, stranger, {}).judge()
    assert judged.reached == ("L0",)
    assert "connect.untrusted" in {problem.code for problem in seen}


async def test_changed_certificate_stops_the_session(told, collector):
    """A machine that shows another certificate than the plan's is not talked to."""
    seen, opcua = [], told["machine"]["opcua"] | {"server_certificate_sha256": "00" * 32}
    bundle = await ended(1.0, carry_out(opcua_only(told, opcua=opcua), collector, on_progress=seen.append))
    assert "connect.other_certificate" in {problem.code for problem in seen}
    assert history_of(bundle).sessions == []


async def test_first_use_is_pinned_and_recorded(told, collector):
    """Trust on first use, where the plan allows it, is recorded with the thumbprint it was given to."""
    thumbprint = told["machine"]["opcua"]["server_certificate_sha256"]
    plan = opcua_only(told, opcua={"endpoint": told["opcua_url"], "trust_on_first_use": True})
    bundle = await carry_out(plan, collector)
    judged = Made(plan, bundle, collector, told).judge()
    (session,) = history_of(bundle).sessions
    assert session.opened["trust"] == {"decision": "first-use", "certificate_sha256": thumbprint}
    assert "L1" in judged.reached


async def test_own_certificate_is_checked_before_any_connection(told, collector, tmp_path):
    """A certificate that does not fit its key is refused before a machine sees it."""
    plan = opcua_only(told)
    other = make_collector("other").client_key
    with pytest.raises(UnusableClientError) as refused:
        await run_capture(plan, replace(collector, client_key=other), tmp_path / "bundle.zip")
    assert [problem.code for problem in refused.value.problems] == ["client.other_key"]


async def test_signals_the_machine_does_not_have_are_named(told, collector):
    """A node that is not there is a finding, not an idle machine; the others are watched."""
    ghost = {"name": "ghost", "kind": "number", "node": "nsu=urn:test:none;s=ghost"}
    wrong = told["machine"]["signals"][0]["node"].replace("s=execution", "s=nowhere")
    nowhere = {"name": "nowhere", "kind": "number", "node": wrong}
    plan = opcua_only(told, signals=[*told["machine"]["signals"], ghost, nowhere])
    bundle = await carry_out(plan, collector)
    judged = Made(plan, bundle, collector, told).judge()
    assert "L4" in judged.reached
    assert {(remark.code, remark.place) for remark in judged.remarks} == {
        ("signal.absent", "ghost"),
        ("signal.refused", "nowhere"),
    }


async def test_signals_are_found_by_browse_path(told, collector):
    """A browse path from Objects, each step with its namespace, names a signal as well as a node id does."""
    own = "{" + told["machine"]["signals"][0]["node"].removeprefix("nsu=").partition(";")[0] + "}"
    steps = ["{http://opcfoundation.org/UA/Machinery/}Machines", f"{own}CNC-1", f"{own}Monitoring"]
    signals = [
        {"name": name, "kind": kind, "path": [*steps, f"{own}{name}"]}
        for name, kind in (("execution", "state"), ("x", "number"))
    ]
    plan = opcua_only(told, signals=signals, duration_s=2)
    judged = Made(plan, await carry_out(plan, collector), collector, told).judge()
    assert "L4" in judged.reached


async def test_files_of_a_capture_are_those_of_a_bundle(made):
    """Plan, challenge, proof, identity, certificate and segments stand in the bundle."""
    names = set(read_bundle(made.bundle).files)
    assert names == {"plan.toml", "challenge.bin", "client.der", "proof.json", "identity.json", "segment-0001.seg"}
