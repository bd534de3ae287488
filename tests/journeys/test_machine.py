"""The machine's own road: reported step by step by the end user, visited and verified by an inspector."""

import re

from playwright.sync_api import Page

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.journeys.test_decision import accepts_papers

REPORTS = (
    ("order", {"ordered_on": "2026-06-22", "order_number": "PO-1"}),
    ("ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL-1"}),
    ("permit_import", {"permitted_on": "2026-08-19", "permit_number": "12345678901",
     "columns": "845710000, 20000000, 1, CN"}),
    ("deliver", {"delivered_on": "2026-08-24", "serial": "SN-1"}),
    ("commission", {"commissioned_on": "2026-09-10", "trial_run_on": "2026-09-03", "accepted_by": "Aoba"}),
)  # fmt: skip
DRAW = "The draw for a second visit"
INVOICE = {"issuer": "T7990000000002", "number": "INV-1", "amount": "19500000"}
EVIDENCE = (
    *("installation_log", "network_topology", "training_record", "gateway_configuration", "purchase_invoice"),
    *("import_permit", "acceptance_record", "payment_proof"),
)


def sets_clock(go: Visitors, day: str) -> None:
    """Move the rehearsal's clock."""
    window = go("officer", "clock/")
    window.fill("#to", day)
    follow(window.locator("main button[type=submit]"))


def reports(go: Visitors, command: str, said: dict[str, str]) -> str:
    """Report a step of the machine from its card."""
    go.case("user")
    form = go.form("user", command, "-L1")
    for name, value in said.items():
        box = form.locator(f"[name={name}]")
        box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
    follow(form.locator("button[type=submit]"))
    return go.windows["user"].inner_text("main")


def test_a_machine_is_reported_from_order_to_commissioning(people):
    """Each report moves the machine's track; from commissioning its own 90 days run, as days left and as a date."""

    def journey(go: Visitors) -> str:
        text = ""
        for command, said in REPORTS:
            sets_clock(go, max(value for name, value in said.items() if name.endswith("_on")))
            text = reports(go, command, said)
        return text

    text = people("granted", journey)
    assert "Commissioned" in text
    assert re.search(r"\b90 days", text)
    assert "9 December 2026" in text


def test_dates_out_of_order_are_refused_at_the_machine(people):
    """A shipment before its order is refused on the machine's card, with both days, and what was typed stays."""

    def journey(go: Visitors) -> tuple[str, str]:
        sets_clock(go, "2026-08-04")
        reports(go, *REPORTS[0])
        reports(go, "ship", {"shipped_on": "2026-06-01", "bill_of_lading": "BL-9"})
        window = go.windows["user"]
        return window.inner_text(".summary"), window.locator("#act-ship-L1 [name=bill_of_lading]").input_value()

    refusal, kept = people("granted", journey)
    assert "22 June 2026" in refusal
    assert kept == "BL-9"


def photographs(window: Page, item: str) -> None:
    """Take a photo of an item of the checklist."""
    window.click(f"#item-{item} summary")
    photo = {"name": f"{item}.jpg", "mimeType": "image/jpeg", "buffer": item.encode()}
    window.set_input_files(f"#{item}-photos", photo)
    follow(window.locator(f"#item-{item} button[type=submit]"))


def schedules(go: Visitors, day: str) -> None:
    """Schedule a visit of the machine."""
    form = (go.case("officer"), go.form("officer", "schedule_visit", "-L1"))[1]
    form.locator("[name=visit_on]").fill(day)
    form.locator("[name=inspector]").select_option("inspector")
    follow(form.locator("button[type=submit]"))


def verifies(go: Visitors) -> None:
    """Tick every item of the checklist from the page of the visit, and sign it."""
    window = go.windows["inspector"]
    follow(window.locator("#act-verify_line-L1 a"))
    for box in window.locator("main input[type=checkbox]").all():
        box.check()
    go.completes("inspector")


def test_an_inspector_verifies_on_site_and_an_officer_confirms(people):
    """Visit scheduled, evidence accepted, the checklist ticked and signed; the case is verified.

    What the line drew for a second visit the office reads on its card, and the end user does not.
    """

    def journey(go: Visitors) -> str:
        for kind in EVIDENCE:
            go.files("user", kind, **(INVOICE if kind == "purchase_invoice" else {}))
        go.files("inspector", "inspector_observation")
        accepts_papers(go)
        schedules(go, "2026-10-20")
        sets_clock(go, "2026-10-20")
        window = go("inspector", "visits/")
        follow(window.locator(f"text={CASE}"))
        for item in ("nameplate", "power_unit_mark"):
            photographs(window, item)
        verifies(go)
        assert [DRAW in go(who, f"cases/{CASE}/").content() for who in ("officer", "user")] == [True, False]
        return go.signs("officer", "confirm_verification").inner_text("main")

    text = people("installed", journey)
    assert "Verified" in text
    assert "Fix the amount" in text
