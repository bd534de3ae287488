"""The plan of visits: lines that wait, how pressing each is, and proposed trips that one button entrusts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.act import act
from sekisho.application.plan_visits import OpenLine, VisitPlan, show_visit_plan
from sekisho.application.request import Request
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.inspection.travel import Stop, Trip
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.form import Sent, carry_once, sent_by
from sekisho.portal.components.view import Deadline
from sekisho.portal.desk import now
from sekisho.portal.office.view import LeftRow, PlanPage, PlanRow, TripCard, TripStop
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

REFUSED = 422


def _href(line: OpenLine, language: Language) -> str:
    return reverse("inspect_line", args=(language.value, line.case, line.line))


def _row(line: OpenLine, language: Language, present: datetime) -> PlanRow:
    due = line.escalation
    return PlanRow(
        case=line.case,
        line=line.line,
        href=_href(line, language),
        claimant=line.claimant,
        machine=line.machine,
        prefecture=line.prefecture,
        state=line.state,
        visit=line.visit,
        visit_on=line.visit_on,
        inspector=names().get(line.inspector, line.inspector),
        level=due.level if due else "calm",
        deadline=Deadline("clock.verification", end_of(due.due_on), present) if due else None,
    )


def _stop(plan: VisitPlan, stop: Stop, language: Language) -> TripStop:
    line = plan.line(stop.waiting)
    bound = line.escalation.due_on.isoformat() if line.escalation else ""
    return TripStop(line.case, line.line, _href(line, language), line.machine, line.prefecture, bound, stop.why)


def _trip(plan: VisitPlan, trip: Trip, language: Language) -> TripCard:
    stops = tuple(_stop(plan, stop, language) for stop in trip.stops)
    # The sequence numbers of the cases: a case that has moved on since makes it another trip.
    seqs = "-".join(str(plan.line(stop.waiting).seq) for stop in trip.stops)
    return TripCard(
        inspector=trip.inspector,
        inspector_name=names().get(trip.inspector, trip.inspector),
        on=trip.on,
        prefectures=trip.prefectures,
        stops=stops,
        key=f"trip-{trip.inspector}-{trip.on}-{seqs}",
    )


def _page(request: HttpRequest, refused: Iterable[Finding] = ()) -> HttpResponse:
    plan, language, present = show_visit_plan(desk_of(request)), tongue.of(request), now()
    found = tuple(refused)
    page = PlanPage(
        rows=tuple(_row(line, language, present) for line in plan.lines),
        trips=tuple(_trip(plan, trip, language) for trip in plan.proposal.trips),
        left=tuple(
            LeftRow(one.waiting.case, one.waiting.line, _href(plan.line(one.waiting), language), one.why)
            for one in plan.proposal.left
        ),
        refused=found,
        done="done" in request.GET and not found,
    )
    return render(request, "office/plan.html", {"page": page}, status=REFUSED if found else 200)


@never_cache
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show which lines wait for a visit, and who could go where."""
    return _page(request)


def _assign(request: HttpRequest, sent: Sent, n: int, stop: str) -> tuple[Finding, ...]:
    """Entrust one stop of a trip; each is a request of its own, so that a form sent again entrusts none twice."""
    case, _, rest = stop.partition("|")
    line, _, prefecture = rest.partition("|")
    details = {name: request.POST.get(name, "") for name in ("inspector", "visit_on")}
    wanted = Request("schedule_visit", {**details, **({"prefecture": prefecture} if prefecture else {})}, line)
    keyed = replace(sent, key=f"{sent.key}-{n}" if sent.key else "")
    refusal = carry_once(lambda: act(keyed.desk(request), case, sent.person, wanted))
    return refusal.findings if refusal else ()


@never_cache
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Entrust a proposed trip, stop by stop; what cannot be entrusted says every reason, the others stand."""
    sent = sent_by(request, person_of(request))
    stops = request.POST.getlist("stop")
    refused = [finding for n, stop in enumerate(stops) for finding in _assign(request, sent, n, stop)]
    if refused:
        return _page(request, refused)
    return HttpResponseRedirect(reverse("visit_plan", args=(tongue.of(request).value,)) + "?done=1")
