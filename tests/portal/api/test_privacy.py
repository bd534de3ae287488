"""A price stays between the buyer and the office: nothing the API tells others lets it be read, reckoned or guessed."""

import io
import json
import zipfile

import pytest

from tests.portal.api.scene import paper

PRICE, SUBSIDY, CUSTOMS, INVOICED = 20_000_000, 3_600_000, 19_400_000, 19_500_000
TELLING = [str(number).encode() for number in (PRICE, SUBSIDY, CUSTOMS, INVOICED)]
ACCOUNT = b"account 1234567 of the buyer"


@pytest.fixture(scope="module")
def installed(service):
    """A granted case whose machine has come, with its invoice filed."""
    office, case = service.office, service.case
    office.grants(case)
    steps = (
        ("2026-06-22", "order", {"ordered_on": "2026-06-22", "order_number": "PO"}),
        ("2026-08-04", "ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL"}),
        ("2026-08-19", "permit_import", {"permitted_on": "2026-08-19", "permit_number": "1", "importer": "Aoba",
         "importer_number": "7123456789012", "columns": [{"hs_code": "845710000", "origin": "CN",
         "customs_value": CUSTOMS, "quantity": 1}]}),
    )  # fmt: skip
    for day, command, details in steps:
        office.at(f"{day}T10:00:00+09:00")
        office.does(case, "user", command, "L1", **details)
    about = {"issuer": "T7990000000002", "number": "INV-1", "amount": INVOICED}
    service.sends("user", f"/cases/{case}/documents", paper("purchase_invoice", b"19500000 yen", about=about))
    return case


def leaks(data):
    """Give what a text tells of the price."""
    return [number for number in TELLING if number in data]


def names(value):
    """Give every name in a value."""
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in names(item)}
    return {name for item in value for name in names(item)} if isinstance(value, list) else set()


@pytest.mark.parametrize("path", ["/cases", "/cases/{case}"])
def test_the_partner_is_told_no_amount(service, installed, path):
    """List and case carry for the integrator neither price, nor what it is reckoned from, nor salts to guess with."""
    answer = service.ask("partner", "GET", path.format(case=installed))
    assert leaks(answer.content) == []
    assert names(answer.json()) & {"price", "amount", "balance", "decided", "salt", "blob", "customs_value"} == set()


@pytest.mark.parametrize("who", ["user", "officer", "auditor", "finance"])
def test_the_buyer_and_the_office_see_the_price(service, installed, who):
    """The same answers carry the price for the buyer, the office and the auditor; salts for nobody."""
    told = service.get(who, f"/cases/{installed}")
    assert told["equipment"]["L1"]["price"] == PRICE
    assert told["case"]["balance"]["committed"] == SUBSIDY
    assert {row["amount"] for row in service.get(who, "/cases")["cases"] if row["id"] == installed} == {SUBSIDY}
    assert names(told) & {"salt"} == set()


def test_what_the_partner_does_tells_him_no_amount(service, installed):
    """What comes back of the integrator's own commands carries no amount."""
    answer = service.sends("partner", f"/cases/{installed}/documents", paper("network_topology", b"drawing"))
    assert answer["case"] == installed
    assert names(answer) & {"amount", "balance"} == set()


def test_the_partners_dossier_tells_no_amount(service, installed):
    """The integrator's dossier withholds every body and paper that tells the price; the buyer's has them."""
    sizes = {}
    for who in ("partner", "user"):
        archive = zipfile.ZipFile(io.BytesIO(service.ask(who, "GET", f"/cases/{installed}/dossier").content))
        contents = {name: archive.read(name) for name in archive.namelist()}
        sizes[who] = len(contents)
        told = [name for name, data in contents.items() if leaks(data) or ACCOUNT in data]
        assert (told == []) == (who == "partner"), told
    assert sizes["partner"] < sizes["user"]


def test_an_unseen_blob_cannot_be_asked_for(service, installed):
    """No command files a paper by a digest alone: guessing the price by its digest is of no use."""
    details = {"kind": "other", "name": "guess", "digest": "0" * 64}
    body = {"command": "file_document", "details": details}
    assert service.refused("partner", "POST", f"/cases/{installed}/commands", body) == (422, ["request.own_way"])


@pytest.mark.parametrize(
    "command",
    [
        "open",
        "record_screening",
        "lock",
        "correct",
        "file_document",
        "issue_capture_plan",
        "receive_capture",
        "issue_letter",
    ],
)
def test_nobody_brings_his_own_assessment(service, installed, command):
    """Amounts, digests, screenings and assessments are worked out here; a command that brings its own is refused."""
    assessment = {"reached": ["L0", "L1", "L2", "L4"], "flags": ["C"], "digest": "0" * 64}
    body = {"command": command, "line": "L1", "details": {"assessment": assessment, "amount": 1}}
    assert service.refused("user", "POST", f"/cases/{installed}/commands", body) == (422, ["request.own_way"])


def test_an_exporter_is_told_of_the_parties_nothing(service, installed):
    """What an exporter reads and what comes back of his paper carry no party, price, root or line of others."""
    asked = service.get("maker", "/supply")
    listed = {one["case"]: [machine["line"] for machine in one["machines"]] for one in asked["cases"]}
    assert listed[installed] == ["L1"]
    told = service.sends("maker", f"/cases/{installed}/documents", paper("component_trace", b"servo", line="L1"))
    assert (told["lines"], told["root"], told["receipt"]) == ({}, "", 0)
    again = service.get("maker", "/supply")
    assert [one["status"] for one in again["cases"][0]["papers"]] == ["filed"]
    said = json.dumps([asked, told, again]).encode()
    assert leaks(said) == []
    assert [name for name in (b"Aoba", b"Tsubame", b"7123456789012", b"8990000000001") if name in said] == []


@pytest.mark.parametrize("who", ["user", "partner", "stranger", "officer", "auditor"])
def test_what_is_asked_of_exporters_is_nobody_elses(service, installed, who):
    """For everybody else the list is empty: they have cases of their own to read."""
    assert service.get(who, "/supply") == {"cases": []}
