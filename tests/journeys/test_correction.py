"""A fault found at the machine: ordered to be corrected, answered with a paper, seen again, and only then verified."""

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.journeys.test_machine import photographs, schedules, sets_clock, verifies

NOTE = "The gateway is not connected to the factory network"
ANSWER = "The gateway is connected; its configuration is attached"


def finds(go: Visitors) -> str:
    """Record a fault of the network with its photo; give what the page says then."""
    window = go("inspector", f"visits/{CASE}/L1/")
    window.click("#item-network summary")
    window.check("#item-network input[name=severity][value=major]")
    window.fill("#network-note", NOTE)
    window.set_input_files("#network-photos", {"name": "cable.jpg", "mimeType": "image/jpeg", "buffer": b"loose"})
    follow(window.locator("#item-network button[type=submit]"))
    return window.inner_text("#item-network")


def orders(go: Visitors) -> str:
    """Order the correction of what was found."""
    window = go.case("inspector")
    form = go.form("inspector", "order_correction")
    form.locator("input[name=findings]").check()
    form.locator("textarea[name=reason]").fill("The signals cannot be read without it")
    follow(form.locator("button[type=submit]"))
    return window.inner_text("main")


def test_a_fault_is_corrected_with_a_paper_and_seen_again(people):
    """Found and ordered, not verified meanwhile; answered with a paper, the re-visit verifies it, and both are told."""

    def journey(go: Visitors) -> dict[str, str]:
        schedules(go, "2026-10-20")
        sets_clock(go, "2026-10-20")
        said = {"found": finds(go), "ordered": orders(go), "told": go.case("user").text_content("main") or ""}
        go.files("user", "gateway_configuration")
        go.case("user")
        form = go.form("user", "answer_correction")
        follow(form.locator("button[type=submit]"))
        said["empty"] = go.windows["user"].inner_text("main .summary")
        form = go.form("user", "answer_correction")
        form.locator("textarea").fill(ANSWER)
        form.locator("input[type=checkbox]").last.check()
        follow(form.locator("button[type=submit]"))
        said["answered"] = go.windows["user"].inner_text("main h1 ~ *")
        schedules(go, "2026-10-26")
        sets_clock(go, "2026-10-26")
        go("inspector", f"visits/{CASE}/L1/")
        said["again"] = go.windows["inspector"].inner_text("main")
        for item in ("nameplate", "power_unit_mark"):
            photographs(go.windows["inspector"], item)
        verifies(go)
        said["verified"] = go.signs("officer", "confirm_verification").inner_text("main")
        return said

    said = people("equipped", journey)
    assert NOTE in said["found"]
    assert "Corrective action" in said["ordered"]
    assert NOTE in said["told"]
    assert "Please" in said["empty"] or "answer" in said["empty"].casefold()
    assert "Granted" in said["answered"]
    assert ANSWER in said["again"]
    assert "Verified" in said["verified"]
