"""The quarterly reports as anybody may read them: published editions only, with small numbers withheld."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from sekisho import bootstrap
from sekisho.application.report_document import TEXT, Document, Table, cell_shown
from sekisho.application.report_quarter import Edition, Printed, published_reports, read_edition
from sekisho.portal import tongue
from sekisho.portal.components.view import Crumb
from sekisho.portal.desk import desk

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading; numbers stand to the right."""

    label: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is shown, with its column's heading for narrow screens."""

    text: str
    heading: Heading


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the report for a page; a row is its name and its cells."""

    id: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]
    note: str


def table_view(table: Table) -> TableView:
    """Lay a table of the report out for a page."""
    headings = tuple(Heading(column.label, column.kind != TEXT) for column in table.columns)
    shown = [
        [cell_shown(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]
    rows = tuple(
        (first, tuple(Shown(text, heading) for text, heading in zip(rest, headings[1:], strict=True)))
        for first, *rest in shown
    )
    return TableView(table.id, table.title, headings, rows, table.note)


def table_views(document: Document) -> tuple[TableView, ...]:
    """Lay every table of the report out for a page."""
    return tuple(table_view(table) for table in document.tables)


def download(printed: Printed, request: HttpRequest, kind: str) -> HttpResponse:
    """Hand a report out as a file."""
    if kind not in bootstrap.REPORT_FORMATS:
        raise Http404
    name, data = bootstrap.report_file(printed, tongue.of(request), kind)
    response = HttpResponse(data, content_type=bootstrap.REPORT_MEDIA_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A published edition in the list."""

    quarter: str
    number: int
    as_of: datetime
    published_at: datetime
    is_newest: bool


def edition_rows(editions: list[Edition]) -> tuple[EditionRow, ...]:
    """Give the rows of the list; of each quarter the newest edition holds."""
    newest = {one.quarter: max(e.number for e in editions if e.quarter == one.quarter) for one in editions}
    return tuple(
        EditionRow(one.quarter, one.number, one.as_of, one.published_at, one.number == newest[one.quarter])
        for one in editions
    )


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the published editions."""
    at = desk()
    rows = edition_rows(published_reports(at)) if at else ()
    return render(request, "open/reports.html", {"rows": rows})


def _printed(quarter: str, number: int) -> Printed:
    at = desk()
    printed = read_edition(at, quarter, number, PUBLIC) if at else None
    if printed is None:
        raise Http404
    return printed


@require_safe
def report(request: HttpRequest, quarter: str, number: int) -> HttpResponse:
    """Show a published edition."""
    printed, language = _printed(quarter, number), tongue.of(request)
    document = bootstrap.report_document(printed, language)
    crumbs = (
        Crumb("page.reports.title", reverse("reports", args=(language.value,))),
        Crumb("", "", name=document.title),
    )
    kinds = [
        (kind, reverse("report_file", args=(language.value, quarter, number, kind)))
        for kind in bootstrap.REPORT_FORMATS
    ]
    values = {"document": document, "tables": table_views(document), "kinds": kinds, "crumbs": crumbs}
    return render(request, "open/report.html", values)


@require_safe
def report_file(request: HttpRequest, quarter: str, number: int, kind: str) -> HttpResponse:
    """Hand a published edition out as a file."""
    return download(_printed(quarter, number), request, kind)
