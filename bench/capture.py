"""What does it cost to record and seal everything a machine says, beside clients that only listen?"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from bench.capture_browse import SIZES as BROWSE
from bench.capture_browse import browse_share
from bench.capture_hour import hour_growth_mib
from bench.capture_memory import growth_mib
from bench.capture_mtconnect import SIZES as MTCONNECT
from bench.capture_mtconnect import mtconnect_share
from bench.figure import Figure, Result, Size, in_turns, ratio
from bench.opcua_server import counting_server

ROOT = Path(__file__).parents[1]
QUESTION = "notifications recorded and sealed, beside asyncua that only listens; MTConnect beside a bare walk; memory"
#: ``work`` is seconds of one run.
SIZES = {"full": Size(10, 5), "quick": Size(2, 2), "tiny": Size(1, 1)}
#: Counters and the milliseconds between two counts: more than any client takes, and well below that.
FLOOD, STREAM = (1000, 20), (250, 100)


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

    with counting_server(*FLOOD) as url:
        measured = in_turns(size.runs, {who: lambda who=who: take(who, url) for who in cpu})  # type: ignore[misc]
    with counting_server(*STREAM) as url:
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
    grown = hour_growth_mib() if name == "full" else growth_mib(is_tiny=name == "tiny")
    figures = (*ua_figures(size), *shares, grown)
    return Result("capture", QUESTION, figures, {"asyncua": version("asyncua"), "node-opcua": "the peer of the tests"})
