"""Money out through the API: accounts are checked and salted, batches are finance's alone."""

import pytest

from tests.portal.api.scene import codes

ACCOUNT = {"bank": "0902", "branch": "012", "kind": "1", "number": "7654321", "name": "アオバセイキ(カクウ"}
WHY = {"reason": "it was never sent to the bank"}


def test_an_account_is_kept_under_a_digest_nobody_can_guess(service):
    """The same account kept twice has two digests: each carries a salt of its own."""
    digests = {service.sends("user", "/accounts", ACCOUNT)["digest"] for _ in range(2)}
    assert len(digests) == 2


def test_an_account_no_bank_knows_is_refused_part_by_part(service):
    """Every wrong part is named with its place and what to do."""
    answer = service.ask("user", "POST", "/accounts", {**ACCOUNT, "bank": "92", "kind": "3", "name": "青葉"})
    assert answer.status_code == 422
    reasons = answer.json()["refused"]
    assert [(one["code"], one["place"]) for one in reasons] == [
        ("zengin.not_digits", "bank"),
        ("zengin.no_equivalent", "name"),
        ("zengin.no_equivalent", "name"),
        ("zengin.account_kind", "kind"),
    ]
    assert all(one["remedy_text"] for one in reasons)


def test_nothing_approved_makes_no_batch(service):
    """Without an approved payment there is no batch, and no file, answer or withdrawal of one."""
    assert service.refused("finance", "POST", "/transfers", {"transfer_on": "2100-01-04"})[1] == [
        "transfer.day_unknown"
    ]
    asked = service.ask("finance", "POST", "/transfers", {"transfer_on": "2027-06-01"})
    assert codes(asked) == ["transfer.nothing_to_pay"]
    for method, path, body in (
        ("GET", "/transfers/1/file", None),
        ("POST", "/transfers/1/result", b"1"),
        ("POST", "/transfers/1/withdrawal", WHY),
    ):
        assert "transfer.unknown" in codes(service.ask("finance", method, path, body))
    for page in ("", "?before=21"):
        assert service.ask("officer", "GET", f"/transfers{page}").json() == {"batches": [], "before": 0}


@pytest.mark.parametrize("before", ["-1", "x", "1.5", "", "9" * 5000])
def test_a_page_below_no_number_is_refused(service, before):
    """A cursor that is no number of a batch is refused with its place; it never faults."""
    refused = service.ask("officer", "GET", f"/transfers?before={before}").json()["refused"]
    assert [(one["code"], one["place"]) for one in refused] == [("request.field_wrong", "before")]


def test_an_empty_office_ties_out(service):
    """Where nothing was paid nothing differs."""
    told = service.ask("auditor", "GET", "/transfers/reconciliation").json()
    assert (told["holds"], told["paid_by_bank"], told["findings"]) == (True, 0, [])
