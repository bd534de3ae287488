"""The stage of a rehearsal: the portal and the loopback factory as programs of their own, started and stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sekisho.cli.demo.scenario import Machine

PATIENCE_S = 60.0
#: The checkout: the loopback factory is no part of the installed package.
CHECKOUT = Path(__file__).parents[4]


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:].strip() if log.exists() else ""


class StageError(Exception):
    """A program of the stage did not start; its log says why."""

    def __init__(self, log: Path) -> None:
        """Take the program's log."""
        self.log = log
        self.problem = _tail(log)
        super().__init__(f"{log.name}: {self.problem}")


class PortError(Exception):
    """Another program listens on the port already."""


@dataclass(frozen=True, slots=True)
class Running:
    """A started program: its process and what it said of itself."""

    process: "subprocess.Popen[bytes]"
    info: dict[str, Any]


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _await(process: "subprocess.Popen[bytes]", log: Path, ready: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        info = ready()
        if info is not None:
            return info
        time.sleep(0.05)
    _stop(process)
    raise StageError(log)


@contextmanager
def _program(arguments: list[str], log: Path, ready: Callable[[], dict[str, Any] | None]) -> Iterator[Running]:
    with log.open("wb") as sink:
        # In a session of its own, so that Ctrl+C reaches the rehearsal alone, which then ends its programs in order.
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdout=sink, stderr=sink, env=_environment(), start_new_session=True
        )
    try:
        yield Running(process, _await(process, log, ready))
    finally:
        _stop(process)


def _environment() -> dict[str, str]:
    path = os.pathsep.join(part for part in (str(CHECKOUT), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": path}


@contextmanager
def portal(home: Path, port: int) -> Iterator[str]:
    """Run the portal on a home directory; give its address once it answers."""
    address = f"http://127.0.0.1:{port}"

    def ready() -> dict[str, Any] | None:
        with suppress(httpx.HTTPError):
            return {} if httpx.get(f"{address}/api/v1/pool", timeout=2).status_code == httpx.codes.OK else None
        return None

    arguments = ["sekisho.cli.main", "serve", "--home", str(home), "--port", str(port)]
    with _program(arguments, home / "portal.log", ready):
        yield address


@contextmanager
def machine(home: Path, wanted: Machine) -> Iterator[dict[str, Any]]:
    """Run one machine of the loopback factory, or find one that runs; give its endpoints, signals and identity."""
    if wanted.described_by:
        yield json.loads(Path(wanted.described_by).read_text(encoding="utf-8"))
        return
    place = home / "factory" / wanted.id
    place.mkdir(parents=True, exist_ok=True)
    told = place / "factory.json"

    def ready() -> dict[str, Any] | None:
        return json.loads(told.read_text()) if told.exists() else None

    arguments = ["factory", "--dir", str(place), "--category", wanted.category]
    arguments += ["--manufacturer", wanted.manufacturer, "--model", wanted.model, "--serial", wanted.serial]
    with _program(arguments, place / "factory.log", ready) as running:
        yield {**running.info, "pid": running.process.pid, "cut_after_s": wanted.cut_after_s}


def usable_port(wanted: int) -> int:
    """Give the wanted port of the loopback interface, or a free one for 0. Raises PortError where it is taken.

    Looked at before anything is started, for a portal that answers on a taken port would be somebody else's.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError) as error:
            raise PortError(str(wanted)) from error
        return int(probe.getsockname()[1])
