"""Letters by programs and pages: listed, read and printed by the parties, with amounts for those who may see them."""

import io

import pypdf
import pytest
from django.test import Client

from sekisho.portal.api import schema
from sekisho.store.models import Account

NUMBER = "RSF26-2026-GRD-0001"
AMOUNT = "3,600,000"


@pytest.fixture(scope="module")
def granted(service):
    """A granted case whose decision was issued again."""
    service.office.grants(service.case)
    service.office.does(service.case, "officer", "reissue_letter", letter=NUMBER, reason="lost in the post, as told us")
    return service.case


def text_of(data):
    """The words of a PDF, without spaces."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def window(person):
    """A browser in which somebody is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(person=person))
    return client


def test_letters_are_listed_with_their_copies(service, granted):
    """Receipt and decision stand in order of issue, the copy with its reason."""
    told = service.get("partner", f"/cases/{granted}/letters")["letters"]
    assert [one["kind"] for one in told] == ["receipt", "grant_decision"]
    assert told[1]["copies"][0]["reason"] == "lost in the post, as told us"


def test_content_is_read_as_described(service, granted):
    """Buyer and integrator read the same letter; only the buyer's says the amounts."""
    read = {who: service.get(who, f"/cases/{granted}/letters/{NUMBER}") for who in ("user", "partner")}
    for who, told in read.items():
        found = schema.LetterOut.model_validate(told)
        assert found.is_abridged is (who == "partner")
        assert (AMOUNT in str(told)) is (who == "user")


def test_a_letter_is_printed_in_both_languages(service, granted):
    """The answer is a PDF to be kept, in the languages asked for, with or without amounts."""
    path = f"/cases/{granted}/letters/{NUMBER}/print?beside=zh-Hans"
    for who, sees in (("user", True), ("partner", False)):
        answer = service.ask(who, "GET", path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"] == f'attachment; filename="{NUMBER}.zh-Hans.pdf"'
        text = text_of(answer.content)
        assert "交付決定通知書" in text
        assert "补助金批准通知书" in text
        assert (AMOUNT in text) is sees


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("RSF26-2026-GRD-0099/print", (404, ["letter.unknown"])),
        ("RSF26-2026-GRD-0099", (404, ["letter.unknown"])),
        (f"{NUMBER}/print?copy=2", (404, ["letter.no_copy"])),
        (f"{NUMBER}/print?copy=-1", (422, ["request.field_wrong"])),
        (f"{NUMBER}/print?beside=fr", (422, ["request.field_wrong"])),
    ],
)
def test_what_is_not_there_is_told(service, granted, path, told):
    """Unknown letters, copies and languages are refused by name."""
    assert service.refused("user", "GET", f"/cases/{granted}/letters/{path}") == told


def test_the_page_of_a_case_lists_its_letters(service, granted, settings):
    """Parties find each letter with its prints and its copy; the integrator is told that amounts are left out."""
    settings.ALLOWED_HOSTS = ["testserver"]
    for who, abridged in (("user", False), ("partner", True)):
        page = window(who).get(f"/en/cases/{granted}/").content.decode()
        assert f"/en/cases/{granted}/letters/{NUMBER}/zh-Hans.pdf" in page
        assert f"/en/cases/{granted}/letters/{NUMBER}/en.pdf?copy=1" in page
        assert "lost in the post, as told us" in page
        assert ("Copy without amounts." in page) is abridged


def test_a_letter_is_downloaded_by_its_parties_only(service, granted, settings):
    """A party gets the PDF, the copy says that it is one; for everybody else there is nothing at that address."""
    settings.ALLOWED_HOSTS = ["testserver"]
    path = f"/en/cases/{granted}/letters/{NUMBER}/en.pdf"
    answer = window("user").get(f"{path}?copy=1")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "Issuedagain(copy1" in text_of(answer.content)
    assert [window(who).get(path).status_code for who in ("stranger", "maker")] == [404, 404]
    for query in ("?copy=2", "?copy=x", "?copy=99999999999", "?copy=²"):
        assert window("user").get(f"{path}{query}").status_code == 404


def test_an_officer_issues_again_and_corrects_from_the_page(service, granted, settings):
    """The forms offer the letters of the case; a copy is issued from one, a correction is read and signed first."""
    settings.ALLOWED_HOSTS = ["testserver"]
    officer, case = window("officer"), f"/en/cases/{granted}/"
    page = officer.get(case).content.decode()
    assert f'<option value="{NUMBER}"' in page
    reason = "the applicant asked for another copy"
    sent = officer.post(f"{case}act/", {"command": "reissue_letter", "letter": NUMBER, "reason": reason})
    assert (sent.status_code, sent["Location"]) == (302, f"{case}?done=1")
    strange = officer.post(f"{case}act/", {"command": "reissue_letter", "letter": "X-1", "reason": reason})
    assert strange.status_code == 422
    asked = officer.get(f"{case}sign/correct_letter/").content.decode()
    assert f'<option value="{NUMBER}"' in asked
    typed = {"letter": NUMBER, "correction": "serial number A-1 is A-7", "reason": "a slip of the pen"}
    shown = officer.post(f"{case}sign/correct_letter/", typed).content.decode()
    mark = shown.split('name="statement" value="')[1].split('"')[0]
    signed = officer.post(f"{case}sign/correct_letter/", {**typed, "statement": mark})
    assert (signed.status_code, signed["Location"]) == (302, f"{case}?done=1")
    assert "RSF26-2026-GRD-0002" in officer.get(case).content.decode()
