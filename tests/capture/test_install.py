"""The collector as a small install: beside its own packages alone, and as one file; for Windows, pinned wheels."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from sekisho.capture.identity import load_collector
from sekisho.capture.plan.capture_plan import render
from tests.capture.conftest import Made, plan_for
from tests.capture.machine import factory

ROOT = Path(__file__).parents[2]
ONE_FILE = ROOT / "var" / "collector" / "sekisho-collector"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def wanted(extra):
    return [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][extra]]


def pinned(name):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def closure(requirements):
    """Give the distributions that an install of these requirements brings, by name."""
    found, left = {}, [Requirement(text) for text in requirements]
    while left:
        requirement = left.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(requirement.name)
        left += [Requirement(text) for text in found[name].requires or ()]
    return found


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A folder with what ``sekisho[capture]`` brings and nothing else, and an environment that sees it alone."""
    folder = tmp_path_factory.mktemp("site")
    for found in closure(wanted("capture")).values():
        tops = {file.parts[0] for file in found.files if file.parts[0] not in {"..", "__pycache__"}}
        for top in tops:
            if not (folder / top).exists():
                (folder / top).symlink_to(found.locate_file(top))
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{folder}"}


def captured(command, environment, folder, collector_trusts):
    """Enrol, probe and capture with a command line in a folder, against a factory that trusts what was enrolled."""

    def say(*line):
        where = {"cwd": folder, "env": environment, "timeout": 60}
        done = subprocess.run([*command, *line, "--lang", "en"], **where, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    say("capture", "enrol", "own")
    own = load_collector(folder / "own")
    with collector_trusts(folder / "factory", own) as (_, told):
        machine = told["machine"]
        assert machine["identity"]["serial"] in say("probe", told["opcua_url"], "--identity", "own")
        plan = plan_for(machine)
        (folder / "plan.toml").write_bytes(render(plan))
        say("capture", "run", "plan.toml", "--out", "bundle.zip", "--identity", "own")
    return Made(plan, (folder / "bundle.zip").read_bytes(), own, told).judge()


def test_collector_runs_beside_its_own_packages_alone(beside, tmp_path):
    """With ``sekisho[capture]`` and no other package of ours it enrols, probes and captures."""
    judged = captured([sys.executable, "-S", "-m", "sekisho.cli.main"], beside, tmp_path, factory)
    assert {"L0", "L1", "L2", "L4"} <= set(judged.reached)
    refused = [sys.executable, "-S", "-c", "import django"]
    assert subprocess.run(refused, env=beside, capture_output=True, check=False).returncode == 1


def test_one_file_collector_captures(tmp_path):
    """The file that setup/build-collector makes needs no Python: it enrols, probes and captures."""
    assert ONE_FILE.exists(), "the collector was not built as one file: make collector"
    nothing = {"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    judged = captured([str(ONE_FILE)], nothing, tmp_path, factory)
    assert {"L0", "L1", "L2", "L4"} <= set(judged.reached)


def test_windows_lock_holds_what_the_collector_needs():
    """Every requirement of the collector and of its build is in the lock for Windows, in the versions of the others."""
    pins, others = pinned("requirements-collector-windows.lock"), pinned("requirements-check.lock")
    needed = closure(wanted("capture")).keys() | {"pyinstaller", "pefile", "pywin32-ctypes"}
    assert needed - pins.keys() == set()
    assert {name: version for name, version in pins.items() if others.get(name, version) != version} == {}
    assert not pins.keys() & {"django", "polars", "duckdb", "weasyprint", "psycopg", "pyspark"}


def test_collector_loads_nothing_that_only_unix_has(beside):
    """What a capture loads imports no module Windows lacks, but where the platform is asked first."""
    load = (
        "import sys, sekisho.cli.main, sekisho.cli.capture; from sekisho.bootstrap.package import all_wording;"
        "all_wording(); print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('sekisho') and m.__file__))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", load], env=beside, capture_output=True, text=True, check=True)
    only_unix = {"fcntl", "resource", "termios", "tty", "pty", "pwd", "grp"}
    found = []
    for name in done.stdout.split():
        for node in ast.parse(Path(name).read_text("utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found += [f"{name}: {each}" for each in names if each in only_unix]
    assert found == []
