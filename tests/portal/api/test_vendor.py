"""Signals and vendors over the API: read by the office and the auditor, noted and stopped by officers."""

from sekisho.portal.api import schema
from tests.application.scene import PARTNER
from tests.portal.api.scene import codes
from tests.portal.api.test_operation import fits

REASON = "invoices of two cases carry one number"
STOP = {"command": "stop_vendor", "details": {"vendor_name": "Tsubame (fictional)", "reason": REASON}}
RELEASE = {"command": "release_vendor", "details": {"reason": "both invoices were explained"}}
PATH = f"/vendors/{PARTNER}/commands"


def test_a_vendor_is_stopped_and_released_by_another(service):
    """A stop holds the grant with its reason, tells the claimant nothing, and ends by another officer's word."""
    stopped = service.sends("officer", PATH, STOP)
    fits(stopped, schema.VendorOut)
    assert (stopped["state"], stopped["reason"]) == ("stopped", REASON)
    [listed] = [one for one in service.get("auditor", "/vendors")["vendors"] if one["number"] == PARTNER]
    assert (listed["state"], listed["side"], listed["name"]) == ("stopped", "integrator", "Tsubame (fictional)")
    assert service.case in listed["cases"]
    assert service.get("officer", f"/cases/{service.case}/signals")["stopped"] == {PARTNER: REASON}
    assert service.refused("officer", "POST", PATH, RELEASE) == (422, ["guard.same_releaser"])
    assert service.refused("officer2", "POST", PATH, STOP) == (422, ["guard.vendor_out_of_turn"])
    assert service.sends("officer2", PATH, RELEASE)["state"] == "released"


def test_a_stop_names_one_vendor(service):
    """The vendor of the address is the one stopped, whatever the details say; a number nobody has is refused."""
    other = {**STOP, "details": {**STOP["details"], "vendor": "7123456789012"}}
    assert service.sends("officer", PATH, other)["number"] == PARTNER
    assert service.sends("officer2", PATH, RELEASE)["state"] == "released"
    assert service.refused("officer", "POST", "/vendors/12/commands", STOP) == (422, ["field.wrong.corporate_number"])
    assert service.refused("officer", "POST", f"/vendors/{'9' * 300}/commands", STOP)[0] == 422
    unknown = {"command": "burn", "details": {}}
    assert service.refused("officer", "POST", PATH, unknown) == (422, ["guard.unknown_command"])


def test_signals_speak_the_readers_language(service):
    """A signal comes with its words, its points, and where to look."""
    told = service.get("officer", f"/cases/{service.case}/signals", accept_language="ja")
    assert told["points"] == sum(one["points"] for one in told["signals"])
    assert all(one["text"] and one["remedy_text"] and one["citation"] for one in told["signals"])


def test_a_party_has_no_signals(service):
    """For the claimant and the partner the signals of their own case do not exist."""
    for who in ("user", "partner"):
        answer = service.ask(who, "GET", f"/cases/{service.case}/signals")
        assert (answer.status_code, codes(answer)) == (404, ["case.unknown"])


def test_a_note_on_no_signal_is_refused(service):
    """An officer who notes what is not there, and one who says nothing, are told so."""
    path = f"/cases/{service.case}/signals"
    said = {"signal": "signal.none", "note": "nobody was asked at all"}
    assert service.refused("officer", "POST", path, said) == (422, ["signal_check.unknown"])
    assert service.refused("officer", "POST", path, {**said, "note": "no"})[0] == 422
