"""Cases: open, draft, lock, sign, and every command of the transition table."""

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Router, Schema

from sekisho import bootstrap
from sekisho.application.act import act
from sekisho.application.desk import Desk
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import correct_case, lock_case
from sekisho.application.list_cases import list_cases
from sekisho.application.open_case import open_case
from sekisho.application.ports import Person
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.request import Accepted, Request
from sekisho.application.save_draft import save_draft
from sekisho.application.screen_case import screen_case
from sekisho.application.show_case import show_case
from sekisho.application.take_capture import issue_capture_plan, receive_capture
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal.api.answer import json_response, plain
from sekisho.portal.api.door import answer, person_of

router = Router(tags=["cases"])


class CommandIn(Schema):
    """A command of the transition table with its details."""

    command: str
    line: str = ""
    details: dict[str, Any] = Field(default_factory=dict)


class DraftIn(Schema):
    """A draft and the version it was read at."""

    content: dict[str, Any]
    version: int


class PaperIn(Schema):
    """A paper: its bytes in base64."""

    kind: str
    name: str
    data: str
    media_type: str = "application/octet-stream"
    line: str = ""
    about: dict[str, Any] = Field(default_factory=dict)


class MachineIn(Schema):
    """The machine a capture plan is for: endpoints and signals, as the collector will find them."""

    machine: dict[str, Any]


def _missing() -> Refusal:
    return Refusal.of([Finding("case.unknown", Outcome.NOT_MET, "case")])


@router.get("", operation_id="list_cases")
def all_cases(request: HttpRequest) -> HttpResponse:
    """List the cases this person may see, in order of receipt."""
    return answer(request, lambda desk, person: {"cases": plain(list_cases(desk, person))})


@router.post("", operation_id="open_case")
def open_one(request: HttpRequest, content: Body[dict[str, Any]]) -> HttpResponse:
    """Open a case from a case file; the file becomes its draft."""
    return answer(request, lambda desk, person: open_case(desk, person, content))


@router.get("/{case}", operation_id="show_case")
def show(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case as this person may see it."""
    return answer(request, lambda desk, person: plain(show_case(desk, case, person)) or _missing())


@router.put("/{case}/draft", operation_id="save_draft")
def draft(request: HttpRequest, case: str, body: DraftIn) -> HttpResponse:
    """Save the draft over the version it was read at."""
    return answer(request, lambda desk, person: save_draft(desk, case, person, body.content, body.version))


@router.post("/{case}/screen", operation_id="screen_case")
def screen(request: HttpRequest, case: str) -> HttpResponse:
    """Screen the case as it stands and keep the result."""
    return answer(request, lambda desk, person: screen_case(desk, case, person))


@router.post("/{case}/lock", operation_id="lock_case")
def lock(request: HttpRequest, case: str) -> HttpResponse:
    """Lock the draft for signing."""
    return answer(request, lambda desk, person: lock_case(desk, case, person))


@router.post("/{case}/correct", operation_id="correct_case")
def correct(request: HttpRequest, case: str) -> HttpResponse:
    """Take the corrected draft of a returned case."""
    return answer(request, lambda desk, person: correct_case(desk, case, person))


@router.post("/{case}/statements", operation_id="prepare_statement")
def statement(request: HttpRequest, case: str, body: CommandIn) -> HttpResponse:
    """Give the exact bytes this person signs for a command, in base64."""
    wanted = Request(body.command, body.details, body.line)
    data = prepare_statement(bootstrap.desk(), case, person_of(request), wanted)
    return json_response(b'{"statement":"' + base64.b64encode(data) + b'"}')


@router.post("/{case}/commands", operation_id="command")
def command(request: HttpRequest, case: str, body: CommandIn) -> HttpResponse:
    """Carry a command of the transition table on the case or on one of its equipment lines."""
    wanted = Request(body.command, body.details, body.line)
    return answer(request, lambda desk, person: act(desk, case, person, wanted))


def _paper(body: PaperIn) -> Paper | Refusal:
    try:
        data = base64.b64decode(body.data, validate=True)
    except binascii.Error:
        return Refusal.of([Finding("paper.not_base64", Outcome.NOT_MET, "data", facts={"name": body.name})])
    return Paper(body.kind, body.name, data, body.media_type, body.line, body.about)


@router.post("/{case}/documents", operation_id="file_document")
def document(request: HttpRequest, case: str, body: PaperIn) -> HttpResponse:
    """File a paper on the case."""

    def work(desk: Desk, person: Person) -> Accepted | Refusal:
        paper = _paper(body)
        return paper if isinstance(paper, Refusal) else file_document(desk, case, person, paper)

    return answer(request, work)


@router.post("/{case}/lines/{line}/capture-plan", operation_id="issue_capture_plan")
def capture_plan(request: HttpRequest, case: str, line: str, body: MachineIn) -> HttpResponse:
    """Issue a capture plan for a line, with a fresh challenge."""

    def work(desk: Desk, person: Person) -> dict[str, str] | Refusal:
        issued = issue_capture_plan(desk, case, person, line, body.machine)
        return issued if isinstance(issued, Refusal) else {"plan": base64.b64encode(issued.plan).decode()}

    return answer(request, work)


@router.post("/{case}/lines/{line}/captures", operation_id="receive_capture")
def capture(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Take a capture bundle (the request's body) for a line."""
    return answer(request, lambda desk, person: receive_capture(desk, case, person, line, request.body))


@router.get("/{case}/dossier", operation_id="export_dossier")
def dossier(request: HttpRequest, case: str) -> HttpResponse:
    """Export the case's dossier as one ZIP that verifies offline."""
    exported = export_dossier(bootstrap.desk(), case, person_of(request))
    if isinstance(exported, Refusal):
        return answer(request, lambda _desk, _person: exported)
    response = HttpResponse(exported, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{case}.zip"'
    return response
