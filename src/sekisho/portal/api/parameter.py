"""Parameters: looked up, proposed by one officer, foreseen, published by another; and what re-screening changed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from sekisho.application.change_parameter import (
    officer_findings,
    open_proposals,
    propose_change,
    publish_change,
    withdraw_change,
)
from sekisho.application.desk import Desk
from sekisho.application.foresee import Foresight, foresee_change, suppose
from sekisho.application.ports import Person
from sekisho.application.program_time import program_now
from sekisho.application.show_rescreening import show_rescreening
from sekisho.application.transact import answer_once
from sekisho.domain.casework.actor import Side
from sekisho.domain.program.change import LARGEST
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.api.body import BodyError, body_of
from sekisho.portal.api.contract import OFFICE, OFFICE_AND_AUDIT, route
from sekisho.portal.api.door import answer, answer_to
from sekisho.portal.api.schema import EventOut, Json, Taken

router = Router(tags=["office"])
TOML = "application/toml"
_INSIDE = (Side.OFFICE, Side.AUDIT)
#: What keeps a value from being proposed or supposed.
_FLAWS = ("type", "other", "gaps", "choice", "unsupported", "form", "least", "most")
_VALUE = (
    *(f"parameter.flaw.{flaw}" for flaw in _FLAWS),
    *("parameter.unknown_path", "parameter.unknown_path.near", "parameter.own_way.cap", "parameter.keys_lost"),
)
_FILE = (
    *("parameter.not_yours", "parameter.too_large", "parameter.not_utf8", "parameter.unreadable"),
    *("parameter.no_changes", "parameter.too_many", "parameter.unknown_entry", "parameter.missing"),
    *("parameter.decimal", "parameter.wrong_day", "parameter.not_future", "parameter.uncited", "parameter.no_text"),
    *("parameter.twice", "parameter.unchanged", *_VALUE),
)


class ParametersOut(Schema):
    """Every parameter with its whole history, the hash over them, and the proposals that wait."""

    on: str
    parameter_hash: str
    parameters: list[Json]
    proposals: list[Json]


class ProposalOut(Schema):
    """A proposal; ``digest`` names it, ``rivals`` other open ones that want another value for the same day."""

    digest: str
    changes: list[Json]
    person: str
    at: datetime
    rivals: list[str]


class ForesightOut(Schema):
    """What would change: how many open cases were looked at, how many are touched in which way, and each of them."""

    at: datetime
    looked_at: int
    counts: dict[str, int]
    cases: list[Json]
    registrations: list[Json]


class RescreeningOut(Schema):
    """What each day changed on which an edition or a published value began, newest first; the next one before them."""

    reports: list[Json]


class SupposeIn(Taken):
    """Values to suppose, by the path of their parameters."""

    values: dict[str, Any] = Field(max_length=50)


class WithdrawIn(Taken):
    """Why a proposal is taken back."""

    reason: str


def _known(desk: Desk) -> dict[str, Value]:
    with desk.store.read() as tx:
        program, today = desk.programs.definition(tx), day_in_japan(program_now(desk, tx))
        proposals: list[Value] = [one.as_json() for one in open_proposals(desk, tx)]
    parameters: list[Value] = [one.as_json() for one in program.parameters.values()]
    said: dict[str, Value] = {"on": today.isoformat(), "parameter_hash": program.parameter_hash}
    return {**said, "parameters": parameters, "proposals": proposals}


@router.get("/parameters", **route("list_parameters", OFFICE_AND_AUDIT, ParametersOut))
def parameters(request: HttpRequest) -> HttpResponse:
    """Give every parameter with its history and who entered and checked each value, and the proposals that wait."""
    return answer_to(request, _INSIDE, lambda desk, _person: _known(desk))


def _file(request: HttpRequest) -> bytes:
    data = body_of(request)
    if len(data) > 2 * LARGEST:
        raise BodyError("request.too_long", 413, size=len(data), limit=LARGEST)
    return data


@router.post(
    "/parameters/proposals", **route("propose_change", OFFICE, ProposalOut, sends=True, reasons=_FILE, takes=TOML)
)
def proposed(request: HttpRequest) -> HttpResponse:
    """Propose a file of changes (the request's body): path, from, value, cite and reason of each ``[[change]]``."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        made = propose_change(desk, person, _file(request))
        return made if isinstance(made, Refusal) else made.as_json()

    return answer(request, work)


def _said(seen: Foresight | Refusal) -> dict[str, Value] | Refusal:
    return seen if isinstance(seen, Refusal) else seen.as_json()


_OPEN = ("parameter.not_yours", "parameter.not_proposed")


@router.get("/parameters/proposals/{digest}/foresight", **route("foresee_change", OFFICE, ForesightOut, reasons=_OPEN))
def foreseen(request: HttpRequest, digest: str) -> HttpResponse:
    """Give what a proposed change would do to every open case, draft and registered model; nothing is written."""
    return answer(request, lambda desk, person: _said(foresee_change(desk, person, digest)))


_PUBLISH = (
    *_OPEN,
    *("parameter.same_person", "parameter.not_future", "parameter.unchanged", "parameter.overtaken"),
)


@router.post(
    "/parameters/proposals/{digest}/publish",
    **route("publish_change", OFFICE, EventOut, sends=True, reasons=_PUBLISH),
)
def published(request: HttpRequest, digest: str) -> HttpResponse:
    """Publish a proposed change; the one who proposed it may not."""
    return answer(request, lambda desk, person: publish_change(desk, person, digest))


_WITHDRAW = (*_OPEN, "field.missing", "field.wrong.reason")


@router.post(
    "/parameters/proposals/{digest}/withdraw",
    **route("withdraw_change", OFFICE, EventOut, sends=True, reasons=_WITHDRAW),
)
def withdrawn(request: HttpRequest, digest: str, body: WithdrawIn) -> HttpResponse:
    """Take a proposal back, with the reason."""
    return answer(request, lambda desk, person: withdraw_change(desk, person, digest, {"reason": body.reason}))


@router.post(
    "/parameters/what-if",
    **route(
        "what_if", OFFICE, ForesightOut, sends=True, reasons=("parameter.not_yours", "parameter.no_changes", *_VALUE)
    ),
)
def what_if(request: HttpRequest, body: SupposeIn) -> HttpResponse:
    """Give what every open case would come out as if parameters had these values; nothing is written."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        findings = officer_findings(person)
        return Refusal.of(findings) if findings else answer_once(desk, lambda: _said(suppose(desk, body.values)))

    return answer(request, work)


@router.get("/rescreenings", **route("list_rescreenings", OFFICE_AND_AUDIT, RescreeningOut))
def rescreenings(request: HttpRequest) -> HttpResponse:
    """Give what editions and published values changed on their day, and what the next will change."""
    return answer_to(
        request, _INSIDE, lambda desk, _person: {"reports": [one.as_json() for one in show_rescreening(desk)]}
    )
