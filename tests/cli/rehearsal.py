"""Runs rehearsals for the tests: whole scenarios, parts of the shipped one, and the example of the documents."""

import copy
import json
import os
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

SHIPPED = tomllib.loads((files("sekisho.cli.demo") / "scenario" / "smart-factory-2026.toml").read_text("utf-8"))
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "scenario.md"
DEMO = (sys.executable, "-m", "sekisho.cli.main", "demo")


def example():
    """Give the example scenario of the reference page as its text."""
    return REFERENCE.read_text("utf-8").split("```toml\n")[1].split("```")[0]


def called(*arguments, database="", **more):
    """Call `sekisho demo` and give what it came to."""
    environment = {**os.environ, **more, **({"SEKISHO_DATABASE": database} if database else {})}
    return subprocess.run(
        [*DEMO, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment, timeout=240
    )


def demo(out, *arguments, language="en", database=""):
    """Run `sekisho demo --once` and give the account it left and the one it printed."""
    done = called("--once", "--out", out, "--lang", language, *arguments, database=database)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads((out / "account.json").read_text("utf-8")), done.stdout


def written(scenario, place):
    """Write a scenario as a file."""
    path = place / "scenario.json"
    path.write_text(json.dumps(scenario, default=str, ensure_ascii=False), encoding="utf-8")
    return path


def run(scenario, place, **options):
    """Write a scenario as a file and carry it."""
    return demo(place / "out", "--scenario", written(scenario, place), **options)


def only(case, *, until=""):
    """Give the shipped scenario with one case's steps (and those of the office), up to a step."""
    scenario = copy.deepcopy(SHIPPED)
    scenario["main_case"] = case
    scenario["case"] = [each for each in scenario["case"] if each["id"] == case]
    steps = [step for step in scenario["step"] if step.get("case", case) == case]
    ends = [n for n, step in enumerate(steps) if step["do"] == until]
    scenario["step"] = steps[: ends[0] + 1] if ends else steps
    return scenario


def step_of(account, do, case="A"):
    """Give the last entry of a step."""
    return [step for step in account["steps"] if step["do"] == do and step["case"] == case][-1]
