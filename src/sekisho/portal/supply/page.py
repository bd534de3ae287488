"""The pages of the registers: one's own registrations, one of them, and the form that applies for another."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.application.file_document import Paper
from sekisho.application.register import act_on_registration, apply_for_registration, file_registration_paper
from sekisho.application.request import Request
from sekisho.application.show_register import (
    RegistrationView,
    list_registrations,
    needed_papers,
    read_registration_paper,
    show_registration,
)
from sekisho.domain.casework.register import Registration
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.form import carry_once, moved_on, sent_by
from sekisho.portal.apply.papers import UNKNOWN_TYPE, uploaded
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.components.view import Crumb
from sekisho.portal.desk import now
from sekisho.portal.supply import feed
from sekisho.portal.supply.application import application_of, questions_for_subject, subjects_for
from sekisho.portal.supply.view import ApplyPage, RegistrationPage, SupplyPage
from sekisho.portal.visitor import desk_of, person_of

#: A request that could be read and was refused by the rules.
REFUSED = 422


def _list_href(request: HttpRequest) -> str:
    return reverse("registrations", args=(tongue.of(request).value,))


def _crumbs(request: HttpRequest, name: str) -> tuple[Crumb, ...]:
    return (Crumb("page.registrations.title", _list_href(request)), Crumb("", "", name))


@never_cache
@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """List one's own registrations; for the office all of them."""
    person, language, present = person_of(request), tongue.of(request), now()
    listed = list_registrations(desk_of(request), person)
    page = SupplyPage(
        registrations=tuple(feed.registration_line(one, present, language) for one in listed),
        subjects=tuple(
            (one, reverse("apply_registration", args=(language.value, one))) for one in subjects_for(person)
        ),
        sells=feed.sells(person),
    )
    return render(request, "supply/registrations.html", {"page": page})


def _view(request: HttpRequest, name: str) -> RegistrationView:
    view = show_registration(desk_of(request), name, person_of(request))
    if view is None:
        raise Http404
    return view


def _shown(
    request: HttpRequest,
    view: RegistrationView,
    tried: tuple[str, Answers] | None = None,
    filing: Answers | None = None,
    found: tuple[Finding, ...] = (),
) -> HttpResponse:
    language, registration = tongue.of(request), view.registration
    asked = filing or Answers(feed.filing_questions(view, language))
    may_file = any(row.command == feed.FILE for row in view.actions)
    place = (language.value, registration.id)
    page = RegistrationPage(
        name=registration.id,
        subject=registration.subject,
        title=feed.title_of(registration),
        state=registration.state,
        facts=feed.facts_of(registration),
        papers=feed.papers_of(registration, language),
        missing=view.missing,
        timeline=feed.timeline_of(view.timeline),
        buttons=feed.buttons_of(view, language, tried),
        deadline=feed.deadline_of(view.decide_by, view.now),
        warnings=view.warnings,
        notices=feed.notices_of(view.notices),
        filing=asked,
        file_href=reverse("file_registration_paper", args=place) if may_file else "",
        refused=found,
    )
    values = {"page": page, "crumbs": _crumbs(request, page.title)}
    failed = bool(found) or bool(filing) or bool(tried)
    return render(request, "supply/registration.html", values, status=REFUSED if failed else 200)


def _there(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("registration", args=(tongue.of(request).value, name)))


@never_cache
@require_safe
def registration(request: HttpRequest, name: str) -> HttpResponse:
    """Show a registration to its owner or the office."""
    return _shown(request, _view(request, name))


@never_cache
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Carry a step of the register; refused, the page says every reason and keeps what was typed."""
    view, sent = _view(request, name), sent_by(request, person_of(request))
    row = next((one for one in view.actions if one.command == sent.command), None)
    if sent.was_carried(request):
        return _there(request, name)
    if row is None:
        return _shown(request, view, found=moved_on().findings)
    given = answers(feed.questions_of(row, ""), request.POST)
    if given.findings:
        return _shown(request, view, (sent.command, given))
    wanted = Request(sent.command, given.details)
    refusal = carry_once(lambda: act_on_registration(sent.desk(request), name, sent.person, wanted))
    if refusal is None:
        return _there(request, name)
    told = refused(given, refusal)
    return _shown(request, view, (sent.command, told), found=told.elsewhere)


@never_cache
@require_POST
def file_registration(request: HttpRequest, name: str) -> HttpResponse:
    """File a paper with a registration."""
    view = _view(request, name)
    given = answers(feed.filing_questions(view, tongue.of(request)), request.POST)
    paper = uploaded(request, given)
    found = [*given.findings, *(paper.findings if isinstance(paper, Refusal) else ())]
    if not found and isinstance(paper, Paper):
        result = file_registration_paper(desk_of(request), name, person_of(request), paper)
        found = list(result.findings) if isinstance(result, Refusal) else []
    if not found:
        return _there(request, name)
    told = refused(given, Refusal.of(found))
    return _shown(request, view, filing=told, found=told.elsewhere)


@never_cache
@require_safe
def paper(request: HttpRequest, name: str, paper: str) -> HttpResponse:
    """Hand out a paper of a registration, always as a download."""
    found = read_registration_paper(desk_of(request), name, person_of(request), paper)
    if found is None:
        raise Http404
    return download(found[1], UNKNOWN_TYPE, found[0])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, subject: str) -> HttpResponse:
    """Ask what a registration says of its subject, and apply for it."""
    person, desk = person_of(request), desk_of(request)
    if subject not in subjects_for(person):
        raise Http404
    given = answers(questions_for_subject(desk, person, subject, tongue.of(request)), request.POST)
    if given.are_good:
        result = apply_for_registration(desk, person, application_of(person, subject, given))
        if isinstance(result, Registration):
            return _there(request, result.id)
        given = refused(given, _at_the_questions(result))
    page = ApplyPage(subject, given, needed_papers(desk, subject), given.elsewhere)
    crumbs = (*_crumbs(request, "")[:1], Crumb(f"page.registrations.apply.{subject}", ""))
    values = {"page": page, "crumbs": crumbs}
    return render(request, "supply/apply.html", values, status=REFUSED if given.findings else 200)


def _at_the_questions(refusal: Refusal) -> Refusal:
    """Hang what is found about particulars on the questions that ask for them."""
    placed = (replace(one, place=one.place.removeprefix("particulars.")) for one in refusal.findings)
    return Refusal.of(list(placed))
