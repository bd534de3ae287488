"""Running the factory and the collector as programs of their own, which can be frozen, killed and ended."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sekisho.capture.identity import Collector, save_collector
from sekisho.capture.plan.capture_plan import CapturePlan, render, render_all
from sekisho.capture.replay.history import History
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.bundle import Bundle, read_bundle
from sekisho.capture.sealed.segment import read_segment


@contextlib.contextmanager
def factory(folder: Path, collector: Collector) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run the factory; it trusts the collector."""
    (folder / "trusted").mkdir(parents=True)
    (folder / "trusted" / "collector.der").write_bytes(collector.client_certificate)
    command = [sys.executable, "-m", "factory", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdout.readline()
            yield process, json.loads((folder / "factory.json").read_text())
        finally:
            process.kill()


def started(folder: Path, collector: Collector, *plans: CapturePlan, out: str = "bundle.zip") -> subprocess.Popen[str]:
    """Start ``sekisho capture run`` in a folder."""
    if not (folder / "own").exists():
        save_collector(collector, folder / "own")
    (folder / "plan.toml").write_bytes(render(plans[0]) if len(plans) == 1 else render_all(plans))
    line = ["capture", "run", "plan.toml", "--out", out, "--identity", "own", "--lang", "en"]
    command = [sys.executable, "-m", "sekisho.cli.main", *line]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def until(happens: Any, limit_s: float = 30.0) -> None:
    """Wait until something is so. Raises AssertionError where it never is."""
    end = time.monotonic() + limit_s
    while not happens():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.05)


def recorded(spool: Path) -> bytes:
    """Give every byte of the segments in a spool folder."""
    return b"".join(path.read_bytes() for path in sorted(spool.glob("segment-*.part")))


def history_at(path: Path) -> History:
    """Replay a bundle's file."""
    read = read_bundle(path.read_bytes())
    assert isinstance(read, Bundle), read
    return replay(record for part in read.segments for record in read_segment(part).records)
