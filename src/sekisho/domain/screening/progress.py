"""Progress: how far a filing has come, by the dates it states and the steps named done, and what there contradicts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.screening.schedule import STEPS
from sekisho.domain.values.finding import Finding, Outcome, Value

_SHIPPED = ("factory", "export")
_PERMITTED = (*_SHIPPED, "shipping", "customs")
_DELIVERED = (*_PERMITTED, "inland")
#: What a date shows to be done already: a machine that stands somewhere has come there. In the order they come in.
SHOWN_DONE: Mapping[str, tuple[str, ...]] = {
    "shipped_on": _SHIPPED,
    "imported_on": _PERMITTED,
    "delivered_on": _DELIVERED,
    "commissioned_on": (*_DELIVERED, "installation", "trial_run"),
}
#: The two events that have to lie inside the window (F5).
INSIDE = ("imported_on", "commissioned_on")
#: Steps that may be behind somebody while what a plan has them wait for is not: an order may come before the decision
#: (A5), and an application may be filed with papers missing.
MAY_BE_AHEAD = ("factory", "application")
WINDOW, ORDER = "article: ¶2", "practice: the order of the steps"


def shows(request: ScreeningRequest, field: str) -> bool:
    """Say whether every line states a date."""
    return all(field in line.days for line in request.lines)


def steps_done(request: ScreeningRequest, named: Iterable[str]) -> frozenset[str]:
    """Give the steps that are done: those named, and those the dates of every line show."""
    dated = [field for field in SHOWN_DONE if shows(request, field)]
    return frozenset([*named, *(step for field in dated for step in SHOWN_DONE[field])])


def _contradicts(code: str, place: str, citation: str, **facts: Value) -> Finding:
    return Finding(f"schedule.{code}", Outcome.NOT_MET, place, citation, dict(facts))


def _outside(line: EquipmentLine, opens: date, closes: date) -> Iterator[Finding]:
    """Say which of the two events lies outside the window."""
    for field in (field for field in INSIDE if field in line.days):
        if not opens <= line.days[field] <= closes:
            facts: dict[str, Value] = {"field": field, "day": str(line.days[field])}
            place = f"line.{line.id}.{field}"
            yield _contradicts("outside_window", place, WINDOW, **facts, opens=str(opens), closes=str(closes))


def _reversed(line: EquipmentLine) -> Iterator[Finding]:
    """Say which date comes before one that has to come first."""
    for before, after in pairwise(field for field in SHOWN_DONE if field in line.days):
        if line.days[after] < line.days[before]:
            facts: dict[str, Value] = {"field": after, "day": str(line.days[after]), "before": before}
            place = f"line.{line.id}.{after}"
            yield _contradicts("reversed", place, ORDER, **facts, before_on=str(line.days[before]))


def _ahead(done: frozenset[str]) -> Iterator[Finding]:
    """Say which step is called done while one it cannot do without is not."""
    for step in (step for step in STEPS if step in done and step not in MAY_BE_AHEAD):
        missing: list[Value] = [other for other in STEPS[step] if other not in done]
        if missing:
            yield _contradicts("ahead", f"done.{step}", ORDER, step=step, missing=missing)


def contradictions(
    request: ScreeningRequest, done: frozenset[str], program: ProgramDefinition, day: date
) -> tuple[Finding, ...]:
    """Give everything in dates and steps that cannot be so together, or not within the window."""
    opens, closes = program.day("window.opens", day), program.day("window.closes", day)
    dated = [one for line in request.lines for one in (*_outside(line, opens, closes), *_reversed(line))]
    return (*dated, *_ahead(done))
