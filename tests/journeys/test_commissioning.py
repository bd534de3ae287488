"""The forms of commissioning at a browser: written with room for more, refused with every reason, filed, signed."""

from playwright.sync_api import Page

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

FORM = f"cases/{CASE}/lines/L1/forms/training_record/"
SAID = {
    "site": "Plant 2", "trainer": "Li Ming (fictional)", "sessions.1.on": "2026-09-10",
    "sessions.1.topic": "Emergency stop and recovery", "sessions.1.minutes": "90",
    "trainees.1.name": "Suzuki Ichiro (fictional)", "trainees.1.role": "Operator",
    "present.1.name": "Sato Hanako (fictional)", "present.1.role": "Manager", "present.1.organisation": "Aoba",
}  # fmt: skip
CHOSEN = {"language": "zh", "trainees.1.result": "achieved", "present.1.signs": "account"}


def writes(window: Page, said: dict[str, str]) -> None:
    """Fill in fields of the form."""
    for name, value in said.items():
        window.fill(f"[name='{name}']", value)


def test_a_training_record_is_written_filed_and_signed(people):
    """A day before the delivery is refused beside its field; put right, the record is filed and its author signs it."""

    def journey(go: Visitors) -> tuple[str, int, list[str], str, str]:
        window = go("user", FORM)
        writes(window, {**SAID, "sessions.1.on": "2026-08-01"})
        for name, value in CHOSEN.items():
            window.select_option(f"[name='{name}']", value)
        follow(window.locator("button[name=more][value=sessions]"))
        rows = window.locator("#sessions fieldset").count()
        barriers = go.barriers(
            "user", f"{go.address}/en/{FORM}", f"{go.address}/ja/{FORM}", f"{go.address}/zh-Hans/{FORM}"
        )
        follow(window.locator(".sheet__end button[type=submit]"))
        refused = window.inner_text("main")
        writes(window, {"sessions.1.on": "2026-09-10"})
        follow(window.locator(".sheet__end button[type=submit]"))
        follow(window.locator("a:has-text('Sign the record')"))
        read = window.inner_text("main")
        go.completes("user")
        return refused, rows, barriers, read, window.inner_text("main")

    refused, rows, barriers, read, filed = people("installed", journey)
    assert "before the delivery" in refused
    assert rows == 3
    assert barriers == []
    assert "Suzuki Ichiro (fictional) · Operator · Achieved" in read
    assert "Signed by key: End user" in filed
