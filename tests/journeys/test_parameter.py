"""A parameter is changed by two officers at their browsers: proposed, looked at, published, and seen in its history."""

from playwright.sync_api import Page

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors


def proposes(window: Page, value: str, day: str, cite: str) -> None:
    """Fill in the form of a parameter and send it."""
    window.fill("[name=value]", value)
    window.fill("[name=from]", day)
    window.select_option("[name=source]", "assumption")
    window.fill("[name=cite]", cite)
    follow(window.locator("form[aria-labelledby=propose] button[type=submit]:not([name])"))


def test_a_rate_is_proposed_by_one_and_published_by_another(people):
    """A rate above the maximum is refused on the form; another is proposed, its effects seen, and published."""

    def journey(go: Visitors) -> tuple[str, str, str, str, str]:
        window = go("officer", "parameters/of/subsidy.rate/")
        proposes(window, "25 %", "2026-11-01", "the office wishes it")
        refused = window.inner_text("main")
        proposes(window, "15 %", "2026-11-01", "the money is short")
        mine = window.inner_text("main")
        other = go("officer2", "parameters/")
        follow(other.locator("a[href*='/proposals/']"))
        seen = other.inner_text("main")
        follow(other.locator("button[name=publish]"))
        waiting = other.inner_text("main")
        return refused, mine, seen, waiting, go("officer", "parameters/of/subsidy.rate/").inner_text("main")

    refused, mine, seen, waiting, history = people("submitted", journey)
    assert "25 % is more than 18 %" in refused
    assert "another officer publishes it" in mine
    assert CASE in seen
    assert "Decided as filed" in seen
    assert "No change waits" in waiting
    assert "15 %" in history
    assert "officer2 (fictional)" in history


def test_a_reading_is_supposed_and_nothing_is_written(readers):
    """What if the subsidy were another: each open case is shown with what it would come out as."""

    def journey(go: Visitors) -> tuple[str, str]:
        window = go("officer", "parameters/of/subsidy.rate/")
        window.fill("[name=value]", "10 %")
        follow(window.locator("button[name=what_if]"))
        return window.inner_text("main"), go("officer", "rescreening/").inner_text("main")

    supposed, reports = readers("submitted", journey)
    assert "subsidy.rate = 10 %" in supposed
    assert CASE in supposed
    assert "Amount only" in supposed
    assert "To come" in reports


def test_two_proposals_for_one_day_name_each_other(people):
    """Whoever looks at a proposal reads that another is open for its value; once one is published the other is not."""

    def journey(go: Visitors) -> tuple[str, str, str]:
        mine = go("officer", "parameters/of/subsidy.rate/")
        proposes(mine, "15 %", "2026-11-01", "the money is short")
        alone = mine.inner_text("main")
        other = go("officer2", "parameters/of/subsidy.rate/")
        proposes(other, "14 %", "2026-11-01", "the money is shorter")
        both = other.inner_text("main")
        follow(other.locator("main p.panel a[href*='/proposals/']"))
        follow(other.locator("button[name=publish]"))
        again = go("officer", "parameters/")
        follow(again.locator("main h3 a[href*='/proposals/']"))
        return alone, both, again.inner_text("main")

    alone, both, left = people("submitted", journey)
    told = "Other proposals of a value for the same parameter and day"
    assert told not in alone
    assert told in both
    assert told not in left
