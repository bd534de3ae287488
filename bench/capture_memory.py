"""Does a capture's memory grow with its length? The records of an hour, recorded, sealed and bundled."""

import json
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary

from bench.figure import Figure
from sekisho.capture.collect.capture import write_capture
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import CapturePlan, Identity, MachinePlan, OpcUaPlan, Signal
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder, Subject

ROOT = Path(__file__).parents[1]
#: An hour of a thousand notifications a second, a hundred in a message.
IN_ONE, HOUR = 100, 3_600_000
#: What is taken before memory is read for the first time, so that buffers and code are there.
BEFORE = 100_000


def _message() -> bytes:
    # The library writes naive instants as UTC.
    instant = cast("ua.DateTime", datetime.now(UTC).replace(tzinfo=None))
    item = ua.MonitoredItemNotification(1, ua.DataValue(ua.Variant(1.0), SourceTimestamp=instant))
    answer = ua.PublishResponse()
    change = ua.DataChangeNotification([item] * IN_ONE)
    answer.Parameters.NotificationMessage = ua.NotificationMessage(NotificationData=[change])
    return struct_to_binary(answer)


def _plan() -> CapturePlan:
    signals = (Signal("x", "number", node="i=2258"),)
    opcua = OpcUaPlan("opc.tcp://127.0.0.1:4840", is_first_use=True)
    machine = MachinePlan("bench", Identity("-", "-", "-"), signals, opcua)
    return CapturePlan("bench", "bench", "rehearsal", b"bench", 3600, 100, machine)


def _record(notifications: int) -> float:
    """Record so many, seal and bundle them; give by how many MiB the process has grown meanwhile."""
    collector, body = make_collector("bench"), _message()
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(Subject("bench", "bench", ""), collector.key, spool=Path(folder))
        for _ in range(BEFORE // IN_ONE):
            recorder.record(Kind.RESPONSE, body)
        before = _peak_mib()
        for _ in range((notifications - BEFORE) // IN_ONE):
            recorder.record(Kind.RESPONSE, body)
        recorder.finish(is_interrupted=False)
        write_capture(_plan(), collector, Path(folder), Path(folder) / "bundle.zip")
        return _peak_mib() - before


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth_mib(*, is_tiny: bool) -> Figure:
    """Measure the growth over the notifications of an hour, in a process of its own."""
    count = BEFORE * 2 if is_tiny else HOUR
    command = [sys.executable, "-m", "bench.capture_memory", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    says = f"growth while {count:,} notifications are recorded, sealed and bundled"
    return Figure("rss_growth_mib", "MiB", (float(json.loads(done.stdout)),), says)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_record(int(sys.argv[1]))) + "\n")
