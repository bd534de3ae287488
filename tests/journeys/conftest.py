"""Journeys: real people's roads through a real portal, in a real browser that runs no scripts."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Looking, browser, follow

__all__ = ["Looking", "browser"]

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90
CASE = "RSF26-00001"


def free_port() -> int:
    """Give a port of the loopback interface nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitors:
    """People at their browsers: each signs in once and keeps a window of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self.address = address
        self.windows: dict[str, Page] = {}

    @contextmanager
    def reading(self, person: str, width: int) -> Iterator[Page]:
        """Give a second window of a person in which scripts run, for tools that look at pages."""
        state = self(person).context.storage_state()
        size = {"width": width, "height": 900}
        context = self._browser.new_context(storage_state=state, viewport=size, bypass_csp=True)
        try:
            yield context.new_page()
        finally:
            context.close()

    def __call__(self, person: str, path: str = "") -> Page:
        """Give a person's window, at a page where one is named."""
        if person not in self.windows:
            context = self._browser.new_context(java_script_enabled=False, accept_downloads=True)
            window = self.windows[person] = context.new_page()
            window.goto(f"{self.address}/en/sign-in/")
            follow(window.locator(f'form[action$="/{person}/"] button'))
        window = self.windows[person]
        if path:
            window.goto(f"{self.address}/en/{path}")
        return window

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
        window.select_option("#paper-kind", kind)
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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the home of an office whose case has come to a stage; each stage is carried once."""
    place = tmp_path_factory.mktemp("houses")

    def build(stage: str) -> Path:
        home = place / stage
        if not home.exists():
            called = [sys.executable, "-W", "error", "-m", "tests.journeys.house", str(home), stage]
            done = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-3000:]
        return home

    return build


@pytest.fixture
def house(built: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give a portal whose case has come to a stage; its address once it answers."""
    started: list[subprocess.Popen[bytes]] = []

    def serve(stage: str) -> str:
        home, port, log = tmp_path / "home", free_port(), tmp_path / "house.log"
        shutil.copytree(built(stage), home)
        called = [sys.executable, "-m", "sekisho.cli.main", "serve", "--home", str(home), "--port", str(port)]
        with log.open("wb") as sink:
            started.append(subprocess.Popen(called, stdout=sink, stderr=sink))
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and started[-1].poll() is None:
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v1/pool", timeout=5)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return f"http://127.0.0.1:{port}"
        raise AssertionError(log.read_text(errors="replace")[-3000:])

    yield serve
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture
def people(browser: Looking, house: Callable[[str], str]) -> Callable:
    """Carry a journey with people at their browsers; gives what the journey gives."""

    def carry(stage: str, journey: Callable[[Visitors], object]) -> object:
        address = house(stage)
        return browser.look(lambda page: journey(Visitors(page.context.browser, address)))

    return carry
