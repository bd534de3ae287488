"""A manufacturer and its integrator: from an empty form to a receipt, both signing the same content."""

import pytest

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

PAPERS = {
    "pse_certificate": {},
    "jis_b9700_evidence": {},
    "conformity_certificate": {
        "body": "Toa Anzen Hyoka (fictional)",
        "valid_from": "2026-01-01",
        "valid_until": "2029-12-31",
    },
}
MACHINE = {
    "L1-maker": "Hailan Precision Machinery (fictional)",
    "L1-model": "HLM-650V",
    "L1-serial": "HL-1",
    "L1-price": "20,000,000",
    "L1-yearly_saving": "5000000",
}


def opens(go: Visitors) -> None:
    """Open a case: who applies with whom, and what."""
    window = go("user", "cases/new/")
    parties = {"applicant-name": "Aoba (fictional)", "partner-name": "Tsubame (fictional)"}
    for name, value in {**parties, "partner-corporate_number": "8990000000001", **MACHINE}.items():
        window.fill(f"[name={name}]", value)
    for name, value in {"channel": "portal", "L1-category": "cnc", "L1-origin": "CN", "L1-incoterm": "CIF"}.items():
        window.select_option(f"[name={name}]", value)
    follow(window.locator("text=Start the case"))


def declares(go: Visitors, person: str) -> None:
    """Answer every part of the declaration with no, and sign it."""
    window = go(person, f"cases/{CASE}/declare/")
    for answer in window.locator("input[type=radio][value=no]").all():
        answer.check()
    follow(window.locator(".sheet__end button[type=submit]"))
    go.completes(person)


def locks(go: Visitors) -> None:
    """Save the content and lock it for signing."""
    follow(go("user", f"cases/{CASE}/content/").locator("text=Save and lock for signing"))


def filed(go: Visitors) -> None:
    """Open, file the papers, lock, and sign on both sides, the integrator first."""
    opens(go)
    for kind, about in PAPERS.items():
        go.files("user", kind, **about)
    locks(go)
    go.signs("partner", "sign")
    go.signs("user", "sign")
    declares(go, "partner")
    declares(go, "user")


def test_both_sides_sign_and_file_from_empty_forms(people):
    """A case opened, filled, locked, signed by both sides and submitted in two browsers has a receipt."""

    def journey(go: Visitors) -> str:
        filed(go)
        go.case("user")
        return go.presses("user", "submit").inner_text("main")

    text = people("registered", journey)
    assert "Receipt no. 1" in text
    assert "Submitted" in text


def test_the_integrator_signs_a_price_it_cannot_see(people):
    """Neither the integrator's case page nor its signing page shows the price; the applicant's does."""

    def journey(go: Visitors) -> list[bool]:
        opens(go)
        locks(go)
        pages = [go.case("partner").inner_text("main"), go("partner", f"cases/{CASE}/sign/sign/").inner_text("main")]
        return ["20,000,000" in page for page in (*pages, go.case("user").inner_text("main"))]

    assert people("registered", journey) == [False, False, True]


def test_a_filing_that_lacks_a_signature_is_refused_with_every_reason(people):
    """Submitting before the integrator has signed says who has to sign, and the case stays as it was."""

    def journey(go: Visitors) -> tuple[str, str]:
        opens(go)
        locks(go)
        go.signs("user", "sign")
        go.case("user")
        return go.presses("user", "submit").inner_text("main .summary"), go.case("user").inner_text("main h1 ~ *")

    refusal, state = people("registered", journey)
    assert "Integrator" in refusal
    assert "Locked" in state


def test_the_same_form_sent_twice_is_one_submission(people):
    """Going back and pressing the button again gives the same receipt and no second one."""

    def journey(go: Visitors) -> int:
        filed(go)
        window = go.case("user")
        body = {
            box.get_attribute("name"): box.get_attribute("value") for box in window.locator("#act-submit input").all()
        }
        action = window.locator("#act-submit form").get_attribute("action")
        for _ in range(2):
            window.request.post(f"{go.address}{action}", form=body, headers={"Referer": window.url})
        return go("user", f"cases/{CASE}/record/").inner_text("table").count("case.submitted")

    assert people("registered", journey) == 1


def test_a_newer_version_of_a_draft_is_not_written_over_unseen(people):
    """Saving over a version somebody else saved meanwhile is told so, and everything typed stays on the page."""

    def journey(go: Visitors) -> tuple[str, str]:
        opens(go)
        mine = go("user", f"cases/{CASE}/content/")
        theirs = go("partner", f"cases/{CASE}/content/")
        theirs.fill("[name=L1-serial]", "HL-2")
        follow(theirs.locator("button[value='']"))
        mine.fill("[name=L1-serial]", "HL-3")
        follow(mine.locator("button[value='']"))
        return mine.inner_text("main .summary"), mine.input_value("[name=L1-serial]")

    told, typed = people("registered", journey)
    assert "version 2" in told
    assert typed == "HL-3"


def test_the_integrator_reads_no_amount_anywhere(readers):
    """Neither list, case page nor record tell the integrator the subsidy of a verified case; the applicant reads it."""

    def journey(go: Visitors) -> list[bool]:
        paths = ("cases/", f"cases/{CASE}/", f"cases/{CASE}/record/")
        texts = {who: "".join(go(who, path).inner_text("main") for path in paths) for who in ("partner", "user")}
        return ["3,600,000" in texts["partner"], "20,000,000" in texts["partner"], "3,600,000" in texts["user"]]

    assert readers("verified", journey) == [False, False, True]


def test_a_file_that_is_too_large_is_refused_unread_and_what_was_typed_stays(people, tmp_path):
    """More than 32 MiB is refused by its size, with the limit; the other answers stay in the form."""
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(32 * 1024 * 1024 + 1)

    def journey(go: Visitors) -> tuple[str, str]:
        window = go.case("user")
        window.click("summary:has-text('File a paper')")
        window.select_option("#paper-paper", "pse_certificate")
        follow(window.locator("form:has(#paper-paper) button[type=submit]"))
        window.fill("#paper-number", "PSE-1")
        window.set_input_files("#paper-file", huge)
        follow(window.locator("form[action$='papers/'] button[type=submit]"))
        return window.inner_text("main .summary"), window.input_value("#paper-number")

    told, typed = people("opened", journey)
    assert "huge.bin" in told
    assert typed == "PSE-1"


@pytest.mark.parametrize(("person", "status"), [("stranger", 404), ("maker", 404), ("officer", 200), ("auditor", 200)])
def test_a_case_exists_only_for_those_who_may_see_it(readers, person, status):
    """A case is not there for a stranger; it is there for the office and the auditor."""
    assert readers("opened", lambda go: go(person).request.get(f"{go.address}/en/cases/{CASE}/").status) == status


def test_a_draft_leads_to_its_back_schedule(people):
    """From a draft the plan of this very case is one click away: what is planned, from the case's own day."""

    def journey(go: Visitors) -> tuple[str, int]:
        opens(go)
        window = go.case("user")
        follow(window.locator("text=Can this case still make it?"))
        return window.url, window.locator(".chart__row").count()

    address, bars = people("registered", journey)
    assert "stage=planned" in address
    assert bars > 5
