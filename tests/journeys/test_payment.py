"""Finance: the amount fixed, claimed, approved by two persons, paid; never twice by the same one."""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import follow
from tests.domain.fund.zengin.scene import answered
from tests.journeys.conftest import CASE, Visitors


def claims(go: Visitors) -> None:
    """Fix the amount and claim it."""
    go.signs("officer", "fix_amount")
    go.case("user")
    form = go.form("user", "claim")
    for name, value in (("bank", "0902"), ("branch", "012"), ("number", "7654321"), ("name", "アオバセイキ")):
        form.locator(f"[name=account_{name}]").fill(value)
    form.locator("[name=account_kind][value='1']").check()
    follow(form.locator("button[type=submit]"))


def approves(go: Visitors, person: str) -> str:
    """Approve the payment from the list of payments that wait."""
    window = go(person, "payments/")
    follow(window.locator("#act-approve_payment a"))
    return go.completes(person).inner_text("main")


def answers(window: Page, data: bytes) -> Page:
    """Upload what the bank sent about the newest batch."""
    window.set_input_files("input[type=file]", {"name": "result.txt", "mimeType": "text/plain", "buffer": data})
    follow(window.locator("form[action$='/result/'] button[type=submit]"))
    return window


def test_a_claim_is_paid_after_two_persons_approved(people):
    """Two finance officers approve and one pays; the case is paid and the pool says so."""

    def journey(go: Visitors) -> tuple[str, str]:
        claims(go)
        approves(go, "finance")
        approves(go, "finance2")
        form = (go.case("finance2"), go.form("finance2", "pay"))[1]
        form.locator("[name=transfer]").fill("2026-10-31/0001")
        follow(form.locator("button[type=submit]"))
        return go.case("user").inner_text("main"), go("user", "fund/").inner_text("table")

    case, pool = people("verified", journey)
    assert "Paid" in case
    assert re.search(r"Paid\t¥3,510,000", pool)


def test_the_same_person_never_approves_twice(people):
    """A second approval by the same person is refused with its reason, and one approval stands."""

    def journey(go: Visitors) -> tuple[str, str]:
        claims(go)
        approves(go, "finance")
        return approves(go, "finance"), go("finance", "payments/").inner_text("main")

    refusal, listed = people("verified", journey)
    assert "You have approved this payment already" in refusal
    assert "1 of 2" in listed


def test_an_account_never_stands_in_the_record(people):
    """The bank account is kept as a digest: neither the case page nor the record shows it."""

    def journey(go: Visitors) -> list[str]:
        claims(go)
        return [go.case("officer").content(), go("auditor", f"cases/{CASE}/record/").content()]

    assert not any("7654321" in page for page in people("verified", journey))


def test_money_leaves_in_a_file_and_its_answer_pays_the_case(people):
    """Finance makes a batch, takes its file, and reads the bank's answer; a file that is none is refused whole."""

    def journey(go: Visitors) -> tuple[str, str, str]:
        claims(go)
        approves(go, "finance")
        approves(go, "finance2")
        window = go("finance", "payments/")
        follow(window.locator("form[action$='/transfers/'] button[type=submit]"))
        with window.expect_download() as taken:
            window.click("a[download]")
        written = Path(taken.value.path()).read_bytes()
        refusal = answers(window, written[:240]).inner_text("main")
        window = answers(window, answered(written, {1: "0"}))
        follow(window.locator("a[href*='reconcile=1']"))
        paid = window.inner_text("main")
        return refusal, paid, go.case("user").inner_text("main")

    refusal, paid, case = people("verified", journey)
    assert "do not stand in the order header, data, trailer, end" in refusal
    assert re.search(r"Paid by the bank\s+¥3,510,000", paid)
    assert "Everything ties out" in paid
    assert "Paid" in case


def test_a_cap_is_proposed_by_one_and_confirmed_by_another(people):
    """A cap below what is bound is refused on the form; a raise is proposed, confirmed by another, and shown."""

    def journey(go: Visitors) -> tuple[str, str, str, str]:
        window = go("finance", "payments/cap/")
        proposed(window, "1000")
        refused = window.inner_text("main")
        proposed(window, "13,000,000,000")
        mine, other = window.inner_text("main"), go("officer", "payments/cap/")
        follow(other.locator("form:has([name=confirm]) button"))
        return refused, mine, other.inner_text("main"), go("user", "fund/").inner_text("main")

    refused, mine, confirmed, pool = people("verified", journey)
    assert "is bound already" in refused
    assert "Waiting to be confirmed" in mine
    assert "another person of the office does" in mine
    assert "Waiting to be confirmed" not in confirmed
    assert "13,000,000,000" in pool


def proposed(window: Page, cap: str) -> None:
    """Fill in the form for a cap and send it."""
    window.locator("[name=cap]").fill(cap)
    window.locator("[name=reason]").fill("the supplementary budget was passed")
    window.locator("[name=citation]").fill("article: ¶8")
    follow(window.locator("form[aria-labelledby=propose] button[type=submit]"))
