"""A real browser for tests that look at pages."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

Result = TypeVar("Result")
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Looking:
    """A browser kept in a thread of its own, so that its event loop never meets the database's connections."""

    def __init__(self, thread: ThreadPoolExecutor, browser: Browser) -> None:
        self._thread = thread
        self._browser = browser

    def look(self, work: Callable[[Page], Result], width: int = 1280, **context) -> Result:
        """Do something with a fresh page of a width."""

        def within() -> Result:
            fresh = self._browser.new_context(viewport={"width": width, "height": 900}, **context)
            try:
                return work(fresh.new_page())
            finally:
                fresh.close()

        return self._thread.submit(within).result()

    def within(self, work: Callable[[Browser], Result]) -> Result:
        """Do something with the browser itself, in its own thread."""
        return self._thread.submit(lambda: work(self._browser)).result()


def follow(part: Locator) -> None:
    """Click what leads on, and wait for the whole page: a click by itself waits for its first byte only."""
    with part.page.expect_navigation():
        part.first.click()


@pytest.fixture(scope="session")
def browser() -> Iterator[Looking]:
    """A real Chromium."""
    with ThreadPoolExecutor(1) as thread:
        driver = thread.submit(lambda: sync_playwright().start()).result()
        started = thread.submit(lambda: driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)).result()
        yield Looking(thread, started)
        thread.submit(started.close).result()
        thread.submit(driver.stop).result()
