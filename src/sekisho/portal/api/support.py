"""After payment: incidents for the vendor they went to, and what the office watches over all cases."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.request import Request
from sekisho.application.show_aftercare import Of, show_aftercare
from sekisho.application.show_support import Support, answer_support, show_support
from sekisho.domain.aftercare.support import Incident, Response
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal.api.answer import plain
from sekisho.portal.api.contract import OFFICE_AND_AUDIT, SIGNED_IN, route
from sekisho.portal.api.door import answer, answer_to
from sekisho.portal.api.schema import AftercareOut, IncidentOut, SupportIn, SupportOut

router = Router(tags=["after payment"])
VENDOR = "the vendor an incident went to; for others the case does not exist"
SECOND = timedelta(seconds=1)
#: What a vendor says with each command.
SAID = {"answer_incident": "answer", "resolve_incident": "solution"}


def _told(support: Support) -> Value:
    return {"case": support.case, "machine": support.machine, "is_late": support.is_late, **_incident(support.incident)}


def _incident(incident: Incident) -> dict[str, Value]:
    told = plain(incident)
    return told if isinstance(told, dict) else {}


@router.get("/support", **route("show_support", SIGNED_IN, SupportOut))
def support(request: HttpRequest) -> HttpResponse:
    """List the incidents that went to this person's organisation, open ones first."""
    return answer(request, lambda desk, person: {"incidents": [_told(one) for one in show_support(desk, person)]})


_SUPPORT = ("case.unknown", "guard.not_yours", "guard.incident_not_open", "field.missing", "guard.unknown_command")


@router.post("/support/{case}", **route("answer_support", VENDOR, IncidentOut, sends=True, reasons=_SUPPORT))
def answered(request: HttpRequest, case: str, body: SupportIn) -> HttpResponse:
    """Answer (``answer_incident``) or close (``resolve_incident``) an incident of this person's organisation."""

    def work(desk: Desk, person: Person) -> Incident | Refusal:
        details: dict[str, Value] = {"incident": body.incident, SAID[body.command]: body.text}
        return answer_support(desk, case, person, Request(body.command, details))

    return answer(request, work, shape=_incident)


def _rows(found: Sequence[tuple[Of, object]]) -> list[Value]:
    rows: list[Value] = []
    for of, one in found:
        told = plain(one)
        rows.append({"case": of.case, "claimant": of.claimant, **(told if isinstance(told, dict) else {})})
    return rows


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else span // SECOND


def _response(one: Response) -> Value:
    counts: dict[str, Value] = {"opened": one.opened, "answered": one.answered, "solved": one.solved, "late": one.late}
    return {"vendor": one.vendor, **counts, "answer_s": _seconds(one.to_answer), "solve_s": _seconds(one.to_solve)}


def _watched(desk: Desk, _person: Person) -> dict[str, Value]:
    seen = show_aftercare(desk)
    return {
        "as_of": seen.today.isoformat(),
        "assets": _rows(seen.assets),
        "disposals": _rows(seen.disposals),
        "duties": [{"case": of.case, "duty": name, "due_at": due.isoformat()} for of, name, due in seen.duties],
        "holds": _rows(seen.holds),
        "erasures": _rows(seen.erasures),
        "vendors": [_response(one) for one in seen.responses],
    }


@router.get("/after-payment", **route("show_aftercare", OFFICE_AND_AUDIT, AftercareOut))
def after_payment(request: HttpRequest) -> HttpResponse:
    """Give assets, disposals, reports due, holds and erasures over all cases, and how each vendor responds."""
    return answer_to(request, (Side.OFFICE, Side.AUDIT), _watched)
