"""A capture that is paused, ended or killed: sealed all the same, and gone on with where it can be."""

import contextlib
import io
import signal
from dataclasses import replace

import pytest

from sekisho.capture.collect.spool import pause, resume
from sekisho.capture.judge.assess import assess
from sekisho.capture.sealed.record import GapKind, Record
from sekisho.capture.sealed.segment import BrokenSegmentError, SegmentWriter, _Reader
from tests.capture.conftest import CHALLENGE, THRESHOLDS, plan_for
from tests.capture.machine import factory, history_at, recorded, started, until


@pytest.fixture(scope="module")
def told(tmp_path_factory, collector):
    """Where a running factory is."""
    with factory(tmp_path_factory.mktemp("shared") / "factory", collector) as (_, told):
        yield told


def judge(path, plan, mode="rehearsal"):
    return assess(
        path.read_bytes(), challenge_record=CHALLENGE, expected_identity=plan.machine.identity, mode=mode,
        thresholds=THRESHOLDS,
    )  # fmt: skip


def has_data(spool):
    """Say whether notifications were recorded: the node id of a PublishResponse stands in the segments."""
    return lambda: recorded(spool).count(b"\x01\x00\x3d\x03") > 3


def test_killed_collector_goes_on_under_the_next_attempts(told, collector, tmp_path):
    """After SIGKILL the same command goes on: the torn segment sealed, one chain, no nonce twice, the outage a gap."""
    plan, spool, out = plan_for(told["machine"], duration_s=4), tmp_path / "bundle.zip.spool", tmp_path / "bundle.zip"
    for comes_so_far in (has_data(spool), (spool / "segment-0002.part").exists):
        process = started(tmp_path, collector, plan)
        until(comes_so_far)
        process.kill()
        process.communicate()
    with (spool / "segment-0002.part").open("ab") as torn:
        torn.write(b"\x03half a record")
    text, _ = started(tmp_path, collector, plan).communicate(timeout=60)
    assert "The sealed capture is in bundle.zip" in text
    assert not spool.exists()
    judged, history = judge(out, plan), history_at(out)
    assert not judged.is_interrupted
    assert {"L0", "L1", "L2"} <= set(judged.reached)
    assert "C" in judged.flags
    asked = [session.request.nonce for session in history.sessions if session.request]
    assert len(asked) == len(set(asked)) >= 2
    for stream in judged.streams:
        assert GapKind.COLLECTOR_PAUSED in {gap.kind for gap in stream.gaps}


def test_computer_that_was_started_anew_leaves_a_gap_as_long_as_its_clock_says(told, collector, tmp_path, monkeypatch):
    """After a new start the monotonic clock counts from elsewhere; the outage is what the wall clock passed."""
    plan, spool = plan_for(told["machine"], duration_s=3), tmp_path / "bundle.zip.spool"
    process = started(tmp_path, collector, plan)
    until(has_data(spool))
    process.kill()
    process.communicate()
    part = spool / "segment-0001.part"
    # As another start would have left it: another boot, and clocks that have counted for a month.
    part.write_bytes(shifted(part.read_bytes(), 30 * 24 * 3600 * 10**9, wall=-7 * 10**9))
    started(tmp_path, collector, plan).communicate(timeout=60)
    judged = judge(tmp_path / "bundle.zip", plan)
    gaps = [gap for gap in judged.streams[0].gaps if gap.kind is GapKind.COLLECTOR_PAUSED]
    assert any(7000 <= gap.milliseconds < 20_000 for gap in gaps)
    assert all(stream.window_ms < 60_000 for stream in judged.streams)


def shifted(data, monotonic, wall):
    """Write a torn segment again as a computer with another monotonic clock and another start would have."""
    reader, sink = _Reader(data), io.BytesIO()
    header = replace(reader.header, opened_monotonic=reader.header.opened_monotonic + monotonic)
    writer = SegmentWriter(sink, header)
    with contextlib.suppress(BrokenSegmentError):
        while (record := reader.next_record()) is not None:
            body = record.data.replace(b'"boot":"', b'"boot":"other-')
            writer.copy(Record(record.kind, record.wall + wall, record.monotonic + monotonic, body))
    return sink.getvalue()


def test_pause_is_a_gap_of_the_operators(told, collector, tmp_path):
    """From another terminal a capture is paused and goes on; the pause is a gap that says whose it is."""
    plan, spool, out = plan_for(told["machine"], duration_s=3), tmp_path / "bundle.zip.spool", tmp_path / "bundle.zip"
    process = started(tmp_path, collector, plan)
    until(has_data(spool))
    pause(spool)
    until(lambda: b'"what":"paused"' in recorded(spool))
    until(lambda: recorded(spool).count(b'"what":"ended"') == 2)
    resume(spool)
    text, _ = process.communicate(timeout=60)
    assert "Paused" in text
    for stream in judge(out, plan).streams:
        (gap,) = [gap for gap in stream.gaps if gap.kind is GapKind.OPERATOR_PAUSED]
        assert gap.milliseconds > 200
    assert len({session.request.nonce for session in history_at(out).sessions if session.request}) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_that_end_programs_end_a_capture_sealed(told, collector, tmp_path, number):
    """Ctrl-C and a shutdown of the computer end the capture early; what was captured is sealed and says so."""
    plan = plan_for(told["machine"], duration_s=600)
    process = started(tmp_path, collector, plan)
    until(has_data(tmp_path / "bundle.zip.spool"))
    process.send_signal(number)
    text, _ = process.communicate(timeout=30)
    assert process.returncode == 0, text
    judged = judge(tmp_path / "bundle.zip", plan)
    assert judged.is_interrupted
    assert {"L0", "L1", "L2"} <= set(judged.reached)


def test_several_machines_are_captured_at_the_same_time(told, collector, tmp_path):
    """Each machine of a plan gets a bundle of its own; one that cannot be captured costs the others nothing."""
    machines = [told["machine"] | {"device": device} for device in ("MC/1", "MC-2", "MC-3")]
    first, second, third = (plan_for(machine, duration_s=2) for machine in machines)
    # What another plan's capture left stands in the way of the third.
    (tmp_path / "line" / "MC-3.zip.spool").mkdir(parents=True)
    (tmp_path / "line" / "MC-3.zip.spool" / "plan.toml").write_bytes(b"another")
    process = started(tmp_path, collector, first, second, third, out="line")
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "MC-3.zip.spool holds what another plan's capture left" in text
    assert sorted(path.name for path in (tmp_path / "line").glob("*.zip")) == ["MC-2.zip", "MC_1.zip"]
    sessions = []
    for name, plan in (("MC_1", first), ("MC-2", second)):
        path = tmp_path / "line" / f"{name}.zip"
        assert "L4" in judge(path, plan).reached
        sessions += history_at(path).sessions
    assert len({session.request.nonce for session in sessions}) == 2
