"""The cases an exporter's machines are on: the list, one of them, and the form that files a paper there."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.ports import Person
from sekisho.application.show_supply import Supplied, Wanted, show_supplied, show_supply
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.page import REFUSED
from sekisho.portal.apply.papers import filed, uploaded
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.components.view import Crumb
from sekisho.portal.supply.case_feed import Tried, filing_questions, supply_case, supply_row
from sekisho.portal.visitor import desk_of, person_of


def supplied_of(request: HttpRequest, case: str) -> tuple[Person, Supplied]:
    """Give a case as it concerns the visitor. Raises Http404 where none of his machines is on it."""
    person = person_of(request)
    supplied = show_supplied(desk_of(request), case, person)
    if supplied is None:
        raise Http404
    return person, supplied


def supply_href(request: HttpRequest, case: str) -> str:
    """Give the address of a case's page in the visitor's language."""
    return reverse("supply_case", args=(tongue.of(request).value, case))


def crumbs_of(request: HttpRequest, case: str, *, within: bool = False) -> tuple[Crumb, ...]:
    """Give the way back from a case's page, or from a page within it."""
    cases = Crumb("page.supply.title", reverse("supply", args=(tongue.of(request).value,)))
    return (cases, Crumb("", supply_href(request, case) if within else "", case))


@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases the visitor's machines are on, with how much is asked of him in each."""
    found = show_supply(desk_of(request), person_of(request))
    rows = tuple(supply_row(one, tongue.of(request)) for one in found)
    return render(request, "supply/cases.html", {"rows": rows})


def _shown(request: HttpRequest, person: Person, supplied: Supplied, tried: Tried) -> HttpResponse:
    page = supply_case(supplied, person, tongue.of(request), tried)
    page = replace(page, done="done" in request.GET and not tried)
    values = {"page": page, "crumbs": crumbs_of(request, supplied.case)}
    return render(request, "supply/case.html", values, status=REFUSED if tried else 200)


@never_cache
@require_safe
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Show what is asked of the visitor in one case."""
    person, supplied = supplied_of(request, case)
    return _shown(request, person, supplied, {})


def _wanted(supplied: Supplied, line: str) -> Wanted:
    """Give the visitor's machine on a line. Raises Http404: a line of others is none to him."""
    found = next((one for one in supplied.machines if one.line == line), None)
    if found is None:
        raise Http404
    return found


def _filed(request: HttpRequest, person: Person, case: str, line: str, given: Answers) -> tuple[Finding, ...]:
    """File what the form brings; give every reason it is not taken for."""
    paper = uploaded(request, given, line)
    if isinstance(paper, Refusal) or given.findings:
        return (*given.findings, *(paper.findings if isinstance(paper, Refusal) else ()))
    refusal = filed(request, case, person, paper)
    return refusal.findings if refusal else ()


@never_cache
@require_POST
def file_paper(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """File a paper of the visitor's machine; refused, what was typed stays, only the file has to be chosen again."""
    person, supplied = supplied_of(request, case)
    questions = filing_questions(_wanted(supplied, line), tongue.of(request), f"{line}-")
    given = answers(questions, request.POST)
    found = _filed(request, person, case, line, given)
    if not found:
        return HttpResponseRedirect(f"{supply_href(request, case)}?done=1")
    return _shown(request, person, supplied, {line: refused(given, Refusal.of(list(found)))})
