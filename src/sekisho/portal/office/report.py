"""The office's own view of a quarter: the internal edition as of an instant, its files, and publishing it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho import bootstrap
from sekisho.application.report_document import Document
from sekisho.application.report_quarter import (
    PUBLISHERS,
    Printed,
    current_quarter,
    print_report,
    publish_report,
    published_reports,
)
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.finding import Refusal
from sekisho.portal import tongue
from sekisho.portal.components.question import Answers, Question, answers, filled, refused
from sekisho.portal.desk import now, program
from sekisho.portal.open.report import EditionRow, TableView, download, edition_rows, table_views
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording

REFUSED = 422


@dataclass(frozen=True, slots=True)
class QuarterPage:
    """The form that chooses a quarter, the report it gives, its files, and the editions published so far."""

    answers: Answers
    rows: tuple[EditionRow, ...]
    document: Document | None = None
    tables: tuple[TableView, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    may_publish: bool = False
    holds: bool = True


def _questions() -> tuple[Question, ...]:
    running = current_quarter(program(), now()).name
    return (
        Question(Field("quarter", Kind.TEXT), "page.quarterly.quarter", "page.quarterly.quarter.help", value=running),
        Question(Field("as_of", Kind.DAY, required=False), "page.quarterly.as_of", "page.quarterly.as_of.help"),
    )


def _given(request: HttpRequest) -> Answers:
    sent = request.POST if request.method == "POST" else request.GET
    return answers(_questions(), sent)


def _asked(given: Answers) -> tuple[str, "date | None"]:
    day = given.details.get("as_of")
    return str(given.details["quarter"]), date.fromisoformat(str(day)) if day else None


def _print(request: HttpRequest, given: Answers, edition: str) -> Printed | Refusal:
    """Print as of the end of the day asked for, or of now where that day has not ended."""
    name, day = _asked(given)
    as_of = min(end_of(day), now()) if day else None
    return print_report(desk_of(request), wording(), name, edition, as_of)


def _publish(request: HttpRequest, given: Answers) -> Refusal | None:
    name, day = _asked(given)
    as_of = min(end_of(day), now()) if day else None
    made = publish_report(desk_of(request), wording(), person_of(request), name, as_of)
    return made if isinstance(made, Refusal) else None


def _files(request: HttpRequest, given: Answers) -> tuple[tuple[str, str], ...]:
    place = reverse("quarterly_file", args=(tongue.of(request).value,))
    said = {name: str(value) for name, value in given.details.items()}
    return tuple((kind, f"{place}?{urlencode({**said, 'kind': kind})}") for kind in bootstrap.REPORT_FORMATS)


def _page(request: HttpRequest) -> QuarterPage:
    given = _given(request)
    rows = edition_rows(published_reports(desk_of(request)))
    if not given.is_asked:
        given = Answers(filled(_questions(), request.GET), {"quarter": current_quarter(program(), now()).name})
    if given.findings:
        return QuarterPage(given, rows)
    printed = _print(request, given, "internal")
    if isinstance(printed, Refusal):
        return QuarterPage(refused(given, printed), rows)
    document = bootstrap.report_document(printed, tongue.of(request))
    may_publish = not printed.number and not printed.value["preliminary"] and person_of(request).actor.who in PUBLISHERS
    return QuarterPage(
        given, rows, document, table_views(document), _files(request, given), bool(may_publish), printed.holds
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quarterly(request: HttpRequest) -> HttpResponse:
    """Show the internal edition of a quarter; publish it from a form."""
    if request.method != "POST":
        page = _page(request)
        return render(
            request, "office/quarterly.html", {"page": page}, status=REFUSED if page.answers.findings else 200
        )
    given = _given(request)
    refusal = _publish(request, given) if given.are_good else Refusal.of(given.findings) if given.findings else None
    if refusal:
        page = QuarterPage(refused(given, refusal), edition_rows(published_reports(desk_of(request))))
        return render(request, "office/quarterly.html", {"page": page}, status=REFUSED)
    said = urlencode({name: str(value) for name, value in given.details.items()})
    return HttpResponseRedirect(f"{reverse('quarterly', args=(tongue.of(request).value,))}?{said}")


@never_cache
@require_safe
def quarterly_file(request: HttpRequest) -> HttpResponse:
    """Hand the internal edition out as a file."""
    given = _given(request)
    printed = _print(request, given, "internal") if given.are_good else None
    if printed is None or isinstance(printed, Refusal):
        raise Http404
    return download(printed, request, request.GET.get("kind", ""))
