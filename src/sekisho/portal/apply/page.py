"""The pages of a case: what it is, what one may do, signing, papers, the dossier."""

import hashlib
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho import bootstrap
from sekisho.application.act import act as carry
from sekisho.application.desk import Desk, Once
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import correct_case, lock_case
from sekisho.application.keep_blob import keep
from sekisho.application.ports import ConflictError, Person, ReusedKeyError
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.read_paper import read_paper
from sekisho.application.request import Accepted, Request
from sekisho.application.show_case import Action, CaseView, show_case
from sekisho.application.show_log import newest_checkpoint
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.apply.feed import case_page, details_from, questions_of
from sekisho.portal.apply.signing import sign_page
from sekisho.portal.components.question import answers
from sekisho.portal.components.view import Crumb
from sekisho.portal.visitor import desk_of, person_of

#: Commands with a use case of their own, which gathers what they need.
GATHERING = {"lock": lock_case, "correct": correct_case}


def view_of(request: HttpRequest, case: str) -> tuple[Person, CaseView]:
    """Give the case as the visitor may see it. Raises Http404: what is not one's own does not exist."""
    person = person_of(request)
    view = show_case(desk_of(request), case, person)
    if view is None:
        raise Http404
    return person, view


def case_href(request: HttpRequest, case: str) -> str:
    """Give the address of a case's page in the visitor's language."""
    return reverse("case", args=(tongue.of(request).value, case))


def crumbs_of(request: HttpRequest, case: str) -> tuple[Crumb, ...]:
    """Give the way back from a case's pages."""
    return (Crumb("page.queue.title", reverse("cases", args=(tongue.of(request).value,))), Crumb("", "", case))


def _shown(request: HttpRequest, case: str, refused: tuple[Finding, ...] = (), status: int = 200) -> HttpResponse:
    person, view = view_of(request, case)
    page = case_page(view, person, tongue.of(request), refused)
    if "done" in request.GET and not refused:
        page = replace(page, done=request.GET["done"][:40])
    return render(request, "apply/case.html", {"page": page, "crumbs": crumbs_of(request, case)}, status=status)


@never_cache
@require_safe
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case."""
    return _shown(request, case)


def action_of(view: CaseView, command: str, line: str) -> Action:
    """Give the action a form is about. Raises Http404 where it is not offered here and now."""
    for action in view.actions:
        if action.row.command == command and action.line == line:
            return action
    raise Http404


def _once(request: HttpRequest, person: Person) -> Desk:
    """Give the desk with the form's key: pressing a button twice is pressing it once."""
    key = request.POST.get("key", "")[:200]
    if not key:
        return desk_of(request)
    body = hashlib.sha256(request.body).hexdigest()
    return replace(desk_of(request), once=Once(person.id, key, body, lambda _result: b"done"))


def _carried(request: HttpRequest, person: Person, case: str, wanted: Request) -> Accepted | Refusal:
    try:
        if wanted.command in GATHERING:
            return GATHERING[wanted.command](_once(request, person), case, person)
        return carry(_once(request, person), case, person, wanted)
    except (ConflictError, ReusedKeyError):
        return Refusal.of([Finding("request.conflict", Outcome.NOT_MET)])


def _answered(request: HttpRequest, case: str, done: Accepted | Refusal, command: str) -> HttpResponse:
    if isinstance(done, Refusal):
        return _shown(request, case, done.findings, 422)
    return HttpResponseRedirect(f"{case_href(request, case)}?done={command}")


def _known(view: CaseView, action: Action) -> dict[str, Value]:
    """Give the details the page knows itself: the root that stands, an account kept as bytes."""
    names = {field.name for field in action.row.takes}
    return {"root": view.case.root} if "root" in names else {}


@never_cache
@require_POST
def act(request: HttpRequest, case: str) -> HttpResponse:
    """Carry a command of the table; refused, the page says every reason and nothing has changed."""
    person, view = view_of(request, case)
    command, line = request.POST.get("command", ""), request.POST.get("line", "")
    action = action_of(view, command, line)
    given = answers(questions_of(action, view, tongue.of(request)), request.POST)
    if given.findings:
        return _shown(request, case, given.findings, 422)
    details = details_from(action, {**given.details, **_known(view, action)})
    if any(field.name == "account" for field in action.row.takes):
        details["account"] = keep(desk_of(request), request.POST.get("account_text", "-").encode())
    try:
        done = _carried(request, person, case, Request(command, details, line))
    except AlreadyAnswered:
        return HttpResponseRedirect(f"{case_href(request, case)}?done={command}")
    return _answered(request, case, done, command)


def _signed(request: HttpRequest, person: Person, case: str, wanted: Request) -> Accepted | Refusal:
    statement = prepare_statement(desk_of(request), case, person, wanted)
    envelope = bootstrap.sign_in_rehearsal(person, statement)
    if isinstance(envelope, Refusal):
        return envelope
    digest = keep(desk_of(request), envelope)
    return _carried(request, person, case, replace(wanted, details={**wanted.details, "envelope": digest}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, case: str, command: str) -> HttpResponse:
    """Show exactly what is signed for a command; pressed, sign it and carry the command."""
    person, view = view_of(request, case)
    line = request.GET.get("line", "")
    action = action_of(view, command, line)
    given = answers(questions_of(action, view, tongue.of(request)), request.POST)
    details = details_from(action, {**given.details, **_known(view, action)})
    wanted = Request(command, details, line)
    findings = given.findings
    if request.method == "POST" and not findings:
        done = _signed(request, person, case, wanted)
        if not isinstance(done, Refusal):
            return HttpResponseRedirect(f"{case_href(request, case)}?done={command}")
        findings = done.findings
    statement = prepare_statement(desk_of(request), case, person, wanted)
    page = sign_page(view, person, action, given.questions, statement, newest_checkpoint(desk_of(request)))
    page = replace(page, case_href=case_href(request, case), refused=findings)
    shown = {"page": page, "crumbs": crumbs_of(request, case)}
    return render(request, "apply/sign.html", shown, status=422 if findings else 200)


@never_cache
@require_POST
def file_paper(request: HttpRequest, case: str) -> HttpResponse:
    """File a paper from a form."""
    person, view = view_of(request, case)
    upload = request.FILES.get("file")
    if upload is None:
        return _shown(request, case, (Finding("paper.absent", Outcome.NOT_MET, "file"),), 422)
    line = request.POST.get("line", "")
    kind, name = request.POST.get("kind", ""), (upload.name or "file")[:200]
    paper = Paper(kind, name, upload.read(), upload.content_type or "application/octet-stream", line)
    done = file_document(_once(request, person), view.case.id, person, paper)
    return _answered(request, case, done, "file_document")


@never_cache
@require_safe
def paper(request: HttpRequest, case: str, document: str) -> HttpResponse:
    """Hand out a paper's bytes, always as a download."""
    found = read_paper(desk_of(request), case, person_of(request), document)
    if found is None:
        raise Http404
    kept, data = found
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{kept.id}-{kept.kind}"'},
    )


@never_cache
@require_safe
def dossier(request: HttpRequest, case: str) -> HttpResponse:
    """Hand out the case's dossier as this visitor may see it."""
    exported = export_dossier(desk_of(request), case, person_of(request))
    if isinstance(exported, Refusal):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{case}.zip"'}
    return HttpResponse(exported, content_type="application/zip", headers=headers)
