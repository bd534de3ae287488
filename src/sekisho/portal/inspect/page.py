"""The inspector's pages: the visits, and one line with its evidence, its captures and the checklist."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.show_case import CaseView
from sekisho.application.show_visits import Visit, show_visits
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.line_card import line_card
from sekisho.portal.apply.page import REFUSED, case_href, view_of
from sekisho.portal.apply.paper_row import paper_rows
from sekisho.portal.components.question import Answers
from sekisho.portal.components.view import Crumb, Deadline
from sekisho.portal.desk import now
from sekisho.portal.inspect.capture import capture_card, captures_part, owner_names
from sekisho.portal.inspect.item import item_cards
from sekisho.portal.inspect.observation import OBSERVATION, observation_card
from sekisho.portal.inspect.view import InspectPage, VisitGroup, VisitRow, VisitsPage
from sekisho.portal.visitor import desk_of, person_of

#: The command by which findings are recorded; it has a form of its own for each item.
RECORD = "record_visit_findings"


def _deadline(visit: Visit, present: datetime) -> Deadline | None:
    if visit.is_done or visit.verify_by is None:
        return None
    return Deadline(f"clock.{visit.clock}", end_of(visit.verify_by), present)


def _visit(visit: Visit, language: Language, present: datetime) -> VisitRow:
    return VisitRow(
        case=visit.case,
        line=visit.line,
        href=reverse("inspect_line", args=(language.value, visit.case, visit.line)),
        claimant=visit.claimant,
        machine=visit.machine,
        state=visit.state,
        site=visit.site,
        number=visit.number,
        deadline=_deadline(visit, present),
    )


@never_cache
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """List the visits entrusted to the inspector."""
    found, language, present = show_visits(desk_of(request), person_of(request)), tongue.of(request), now()
    ahead = groupby((one for one in found if not one.is_done), key=lambda one: (one.visit_on, one.prefecture))
    groups = [VisitGroup(day, place, tuple(_visit(one, language, present) for one in of)) for (day, place), of in ahead]
    page = VisitsPage(tuple(groups), tuple(_visit(one, language, present) for one in found if one.is_done))
    return render(request, "inspect/visits.html", {"page": page})


def _evidence(view: CaseView, line: str) -> tuple[Finding, ...]:
    """Give the evidence of one line; a case with one line has no other."""
    return tuple(one for one in view.evidence if len(view.case.lines) == 1 or one.facts.get("line", line) == line)


def _back(request: HttpRequest, case: str) -> Crumb:
    """Give the way back: inspectors have a list of visits, officers come from the case."""
    language = tongue.of(request).value
    if person_of(request).role == Role.INSPECTOR.value:
        return Crumb("page.visits.title", reverse("visits", args=(language,)))
    return Crumb("", case_href(request, case), case)


@dataclass(frozen=True, slots=True)
class Tried:
    """A form of an item that was sent and refused, with everything that was typed."""

    item: str
    answers: Answers


def _record_href(view: CaseView, case: str, line: str, language: Language) -> str:
    """Give where items are recorded; empty for whoever may record nothing here and now."""
    can = any(action.row.command == RECORD and action.line == line for action in view.actions)
    return reverse("inspect_record", args=(language.value, case, line)) if can else ""


def line_page(request: HttpRequest, case: str, line: str, tried: Tried | None = None) -> HttpResponse:
    """Show one line; after a refusal with every reason, and with what was typed."""
    language = tongue.of(request)
    _, view = view_of(request, case)
    if line not in view.case.lines:
        raise Http404
    card = line_card(view, view.case.lines[line], language)
    verify = next((button for button in card.buttons if button.command == "verify_line"), None)
    others = tuple(button for button in card.buttons if button is not verify)
    observed = tried.answers if tried and tried.item == OBSERVATION else None
    page = InspectPage(
        case=case,
        case_href=case_href(request, case),
        line=replace(card, buttons=others),
        evidence=_evidence(view, line),
        captures=captures_part(
            view.case.lines[line].captures,
            request.GET.get("capture", ""),
            lambda one: capture_card(one, language, owner_names(view.case)),
        ),
        papers=tuple(row for row in paper_rows(view, language) if row.line in {"", line}),
        button=replace(verify, is_open=True) if verify else None,
        items=item_cards(view, view.case.lines[line], language, (tried.item, tried.answers) if tried else None),
        record_href=_record_href(view, case, line, language),
        visit=view.case.lines[line].visit,
        refused=tried.answers.elsewhere if tried else (),
        observation=observation_card(request, view, line, observed),
    )
    crumbs = (_back(request, case), Crumb("", "", f"{case} {line}"))
    values = {"page": page, "crumbs": crumbs, "tried": tried.answers if tried else None}
    return render(request, "inspect/line.html", values, status=REFUSED if tried else 200)


@never_cache
@require_safe
def line(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Show one line before, during and after its visit."""
    return line_page(request, case, line)
