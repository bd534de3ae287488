"""The portal in a real browser: accessibility, reflow, weight, and every journey without scripts."""

import gzip
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser import Looking, follow
from tests.portal.conftest import ANSWERED_PAGES, DESK_PAGES, LANGUAGES, OPEN_PAGES

EVERY_PAGE = (*OPEN_PAGES, *ANSWERED_PAGES, *DESK_PAGES)
#: Bytes a page may weigh with its style sheets, compressed.
HEAVIEST = 60 * 1024


def serious(page: Page, address: str) -> list[str]:
    """Give the accessibility violations of a page that hinder somebody."""
    answer = page.goto(address)
    if answer is None or answer.status >= 500:
        return [f"{address}: not a page"]
    return violations(page, address)


def violations(page: Page, address: str) -> list[str]:
    """Give the accessibility violations that hinder somebody on the page that is shown."""
    found = Axe().run(page).response["violations"]
    return [
        f"{address}: {one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_serious_accessibility_violation(portal: str, browser: Looking, language, width):
    """Every page passes axe in every language on a telephone and on a desk."""

    def visit(page: Page) -> list[str]:
        return [one for path in EVERY_PAGE for one in serious(page, f"{portal}/{language}/{path}")]

    assert browser.look(visit, width, bypass_csp=True) == []


def overflow(page: Page, address: str) -> list[str]:
    """Say whether a page is wider than the window."""
    page.goto(address)
    return [address] if is_wide(page) else []


def is_wide(page: Page) -> bool:
    """Say whether the page that is shown is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_at_320_pixels(portal: str, browser: Looking, language):
    """Every page reflows at 320 pixels."""

    def visit(page: Page) -> list[str]:
        return [one for path in EVERY_PAGE for one in overflow(page, f"{portal}/{language}/{path}")]

    assert browser.look(visit, 320) == []


def weighed(page: Page, address: str) -> int:
    """Give the bytes of a page and everything it loads, compressed."""
    loaded: list[Response] = []

    def keep(response: Response) -> None:
        loaded.append(response)

    page.on("response", keep)
    page.goto(address)
    return sum(len(gzip.compress(response.body())) for response in loaded if response.ok)


@pytest.mark.parametrize("path", ["", "program/", "annex-a/2026-10-10/", "gallery/case/"])
def test_a_page_weighs_less_than_sixty_kilobytes(portal: str, browser: Looking, path):
    """A page with its style sheets stays below 60 KB, compressed."""
    assert 0 < browser.look(lambda page: weighed(page, f"{portal}/ja/{path}")) <= HEAVIEST


def without_script(browser: Looking, work: Callable[[Page], str]) -> str:
    """Do something in a browser that runs no scripts."""
    return browser.look(work, java_script_enabled=False)


def test_the_questions_are_answered_without_scripts(portal: str, browser: Looking):
    """From the home page to a finding, with scripts off."""

    def journey(page: Page) -> str:
        page.goto(f"{portal}/en/")
        page.select_option("#eligibility-category", "cnc")
        follow(page.locator("text=Check the criteria"))
        page.check("input[value=end_user]")
        page.fill("#maker", "Nobody")
        page.fill("#model", "X-1")
        page.check("input[value=CN]")
        follow(page.locator("text=Check the criteria"))
        return page.inner_text("#answer")

    assert "it is not eligible" in without_script(browser, journey)


def test_an_error_takes_the_focus_and_links_to_its_field(portal: str, browser: Looking):
    """After a wrong answer the summary has the focus, and its link leads to the field."""

    def journey(page: Page) -> str:
        page.goto(f"{portal}/en/missing/?claimant=end_user&category=")
        focused = page.evaluate("document.activeElement.className")
        page.click(".summary__list a")
        return f"{focused} {page.evaluate('location.hash')}"

    assert browser.look(journey) == "summary #category"


def test_the_language_selector_keeps_the_answers(portal: str, browser: Looking):
    """Changing the language of an answered page shows the same answer in the other language."""

    def journey(page: Page) -> str:
        page.goto(f"{portal}/en/schedule/?stage=commissioned&filing=decided")
        follow(page.locator("text=日本語"))
        return f"{page.get_attribute('html', 'lang')} {page.inner_text('.verdict__line')}"

    assert browser.look(journey).startswith("ja ")
