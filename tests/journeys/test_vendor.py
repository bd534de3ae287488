"""The officer looks at a signal, stops a vendor, and another officer lifts the stop; nobody is accused."""

from tests.application.scene import PARTNER
from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

REASON = "one invoice number stands in two cases"


def types(go: Visitors, person: str, command: str, place: str, reason: str) -> str:
    """Stop or release a vendor of the list; give what the page then says."""
    window = go(person, "vendors/")
    form = go.form(person, command, place)
    form.locator("[name=reason]").fill(reason)
    follow(form.locator("button[type=submit]"))
    return window.inner_text("main")


def test_a_vendor_is_stopped_by_one_officer_and_released_by_another(people):
    """A short reason is refused, who stopped cannot release, another officer can; each is said on the page."""

    def journey(go: Visitors) -> list[str]:
        place = f"-{PARTNER}"
        return [
            types(go, "officer", "stop_vendor", place, "short"),
            types(go, "officer", "stop_vendor", place, REASON),
            types(go, "officer", "release_vendor", place, "the invoices were explained"),
            types(go, "officer2", "release_vendor", place, "the invoices were explained"),
            go.case("user").inner_text("main"),
        ]

    short, stopped, same, released, claimant = people("submitted", journey)
    assert "This was not accepted" in short
    assert (REASON in stopped, "Stopped" in stopped) == (True, True)
    assert "cannot release" in same
    assert "Released" in released
    assert "vendor" not in claimant.casefold()


def test_an_officer_notes_what_came_of_a_signal(people):
    """A photo nobody can read is a signal; the note is read by officers, and the claimant's page shows neither."""
    note = "asked for a new photo by telephone"

    def journey(go: Visitors) -> tuple[str, str, str]:
        go.files("user", "nameplate_photo")
        window = go.case("officer")
        panel = window.locator("section[aria-labelledby=signals]")
        before = panel.inner_text()
        panel.locator("summary").first.click()
        panel.locator("[name=note]").first.fill(note)
        follow(panel.locator("form button[type=submit]").first)
        return before, panel.inner_text(), go.case("user").inner_text("main")

    before, after, claimant = people("submitted", journey)
    assert "could not be read as a picture" in before
    assert note in after
    assert CASE in claimant
    assert note not in claimant
    assert "could not be read as a picture" not in claimant
