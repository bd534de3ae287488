"""The pages of the forms of commissioning: filled in, printed to be signed by hand, filed, printed as filed."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.application.commissioning_form import Form, faults_of_form, file_form, read_form
from sekisho.application.file_document import Paper, obstacles
from sekisho.application.printed_form import print_form
from sekisho.application.show_case import CaseView, open_on_paper
from sekisho.domain.casework.commissioning import FORMS
from sekisho.domain.casework.guard.line import part_in
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal import tongue
from sekisho.portal.apply.commissioning_form import MORE, Filled, Part, read
from sekisho.portal.apply.form import carry_once, sent_by
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, done, view_of
from sekisho.portal.apply.paper_form import FILE
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.desk import program
from sekisho.portal.visitor import desk_of, person_of

#: The button that asks for the sheet to sign by hand instead of filing.
PRINT = "print"
LONGEST_NAME, MOST_SCANS = 200, 5
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form of one line: its questions, and what was wrong with them."""

    case: str
    case_href: str
    kind: str
    line: str
    model: str
    head: tuple[Question, ...]
    parts: tuple[Part, ...]
    answers: Answers
    key: str
    refused: tuple[Finding, ...] = ()


def beside_of(language: Language) -> Language:
    """Give the language printed beside the Japanese; for readers of Japanese it is Chinese, the suppliers' own."""
    return Language.ZH_HANS if language is Language.JA else language


def _may_file(view: CaseView, request: HttpRequest, kind: str) -> bool:
    person = person_of(request)
    offered = paper_kinds_on(program(), day_in_japan(view.now)).of(part_in(view.case, person.actor))
    return kind in offered and any(row.command == FILE for row in open_on_paper(view.case, person.actor.who))


def _known(view: CaseView, line: str) -> dict[str, str]:
    """Offer what the case says already: the serial number."""
    of_line, item = view.case.lines.get(line), view.equipment.get(line, {})
    serial = (of_line.text("serial") if of_line else "") or str(item.get("serial") or "")
    return {"machine_serial": serial}


def _shown(request: HttpRequest, view: CaseView, form: Form, filled: Filled, *, refused: bool) -> HttpResponse:
    page = FormPage(
        case=view.case.id,
        case_href=case_href(request, view.case.id),
        kind=form.kind,
        line=form.line,
        model=str(view.equipment[form.line].get("model") or ""),
        head=filled.head,
        parts=filled.parts,
        answers=filled.answers,
        key=f"{view.case.id}-form-{form.kind}-{form.line}-{view.case.seq}",
        refused=filled.answers.elsewhere if refused else (),
    )
    values = {"page": page, "crumbs": crumbs_of(request, view.case.id, within=True)}
    return render(request, "apply/form.html", values, status=REFUSED if refused else 200)


def _scan(kind: str, line: str, upload: "UploadedFile[Any]") -> Paper | Refusal:
    name = (upload.name or "scan")[:LONGEST_NAME]
    found = obstacles(name, upload.size or 0)
    if found:
        return Refusal.of(found)
    return Paper(kind, name, upload.read(), upload.content_type or "application/octet-stream", line)


def _scans(request: HttpRequest, kind: str, line: str) -> tuple[Paper, ...] | Refusal:
    """Read every scan before anything is filed: one that cannot be taken refuses them all."""
    uploads = request.FILES.getlist("scans")
    if len(uploads) > MOST_SCANS:
        facts: dict[str, Value] = {"part": "present", "count": len(uploads), "limit": MOST_SCANS}
        return Refusal.of([Finding("form.too_many", Outcome.NOT_MET, "scans", facts=facts)])
    read_ones = [_scan(kind, line, upload) for upload in uploads]
    found = [finding for one in read_ones if isinstance(one, Refusal) for finding in one.findings]
    return Refusal.of(found) if found else tuple(one for one in read_ones if isinstance(one, Paper))


def _filed(request: HttpRequest, case: str, form: Form) -> Refusal | None:
    scans = _scans(request, form.kind, form.line)
    if isinstance(scans, Refusal):
        return scans
    sent = sent_by(request, person_of(request))
    whole = Form(form.kind, form.line, form.content, scans)
    return carry_once(lambda: file_form(sent.desk(request), case, sent.person, whole))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, case: str, line: str, kind: str) -> HttpResponse:
    """Ask for one form of a line; print it to be signed by hand, or file it."""
    _, view = view_of(request, case)
    if kind not in FORMS or line not in view.equipment or not _may_file(view, request, kind):
        raise Http404
    language = tongue.of(request)
    filled = read(kind, request.POST, language, _known(view, line))
    wanted = Form(kind, line, filled.content)
    if request.method != "POST" or MORE in request.POST:
        return _shown(request, view, wanted, filled, refused=False)
    if PRINT in request.POST:
        found = faults_of_form(desk_of(request), case, person_of(request), wanted)
        if not found:
            return download(print_form(desk_of(request), case, wanted, beside_of(language)), PDF, f"{kind}.pdf")
        return _shown(request, view, wanted, filled.with_findings(tuple(found)), refused=True)
    refusal = _filed(request, case, wanted)
    if refusal is None:
        return done(request, case)
    return _shown(request, view, wanted, filled.with_findings(refusal.findings), refused=True)


@never_cache
@require_safe
def printed(request: HttpRequest, case: str, document: str, beside: Language) -> HttpResponse:
    """Hand out a form on file as PDF, with who has signed it."""
    person, view = view_of(request, case)
    kept = read_form(desk_of(request), case, person, document)
    if kept is None:
        raise Http404
    paper = view.case.documents[document]
    return download(print_form(desk_of(request), case, kept, beside, paper), PDF, f"{document}.{beside.value}.pdf")
