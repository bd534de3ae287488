"""Invoices through the API: one that does not name itself, or is claimed elsewhere, is refused with the way out."""

from tests.portal.api.scene import codes, paper

NAMED = {"issuer": "T7990000000002", "number": "INV-147", "amount": 19_500_000}


def files(service, case, **about):
    """Ask to file an invoice on a case."""
    return service.ask("user", "POST", f"/cases/{case}/documents", paper("purchase_invoice", b"bytes", about=about))


def test_an_invoice_without_issuer_or_number_is_refused(service):
    """Each missing part is a reason of its own, with its place, what to do, and where it is written."""
    before = len(service.get("user", f"/cases/{service.case}")["case"]["documents"])
    answer = files(service, service.case, amount=19_500_000)
    assert codes(answer) == ["guard.invoice_without_issuer", "guard.invoice_without_number"]
    for reason, part in zip(answer.json()["refused"], ("issuer", "number"), strict=True):
        assert reason["place"] == f"about.{part}"
        assert reason["remedy_text"]
        assert reason["citation"] == "practice: unique across all cases"
    assert len(service.get("user", f"/cases/{service.case}")["case"]["documents"]) == before


def test_a_variant_of_a_claimed_invoice_is_refused(service):
    """Filed in one case, it is refused in another however its issuer and number are written."""
    assert files(service, service.case, **NAMED).status_code == 200
    answer = files(service, service.draft, issuer="７９９０-0000-0000-2", number="ｉｎｖ １４７", amount=1)
    assert codes(answer) == ["guard.invoice_claimed"]
