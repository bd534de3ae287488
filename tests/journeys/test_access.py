"""Every page behind sign-in, as its people find it: no barrier, nothing sideways, in every language."""

import pytest
from playwright.sync_api import Page

from tests.application.scene import MAKER
from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.portal.conftest import LANGUAGES

DRAFT = "RSF26-00002"
MODEL = f"model/{MAKER}/hlm-650v"
#: Who opens which pages while one case is verified and another is a draft.
PAGES = {
    "user": (
        f"cases/{CASE}/", f"cases/{CASE}/record/", "cases/", "cases/new/", f"cases/{DRAFT}/", f"cases/{DRAFT}/content/",
    ),
    "partner": (f"cases/{CASE}/", f"cases/{DRAFT}/content/"),
    "officer": (
        "cases/", f"cases/{CASE}/", f"cases/{CASE}/sign/fix_amount/", f"visits/{CASE}/L1/", "clock/", "parameters/",
        "parameters/of/claim.classes/", "rescreening/",
        "parameters/what-if/?path=subsidy.rate&value=10%25",
    ),
    "inspector": ("visits/", f"visits/{CASE}/L1/", f"cases/{CASE}/"),
    "finance": ("payments/", "payments/cap/"),
    "seller": ("supply/", f"supply/{CASE}/"),
    "maker": ("registrations/", f"registrations/of/{MODEL}/", "registrations/new/model/", "registers/"),
    "auditor": (f"cases/{CASE}/record/",),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_desk_has_a_barrier_or_scrolls_sideways(readers, language):
    """Every page of every role passes axe on a telephone and on a desk, and reflows at 320 pixels."""

    def journey(go: Visitors) -> list[str]:
        pages = [(person, f"{go.address}/{language}/{path}") for person, paths in PAGES.items() for path in paths]
        return [one for person, address in pages for one in go.barriers(person, address)]

    assert readers("verified", journey) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_code_instead_of_words(readers, language):
    """No page of any role shows a dotted code, a Python value or an empty heading in any language."""

    def journey(go: Visitors) -> list[str]:
        leaks: list[str] = []
        for person, paths in PAGES.items():
            for path in paths:
                window = go(person, f"../{language}/{path}")
                text = window.inner_text("main")
                leaks += [f"{path}: {one}" for one in LEAKS if one in text]
                headings = window.locator("h1, h2, h3").all_text_contents()
                leaks += [f"{path}: empty heading" for heading in headings if not heading.strip()]
        return leaks

    assert readers("verified", journey) == []


def test_somebody_signs_in_and_out(house, browser):
    """A role is chosen on the page of a rehearsal, leads to its own desk, and signed out the desk is shut."""
    address = house("registered")

    def journey(window: Page) -> list[str]:
        window.goto(f"{address}/en/sign-in/")
        follow(window.locator('form[action$="/finance/"] button'))
        desk = window.url
        follow(window.locator("form[action$='/sign-out/'] button"))
        window.goto(desk)
        return [desk.removeprefix(address), window.url.removeprefix(address)]

    assert browser.look(journey, java_script_enabled=False) == ["/en/payments/", "/en/sign-in/"]


#: Beginnings of codes, and what Python writes where a value was meant.
LEAKS = ("page.", "field.", "state.", "rule.", "guard.", "None", "Finding(", "{'", "[]", "Outcome.")
