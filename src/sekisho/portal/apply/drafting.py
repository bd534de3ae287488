"""Opening a case and writing its content: a plain form, saved over the version that was read."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.open_case import open_case
from sekisho.application.ports import ConflictError, DraftRow, ReusedKeyError
from sekisho.application.read_draft import read_draft
from sekisho.application.request import Request
from sekisho.application.save_draft import EDITABLE, save_draft
from sekisho.application.show_case import CaseView
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.apply.acting import carried
from sekisho.portal.apply.draft import (
    DraftPage,
    Part,
    content_from,
    importer_questions,
    line_questions,
    lines_of,
    new_party_questions,
    next_line,
    particulars,
    with_content,
)
from sekisho.portal.apply.feed import Sending
from sekisho.portal.apply.form import sent_by
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, done, shown, view_of
from sekisho.portal.components.question import Answers, Question, answers, refused
from sekisho.portal.components.view import Crumb
from sekisho.portal.desk import program
from sekisho.portal.visitor import desk_of, person_of

MOST_LINES = 50


def _regrouped(parts: tuple[Part, ...], questions: tuple[Question, ...]) -> tuple[Part, ...]:
    """Put questions with their answers back into their parts."""
    by_name = {question.name: question for question in questions}
    return tuple(replace(part, questions=tuple(by_name[one.name] for one in part.questions)) for part in parts)


def _asked(parts: tuple[Part, ...]) -> tuple[Question, ...]:
    return tuple(question for part in parts for question in part.questions)


def _render(request: HttpRequest, page: DraftPage, crumbs: tuple[Crumb, ...]) -> HttpResponse:
    page = replace(page, parts=_regrouped(page.parts, page.answers.questions))
    values = {"page": page, "crumbs": crumbs}
    return render(request, "apply/draft.html", values, status=REFUSED if page.answers.findings or page.refused else 200)


def _blank(request: HttpRequest) -> tuple[Part, ...]:
    language, person = tongue.of(request), person_of(request)
    line = line_questions("L1", program(), language, sees_price=True)
    return (*new_party_questions(program(), person, language), Part("page.section.equipment", line, "L1"))


def _opened(request: HttpRequest, given: Answers) -> HttpResponse | Refusal:
    person = person_of(request)
    own: dict[str, Value] = {"corporate_number": person.organisation, "side": person.side}
    content = content_from(given.details, {}, ("L1",), sees_price=True)
    content["applicant"] = {**_record(content.get("applicant")), **own}
    if partner := _record(content.get("partner")):
        content["partner"] = {**partner, "side": "integrator"}
    sent = sent_by(request, person)
    try:
        opened = open_case(sent.desk(request), person, content)
    except AlreadyAnswered:
        return HttpResponseRedirect(reverse("cases", args=(tongue.of(request).value,)))
    except ReusedKeyError:
        return Refusal.of([Finding("request.conflict", Outcome.NOT_MET)])
    return opened if isinstance(opened, Refusal) else done(request, opened.case.id)


def _record(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case from a form; refused, everything typed stays."""
    if person_of(request).side not in CLAIMANT_SIDES:
        raise Http404
    parts = _blank(request)
    given = answers(_asked(parts), request.POST)
    result = _opened(request, given) if given.are_good else None
    if isinstance(result, HttpResponse):
        return result
    given = refused(given, result) if result else given
    cases = reverse("cases", args=(tongue.of(request).value,))
    crumbs = (Crumb("page.queue.title", cases), Crumb("page.draft.new", ""))
    key = request.POST.get("key") or secrets.token_urlsafe(16)
    return _render(request, DraftPage("", cases, 0, parts, given, True, refused=given.elsewhere, key=key), crumbs)


def _parts(request: HttpRequest, view: CaseView, draft: DraftRow) -> tuple[Part, ...]:
    """Give the parts of the form: what the draft says, and room for one more line."""
    names = [*lines_of(draft.content)][:MOST_LINES]
    language, book = tongue.of(request), program()
    lines = tuple(
        Part(
            "page.section.equipment" if name in names else "page.draft.one_more",
            line_questions(name, book, language, sees_price=view.sees_price),
            name,
            is_spare=name not in names,
        )
        # No name comes back: the papers of a line that was given up still stand under it.
        for name in (*names, next_line((*names, *view.case.dropped)))
    )
    applicant = Part("page.section.applicant", particulars(book, language))
    return (applicant, Part("page.section.importer", importer_questions()), *lines)


def _save(request: HttpRequest, view: CaseView, draft: DraftRow, given: Answers) -> Refusal | None:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdigit() else draft.version
    names = [part.id for part in _parts(request, view, draft) if part.id]
    content = content_from(given.details, draft.content, names, sees_price=view.sees_price)
    try:
        saved = save_draft(desk_of(request), view.case.id, person_of(request), content, version)
    except ConflictError:
        facts: dict[str, Value] = {"version": draft.version}
        return Refusal.of([Finding("page.draft.conflict", Outcome.NOT_MET, facts=facts)])
    return saved if isinstance(saved, Refusal) else None


def _after(request: HttpRequest, case: str) -> HttpResponse:
    """Go on after a save: stay here, or fix the content for signing."""
    then = request.POST.get("then", "")
    if then not in {"lock", "correct"}:
        return HttpResponseRedirect(f"{reverse('draft', args=(tongue.of(request).value, case))}?saved=1")
    sent = sent_by(request, person_of(request))
    result = carried(request, case, replace(sent, key=""), Request(then))
    return shown(request, case, Sending(result.findings)) if isinstance(result, Refusal) else done(request, case)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, case: str) -> HttpResponse:
    """Write the content of a case; a version somebody else has saved meanwhile is never written over."""
    person, view = view_of(request, case)
    kept = read_draft(desk_of(request), case, person)
    if kept is None or view.case.state not in EDITABLE or person.side not in CLAIMANT_SIDES:
        raise Http404
    parts = with_content(_parts(request, view, kept), kept.content)
    given = answers(_asked(parts), request.POST)
    if given.are_good:
        refusal = _save(request, view, kept, given)
        if refusal is None:
            return _after(request, case)
        given = refused(given, refusal)
    page = DraftPage(
        case,
        case_href(request, case),
        kept.version,
        parts,
        given,
        view.sees_price,
        state=view.case.state,
        refused=given.elsewhere,
        saved="saved" in request.GET,
    )
    return _render(request, page, crumbs_of(request, case, within=True))
