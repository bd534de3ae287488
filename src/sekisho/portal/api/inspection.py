"""Visits: which lines wait and who could go where, and the inspectors' registers."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from sekisho.application.desk import Desk
from sekisho.application.keep_roster import act_on_roster, show_rosters
from sekisho.application.plan_visits import VisitPlan, show_visit_plan
from sekisho.application.ports import Person
from sekisho.application.request import Request
from sekisho.domain.casework.actor import Side
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.travel import Left, Trip
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal.api.answer import plain
from sekisho.portal.api.contract import OFFICE, route
from sekisho.portal.api.door import answer_to
from sekisho.portal.api.schema import Json, Taken

router = Router(tags=["visits"])


class RosterIn(Taken):
    """A command on an inspector's register."""

    command: str
    details: Json = Field(default_factory=dict)


class VisitPlanOut(Schema):
    """Lines not verified yet, the most pressing first; trips proposed for those that wait; who is left, and why."""

    today: date
    lines: list[Json]
    trips: list[Json]
    left: list[Json]


class InspectorOut(Schema):
    """An inspector's register: declared interests and days of travel."""

    inspector: str
    interests: list[Json]
    availability: list[Json]


class InspectorsOut(Schema):
    """The inspectors' registers a reader may see."""

    inspectors: list[InspectorOut]


def _trip(trip: Trip) -> Value:
    stops: list[Value] = [
        {
            "case": stop.waiting.case,
            "line": stop.waiting.line,
            "prefecture": stop.waiting.prefecture,
            "verify_by": stop.waiting.verify_by.isoformat(),
            "why": stop.why,
        }
        for stop in trip.stops
    ]
    return {"inspector": trip.inspector, "on": trip.on.isoformat(), "stops": stops}


def _left(left: Left) -> Value:
    return {"case": left.waiting.case, "line": left.waiting.line, "why": left.why}


def _plan(plan: VisitPlan) -> dict[str, Value]:
    return {
        "today": plan.today.isoformat(),
        "lines": plain(plan.lines),
        "trips": [_trip(trip) for trip in plan.proposal.trips],
        "left": [_left(left) for left in plan.proposal.left],
    }


@router.get("/visits/plan", **route("plan_visits", OFFICE, VisitPlanOut))
def plan(request: HttpRequest) -> HttpResponse:
    """Give the lines that are not verified yet, the most pressing first, and trips proposed for those that wait."""
    return answer_to(request, (Side.OFFICE,), lambda desk, _person: _plan(show_visit_plan(desk)))


def _inspector(inspector: Inspector) -> dict[str, Value]:
    return {
        "inspector": inspector.id,
        "interests": plain(list(inspector.interests.values())),
        "availability": plain(inspector.availability),
    }


@router.get("/inspectors", **route("list_inspectors", OFFICE, InspectorsOut))
def inspectors(request: HttpRequest) -> HttpResponse:
    """Give the inspectors' registers; an inspector reads his own."""

    def work(desk: Desk, person: Person) -> dict[str, Value]:
        return {"inspectors": [_inspector(one) for one in show_rosters(desk, person)]}

    return answer_to(request, (Side.OFFICE,), work)


_REASONS = (
    *("guard.not_yours", "guard.inspector_out_of_turn", "guard.unknown_command", "guard.inspector_unknown"),
    *("guard.not_your_register", "guard.interest_kind_unknown", "guard.interest_unknown", "guard.interest_ended"),
    *("guard.span_reversed", "field.missing", "field.unknown"),
)


@router.post(
    "/inspectors/{inspector}", **route("inspector_command", OFFICE, InspectorOut, sends=True, reasons=_REASONS)
)
def roster(request: HttpRequest, inspector: str, body: RosterIn) -> HttpResponse:
    """Enter something in an inspector's register: an interest, its end, days of travel."""
    wanted = Request(body.command, body.details)

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        made = act_on_roster(desk, inspector, person, wanted)
        return made if isinstance(made, Refusal) else _inspector(made)

    return answer_to(request, (Side.OFFICE,), work)
