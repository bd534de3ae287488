"""Cases: open, draft, lock, sign, and every command of the transition table."""

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from sekisho import bootstrap
from sekisho.application.act import act
from sekisho.application.commissioning_form import SIGN, file_form
from sekisho.application.declare import Prepared, declare, prepare_declaration
from sekisho.application.desk import Desk, IssuedPlan
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import file_document
from sekisho.application.fix_content import correct_case, lock_case, request_change
from sekisho.application.give_receipt import give_receipt
from sekisho.application.list_cases import list_cases, sees_amount
from sekisho.application.observe import Question, ask_observation
from sekisho.application.open_case import open_case
from sekisho.application.ports import Person
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.reach import unknown_case
from sekisho.application.replay_decision import replay_decision
from sekisho.application.request import Accepted, Request
from sekisho.application.save_draft import save_draft
from sekisho.application.screen_case import screen_case
from sekisho.application.show_case import CaseView, show_case
from sekisho.application.take_capture import issue_capture_plan, receive_capture
from sekisho.application.views import CaseRow
from sekisho.domain.casework.actor import Side
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.api.answer import plain, private, refused, said
from sekisho.portal.api.body import body_of
from sekisho.portal.api.contract import FILERS, INSIDERS, PARTIES, SIGNED_IN, route
from sekisho.portal.api.door import answer, answer_on, person_of, reach_of
from sekisho.portal.api.form import FormIn, form_of
from sekisho.portal.api.paper import paper_of
from sekisho.portal.api.schema import (
    AcceptedOut,
    AskedOut,
    CaseOut,
    CasesOut,
    ChangeIn,
    CommandIn,
    DeclarationIn,
    DraftIn,
    DraftOut,
    EnvelopeIn,
    MachineIn,
    PaperIn,
    PlanOut,
    PreparedOut,
    ReplayOut,
    StatementOut,
)

router = Router(tags=["cases"])
#: What every command may be refused for before the guards of its own row speak.
COMMAND = ("guard.not_yours", "guard.out_of_turn", "guard.unknown_command", "field.missing", "field.unknown")
ZIP, PROOF = "application/zip", "text/plain; charset=utf-8"


def _row(row: CaseRow, person: Person) -> Value:
    shown = plain(row)
    if isinstance(shown, dict) and not sees_amount(row, person):
        del shown["amount"]
    return shown


@router.get("", **route("list_cases", SIGNED_IN, CasesOut))
def all_cases(request: HttpRequest) -> HttpResponse:
    """List the cases this person may see, in order of receipt."""

    def work(desk: Desk, person: Person) -> dict[str, Value]:
        return {"cases": [_row(row, person) for row in list_cases(desk, person)]}

    return answer(request, work)


_OPENING = ("guard.not_yours", "guard.not_your_case", "guard.partner_needed", "field.missing", "field.unknown")


@router.post("", **route("open_case", SIGNED_IN, AcceptedOut, sends=True, reasons=_OPENING))
def open_one(request: HttpRequest, content: Body[dict[str, Any]]) -> HttpResponse:
    """Open a case from a case file; the file becomes its draft."""
    return answer(request, lambda desk, person: open_case(desk, person, content))


