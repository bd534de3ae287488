"""A running portal on a fresh database."""

from collections.abc import Iterator
from threading import Thread

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from waitress.server import create_server

from tests.browser import Looking, browser

__all__ = ["Looking", "browser"]

GALLERY = "tests.portal.gallery"
LANGUAGES = ("ja", "en", "zh-Hans")
OPEN_PAGES = (
    "", "eligibility/", "amount/", "missing/", "schedule/", "program/", "annex-a/", "annex-a/2026-07-15/", "fund/",
    "reports/", "readiness/", "scorecards/",
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
    for name in (
        "case",
        "refused",
        "done",
        "sign",
        "queue",
        "finance",
        "vendors",
        "scorecards",
        "visits",
        "inspect",
        "audit",
        "home",
        "pool",
    )
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
