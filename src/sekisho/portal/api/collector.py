"""Collectors: enrolled by the file they sign, so that the office knows whose key seals a capture."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sekisho.application.desk import Desk
from sekisho.application.keep_collectors import enrol_collector, retire_collector, show_collectors
from sekisho.application.ports import Person
from sekisho.domain.casework.actor import Side
from sekisho.domain.evidence.collector import CollectorRegister
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal.api.answer import plain
from sekisho.portal.api.body import JSON_TYPE, body_of
from sekisho.portal.api.contract import SIGNED_IN, route
from sekisho.portal.api.door import answer_to
from sekisho.portal.api.schema import Json, Taken

router = Router(tags=["collectors"])
EVERYBODY = tuple(Side)


class RetireIn(Taken):
    """Which collector is used no more, and why."""

    public_key: str
    reason: str


class CollectorsOut(Schema):
    """The collectors of one's organisation, or of an inspector: keys and certificates by their digests in hex."""

    owner: str
    collectors: list[Json]


def _out(register: CollectorRegister) -> dict[str, Value]:
    return {"owner": register.owner, "collectors": plain(list(register.collectors.values()))}


@router.get("/collectors", **route("list_collectors", SIGNED_IN, CollectorsOut))
def collectors(request: HttpRequest) -> HttpResponse:
    """Give the collectors of one's own."""
    return answer_to(request, EVERYBODY, lambda desk, person: _out(show_collectors(desk, person)))


_ENROL = ("guard.not_yours", "guard.collector_known", "enrolment.unreadable", "enrolment.signature")


@router.post(
    "/collectors", **route("enrol_collector", SIGNED_IN, CollectorsOut, sends=True, reasons=_ENROL, takes=JSON_TYPE)
)
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol a collector by its ``enrolment.json`` (the request's body, as ``sekisho capture enrol`` wrote it)."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        made = enrol_collector(desk, person, body_of(request))
        return made if isinstance(made, Refusal) else _out(made)

    return answer_to(request, EVERYBODY, work)


_RETIRE = ("guard.not_yours", "guard.collector_out_of_turn", "guard.collector_not_in_use", "field.missing")


@router.post(
    "/collectors/retirement", **route("retire_collector", SIGNED_IN, CollectorsOut, sends=True, reasons=_RETIRE)
)
def retire(request: HttpRequest, body: RetireIn) -> HttpResponse:
    """Retire a collector of one's own."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        made = retire_collector(desk, person, body.public_key, body.reason)
        return made if isinstance(made, Refusal) else _out(made)

    return answer_to(request, EVERYBODY, work)