@router.get("/{case}", **route("show_case", PARTIES, CaseOut))
def show(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case as this person may see it."""

    def work(desk: Desk, person: Person) -> CaseView | Refusal:
        return show_case(desk, case, person) or unknown_case()

    return answer_on(request, case, work)


_DRAFT = ("draft.locked", "guard.not_your_case")


@router.put("/{case}/draft", **route("save_draft", PARTIES, DraftOut, sends=True, reasons=_DRAFT))
def draft(request: HttpRequest, case: str, body: DraftIn) -> HttpResponse:
    """Save the draft over the version it was read at."""
    return answer_on(request, case, lambda desk, person: save_draft(desk, case, person, body.content, body.version))


_SCREEN = ("guard.not_screened", "guard.not_yours")


@router.post("/{case}/screen", **route("screen_case", PARTIES, AcceptedOut, sends=True, reasons=_SCREEN))
def screen(request: HttpRequest, case: str) -> HttpResponse:
    """Screen the case as it stands and keep the result."""
    return answer_on(request, case, lambda desk, person: screen_case(desk, case, person))


@router.post("/{case}/lock", **route("lock_case", PARTIES, AcceptedOut, sends=True, reasons=(*COMMAND, *_SCREEN)))
def lock(request: HttpRequest, case: str) -> HttpResponse:
    """Lock the draft for signing."""
    return answer_on(request, case, lambda desk, person: lock_case(desk, case, person))


@router.post("/{case}/correct", **route("correct_case", PARTIES, AcceptedOut, sends=True, reasons=COMMAND))
def correct(request: HttpRequest, case: str) -> HttpResponse:
    """Take the corrected draft of a returned case."""
    return answer_on(request, case, lambda desk, person: correct_case(desk, case, person))


_CHANGING = (*COMMAND, "guard.machine_has_come", "guard.line_was_dropped", "content.another_machine")


@router.post("/{case}/change", **route("request_change", PARTIES, AcceptedOut, sends=True, reasons=_CHANGING))
def change(request: HttpRequest, case: str, body: ChangeIn) -> HttpResponse:
    """Ask for a change of the plan of a granted case: the draft is the filing it would leave."""
    return answer_on(request, case, lambda desk, person: request_change(desk, case, person, body.change, body.reason))


@router.post("/{case}/statements", **route("prepare_statement", PARTIES, StatementOut, sends=True))
def statement(request: HttpRequest, case: str, body: CommandIn) -> HttpResponse:
    """Give the exact bytes this person signs for a command, in base64."""
    wanted, is_form = Request(body.command, body.details, body.line), body.command == SIGN

    def work(desk: Desk, person: Person) -> dict[str, str]:
        return {"statement": base64.b64encode(prepare_statement(desk, case, person, wanted)).decode()}

    return answer_on(request, case, work, filing=is_form)


_SIGNED = ("statement.absent", "statement.differs", "statement.not_signed", "statement.unreadable", "statement.mode")
_COMMANDS = (*COMMAND, *_SIGNED, "request.own_way")


@router.post("/{case}/commands", **route("command", PARTIES, AcceptedOut, sends=True, reasons=_COMMANDS))
def command(request: HttpRequest, case: str, body: CommandIn) -> HttpResponse:
    """Carry a command of the transition table on the case or on one of its equipment lines."""
    wanted = Request(body.command, body.details, body.line)
    # The maker's engineer signs what he did at his machine; every other step of a case is its parties'.
    return answer_on(request, case, lambda desk, person: act(desk, case, person, wanted), filing=body.command == SIGN)


_INVOICE = (
    *("guard.invoice_without_issuer", "guard.invoice_without_number", "guard.invoice_without_amount"),
    *("guard.invoice_on_line", "guard.invoice_claimed"),
)
_PAPER = (*COMMAND, "paper.empty", "paper.too_large", "paper.not_base64", "guard.line_unknown", *_INVOICE)


@router.post("/{case}/documents", **route("file_document", FILERS, AcceptedOut, sends=True, reasons=_PAPER))
def document(request: HttpRequest, case: str, body: PaperIn) -> HttpResponse:
    """File a paper on the case."""

    def work(desk: Desk, person: Person) -> Accepted | Refusal:
        paper = paper_of(body, body.line, body.about)
        return paper if isinstance(paper, Refusal) else file_document(desk, case, person, paper)

    return answer_on(request, case, work, filing=True)


_FORM = (*COMMAND, "form.unknown", "form.nothing_listed", "form.before_delivery", "form.no_scan", "paper.not_base64")


@router.post("/{case}/forms", **route("file_form", FILERS, AcceptedOut, sends=True, reasons=_FORM))
def written(request: HttpRequest, case: str, body: FormIn) -> HttpResponse:
    """File an installation log or a training record as a form; those present sign the digest of what is filed."""

    def work(desk: Desk, person: Person) -> Accepted | Refusal:
        form = form_of(body)
        return form if isinstance(form, Refusal) else file_form(desk, case, person, form)

    return answer_on(request, case, work, filing=True)


_DECLARATION = ("declaration.unanswered", "declaration.missing", "declaration.wrong", "guard.not_your_case")


@router.post(
    "/{case}/declarations",
    **route("prepare_declaration", FILERS, PreparedOut, sends=True, reasons=_DECLARATION),
)
def prepare(request: HttpRequest, case: str, body: DeclarationIn) -> HttpResponse:
    """Check and keep what a side declares, and give the exact bytes its signatory signs."""

    def shape(prepared: Prepared) -> Value:
        return {"declaration": prepared.declaration, "statement": base64.b64encode(prepared.statement).decode()}

    def work(desk: Desk, person: Person) -> Prepared | Refusal:
        return prepare_declaration(desk, case, person, body.model_dump(exclude_none=True))

    return answer_on(request, case, work, shape=shape, filing=True)


_DECLARING = (*COMMAND, *_SIGNED, "declaration.absent", "declaration.of_another", "guard.already_declared")


@router.post("/{case}/declarations/{digest}", **route("declare", FILERS, AcceptedOut, sends=True, reasons=_DECLARING))
def make_declaration(request: HttpRequest, case: str, digest: str, body: EnvelopeIn) -> HttpResponse:
    """Make a declaration that was prepared and signed."""
    return answer_on(
        request, case, lambda desk, person: declare(desk, case, person, digest, body.envelope), filing=True
    )


_REPLAY = ("replay.no_decision", "replay.not_screened")


@router.get("/{case}/replay", **route("replay_decision", INSIDERS, ReplayOut, reasons=_REPLAY))
def replayed(request: HttpRequest, case: str, place: str = "") -> HttpResponse:
    """Judge once more what a decision of the case rests on: its newest screening, or that up to an event's place."""
    wording, language = bootstrap.all_wording(), tongue.of(request)

    def work(desk: Desk, person: Person) -> Replay | Refusal:
        if person.side not in (Side.OFFICE, Side.AUDIT):
            return unknown_case()
        return replay_decision(desk, f"{case}/{place}" if place else case)

    def shape(done: Replay) -> Value:
        return {**done.as_json(), "findings": [said(finding, wording, language) for finding in done.findings]}

    return answer_on(request, case, work, shape=shape)


_PLAN = ("guard.not_yours", "capture_order.no_checkpoint", "capture_order.unknown_line")


@router.post(
    "/{case}/lines/{line}/capture-plan", **route("issue_capture_plan", PARTIES, PlanOut, sends=True, reasons=_PLAN)
)
def capture_plan(request: HttpRequest, case: str, line: str, body: MachineIn) -> HttpResponse:
    """Issue a capture plan for a line, with a fresh challenge."""

    def work(desk: Desk, person: Person) -> IssuedPlan | Refusal:
        machines = body.machines if body.machine is None else [body.machine, *body.machines]
        return issue_capture_plan(desk, case, person, line, machines)

    def shape(issued: IssuedPlan) -> Value:
        return {"plan": base64.b64encode(issued.plan).decode()}

    return answer_on(request, case, work, shape=shape)


_ASK = ("guard.not_yours", "guard.line_unknown", "guard.not_assigned", "capture_order.no_checkpoint")


@router.post(
    "/{case}/lines/{line}/observation", **route("ask_observation", PARTIES, AskedOut, sends=True, reasons=_ASK)
)
def observation(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Issue values an inspector asks for at a plant without OPC UA or MTConnect; nobody can know them before."""

    def shape(asked: Question) -> Value:
        numbers: list[Value] = [*asked.values.numbers]
        return {"challenge": asked.challenge, "numbers": numbers, "code": asked.values.code}

    return answer_on(request, case, lambda desk, person: ask_observation(desk, case, person, line), shape=shape)


_CAPTURE = (
    *("guard.not_yours", "capture_order.no_plan", "purpose.differs", "guard.inspection_by_others"),
    *("guard.collector_not_inspectors", "guard.collector_retired", "guard.collector_other_certificate"),
)


@router.post(
    "/{case}/lines/{line}/captures",
    **route("receive_capture", PARTIES, AcceptedOut, sends=True, reasons=_CAPTURE, takes=ZIP),
)
def capture(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Take a capture bundle (the request's body) for a line."""
    return answer_on(request, case, lambda desk, person: receive_capture(desk, case, person, line, body_of(request)))


@router.get("/{case}/receipts/{seq}", **route("give_receipt", PARTIES, PROOF, reasons=("receipt.not_sealed",)))
def receipt(request: HttpRequest, case: str, seq: int) -> HttpResponse:
    """Give the proof that an entry of the case stands in the log (C2SP tlog-proof), to be kept outside the office."""
    given = give_receipt(bootstrap.desk(), case, person_of(request), seq) if reach_of(request, case) else unknown_case()
    if isinstance(given, Refusal):
        return refused(request, given)
    response = HttpResponse(given, content_type=PROOF)
    response["Content-Disposition"] = f'attachment; filename="{case}-{seq}.tlog-proof"'
    return private(response)


@router.get("/{case}/dossier", **route("export_dossier", PARTIES, ZIP))
def dossier(request: HttpRequest, case: str) -> HttpResponse:
    """Export the case's dossier as one ZIP that verifies offline."""
    known = reach_of(request, case)
    exported = export_dossier(bootstrap.desk(), case, person_of(request)) if known else unknown_case()
    if isinstance(exported, Refusal):
        return refused(request, exported)
    response = HttpResponse(exported, content_type=ZIP)
    response["Content-Disposition"] = f'attachment; filename="{case}.zip"'
    return private(response)
