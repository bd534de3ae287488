"""A change of the plan: written by a party, asked for, signed by both, approved by an officer; until then nothing."""

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

WHAT = "A second robot cell is added in the east bay"
WHY = "The first cell alone does not reach the takt of the line"


def writes(go: Visitors) -> None:
    """Write the filing as it would be: the price of the machine is another one."""
    follow(go.case("user").get_by_role("link", name="Change the plan"))
    window = go.windows["user"]
    window.fill("[name=L1-price]", "15000000")
    follow(window.locator("button[name=then][value='']"))


def asks(go: Visitors) -> str:
    """Ask for the change from the page of the case; give what the page says of it."""
    window = go.case("user")
    form = go.form("user", "request_change")
    form.locator("[name=change]").fill(WHAT)
    form.locator("[name=reason]").fill(WHY)
    follow(form.locator("button[type=submit]"))
    return window.inner_text("section[aria-labelledby=change]")


def test_a_change_is_written_asked_for_signed_and_approved(people):
    """Each sees what would differ; the partner no price; the grant is lowered once the office has approved."""

    def journey(go: Visitors) -> dict[str, str]:
        writes(go)
        said = {"drafted": go.case("officer").inner_text("main"), "asked": asks(go)}
        said["partner"] = go.case("partner").inner_text("section[aria-labelledby=change]")
        said["early"] = go.signs("officer", "approve_change").inner_text(".summary")
        said["reads"] = go.barriers("user", f"{go.address}/en/cases/{CASE}/", f"{go.address}/ja/cases/{CASE}/")
        go.signs("partner", "sign")
        said["signed"] = go.signs("user", "sign").inner_text("section[aria-labelledby=change]")
        said["approved"] = go.signs("officer", "approve_change").inner_text("main")
        said["money"] = go.case("user").inner_text("section[aria-labelledby=money]")
        return said

    said = people("granted", journey)
    assert WHAT not in said["drafted"]
    assert all(part in said["asked"] for part in (WHAT, WHY, "20,000,000", "15,000,000"))
    assert WHAT in said["partner"]
    assert "000,000" not in said["partner"]
    assert "sign" in said["early"].casefold()
    assert said["reads"] == []
    assert "Not signed" not in said["signed"]
    assert "Granted" in said["approved"]
    assert "¥2,700,000" in said["money"]
