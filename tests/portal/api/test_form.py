"""Installation logs and training records over the API and as prints: filed, refused with every reason, read by few."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.application.project import read_case
from tests.application.test_commissioning_form import INSTALLATION, SCAN, form, running
from tests.portal.api.scene import codes


@pytest.fixture(scope="module")
def case(service):
    """A case whose machine runs."""
    return running(service.office, service.office.case())


def test_a_form_is_filed_over_the_api_with_its_scan_and_printed_for_its_case_alone(service, settings, case):
    """The form and the scan of the signed sheet become papers; its print opens for the case's own people."""
    settings.ROLE_LINKS = True
    office = service.office
    scan = {"name": SCAN.name, "data": base64.b64encode(SCAN.data).decode()}
    content = dict(form(case).content)
    filed = service.sends(
        "user", f"/cases/{case}/forms", {"kind": "installation_log", "line": "L1", "content": content, "scans": [scan]}
    )
    assert [event["type"] for event in filed["events"]] == ["document.filed"]
    with office.desk.store.read() as tx:
        paper = list(read_case(tx, case).documents)[-1]
    for who, status in (("user", 200), ("partner", 200), ("officer", 200), ("stranger", 404)):
        client = Client()
        client.post(f"/en/sign-in/{who}/")
        assert client.get(f"/en/cases/{case}/forms/{paper}/en.pdf").status_code == status, who


def test_a_form_that_is_wrong_is_refused_over_the_api_with_every_reason(service):
    """What is missing and what is no base64 come back as reasons."""
    path = f"/cases/{service.case}/forms"
    status, found = service.refused("user", "POST", path, {"kind": "installation_log", "line": "L1", "content": {}})
    assert status == 422
    assert {"field.missing", "form.nothing_listed"} <= set(found)
    bad = {"name": "x.pdf", "data": "***"}
    body = {"kind": "installation_log", "line": "L1", "content": INSTALLATION, "scans": [bad]}
    assert service.refused("user", "POST", path, body) == (422, ["paper.not_base64"])
    unknown = service.ask("user", "POST", path, {"kind": "essay", "line": "L1", "content": {}})
    assert codes(unknown) == ["form.unknown"]


def typed(content):
    """Give what somebody types for a form's content."""
    flat = {name: value for name, value in content.items() if not isinstance(value, list)}
    for part, entries in content.items():
        for n, entry in enumerate(entries if isinstance(entries, list) else (), 1):
            flat |= {f"{part}.{n}.{name}": value for name, value in entry.items()}
    return flat


def test_a_sheet_is_printed_to_be_signed_and_filed_with_its_scan(settings, case):
    """Printing files nothing; somebody who signs by hand needs the scan, and with it both become papers."""
    settings.ROLE_LINKS = True
    client = Client()
    client.post("/en/sign-in/user/")
    path, said = f"/en/cases/{case}/lines/L1/forms/installation_log/", typed(form(case).content)
    assert client.post(path, {**said, "print": "1"})["Content-Type"] == "application/pdf"
    by_hand = {**said, "present.1.signs": "paper"}
    refused = client.post(path, by_hand)
    assert refused.status_code == 422
    assert "no scan of the signed sheet" in refused.content.decode()
    scan = SimpleUploadedFile("signed.pdf", SCAN.data, "application/pdf")
    assert client.post(path, {**by_hand, "scans": scan}).status_code == 302
    page = client.get(f"/en/cases/{case}/").content.decode()
    assert "signed.pdf" in page
    assert client.get(f"/en/cases/{case}/lines/L9/forms/installation_log/").status_code == 404
    assert client.get(f"/en/cases/{case}/lines/L1/forms/essay/").status_code == 404


def test_the_makers_engineer_signs_over_the_api(service, case):
    """The case exists for him as far as his signature: he signs the form of his machine, and reads nothing else."""
    content = {"kind": "installation_log", "line": "L1", "content": dict(form(case).content)}
    signed = service.sends("user", f"/cases/{case}/forms", content)["events"][-1]["body"]["digest"]
    body = {"command": "sign_form", "details": {"form": signed}}
    assert service.ask("maker", "POST", f"/cases/{case}/statements", body).status_code == 200
    assert service.refused("stranger", "POST", f"/cases/{case}/statements", body) == (404, ["case.unknown"])
    answer = service.commands(case, "maker", "sign_form", form=signed)
    assert (answer.status_code, answer.json()["lines"], answer.json()["root"]) == (200, {}, "")
    for path in ("", "/dossier"):
        assert service.ask("maker", "GET", f"/cases/{case}{path}").status_code == 404
    assert codes(service.commands(case, "maker", "accept_document", document="D01")) == ["case.unknown"]
