"""The office: clock of a rehearsal, editions, registrations, the pool, the log."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.keep_blob import keep
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import Person
from sekisho.application.program_time import advance_clock
from sekisho.application.publish_edition import propose_edition, publish_edition
from sekisho.application.record import as_bytes
from sekisho.application.register import act_on_registration, apply_for_registration
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Request
from sekisho.application.run_due import Due, run_due
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_pool import show_pool
from sekisho.domain.values.finding import Refusal
from sekisho.portal.api.answer import json_response, plain
from sekisho.portal.api.door import answer

router = Router(tags=["office"])


class ClockIn(Schema):
    """The instant the rehearsal's program clock moves to."""

    to: datetime


class RegistrationIn(Schema):
    """A command on a registration; ``registration`` is empty for an application."""

    command: str
    registration: str = ""
    details: dict[str, Any] = Field(default_factory=dict)


@router.get("/me", operation_id="me")
def me(request: HttpRequest) -> HttpResponse:
    """Say who this token was given to."""
    return answer(request, lambda _desk, person: plain(person))


def _due(due: Due) -> dict[str, object]:
    """Give what became due, with the reasons in all that a reader's language says later."""
    return {"lapsed": list(due.lapsed), "changes": [change.as_json() for change in due.changes]}


@router.post("/clock", operation_id="advance_clock")
def clock(request: HttpRequest, body: ClockIn) -> HttpResponse:
    """Move the rehearsal's program clock forward and run what became due."""

    def work(desk: Desk, _person: Person) -> object:
        moved = advance_clock(desk, body.to)
        return moved if isinstance(moved, Refusal) else _due(run_due(bootstrap.desk()))

    return answer(request, work)


@router.post("/blobs", operation_id="keep_blob")
def blob(request: HttpRequest) -> HttpResponse:
    """Keep bytes a command will name (an envelope, a bank account); gives their digest."""
    return answer(request, lambda desk, _person: {"digest": keep(desk, request.body)})


@router.post("/editions/{name}", operation_id="propose_edition")
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """Propose an edition file (the request's body)."""
    return answer(request, lambda desk, person: propose_edition(desk, person, name, request.body))


@router.post("/editions/{digest}/publish", operation_id="publish_edition")
def publish(request: HttpRequest, digest: str) -> HttpResponse:
    """Publish a proposed edition; the one who proposed it may not."""
    return answer(request, lambda desk, person: publish_edition(desk, person, digest))


@router.post("/registrations", operation_id="registration_command")
def registration(request: HttpRequest, body: RegistrationIn) -> HttpResponse:
    """Apply for a registration or carry a command on one."""
    wanted = Request(body.command, body.details)
    if not body.registration:
        return answer(request, lambda desk, person: apply_for_registration(desk, person, wanted))
    return answer(request, lambda desk, person: act_on_registration(desk, body.registration, person, wanted))


@router.post("/pool", operation_id="open_pool")
def pool_opened(request: HttpRequest) -> HttpResponse:
    """Open the pool with the program's cap, once."""
    return answer(request, open_pool)


@router.get("/pool", operation_id="show_pool", auth=None)
def pool(request: HttpRequest) -> HttpResponse:
    """Give the pool's balances; public."""
    value = plain(show_pool(bootstrap.desk()))
    return json_response(as_bytes(value if isinstance(value, dict) else {}))


@router.get("/pool/replay", operation_id="replay_fund")
def replay(request: HttpRequest) -> HttpResponse:
    """Replay the pool from the journal; an empty list of findings means it holds."""
    return answer(request, lambda desk, _person: {"findings": plain(replay_fund(desk))})


@router.post("/log/seal", operation_id="seal_journal")
def seal(request: HttpRequest) -> HttpResponse:
    """Seal what was written so far under a new checkpoint."""
    return answer(request, lambda desk, _person: {"checkpoint": plain(seal_journal(desk))})


@router.get("/trust", operation_id="trust", auth=None)
def trust(request: HttpRequest) -> HttpResponse:
    """Give the trust file an auditor pins: keys, roots, roles. Public; compare it over another channel."""
    return HttpResponse(bootstrap.trust_file(), content_type="application/toml")
