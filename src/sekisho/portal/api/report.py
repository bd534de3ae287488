"""The quarterly reports: published editions for anybody, any instant for the office and the auditor."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.report_quarter import (
    Edition,
    Printed,
    print_report,
    publish_report,
    published_reports,
    read_edition,
)
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.answer import bytes_of, json_response, refused
from sekisho.portal.api.contract import ANYBODY, OFFICE, OFFICE_AND_AUDIT, route
from sekisho.portal.api.door import answer, answer_to
from sekisho.portal.api.report_schema import ReportEditionOut, ReportIn, ReportOut, ReportsOut
from sekisho.portal.api.schema import MeantInstant

router = Router(tags=["reports"])
LONGEST_QUARTER = 20


def _edition(one: Edition) -> dict[str, Value]:
    return {
        "quarter": one.quarter,
        "number": one.number,
        "as_of": one.as_of.isoformat(),
        "published_at": one.published_at.isoformat(),
        "public_sha256": one.blobs["public"],
    }


@router.get("", **route("list_reports", ANYBODY, ReportsOut))
def reports(request: HttpRequest) -> HttpResponse:
    """List the published editions, newest first; public."""
    found: list[Value] = [_edition(one) for one in published_reports(bootstrap.desk())]
    return json_response(bytes_of({"reports": found}))


@router.get("/{quarter}/{int:number}", **route("read_report", ANYBODY, ReportOut, reasons=("report.unknown",)))
def read(request: HttpRequest, quarter: str, number: int) -> HttpResponse:
    """Give the public edition of a published report, as its bytes were kept; public."""
    printed = read_edition(bootstrap.desk(), quarter, number, "public")
    if printed is None:
        facts: dict[str, Value] = {"quarter": quarter[:LONGEST_QUARTER], "number": number}
        return refused(request, Refusal.of([Finding("report.unknown", Outcome.NOT_MET, "number", facts=facts)]))
    return json_response(bytes_of({"report": dict(printed.value)}))


_PRINT = ("report.no_quarter", "report.in_future")


@router.get("/{quarter}", **route("show_report", OFFICE_AND_AUDIT, ReportOut, reasons=_PRINT))
def show(request: HttpRequest, quarter: str, as_of: MeantInstant | None = None) -> HttpResponse:
    """Give the internal edition of a quarter as of an instant (default: its end, or now while it runs)."""

    def work(desk: Desk, _person: Person) -> dict[str, Value] | Refusal:
        printed = print_report(desk, bootstrap.all_wording(), quarter, "internal", as_of)
        return {"report": dict(printed.value)} if isinstance(printed, Printed) else printed

    return answer_to(request, (Side.OFFICE, Side.AUDIT), work)


_PUBLISH = (*_PRINT, "report.not_yours", "report.quarter_runs", "report.published_already", "report.unchanged")


@router.post("/{quarter}", **route("publish_report", OFFICE, ReportEditionOut, sends=True, reasons=_PUBLISH))
def publish(request: HttpRequest, quarter: str, body: ReportIn) -> HttpResponse:
    """Publish the next edition of a quarter's report as of an instant."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        as_of: datetime | None = body.as_of
        made = publish_report(desk, bootstrap.all_wording(), person, quarter, as_of)
        return made if isinstance(made, Refusal) else _edition(made)

    return answer(request, work)
