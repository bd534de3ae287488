"""After payment: the register completed, an incident told and answered, a disposal asked for and approved."""

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

PAGES = {"user": (f"cases/{CASE}/",), "officer": (f"cases/{CASE}/", "after-payment/"), "maker": ("support/",)}


def tells(go: Visitors, person: str, command: str, at: str = "", **typed: str) -> str:
    """Fill a folded form and send it; give what the page says then."""
    form = go.form(person, command, at)
    for name, value in typed.items():
        field = form.locator(f"[name={name}]")
        kind = field.evaluate("one => one.tagName")
        field.select_option(value) if kind == "SELECT" else field.fill(value)
    follow(form.locator("button[type=submit]"))
    return go.windows[person].inner_text("main")


def opens_incident(go: Visitors) -> str:
    """Tell the maker of a machine of a problem."""
    go.case("user")
    told = {"machine": "L1", "provider": "7990000000002", "severity": "stopped"}
    return tells(go, "user", "open_incident", problem="The spindle does not turn any more", **told)


def test_a_vendor_answers_what_it_was_told(people):
    """The maker sees machine and problem, no case and no price; its answer stands on the case with its time."""

    def journey(go: Visitors) -> tuple[str, str, str]:
        opens_incident(go)
        go("maker", "support/")
        answered = tells(go, "maker", "answer_incident", f"-{CASE}-S01", answer="Reset the drive, we come tomorrow")
        hidden = go("maker", f"cases/{CASE}/").inner_text("body")
        return answered, hidden, go.case("user").inner_text("main")

    answered, hidden, case = people("paid", journey)
    assert "HLM-650V" in answered
    assert "19,500,000" not in answered
    assert "Not found" in hidden or "does not exist" in hidden or CASE not in hidden
    assert "Reset the drive, we come tomorrow" in case


def test_a_disposal_is_approved_with_the_repayment_reckoned(people):
    """The claimant asks, the office sees request and amount, signs, and the money is receivable."""

    def journey(go: Visitors) -> tuple[str, str, str]:
        go.case("user")
        asked = tells(go, "user", "describe_asset", asset="A01", industry="food", place="Hall 2")
        go.case("user")
        asked += tells(go, "user", "request_disposal", asset="A01", manner="scrap", planned_on="2027-10-20",
                       reason="The hall was flooded in spring")  # fmt: skip
        watched = go("officer", "after-payment/").inner_text("main")
        window = go.case("officer")
        follow(window.locator("#act-approve_disposal a").first)
        window.select_option("[name=disposal]", "R01")
        go.completes("officer")
        return asked, watched, go.case("user").inner_text("main")

    asked, watched, case = people("paid", journey)
    assert "10 September 2036" in asked
    assert "R01" in watched
    assert "Approved" in case


def test_no_page_after_payment_has_a_barrier(people):
    """The pages after payment pass axe on a telephone and on a desk, and reflow at 320 pixels."""

    def journey(go: Visitors) -> list[str]:
        opens_incident(go)
        pages = [(person, f"{go.address}/ja/{path}") for person, paths in PAGES.items() for path in paths]
        return [one for person, address in pages for one in go.barriers(person, address)]

    assert people("paid", journey) == []
