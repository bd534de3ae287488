"""What people do with a case: a command from a form, or one that is read and signed first."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sekisho import bootstrap
from sekisho.application.act import act as carry
from sekisho.application.commissioning_form import SIGN as SIGN_FORM
from sekisho.application.commissioning_form import read_form
from sekisho.application.declare import read_prepared
from sekisho.application.declared import DECLARE
from sekisho.application.desk import Desk
from sekisho.application.fix_content import correct_case, lock_case, request_change
from sekisho.application.keep_account import keep_account
from sekisho.application.keep_blob import keep
from sekisho.application.ports import Person
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.request import Accepted, Request
from sekisho.application.show_case import Action, CaseView
from sekisho.application.show_log import newest_checkpoint
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.apply.action import ACCOUNT, ASKED_OF_CHANGE, Tried, button_of, details_from, questions_of
from sekisho.portal.apply.commissioning_form import form_rows
from sekisho.portal.apply.declaration import declared_rows
from sekisho.portal.apply.feed import Sending
from sekisho.portal.apply.form import Sent, carry_once, moved_on, sent_by
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, done, shown, view_of
from sekisho.portal.apply.signing import Prepared, asking_page, marked, shown_statement, sign_page
from sekisho.portal.apply.view import SignPage
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.components.view import FactRow
from sekisho.portal.visitor import desk_of


def _request_change(desk: Desk, case: str, person: Person, wanted: Request) -> Accepted | Refusal:
    said = (str(wanted.details.get(name) or "") for name in ASKED_OF_CHANGE)
    return request_change(desk, case, person, *said)


#: Commands with a use case of their own, which gathers what they need.
GATHERING: Mapping[str, Callable[[Desk, str, Person, Request], Accepted | Refusal]] = {
    "lock": lambda desk, case, person, _wanted: lock_case(desk, case, person),
    "correct": lambda desk, case, person, _wanted: correct_case(desk, case, person),
    "request_change": _request_change,
}


def action_of(view: CaseView, command: str, line: str) -> Action | None:
    """Give the action a form is about; None where it is not offered here and now."""
    found = (a for a in view.actions if a.row.command == command and a.line == line)
    return next(found, None)


def carried(request: HttpRequest, case: str, sent: Sent, wanted: Request) -> Refusal | None:
    """Carry a command once; give why it is refused."""
    desk, gather = sent.desk(request), GATHERING.get(wanted.command)
    if gather:
        return carry_once(lambda: gather(desk, case, sent.person, wanted))
    return carry_once(lambda: carry(desk, case, sent.person, wanted))


def _details(desk: Desk, view: CaseView, action: Action, given: Answers, sent: Sent) -> dict[str, Value] | Refusal:
    """Give the details of a command; an account is kept first, and a wrong one refused where it was typed."""
    details = details_from(action, given.details, view, sent.document)
    if not any(field.name == "account" for field in action.row.takes):
        return details
    parts = {name.removeprefix(ACCOUNT): value for name, value in given.details.items() if name.startswith(ACCOUNT)}
    account = keep_account(desk, parts, place=ACCOUNT)
    return account if isinstance(account, Refusal) else {**details, "account": account}


def _tried(sent: Sent, given: Answers) -> Tried:
    return Tried(sent.command, sent.line, sent.document, given)


def _refused(request: HttpRequest, case: str, sent: Sent, given: Answers, refusal: Refusal) -> HttpResponse:
    told = refused(given, refusal)
    return shown(request, case, Sending(told.elsewhere, _tried(sent, told)))


@never_cache
@require_POST
def act(request: HttpRequest, case: str) -> HttpResponse:
    """Carry a command of the table; refused, the page says every reason and nothing has changed."""
    person, view = view_of(request, case)
    sent = sent_by(request, person)
    if sent.was_carried(request):
        return done(request, case)
    action = action_of(view, sent.command, sent.line)
    if action is None:
        return shown(request, case, Sending(moved_on().findings))
    given = answers(questions_of(action, view, tongue.of(request), sent.document), request.POST)
    if given.findings:
        return shown(request, case, Sending(given.elsewhere, _tried(sent, given)))
    details = _details(desk_of(request), view, action, given, sent)
    if isinstance(details, Refusal):
        return _refused(request, case, sent, given, details)
    result = carried(request, case, sent, Request(sent.command, details, sent.line))
    return _refused(request, case, sent, given, result) if isinstance(result, Refusal) else done(request, case)


def _prepared(request: HttpRequest, view: CaseView, sent: Sent, wanted: Request) -> Prepared:
    statement = prepare_statement(desk_of(request), view.case.id, sent.person, wanted)
    mark = marked(view.case.id, wanted, statement)
    return Prepared(wanted, statement, mark, newest_checkpoint(desk_of(request)))


def _signed(request: HttpRequest, case: str, sent: Sent, wanted: Request, statement: bytes) -> Refusal | None:
    envelope = bootstrap.sign_in_rehearsal(sent.person, statement)
    if isinstance(envelope, Refusal):
        return envelope
    digest = keep(desk_of(request), envelope)
    return carried(request, case, sent, replace(wanted, details={**wanted.details, "envelope": digest}))


def _page(request: HttpRequest, case: str, page: SignPage, given: Answers) -> HttpResponse:
    page = replace(page, case_href=case_href(request, case), refused=given.elsewhere, tried=given)
    values = {"page": page, "crumbs": crumbs_of(request, case, within=True)}
    return render(request, "apply/sign.html", values, status=REFUSED if given.findings else 200)


def _asking(request: HttpRequest, view: CaseView, action: Action, sent: Sent, given: Answers) -> HttpResponse:
    """Ask for the details before anything is signed."""
    tried = Tried(action.row.command, action.line, "", given)
    button = replace(button_of(action, view, tongue.of(request), tried), is_open=True, sign_href="")
    return _page(request, view.case.id, asking_page(view, sent.person, action, button), given)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, case: str, command: str) -> HttpResponse:
    """Ask for the details, show exactly what is signed, then sign it and carry the command."""
    person, view = view_of(request, case)
    sent = replace(sent_by(request, person), command=command, line=request.GET.get("line", ""))
    if sent.was_carried(request):
        return done(request, case)
    action = action_of(view, command, sent.line)
    if action is None:
        return shown(request, case, Sending(moved_on().findings))
    questions = questions_of(action, view, tongue.of(request))
    # What is signed may be named in the address, as by the page on which a declaration was written.
    given = answers(questions, request.POST or request.GET)
    if command == DECLARE and not given.are_good:
        return HttpResponseRedirect(reverse("declare", args=(tongue.of(request).value, case)))
    if questions and not given.are_good:
        return _asking(request, view, action, sent, given)
    return _signing(request, view, action, sent, given)


def _read_first(request: HttpRequest, view: CaseView, person: Person, wanted: Request) -> tuple[FactRow, ...]:
    """Name what a declaration or a form says, so that nobody signs a digest unread; nothing for any other command."""
    if wanted.command == SIGN_FORM:
        return _form_rows(request, view, person, str(wanted.details.get("form")))
    if wanted.command != DECLARE:
        return ()
    content = read_prepared(desk_of(request), view.case.id, person, str(wanted.details.get("declaration")))
    return declared_rows(content, tongue.of(request))


def _form_rows(request: HttpRequest, view: CaseView, person: Person, digest: str) -> tuple[FactRow, ...]:
    named = (name for name, one in view.case.documents.items() if one.digest == digest)
    form = read_form(desk_of(request), view.case.id, person, next(named, ""))
    return form_rows(form.kind, form.content, tongue.of(request)) if form else ()


def _signing(request: HttpRequest, view: CaseView, action: Action, sent: Sent, given: Answers) -> HttpResponse:
    """Show the statement, or sign the one that was shown."""
    wanted = Request(sent.command, details_from(action, given.details, view, ""), sent.line)
    statement = shown_statement(request, view.case.id, wanted)
    if statement is not None:
        refusal = _signed(request, view.case.id, sent, wanted, statement)
        if refusal is None:
            return done(request, view.case.id)
        given = refused(given, refusal)
    button = button_of(action, view, tongue.of(request))
    prepared = _prepared(request, view, sent, wanted)
    page = sign_page(view, sent.person, action, button, prepared, request.POST or request.GET)
    page = replace(page, details=_read_first(request, view, sent.person, wanted) or page.details)
    return _page(request, view.case.id, page, given)
