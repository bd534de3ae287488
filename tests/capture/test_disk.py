"""Bounded disk and memory: foreseen, watched, sealed before it runs out; memory does not grow with what is captured."""

import subprocess
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture.collect.capture import run_capture
from sekisho.capture.collect.disk import MEBI, Disk, estimate
from sekisho.capture.collect.past import SpoolError, read_past
from sekisho.capture.collect.spool import Spool
from sekisho.capture.sealed.bundle import LARGEST, read_bundle
from sekisho.capture.sealed.recorder import Recorder, Subject
from sekisho.capture.sealed.segment import read_segment
from tests.capture.conftest import Made, plan_for
from tests.peers.proxy import Proxy

KEY = Ed25519PrivateKey.generate()
FREE = 10**15


def test_need_grows_with_signals_and_seconds_up_to_what_a_bundle_holds(made):
    """The estimate follows what a plan asks for; nothing is ever foreseen beyond the largest bundle."""
    plan = made.plan
    assert estimate(plan) < estimate(replace(plan, duration_s=1000)) <= LARGEST
    assert estimate(replace(plan, sampling_ms=1000)) < estimate(plan)
    assert estimate(replace(plan, duration_s=24 * 3600, sampling_ms=20)) == LARGEST


def test_disk_that_may_be_too_small_is_told_before(made, tmp_path):
    """Segments and bundle of every machine together are held against what is free."""
    assert Disk().foresight(tmp_path, [made.plan]) is None
    problem = Disk(reserve=FREE).foresight(tmp_path, [made.plan, made.plan])
    assert problem.code == "disk.may_be_short"
    assert problem.facts["wanted_mib"] >= FREE // MEBI


@pytest.mark.parametrize(
    ("disk", "code"), [(Disk(reserve=FREE), "disk.short"), (Disk(largest=10_000), "disk.bundle_full")]
)
async def test_capture_ends_sealed_before_the_disk_is_full(plant, collector, tmp_path, disk, code):
    """Where space or the bundle runs short the capture says so, ends at once, and what was captured is sealed."""
    plan, seen = plan_for(plant.told()["machine"], duration_s=600), []
    out = await run_capture(plan, collector, tmp_path / "b.zip", on_progress=seen.append, disk=disk)
    assert code in {problem.code for problem in seen}
    bundle = read_bundle(out.read_bytes())
    assert bundle.is_signed_by(collector.key.public_key())
    assert read_segment(list(bundle.segments)[-1]).is_interrupted


LIMITED = """
import resource, signal, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder, Subject
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
recorder = Recorder(Subject("C", "D", ""), key, spool=Path(sys.argv[1]))
while not recorder.is_full:
    recorder.record(Kind.NOTE, bytes(977))
recorder.record(Kind.NOTE, b"after")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
recorder.finish(is_interrupted=True)
"""


def test_disk_that_refuses_a_record_leaves_whole_ones(tmp_path):
    """A record the disk takes half of is taken back, nothing is recorded behind it, and the rest is sealed."""
    subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], check=True)
    segment = read_segment((tmp_path / "segment-0001.part").read_bytes())
    assert segment.is_signed_by(Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key())
    assert {len(record.data) for record in segment.records} == {977}
    assert len(segment.records) == (100_000 - 200) // (977 + 21)


async def test_bundle_that_cannot_be_written_costs_nothing(plant, collector, tmp_path):
    """Where the bundle cannot be written the spool stays, and the same call makes the bundle without connecting."""
    told, out = plant.told(), tmp_path / "b.zip"
    async with Proxy(told["opcua_port"]) as proxy:
        opcua = told["machine"]["opcua"] | {"endpoint": f"opc.tcp://127.0.0.1:{proxy.port}/UA/machine"}
        plan = plan_for(told["machine"] | {"opcua": opcua})
        out.mkdir()
        with pytest.raises(OSError, match="directory"):
            await run_capture(plan, collector, out)
        out.rmdir()
        before = proxy.connections
        await run_capture(plan, collector, out)
        assert proxy.connections == before
    assert {"L0", "L1", "L2"} <= set(Made(plan, out.read_bytes(), collector, {}).judge().reached)
    assert not (tmp_path / "b.zip.spool").exists()


