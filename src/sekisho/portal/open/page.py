"""The pages anybody may open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, Question, answers, filled, refused
from sekisho.portal.components.view import Crumb
from sekisho.portal.desk import now, program, today
from sekisho.portal.open import form, judge, plan, reckon
from sekisho.portal.open import program as book
from sekisho.portal.open.diary import MEDIA_TYPE, diary
from sekisho.portal.open.pool import cap_citation, pool
from sekisho.portal.open.register import public_registers
from sekisho.portal.open.view import Card

#: The road to payment in eight steps, as the home page draws it.
ROAD = ("screen", "sign", "grant", "import", "commission", "verify", "fix", "pay")

#: Marks what comes from a card of the home page.
START = "start"

Form = Callable[[ProgramDefinition, Language], Sequence[Question]]
Answer = Callable[[Mapping[str, Value], Language], object]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Send a visitor without a language prefix to the language the browser asks for."""
    language = tongue.asked_for(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(reverse("home", args=(language.value,)))
    response.headers["Vary"] = "Accept-Language"
    return response


def _cards(language: Language) -> tuple[Card, ...]:
    category = form.category_question(program(), language)
    price, currency = form.amount(program(), language)[1:3]
    return (
        Card("eligibility", (_for_card(category, "eligibility"),)),
        Card("amount", (_for_card(price, "amount"), _for_card(currency, "amount"))),
        Card("missing", (_for_card(category, "missing"),)),
        Card("schedule", (_for_card(form.schedule(program(), language)[0], "schedule"),)),
    )


def _for_card(question: Question, route: str) -> Question:
    """Ask on the home page: short, and with an id of its own."""
    return replace(question, prefix=f"{route}-", few=False, help="")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the four questions, the road to payment and the pool."""
    values = {"cards": _cards(tongue.of(request)), "road": ROAD, "gauge": pool()}
    return render(request, "open/home.html", values)


def _read(request: HttpRequest, questions: Sequence[Question]) -> Answers:
    """Read the answers; what comes from a card of the home page is only a beginning and not judged yet."""
    if START in request.GET:
        return Answers(filled(questions, request.GET))
    return answers(questions, request.GET)


def _asking(request: HttpRequest, form_of: Form, answer_of: Answer) -> HttpResponse:
    """Show a question page: the form, and below it what follows from the answers."""
    route = request.resolver_match.url_name if request.resolver_match else ""
    given = _read(request, form_of(program(), tongue.of(request)))
    result = answer_of(given.details, tongue.of(request)) if given.are_good else None
    if isinstance(result, Refusal):
        given = refused(given, result)
    answered = result if given.are_good else None
    values = {"answers": given, "answer": answered, "query": request.GET.urlencode()}
    return render(request, f"open/{route}.html", values, status=422 if given.findings else 200)


@require_safe
def eligibility(request: HttpRequest) -> HttpResponse:
    """Is it eligible?"""
    return _asking(request, form.eligibility, judge.eligibility)


@require_safe
def amount(request: HttpRequest) -> HttpResponse:
    """How much, and when is it paid?"""
    return _asking(request, form.amount, reckon.amount)


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """What is missing?"""
    return _asking(request, form.missing, judge.missing)


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """Can I still make it?"""
    return _asking(request, form.schedule, plan.schedule)


@require_safe
def schedule_diary(request: HttpRequest) -> HttpResponse:
    """Give the last starts of a back-schedule as a calendar file; without an answer, lead back to the questions."""
    language = tongue.of(request)
    given = _read(request, form.schedule(program(), language))
    found = plan.schedule(given.details, language) if given.are_good else None
    if found is None or isinstance(found, Refusal):
        return HttpResponseRedirect(f"{reverse('schedule', args=(language.value,))}?{request.GET.urlencode()}")
    return download(diary(found, language, now()), MEDIA_TYPE, "sekisho.ics")


@require_safe
def program_page(request: HttpRequest) -> HttpResponse:
    """Show everything the program says, each value with its source."""
    parts = book.parts(program(), today())
    values = {"parts": parts, "sources": [one.value for one in SourceClass]}
    return render(request, "open/program.html", values)


@require_safe
def annexes(request: HttpRequest) -> HttpResponse:
    """Show the editions of Annex A."""
    return render(request, "open/annexes.html", {"editions": book.edition_rows(program())})


def _edition(text: str) -> book.EditionRow:
    rows = (row for row in book.edition_rows(program()) if row.effective_on.isoformat() == text)
    row = next(rows, None)
    if row is None:
        raise Http404
    return row


@require_safe
def annex(request: HttpRequest, effective_on: str) -> HttpResponse:
    """Show one edition of Annex A, with a search."""
    row = _edition(effective_on)
    given = answers(form.search(program(), tongue.of(request)), request.GET)
    edition = next(one for one in program().editions if one.effective_from == row.effective_on)
    wanted = {name: str(value) for name, value in given.details.items()}
    crumbs = (
        Crumb("page.annex.title", reverse("annexes", args=(tongue.of(request).value,))),
        Crumb("page.annex.this", ""),
    )
    values = {
        "edition": row,
        "comparison": book.comparison_of(program(), edition),
        "revision": edition.changes,
        "answers": given,
        "models": book.model_rows(edition, **wanted),
        "crumbs": crumbs,
    }
    return render(request, "open/annex.html", values)


@require_safe
def annex_file(_request: HttpRequest, effective_on: str) -> HttpResponse:
    """Hand out the file of an edition, as it was published."""
    _edition(effective_on)
    found = book.edition_file(effective_on)
    if found is None:
        raise Http404
    name, data = found
    return download(data, "application/toml", name)


@require_safe
def fund(request: HttpRequest) -> HttpResponse:
    """Show the pool."""
    return render(request, "open/fund.html", {"gauge": pool(), "citation": cap_citation()})


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Show what stands in the public registers today."""
    return render(request, "open/registers.html", {"registers": public_registers()})
