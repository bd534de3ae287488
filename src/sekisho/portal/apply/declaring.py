"""The page on which a side declares: a form first, then the page that shows what is signed."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.declare import Prepared, prepare_declaration
from sekisho.application.declared import DECLARE
from sekisho.application.ports import Person
from sekisho.domain.values.finding import Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.declaration import Asked, DeclarePage, Form, blank, read
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, view_of
from sekisho.portal.components.view import Crumb
from sekisho.portal.visitor import desk_of

#: The button that asks for room for one more entry instead of going on.
MORE = "more"


#: The name under which a prepared declaration travels to the page that signs it.
DIGEST = "declaration"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration is made: the case, its page, the page that signs, the way back, and whether one stands."""

    case: str
    href: str
    sign_href: str
    crumbs: tuple[Crumb, ...]
    stands: bool


def _render(request: HttpRequest, person: Person, place: Place, form: Form, *, refused: bool) -> HttpResponse:
    wrong = form.answers.elsewhere if refused else ()
    page = DeclarePage(
        place.case, place.href, person.side, form.groups, form.seat, form.answers, wrong, stands=place.stands
    )
    values = {"page": page, "crumbs": place.crumbs}
    return render(request, "apply/declare.html", values, status=REFUSED if refused else 200)


def _prepared(request: HttpRequest, person: Person, place: Place, form: Form) -> Prepared | Refusal:
    if form.findings:
        return Refusal.of(form.findings)
    return prepare_declaration(desk_of(request), place.case, person, form.content)


def ask_declaration(request: HttpRequest, person: Person, asked: Asked, place: Place) -> HttpResponse:
    """Ask for a declaration; what is whole is kept, and shown once more to be signed."""
    language = tongue.of(request)
    if request.method != "POST":
        return _render(request, person, place, blank(asked, language), refused=False)
    form = read(asked, language, request.POST)
    if MORE in request.POST:
        return _render(request, person, place, replace(form, findings=()), refused=False)
    prepared = _prepared(request, person, place, form)
    if isinstance(prepared, Refusal):
        return _render(request, person, place, replace(form, findings=prepared.findings), refused=True)
    return HttpResponseRedirect(f"{place.sign_href}?{urlencode({DIGEST: prepared.declaration})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, case: str) -> HttpResponse:
    """Ask a party of a case for its declaration."""
    person, view = view_of(request, case)
    if not any(action.row.command == DECLARE for action in view.actions):
        raise Http404
    place = Place(
        case,
        case_href(request, case),
        reverse("sign", args=(tongue.of(request).value, case, DECLARE)),
        crumbs_of(request, case, within=True),
        person.organisation in view.case.declarations,
    )
    is_applicant = view.case.applicant.get("corporate_number") == person.organisation
    return ask_declaration(request, person, Asked(view.equipment, is_applicant), place)
