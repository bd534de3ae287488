"""The benchmarks run, and tell figures with their number of runs and spread; how fast they are is nobody's test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, lines
from bench.figure import Figure, Result, in_turns, ratio

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", BENCHES)
def test_a_benchmark_gives_its_figures_as_json(name):
    """Each benchmark gives figures by name, how each came about, its peers and the machine."""
    called = [sys.executable, "-m", "bench", name, "--tiny", "--json"]
    done = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["bench"], set(found["details"])) == (name, set(found["figures"]))
    counted = {name for name, detail in found["details"].items() if detail["unit"] == "cases"}
    # What memory grew by may well be nothing; every other figure is something, and what is counted is none.
    told = {name: value for name, value in found["figures"].items() if "growth" not in name}
    assert all((value == 0) is (name in counted) for name, value in told.items())
    assert all({"unit", "n", "low", "high"} <= set(detail) for detail in found["details"].values())
    assert found["peers"]
    assert {"processor", "cores", "python"} <= set(found["machine"])


OURS = Figure("ours", "1/s", (100.0, 90.0, 110.0), "ours")
THEIRS = Figure("theirs", "1/s", (200.0, 180.0, 110.0), "theirs")


def test_a_figure_is_told_by_median_and_spread():
    """A figure is the median of its runs; its spread is largest less smallest, as a share of the median."""
    assert (OURS.median, OURS.spread) == (100.0, 0.2)


def test_a_ratio_compares_run_by_run():
    """A ratio is taken between runs that were neighbours, not between medians."""
    assert ratio("share", OURS, THEIRS, "").values == (0.5, 0.5, 1.0)


def test_the_first_round_is_thrown_away():
    """Works run in turns, and what the first round measured counts for nothing."""
    seen = []
    works = {name: lambda name=name: float(len(seen.append(name) or seen)) for name in ("a", "b")}
    assert in_turns(2, works) == {"a": (3.0, 5.0), "b": (4.0, 6.0)}
    assert seen == ["a", "b"] * 3


def test_the_table_tells_every_figure():
    """The table for people names each figure with median, number of runs and spread."""
    text = "\n".join(lines(Result("fund", "how fast?", (OURS,), {"pgbench": "PostgreSQL"})))
    for said in ("how fast?", "ours", "100 1/s", "3", "20%", "peer pgbench"):
        assert said in text
