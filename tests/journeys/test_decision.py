"""An officer: takes a filing up, sends it back, accepts papers, decides; and the clock of the rehearsal."""

import re

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.journeys.test_filing import locks


def takes_up(go: Visitors) -> None:
    """Find the case in the queue and take it up."""
    follow(go("officer", "cases/?state=submitted").locator(f"text={CASE}"))
    go.presses("officer", "take_up")


def accepts_papers(go: Visitors, person: str = "officer") -> None:
    """Accept every paper that waits."""
    window = go.case(person)
    while waiting := window.locator("[id^=act-accept_document]").count():
        go.presses(
            person, "accept_document", window.locator("[id^=act-accept_document]").first.get_attribute("id")[19:]
        )
        assert window.locator("[id^=act-accept_document]").count() == waiting - 1


def test_an_officer_grants_what_the_queue_holds(people):
    """From the queue: taken up, papers accepted, the grant read and signed; the pool's money is committed."""

    def journey(go: Visitors) -> tuple[str, str]:
        takes_up(go)
        accepts_papers(go)
        text = go.signs("officer", "grant").inner_text("main")
        return text, go("officer", "fund/").inner_text("table")

    case, pool = people("submitted", journey)
    assert "Granted" in case
    assert "3,600,000" in case
    assert re.search(r"Committed[^\t]*\t¥3,600,000", pool)


def test_a_grant_before_its_papers_is_refused_and_nothing_is_lost(people):
    """Granting with a paper not accepted names the gate and the remedy; the form keeps what was typed."""

    def journey(go: Visitors) -> tuple[str, str]:
        takes_up(go)
        window = go.signs("officer", "grant", note="first look")
        return window.inner_text(".summary"), window.inner_text("main")

    refusal, page = people("submitted", journey)
    assert "PSE" in refusal
    assert "What to do" in refusal
    assert "first look" in page


def test_a_returned_filing_is_corrected_and_signed_anew(people):
    """Returned with a section and a reason; corrected, both signatures void, signed again by both, submitted again."""

    def journey(go: Visitors) -> list[str]:
        takes_up(go)
        go.case("officer")
        form = go.form("officer", "return")
        form.locator("input[value=equipment]").check()
        form.locator("textarea").fill("The serial number is missing.")
        follow(form.locator("button[type=submit]"))
        told = [go.case("user").inner_text("main")]
        window = go("user", f"cases/{CASE}/content/")
        window.fill("[name=L1-serial]", "HL-1")
        follow(window.locator("text=Lock the corrected content"))
        told.append(window.inner_text("#parties ~ *"))
        for person in ("user", "partner"):
            go.signs(person, "sign")
        go.case("user")
        return [*told, go.presses("user", "resubmit").inner_text("main h1 ~ *")]

    returned, parties, state = people("submitted", journey)
    assert "Correct what was returned" in returned
    assert "Not signed" in parties
    assert "Under review" in state


def test_the_clock_of_a_rehearsal_names_what_a_new_edition_changes(people):
    """Moving the clock past 15 July says of the case whether its outcome changes; it cannot be moved back."""

    def journey(go: Visitors) -> tuple[str, str]:
        window = go("officer", "clock/")
        window.fill("#to", "2026-07-16")
        follow(window.locator("text=Move the clock"))
        moved = window.inner_text("main")
        window.fill("#to", "2026-07-01")
        follow(window.locator("main button[type=submit]"))
        return moved, window.inner_text("main .summary")

    moved, refused = people("submitted", journey)
    assert "16 July 2026" in moved
    assert "What became due" in moved
    assert "2026" in refused


def test_a_locked_case_that_is_unlocked_has_no_signature(people):
    """Unlocking gives the content back to its writers and voids what was signed."""

    def journey(go: Visitors) -> str:
        locks(go)
        go.signs("user", "sign")
        go.case("user")
        form = go.form("user", "unlock")
        form.locator("textarea").fill("Another machine after all.")
        follow(form.locator("button[type=submit]"))
        return go.case("user").inner_text("main")

    text = people("opened", journey)
    assert "Draft" in text
    assert "Signed" not in text.replace("Not signed", "")
