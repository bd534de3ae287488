"""Journeys: real people's roads through a real portal, in a real browser that runs no scripts."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Looking, browser, follow
from tests.journeys.house import SIGNED_IN
from tests.portal.test_browser import is_wide, violations

__all__ = ["Looking", "browser"]

ROOT = Path(__file__).parents[2]
CASE = "RSF26-00001"
#: A telephone, a desk, and the narrowest window a page has to fit in.
TELEPHONE, DESK, NARROW = 390, 1280, 320


class Windows:
    """Everybody's browser window: opened once and kept, because the sessions of all homes are the same."""

    def __init__(self, browser: Browser, cookies: dict[str, str]) -> None:
        self._browser = browser
        self._cookies = cookies
        self._open: dict[tuple[str, bool], Page] = {}

    def of(self, person: str, *, scripts: bool = False) -> Page:
        """Give a person's window; one in which scripts run is for tools that look at pages."""
        key = (person, scripts)
        if key not in self._open:
            size = {"width": DESK, "height": 900}
            context = self._browser.new_context(java_script_enabled=scripts, bypass_csp=scripts, viewport=size)
            session = {"name": "sekisho_session", "value": self._cookies[person]}
            context.add_cookies([{**session, "domain": "127.0.0.1", "path": "/"}])
            self._open[key] = context.new_page()
        return self._open[key]


class Visitors:
    """People at their browsers, each in a window of their own, at one portal."""

    def __init__(self, windows: Windows, address: str) -> None:
        self._kept = windows
        self.address = address
        self.windows: dict[str, Page] = {}

    def __call__(self, person: str, path: str = "") -> Page:
        """Give a person's window, at a page where one is named."""
        window = self.windows[person] = self._kept.of(person)
        if path or not window.url.startswith(self.address):
            window.goto(f"{self.address}/en/{path}")
        return window

    def barriers(self, person: str, *addresses: str) -> list[str]:
        """Give what hinders people on pages: on a telephone, on a desk, and sideways in a narrow window."""
        window, found = self._kept.of(person, scripts=True), []
        for address in addresses:
            window.set_viewport_size({"width": TELEPHONE, "height": 900})
            answer = window.goto(address)
            found += [] if answer is not None and answer.ok else [f"{address}: not a page"]
            found += violations(window, address)
            window.set_viewport_size({"width": DESK, "height": 900})
            found += violations(window, address)
            window.set_viewport_size({"width": NARROW, "height": 900})
            found += [f"{address}: sideways"] if is_wide(window) else []
        return found

    def case(self, person: str) -> Page:
        """Give a person's window at the case."""
        return self(person, f"cases/{CASE}/")

    def presses(self, person: str, command: str, place: str = "") -> Page:
        """Fold a form out and send it as it stands; without questions the button is pressed."""
        form = self.form(person, command, place)
        follow(form.locator("button[type=submit]"))
        return self.windows[person]

    def form(self, person: str, command: str, place: str = ""):
        """Give the part of a page that holds a command's form, folded out."""
        window = self.windows[person]
        part = window.locator(f"#act-{command}{place}").first
        summary = part.locator("summary")
        if summary.count() and part.locator("details[open]").count() == 0:
            summary.click()
        return part

    def files(self, person: str, kind: str, **about: str) -> None:
        """File a paper from the case's page."""
        window = self.case(person)
        window.click("summary:has-text('File a paper')")
        window.select_option("#paper-paper", kind)
        follow(window.locator("form:has(#paper-paper) button[type=submit]"))
        for name, value in about.items():
            window.fill(f"#paper-{name}", value)
        file = {"name": f"{kind}.txt", "mimeType": "text/plain", "buffer": kind.encode()}
        window.set_input_files("#paper-file", file)
        follow(window.locator("form[action$='papers/'] button[type=submit]"))

    def signs(self, person: str, command: str, **typed: str) -> Page:
        """Go to the signing page of a command, give the details it asks for, read, and sign."""
        window = self.case(person)
        follow(window.locator(f"#act-{command} a").first)
        return self.completes(person, **typed)

    def completes(self, person: str, **typed: str) -> Page:
        """Give the details a signing page asks for, read what is signed, and sign it."""
        window = self.windows[person]
        for name, value in typed.items():
            window.fill(f"[name={name}]", value)
        if window.locator("#sign").count() == 0:
            follow(window.locator("main form button[type=submit]"))
        follow(window.locator("#sign ~ * button[type=submit]"))
        return window


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of this run that its workers share."""
    place = tmp_path_factory.getbasetemp()
    return place.parent if "PYTEST_XDIST_WORKER" in os.environ else place


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the home of each stage; the first worker that wants it carries the case for all."""
    place = _shared(tmp_path_factory)
    with (place / "journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "journeys").exists():
            called = [sys.executable, "-W", "error", "-m", "tests.journeys.house", str(place / "making")]
            done = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-3000:]
            (place / "making").rename(place / "journeys")
    return place / "journeys"


