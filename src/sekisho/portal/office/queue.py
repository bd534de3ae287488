"""The queue: the office sees every case in order of receipt, everybody else their own."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.last_day import basis_on
from sekisho.application.list_cases import list_cases, sees_amount
from sekisho.application.ports import Person
from sekisho.application.views import CaseRow
from sekisho.domain.casework import paper
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.inspection.escalation import escalation
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money, total
from sekisho.domain.values.time import day_in_japan
from sekisho.portal import tongue
from sekisho.portal.components.question import Choice, Question, answers
from sekisho.portal.components.view import Deadline
from sekisho.portal.desk import now, program
from sekisho.portal.office.view import QueuePage, QueueRow
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording


@dataclass(frozen=True, slots=True)
class Moment:
    """The present, the program as it stands, and how many days before its end a verification becomes pressing."""

    now: datetime
    program: ProgramDefinition
    thresholds: tuple[int, ...]


def _filters(language: Language) -> tuple[Question, ...]:
    states = tuple(Choice(state, wording().word("state.paper", state, language)) for state in paper.STATES)
    return (
        Question(Field("state", Kind.TEXT, required=False), "page.queue.by_state", choices=states),
        Question(Field("words", Kind.TEXT, required=False), "page.queue.by_words"),
    )


def _level(row: CaseRow, present: datetime, thresholds: tuple[int, ...]) -> str:
    """Give how pressing the visit is that a case waits for; nothing where it waits for none, or in good time."""
    if row.due_what != "verification" or row.due_at is None:
        return ""
    found = escalation(day_in_japan(row.due_at), day_in_japan(present), thresholds)
    return found.level if found.threshold is not None else ""


def _row(row: CaseRow, person: Person, language: Language, at: Moment) -> QueueRow:
    present = at.now
    basis = basis_on(at.program, row.due_what, row.due_at) if row.due_at else ""
    due = Deadline(f"clock.{row.due_what}", row.due_at, present, basis=basis) if row.due_at else None
    return QueueRow(
        id=row.id,
        href=reverse("case", args=(language.value, row.id)),
        receipt=row.receipt,
        applicant=row.applicant,
        partner=row.partner,
        state=row.state,
        outcome=row.outcome or "undetermined",
        amount=Money(row.amount) if sees_amount(row, person) else None,
        edition_on=row.edition_on,
        submitted_at=row.submitted_at,
        deadline=due,
        level=_level(row, present, at.thresholds),
    )


def _fits(row: CaseRow, words: str) -> bool:
    return words.casefold() in f"{row.id} {row.applicant} {row.partner}".casefold()


@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases the visitor may see, filtered."""
    language, present = tongue.of(request), now()
    filters = answers(_filters(language), request.GET)
    person = person_of(request)
    found = list_cases(desk_of(request), person)
    state, words = str(filters.details.get("state") or ""), str(filters.details.get("words") or "")
    wanted = [row for row in found if (not state or row.state == state) and _fits(row, words)]
    terms = program()
    at = Moment(present, terms, terms.counts("verification.escalation_days", day_in_japan(present)))
    rows = tuple(_row(row, person, language, at) for row in wanted)
    page = QueuePage(filters, rows, len(found), total([row.amount for row in rows if row.amount is not None]))
    return render(request, "office/queue.html", {"page": page})
