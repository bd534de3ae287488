"""Papers, letters and the dossier: filed from a form, handed out as downloads to those who may see the case."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document, obstacles
from sekisho.application.ports import Person
from sekisho.application.read_letter import Wish, print_letter
from sekisho.application.read_paper import read_paper
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.feed import Sending
from sekisho.portal.apply.form import carry_once, sent_by
from sekisho.portal.apply.page import done, shown, view_of
from sekisho.portal.apply.paper_form import ABOUT, filing_questions
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.visitor import desk_of, person_of

LONGEST_NAME = 200
UNKNOWN_TYPE = "application/octet-stream"
PDF = "application/pdf"


def _text(given: Answers, name: str) -> str:
    return str(given.details.get(name) or "")


def uploaded(request: HttpRequest, given: Answers, line: str = "") -> Paper | Refusal:
    """Give the paper a form sent, or what is wrong with its file."""
    upload = request.FILES.get("file")
    if upload is None:
        return Refusal.of([Finding("paper.absent", Outcome.NOT_MET, "file")])
    found = obstacles(upload.name or "file", upload.size or 0)
    if found:
        return Refusal.of(found)
    about: dict[str, Value] = {name: given.details[name] for name in ABOUT if name in given.details}
    name, media_type = (upload.name or "file")[:LONGEST_NAME], upload.content_type or UNKNOWN_TYPE
    return Paper(_text(given, "kind"), name, upload.read(), media_type, line or _text(given, "line"), about)


def filed(request: HttpRequest, case: str, person: Person, paper: Paper) -> Refusal | None:
    """File a paper that was sent with a form, once; give why it is refused."""
    desk = sent_by(request, person).desk(request)
    return carry_once(lambda: file_document(desk, case, person, paper))


def _on_its_question(found: Finding) -> Finding:
    """Hang what is wrong with a paper's own words on the question that asks for them."""
    return replace(found, place=found.place.removeprefix("about."))


@never_cache
@require_POST
def file_paper(request: HttpRequest, case: str) -> HttpResponse:
    """File a paper from a form; refused, everything typed stays, only the file has to be chosen again."""
    person, view = view_of(request, case)
    asked = filing_questions(view, person, tongue.of(request), request.POST.get("kind", ""))
    given = answers(asked, request.POST)
    paper = uploaded(request, given)
    found = [*given.findings, *(paper.findings if isinstance(paper, Refusal) else ())]
    if found or isinstance(paper, Refusal):
        told = refused(given, Refusal.of(found))
        return shown(request, case, Sending(told.elsewhere, filing=told))
    refusal = filed(request, case, person, paper)
    if refusal is None:
        return done(request, case)
    told = refused(given, Refusal.of([_on_its_question(one) for one in refusal.findings]))
    return shown(request, case, Sending(told.elsewhere, filing=told))


@never_cache
@require_safe
def paper(request: HttpRequest, case: str, document: str) -> HttpResponse:
    """Hand out a paper's bytes, always as a download and never as a page."""
    found = read_paper(desk_of(request), case, person_of(request), document)
    if found is None:
        raise Http404
    kept, data = found
    return download(data, UNKNOWN_TYPE, kept.name)


@never_cache
@require_safe
def dossier(request: HttpRequest, case: str) -> HttpResponse:
    """Hand out the case's dossier as this visitor may see it."""
    exported = export_dossier(desk_of(request), case, person_of(request))
    if isinstance(exported, Refusal):
        raise Http404
    return download(exported, "application/zip", f"{case}.zip")


def _copy(request: HttpRequest) -> int:
    asked = request.GET.get("copy", "0")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len("1000") else -1


@never_cache
@require_safe
def letter(request: HttpRequest, case: str, letter: str, beside: Language) -> HttpResponse:
    """Hand out a letter as PDF, as this visitor may read it."""
    wish = Wish(letter, beside, _copy(request))
    printed = print_letter(desk_of(request), case, person_of(request), wish)
    if isinstance(printed, Refusal):
        raise Http404
    return download(printed, PDF, f"{letter}.{beside.value}.pdf")
