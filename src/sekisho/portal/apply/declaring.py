"""The page on which a side declares: a form first, then the page that shows what is signed."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.declare import prepare_declaration
from sekisho.application.declared import DECLARE
from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView
from sekisho.domain.values.finding import Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.declaration import Asked, DeclarePage, Form, blank, read
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, view_of
from sekisho.portal.visitor import desk_of

#: The button that asks for room for one more entry instead of going on.
MORE = "more"


def _asked(view: CaseView, person: Person) -> Asked:
    return Asked(view.equipment, view.case.applicant.get("corporate_number") == person.organisation)


def _render(request: HttpRequest, view: CaseView, person: Person, form: Form, *, refused: bool) -> HttpResponse:
    answers = form.answers
    page = DeclarePage(
        view.case.id,
        case_href(request, view.case.id),
        person.side,
        form.groups,
        form.seat,
        answers,
        answers.elsewhere if refused else (),
        stands=person.organisation in view.case.declarations,
    )
    values = {"page": page, "crumbs": crumbs_of(request, view.case.id, within=True)}
    return render(request, "apply/declare.html", values, status=REFUSED if refused else 200)


def _to_sign(request: HttpRequest, case: str, declaration: str) -> HttpResponse:
    place = reverse("sign", args=(tongue.of(request).value, case, DECLARE))
    return HttpResponseRedirect(f"{place}?{urlencode({'declaration': declaration})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, case: str) -> HttpResponse:
    """Ask a side for its declaration; what is whole is kept, and shown once more to be signed."""
    person, view = view_of(request, case)
    if not any(action.row.command == DECLARE for action in view.actions):
        raise Http404
    language, asked = tongue.of(request), _asked(view, person)
    if request.method != "POST":
        return _render(request, view, person, blank(asked, language), refused=False)
    form = read(asked, language, request.POST)
    if MORE in request.POST:
        return _render(request, view, person, replace(form, findings=()), refused=False)
    return _render(request, view, person, form, refused=True) if form.findings else _kept(request, view, person, form)


def _kept(request: HttpRequest, view: CaseView, person: Person, form: Form) -> HttpResponse:
    prepared = prepare_declaration(desk_of(request), view.case.id, person, form.content)
    if isinstance(prepared, Refusal):
        return _render(request, view, person, replace(form, findings=prepared.findings), refused=True)
    return _to_sign(request, view.case.id, prepared.declaration)
