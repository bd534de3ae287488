"""A running portal on a fresh database, and a real browser to look at it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import TypeVar

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

Result = TypeVar("Result")
GALLERY = "tests.portal.gallery"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LANGUAGES = ("ja", "en", "zh-Hans")
OPEN_PAGES = (
    "", "eligibility/", "amount/", "missing/", "schedule/", "program/", "annex-a/", "annex-a/2026-07-15/", "fund/",
    "sign-in/", "enter/secret/", "nowhere/",
)  # fmt: skip
ANSWERED_PAGES = (
    "eligibility/?claimant=end_user&category=cnc&maker=Nobody&model=X-1&made_in=CN&papers=pse_certificate",
    "amount/?category=cnc&price=1,250,000&currency=CNY&exchange_rate=21.35&incoterm=CIF&yearly_saving=6000000",
    "missing/?claimant=end_user&category=robot",
    "schedule/?stage=ordered&filing=prepared&starts_on=2026-07-01",
    "schedule/?stage=nonsense&filing=",
)
DESK_PAGES = tuple(
    f"gallery/{name}/"
    for name in ("case", "refused", "done", "sign", "queue", "finance", "visits", "inspect", "audit", "home", "pool")
)


@pytest.fixture
def visitor(settings) -> Client:
    """Somebody who has not signed in, at a portal that also shows the gallery."""
    settings.ROOT_URLCONF = GALLERY
    settings.ALLOWED_HOSTS = ["testserver"]
    return Client(raise_request_exception=False)


@pytest.fixture
def portal(sqlite_database: str, settings) -> Iterator[str]:
    """The address of a running portal that also shows the gallery."""
    settings.ROOT_URLCONF = GALLERY
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(10)


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Looking]:
    """A real Chromium."""
    with ThreadPoolExecutor(1) as thread:
        driver = thread.submit(lambda: sync_playwright().start()).result()
        started = thread.submit(lambda: driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)).result()
        yield Looking(thread, started)
        thread.submit(started.close).result()
        thread.submit(driver.stop).result()
