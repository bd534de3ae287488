"""An exporter at his own page: what is asked of him, a paper filed, a declaration made; nothing of the buyer."""

from playwright.sync_api import Page

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

COMMISSION = {"with": "Tsubame (fictional)", "yen": "98,765"}
#: What an exporter must never read: the buyer's name, number and price, the subsidy, and the partner's number.
FOREIGN = ("Aoba", "7123456789012", "20,000,000", "20000000", "3,600,000", "Tsubame", "8990000000001")


def files(window: Page, kind: str, data: bytes, **about: str) -> str:
    """File a paper from the card of the machine; give what the page says then."""
    form = window.locator("#file-L1")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    window.select_option("#L1-kind", kind)
    for name, value in about.items():
        window.fill(f"#L1-{name}", value)
    window.set_input_files("#L1-file", {"name": f"{kind}.txt", "mimeType": "text/plain", "buffer": data})
    follow(form.locator("button[type=submit]"))
    return window.inner_text("main")


def test_an_exporter_files_a_missing_paper_and_sees_nothing_of_the_buyer(people):
    """A refused paper is told with its reason and what was typed stays; filed, it is his, and the case has it."""

    def journey(go: Visitors) -> dict[str, str]:
        window = go("maker", "supply/")
        listed = window.inner_text("main")
        follow(window.locator(f"text={CASE}"))
        asked = window.inner_text("main")
        refused = files(window, "component_trace", b"", number="T-7")
        typed = window.input_value("#L1-number")
        done = files(window, "component_trace", b"servo, controller, sensor")
        hidden = go("maker", f"cases/{CASE}/").inner_text("main")
        other = go("maker", "supply/RSF26-99999/").inner_text("main")
        case = go.case("user").inner_text("#papers ~ table")
        return {"listed": listed, "asked": asked, "refused": refused, "typed": typed, "done": done, "case": case,
                "hidden": hidden, "other": other}  # fmt: skip

    said = people("submitted", journey)
    assert "Papers that help" in said["asked"]
    assert "component_trace.txt" in said["refused"]
    assert said["typed"] == "T-7"
    assert "Filed" in said["done"]
    assert "core components" in said["case"]
    assert CASE not in said["hidden"] + said["other"]
    read = " ".join(said[name] for name in ("listed", "asked", "refused", "done"))
    assert [word for word in FOREIGN if word in read] == []


def test_an_exporter_declares_to_the_office_alone(people):
    """A contradiction is refused, what was typed stays; signed, the office reads it, and neither buyer nor partner."""

    def journey(go: Visitors) -> dict[str, str]:
        window = go("seller", f"supply/{CASE}/")
        follow(window.locator("#declaration ~ p a"))
        for part in ("relations", "rebates", "commissions"):
            window.check(f"input[name={part}][value=no]")
        window.click("fieldset:has([name=commissions]) > details > summary")
        for name, value in COMMISSION.items():
            window.fill(f'[name="commissions.1.{name}"]', value)
        window.select_option('[name="commissions.1.direction"]', "paid")
        follow(window.locator(".sheet__end button[type=submit]"))
        told, typed = window.inner_text("main .summary"), window.input_value('[name="commissions.1.yen"]')
        window.check("input[name=commissions][value=yes]")
        follow(window.locator(".sheet__end button[type=submit]"))
        signing = window.inner_text("main")
        follow(window.locator("#sign ~ * button[type=submit]"))
        own = window.text_content("main") or ""
        window.go_back()
        follow(window.locator("#sign ~ * button[type=submit]"))
        entries = go("auditor", f"cases/{CASE}/record/").inner_text("table").count("declaration.made")
        seen = {who: go.case(who).text_content("main") or "" for who in ("user", "partner", "officer")}
        staff = go("maker", f"supply/{CASE}/").inner_text("#declaration ~ *")
        return {"told": told, "typed": typed, "signing": signing, "own": own, "entries": str(entries),
                "staff": staff, **seen}  # fmt: skip

    said = people("submitted", journey)
    assert "answered with no" in said["told"]
    assert said["typed"] == "98,765"
    assert "¥98,765" in said["signing"]
    assert "¥98,765" in said["own"]
    assert said["entries"] == "3"
    assert [who for who in ("user", "partner", "officer") if "98,765" in said[who]] == ["officer"]
    assert "Declared" in said["staff"]


def test_no_page_of_an_exporter_has_a_barrier(readers):
    """List, case and declaration pass axe on a telephone and on a desk, and reflow at 320 pixels."""

    def journey(go: Visitors) -> list[str]:
        paths = ("supply/", f"supply/{CASE}/", f"supply/{CASE}/declare/", "registrations/")
        return go.barriers("seller", *(f"{go.address}/ja/{path}" for path in paths))

    assert readers("submitted", journey) == []