class Nursery:
    """Portals for homes, each a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def _ask(self, command: str) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().split()

    def serve(self, home: Path) -> tuple[str, str]:
        """Give the process and the address of a portal on a home."""
        process, port = self._ask(f"serve {home}")
        return process, f"http://127.0.0.1:{port}"

    def stop(self, process: str) -> None:
        """End a portal, and come back when it has ended."""
        self._ask(f"stop {process}")


@pytest.fixture(scope="session")
def nursery(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The process that has everything loaded and forks a portal for each home."""
    home, log = tmp_path_factory.mktemp("nursery") / "home", tmp_path_factory.mktemp("nursery") / "log"
    shutil.copytree(homes / "registered", home)
    called = [sys.executable, "-m", "tests.journeys.nursery", str(home)]
    with (
        log.open("wb") as sink,
        subprocess.Popen(
            called, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sink, text=True
        ) as process,
    ):
        yield Nursery(process)


@pytest.fixture
def house(homes: Path, nursery: Nursery, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give a portal whose case has come to a stage, on a home of this journey's own; gives its address."""
    started: list[str] = []

    def serve(stage: str) -> str:
        shutil.copytree(homes / stage, tmp_path / stage)
        process, address = nursery.serve(tmp_path / stage)
        started.append(process)
        return address

    yield serve
    for process in started:
        nursery.stop(process)


@pytest.fixture(scope="session")
def open_house(homes: Path, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Give a portal whose case has come to a stage, which every journey that only reads visits; gives its address."""
    addresses: dict[str, str] = {}

    def serve(stage: str) -> str:
        if stage not in addresses:
            home = tmp_path_factory.mktemp("open") / stage
            shutil.copytree(homes / stage, home)
            addresses[stage] = nursery.serve(home)[1]
        return addresses[stage]

    return serve


@pytest.fixture(scope="session")
def windows(browser: Looking, homes: Path) -> Windows:
    """Everybody's window."""
    cookies = json.loads((homes / "registered" / SIGNED_IN).read_text(encoding="utf-8"))
    return browser.within(lambda opened: Windows(opened, cookies))


Journey = Callable[[Visitors], object]


@pytest.fixture
def people(browser: Looking, windows: Windows, house: Callable[[str], str]) -> Callable[[str, Journey], object]:
    """Carry a journey with people at their browsers; gives what the journey gives."""

    def carry(stage: str, journey: Journey) -> object:
        address = house(stage)
        return browser.within(lambda _opened: journey(Visitors(windows, address)))

    return carry


@pytest.fixture
def readers(browser: Looking, windows: Windows, open_house: Callable[[str], str]) -> Callable[[str, Journey], object]:
    """Carry a journey that changes nothing, at a portal it shares with others; gives what the journey gives."""

    def carry(stage: str, journey: Journey) -> object:
        address = open_house(stage)
        return browser.within(lambda _opened: journey(Visitors(windows, address)))

    return carry
