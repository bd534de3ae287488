"""Feed the card of an equipment line: its track with dates, its own 90-day clock, what one may do with it."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from sekisho.application.show_case import CaseView
from sekisho.domain.casework import machine
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.reminder import to_visit
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import opening_of
from sekisho.portal.apply.action import Tried, buttons_of
from sekisho.portal.apply.next_step import clock, text_of
from sekisho.portal.apply.view import LineCard
from sekisho.portal.components.view import Deadline, FactRow, Step
from sekisho.portal.people import names
from sekisho.portal.words import wording

#: The fact that dates each state of the machine track.
DAY_OF = {
    "ordered": "ordered_on",
    "shipped": "shipped_on",
    "import_permitted": "permitted_on",
    "delivered": "delivered_on",
    "commissioned": "commissioned_on",
    "visit_scheduled": "visit_on",
    "line_verified": "visited_on",
}
NAMED = ("order_number", "bill_of_lading", "permit_number", "hs_code", "importer", "trial_run_on", "accepted_by")


def _steps(line: Line) -> tuple[Step, ...]:
    # Whoever is visited a second time stands before the end of the road again.
    here = machine.ROAD.index(line.state) if line.state in machine.ROAD else len(machine.ROAD) - 2
    steps = []
    for n, state in enumerate(machine.ROAD):
        day = line.text(DAY_OF.get(state, ""))
        is_done = n < here or state == machine.ROAD[-1]
        status = "done" if n <= here and is_done else ("current" if n == here else "ahead")
        steps.append(Step(state, status, opening_of(date.fromisoformat(day)) if day else None))
    return tuple(steps)


def _deadline(view: CaseView, line: Line) -> Deadline | None:
    if line.visit_by is None or line not in to_visit(view.case):
        return None
    name = line.visit_clock
    return clock(view, name, end_of(line.visit_by), "assumption: A17" if name == "revisit" else "article: ¶9")


def _facts(line: Line) -> tuple[FactRow, ...]:
    rows = [FactRow(f"field.{name}", line.text(name)) for name in NAMED if line.text(name)]
    inspector = line.text("inspector")
    return (*rows, FactRow("field.inspector", names().get(inspector, inspector))) if inspector else tuple(rows)


def _counted(record: Mapping[str, Value], name: str) -> dict[str, int]:
    """Give the points a draw counted, by what they were counted for."""
    points = record.get(name)
    return {key: each for key, each in points.items() if type(each) is int} if isinstance(points, dict) else {}


def _draw(view: CaseView, line: Line, language: Language) -> tuple[FactRow, ...]:
    """Say what a line drew for a second visit, where the reader is told: why, and which points counted."""
    record = view.draws.get(line.id)
    if record is None:
        return ()
    facts, signals = _counted(record, "points"), sum(_counted(record, "signals").values())
    told = {"total": sum(facts.values()) + signals, "threshold": record.get("threshold")}
    why = wording().say(f"page.draw.{record.get('why') or 'none'}", language, **told)
    return (
        FactRow("page.draw.why", why),
        *(FactRow(f"signal.second_visit.{name}", each) for name, each in facts.items()),
        *([FactRow("page.draw.signals", signals)] if signals else []),
    )


def line_card(view: CaseView, line: Line, language: Language, tried: Tried | None = None) -> LineCard:
    """Give the card of one line."""
    item = view.equipment.get(line.id, {})
    return LineCard(
        id=line.id,
        maker=text_of(item, "maker"),
        model=text_of(item, "model"),
        category=wording().word("page.category", text_of(item, "category"), language),
        state=line.state,
        serial=line.text("serial") or text_of(item, "serial"),
        steps=_steps(line),
        deadline=_deadline(view, line),
        facts=_facts(line),
        draw=_draw(view, line, language),
        buttons=buttons_of(view, language, line.id, tried),
        captures_href=reverse("captures", args=(language.value, view.case.id, line.id)),
    )


def line_cards(view: CaseView, language: Language, tried: Tried | None = None) -> tuple[LineCard, ...]:
    """Give the cards of every line; before the lock those of the draft."""
    lines = view.case.lines or {name: Line(name) for name in view.equipment}
    return tuple(line_card(view, line, language, tried) for line in lines.values())
