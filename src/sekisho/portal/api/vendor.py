"""Signals of a case and the vendors behind it: for the office, and the auditor to read."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sekisho import bootstrap
from sekisho.application.assess_signal import assess_signal
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.reach import unknown_case
from sekisho.application.request import Accepted, Request
from sekisho.application.show_scorecards import show_public_scorecards, show_scorecards
from sekisho.application.show_signals import CaseSignals, show_signals
from sekisho.application.show_vendors import VendorView, show_vendors
from sekisho.application.vendor import act_on_vendor
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.api.answer import bytes_of, json_response, plain, said
from sekisho.portal.api.contract import ANYBODY, INSIDERS, OFFICE, OFFICE_AND_AUDIT, route
from sekisho.portal.api.door import answer_on, answer_to
from sekisho.portal.api.schema import AcceptedOut, CheckIn, CommandIn, ScorecardsOut, SignalsOut, VendorOut, VendorsOut

router = Router(tags=["vendors"])


def _signals(request: HttpRequest, told: CaseSignals) -> Value:
    wording, language = bootstrap.all_wording(), tongue.of(request)
    signals: list[Value] = [{**said(one.finding, wording, language), "points": one.points} for one in told.signals]
    shown: dict[str, Value] = {"case": told.case, "points": told.points, "signals": signals}
    return {**shown, "checks": plain(told.checks), "stopped": dict(told.stopped)}


@router.get("/cases/{case}/signals", **route("show_signals", INSIDERS, SignalsOut))
def signals(request: HttpRequest, case: str) -> HttpResponse:
    """Show what does not fit together in a case. A signal decides nothing."""

    def work(desk: Desk, person: Person) -> CaseSignals | Refusal:
        return show_signals(desk, case, person) or unknown_case()

    return answer_on(request, case, work, shape=lambda told: _signals(request, told))


_CHECK = ("signal_check.unknown", "guard.not_yours", "field.missing", "field.wrong.reason")


@router.post("/cases/{case}/signals", **route("assess_signal", INSIDERS, AcceptedOut, sends=True, reasons=_CHECK))
def assess(request: HttpRequest, case: str, body: CheckIn) -> HttpResponse:
    """Note what came of looking at a signal; the note is private to the office and the auditor."""
    noted: dict[str, Value] = {"signal": body.signal, "place": body.place, "note": body.note}

    def work(desk: Desk, person: Person) -> Accepted | Refusal:
        return assess_signal(desk, case, person, noted)

    return answer_on(request, case, work)


@router.get("/vendors", **route("list_vendors", OFFICE_AND_AUDIT, VendorsOut))
def vendors(request: HttpRequest) -> HttpResponse:
    """List the vendors with their cases and their share of the money, those that are stopped first."""

    def work(desk: Desk, person: Person) -> dict[str, list[VendorView]]:
        return {"vendors": show_vendors(desk, person)}

    return answer_to(request, (Side.OFFICE, Side.AUDIT), work)


@router.get("/scorecards", **route("show_scorecards", OFFICE_AND_AUDIT, ScorecardsOut))
def scorecards(request: HttpRequest) -> HttpResponse:
    """Give the scorecard of every model and vendor; what too few cases carry is null."""
    return answer_to(request, (Side.OFFICE, Side.AUDIT), lambda desk, _person: show_scorecards(desk).as_json())


@router.get("/scorecards/public", **route("show_public_scorecards", ANYBODY, ScorecardsOut))
def public_scorecards(request: HttpRequest) -> HttpResponse:
    """Give the scorecards enough cases and claimants carry; public."""
    return json_response(bytes_of(show_public_scorecards(bootstrap.desk()).as_json()))


_VENDOR = (
    *("guard.not_yours", "guard.vendor_out_of_turn", "guard.same_releaser", "guard.unknown_command"),
    *("field.missing", "field.unknown", "field.wrong.reason", "field.wrong.corporate_number"),
)


@router.post("/vendors/{vendor}/commands", **route("vendor_command", OFFICE, VendorOut, sends=True, reasons=_VENDOR))
def command(request: HttpRequest, vendor: str, body: CommandIn) -> HttpResponse:
    """Stop a vendor with a reason, or release one that another officer stopped."""
    wanted = Request(body.command, body.details)
    return answer_to(request, (Side.OFFICE,), lambda desk, person: act_on_vendor(desk, vendor, person, wanted))
