"""A side declares from its own page: what it says is read by the office and not by the other side."""

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.journeys.test_filing import opens

REBATE = {"rebates.1.with": "Tsubame (fictional)", "rebates.1.yen": "120,000"}


def test_a_rebate_is_declared_to_the_office_alone(people):
    """A form with a contradiction is refused with its reason, what was typed stays, and only the office reads it."""

    def journey(go: Visitors) -> dict[str, str]:
        opens(go)
        window = go("user", f"cases/{CASE}/declare/")
        for part in ("relations", "commissions", "other_subsidies", "rebates"):
            window.check(f"input[name={part}][value=no]")
        window.click("fieldset:has([name=rebates]) > details > summary")
        for name, value in REBATE.items():
            window.fill(f'[name="{name}"]', value)
        window.select_option('[name="rebates.1.direction"]', "received")
        follow(window.locator(".sheet__end button[type=submit]"))
        told = window.inner_text("main .summary")
        window.check("input[name=rebates][value=yes]")
        follow(window.locator(".sheet__end button[type=submit]"))
        signing = window.inner_text("main")
        go.completes("user")
        seen = {who: go.case(who).text_content("#parties ~ div") or "" for who in ("user", "partner", "officer")}
        return {"told": told, "signing": signing, **seen}

    found = people("registered", journey)
    assert "answered with no" in found["told"]
    assert "¥120,000" in found["signing"]
    assert "¥120,000" in found["user"]
    assert "¥120,000" in found["officer"]
    assert "¥120,000" not in found["partner"]
    assert "Declared" in found["partner"]
