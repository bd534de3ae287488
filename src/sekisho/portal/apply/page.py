"""The page of a case."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView, show_case
from sekisho.portal import tongue
from sekisho.portal.apply.feed import Sending, case_page
from sekisho.portal.components.view import Crumb
from sekisho.portal.office.signal_panel import signal_panel
from sekisho.portal.visitor import desk_of, person_of

#: A request that could be read and was refused by the rules.
REFUSED = 422


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


def crumbs_of(request: HttpRequest, case: str, *, within: bool = False) -> tuple[Crumb, ...]:
    """Give the way back from a case's page, or from a page within it."""
    cases = Crumb("page.queue.title", reverse("cases", args=(tongue.of(request).value,)))
    return (cases, Crumb("", case_href(request, case) if within else "", case))


def shown(request: HttpRequest, case: str, sending: Sending | None = None) -> HttpResponse:
    """Show a case; after a refusal with every reason, and with what was typed."""
    person, view = view_of(request, case)
    page = case_page(view, person, tongue.of(request), sending, request.GET.get("paper"))
    page = replace(page, signals=signal_panel(request, case, person))
    if "done" in request.GET and not sending:
        page = replace(page, done="done")
    values = {"page": page, "crumbs": crumbs_of(request, case)}
    return render(request, "apply/case.html", values, status=REFUSED if sending else 200)


def done(request: HttpRequest, case: str) -> HttpResponse:
    """Lead back to the case after something was done."""
    return HttpResponseRedirect(f"{case_href(request, case)}?done=1")


@never_cache
@require_safe
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case."""
    return shown(request, case)
