"""The office: clock of a rehearsal, editions, registrations, the pool, the log."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.file_document import LARGEST
from sekisho.application.keep_blob import keep
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import CheckpointRow, Person
from sekisho.application.program_time import advance_clock
from sekisho.application.publish_edition import propose_edition, publish_edition
from sekisho.application.register import act_on_registration, apply_for_registration, file_registration_paper
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Request
from sekisho.application.run_due import Due, run_due
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_pool import show_pool
from sekisho.application.transact import answer_once
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.register import Registration
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal.api.answer import bytes_of, json_response, plain
from sekisho.portal.api.body import BodyError, body_of
from sekisho.portal.api.contract import ANYBODY, OFFICE, OFFICE_AND_AUDIT, SIGNED_IN, route
from sekisho.portal.api.door import answer, answer_to
from sekisho.portal.api.paper import paper_of
from sekisho.portal.api.schema import (
    ClockIn,
    DigestOut,
    DueOut,
    EventOut,
    Json,
    PersonOut,
    PoolOut,
    RegistrationIn,
    RegistrationOut,
    RegistrationPaperIn,
)

router = Router(tags=["office"])
TOML = "application/toml"


class FundOut(Schema):
    """What differs between the journal and the stored balances; nothing: it holds."""

    findings: list[Json]


class SealOut(Schema):
    """The new checkpoint; none where nothing was left to seal."""

    checkpoint: Json | None


@router.get("/me", **route("me", SIGNED_IN, PersonOut))
def me(request: HttpRequest) -> HttpResponse:
    """Say who this token was given to."""
    return answer(request, lambda _desk, person: person)


def _due(due: Due) -> dict[str, Value]:
    """Give what became due, with the reasons in all that a reader's language says later."""
    return {
        "lapsed": list(due.lapsed),
        "changes": [change.as_json() for change in due.changes],
        "registrations": [model.as_json() for one in due.rescreened for model in one.models],
        "reminded": [reminder.as_json() for reminder in due.reminded],
    }


_CLOCK = ("clock.backwards", "clock.live")


@router.post("/clock", **route("advance_clock", OFFICE, DueOut, sends=True, reasons=_CLOCK))
def clock(request: HttpRequest, body: ClockIn) -> HttpResponse:
    """Move the rehearsal's program clock forward and run what became due."""

    def move(desk: Desk) -> dict[str, Value] | Refusal:
        moved = advance_clock(desk, body.to)
        return moved if isinstance(moved, Refusal) else _due(run_due(bootstrap.desk()))

    return answer_to(request, (Side.OFFICE,), lambda desk, _person: answer_once(desk, lambda: move(desk)))


def _blob(request: HttpRequest) -> bytes:
    data = body_of(request)
    if len(data) > LARGEST:
        raise BodyError("request.too_long", 413, size=len(data), limit=LARGEST)
    return data


@router.post("/blobs", **route("keep_blob", SIGNED_IN, DigestOut, sends=True, takes="application/octet-stream"))
def blob(request: HttpRequest) -> HttpResponse:
    """Keep bytes a command will name (an envelope, a bank account); gives their digest."""
    data = _blob(request)

    def work(desk: Desk, _person: Person) -> dict[str, str] | Refusal:
        return answer_once(desk, lambda: {"digest": keep(desk, data)})

    return answer(request, work)


_PROPOSE = ("edition.not_yours", "edition.published_already", "edition.unreadable", "edition.misnamed")


@router.post("/editions/{name}", **route("propose_edition", OFFICE, EventOut, sends=True, reasons=_PROPOSE, takes=TOML))
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """Propose an edition file (the request's body)."""
    return answer(request, lambda desk, person: propose_edition(desk, person, name, _blob(request)))


_PUBLISH = ("edition.not_yours", "edition.not_proposed", "edition.same_person", "edition.published_already")


@router.post("/editions/{digest}/publish", **route("publish_edition", OFFICE, EventOut, sends=True, reasons=_PUBLISH))
def publish(request: HttpRequest, digest: str) -> HttpResponse:
    """Publish a proposed edition; the one who proposed it may not."""
    return answer(request, lambda desk, person: publish_edition(desk, person, digest))


_REGISTER = (
    *("guard.not_yours", "guard.subject_not_yours", "guard.not_your_registration", "guard.registration_out_of_turn"),
    *("guard.unknown_command", "guard.same_decider", "field.missing", "field.unknown", "request.own_way"),
    *("guard.day_is_past", "guard.registration_reversed", "guard.own_application", "guard.same_corrector"),
)


@router.post(
    "/registrations", **route("registration_command", SIGNED_IN, RegistrationOut, sends=True, reasons=_REGISTER)
)
def registration(request: HttpRequest, body: RegistrationIn) -> HttpResponse:
    """Apply for a registration or carry a command on one."""
    wanted = Request(body.command, body.details)
    if not body.registration:
        return answer(request, lambda desk, person: apply_for_registration(desk, person, wanted))
    return answer(request, lambda desk, person: act_on_registration(desk, body.registration, person, wanted))


_REGISTERED = (*_REGISTER, "guard.paper_kind_unknown", "paper.empty", "paper.too_large", "paper.not_base64")


@router.post(
    "/registrations/papers",
    **route("file_registration_paper", SIGNED_IN, RegistrationOut, sends=True, reasons=_REGISTERED),
)
def registration_paper(request: HttpRequest, body: RegistrationPaperIn) -> HttpResponse:
    """File a paper with a registration; only its owner, the office and the auditor read it."""

    def work(desk: Desk, person: Person) -> Registration | Refusal:
        paper = paper_of(body)
        if isinstance(paper, Refusal):
            return paper
        return file_registration_paper(desk, body.registration, person, paper)

    return answer(request, work)


_POOL = ("pool.not_yours", "pool.open_already")


@router.post("/pool", **route("open_pool", OFFICE, PoolOut, sends=True, reasons=_POOL))
def pool_opened(request: HttpRequest) -> HttpResponse:
    """Open the pool with the program's cap, once."""
    return answer(request, open_pool)


@router.get("/pool", **route("show_pool", ANYBODY, PoolOut))
def pool(request: HttpRequest) -> HttpResponse:
    """Give the pool's balances; public."""
    return json_response(bytes_of(plain(show_pool(bootstrap.desk()))))


@router.get("/pool/replay", **route("replay_fund", OFFICE_AND_AUDIT, FundOut))
def replay(request: HttpRequest) -> HttpResponse:
    """Replay the pool from the journal; an empty list of findings means it holds."""
    sides = (Side.OFFICE, Side.AUDIT)
    return answer_to(request, sides, lambda desk, _person: {"findings": plain(replay_fund(desk))})


@router.post("/log/seal", **route("seal_journal", OFFICE, SealOut, sends=True))
def seal(request: HttpRequest) -> HttpResponse:
    """Seal what was written so far under a new checkpoint."""

    def work(desk: Desk, _person: Person) -> dict[str, CheckpointRow | None] | Refusal:
        return answer_once(desk, lambda: {"checkpoint": seal_journal(desk)})

    return answer_to(request, (Side.OFFICE,), work)


@router.get("/trust", **route("trust", ANYBODY, TOML))
def trust(request: HttpRequest) -> HttpResponse:
    """Give the trust file an auditor pins: keys, roots, roles. Public; compare it over another channel."""
    return HttpResponse(bootstrap.trust_file(), content_type=TOML)
