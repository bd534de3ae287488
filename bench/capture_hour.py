"""Is a collector's memory flat over an hour? ``sekisho capture run`` as it is installed, beside a real server."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bench.opcua_server import counting_server
from sekisho.capture.plan.capture_plan import CapturePlan, Identity, MachinePlan, OpcUaPlan, Signal, render

ROOT = Path(__file__).parents[1]
#: A thousand notifications a second: so many counters, so many milliseconds between two counts.
COUNTERS, PERIOD_MS = 50, 50
HOUR_S, EVERY_S = 3600, 5
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20
COLLECTOR = (sys.executable, "-c", "from sekisho.cli.main import main; main()", "capture")


def hour_growth_mib(seconds: int = HOUR_S) -> Figure:
    """Measure what the collector's memory grew by: the last tenth of the hour against the second tenth."""
    with counting_server(COUNTERS, PERIOD_MS) as url, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([*COLLECTOR, "enrol", str(folder / "identity")], check=True, capture_output=True, cwd=ROOT)
        (folder / "plan.toml").write_bytes(render(_plan(url, seconds)))
        held = list(_held(folder))
        size = (folder / "bundle.zip").stat().st_size >> 20
    tenth = len(held) // 10
    growth = median(held[-tenth:]) - median(held[tenth : 2 * tenth])
    says = f"growth over {seconds} s of `sekisho capture run`, {COUNTERS * 1000 // PERIOD_MS} notifications a second"
    return Figure("rss_growth_mib", "MiB", (growth,), f"{says}; {max(held):.0f} MiB at most, bundle {size} MiB")


def _plan(url: str, seconds: int) -> CapturePlan:
    nodes = ((f"c{number}", f"nsu=urn:test:bench;s=C{number}") for number in range(COUNTERS))
    signals = tuple(Signal(name, "number", node=node) for name, node in nodes)
    machine = MachinePlan("bench", Identity("-", "-", "-"), signals, OpcUaPlan(url, is_first_use=True))
    return CapturePlan("bench", "bench", "rehearsal", b"bench", seconds, PERIOD_MS, machine)


def _held(folder: Path) -> Iterator[float]:
    """Carry the plan out; give every few seconds how many MiB the collector holds."""
    command = [*COLLECTOR, "run", "plan.toml", "--identity", "identity", "--out", "bundle.zip"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet) as process:
        while process.poll() is None:
            yield int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * PAGE_MIB
            time.sleep(EVERY_S)
    if process.returncode:
        raise RuntimeError(f"the collector ended with {process.returncode}")