def test_spool_is_one_collectors_and_one_plans(tmp_path, made):
    """A spool folder in use, of another plan, or sealed by another collector is refused with what to do."""
    with (
        Spool(tmp_path / "s", b"plan"),
        pytest.raises(SpoolError, match=r"spool\.busy"),
        Spool(tmp_path / "s", b"plan"),
    ):
        pass
    with pytest.raises(SpoolError, match=r"spool\.other_plan"), Spool(tmp_path / "s", b"other"):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match=r"spool\.unusable"), Spool(tmp_path / "file" / "s", b"plan"):
        pass
    recorder = Recorder(Subject("C", "D", ""), KEY, spool=tmp_path / "s")
    recorder.finish(is_interrupted=False)
    with pytest.raises(SpoolError, match=r"spool\.other_collector"):
        read_past(tmp_path / "s", Ed25519PrivateKey.generate())


def test_damage_before_the_last_segment_is_refused(tmp_path):
    """Only the last segment can be torn by a crash; damage before it is told, never sealed over."""
    first = Recorder(Subject("C", "D", ""), KEY, spool=tmp_path)
    first.finish(is_interrupted=False)
    second = Recorder(Subject("C", "D", ""), KEY, spool=tmp_path, chain=read_past(tmp_path, KEY).chain)
    second.finish(is_interrupted=False)
    path = tmp_path / "segment-0001.part"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SpoolError, match=r"spool\.broken"):
        read_past(tmp_path, KEY)


@pytest.mark.parametrize("left", [b"", b"SEKISHO", bytes(5000)])
def test_segment_without_a_header_is_dropped(tmp_path, left):
    """A segment that was only just begun, or zeros a loss of power left, holds nothing and stands in nobody's way."""
    (tmp_path / "segment-0001.part").write_bytes(left)
    assert read_past(tmp_path, KEY).chain.count == 0
    assert not list(tmp_path.iterdir())


GROWTH = """
import asyncio, resource, sys
from datetime import datetime
from pathlib import Path
from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary
from sekisho.capture.collect import capture as collect
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import CapturePlan, Identity, MachinePlan, OpcUaPlan, Signal
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder, Subject, segments_in

place, collector = Path(sys.argv[1]), make_collector("memory")
plan = CapturePlan("C", "L", "rehearsal", b"record", 1, 100,
                   MachinePlan("D", Identity("a", "b", "c"), (Signal("x", "number", node="i=2258"),),
                               OpcUaPlan("opc.tcp://127.0.0.1:9", is_first_use=True)))
item = ua.MonitoredItemNotification(1, ua.DataValue(ua.Variant(1.0), SourceTimestamp=datetime(2026, 1, 1)))
answer = ua.PublishResponse()
change = ua.DataChangeNotification([item] * 100)
answer.Parameters.NotificationMessage = ua.NotificationMessage(NotificationData=[change])
body = struct_to_binary(answer)

def captured(name, messages):
    spool = place / name
    spool.mkdir()
    recorder = Recorder(Subject("C", "D", ""), collector.key, spool=spool)
    for _ in range(messages):
        recorder.record(Kind.RESPONSE, body)
    recorder.finish(is_interrupted=False)
    collect.write_capture(plan, collector, spool, place / f"{name}.zip")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

small = captured("small", 2_000)
large = captured("large", 24_000)
print(small, large, (place / "large.zip").stat().st_size)
"""


def test_memory_does_not_grow_with_the_number_of_notifications(tmp_path):
    """2.4 million notifications recorded, sealed and bundled take hardly more memory than 200,000."""
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, str(tmp_path)], check=True, capture_output=True, text=True, timeout=120
    )
    small, large, size = map(int, done.stdout.split())
    assert size > 50 * MEBI
    assert (large - small) * 1024 < 8 * MEBI
