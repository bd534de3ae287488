"""The queue: the office sees every case in order of receipt, everybody else their own."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.list_cases import list_cases, sees_amount
from sekisho.application.ports import CaseRow, Person
from sekisho.domain.casework import paper
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money, total
from sekisho.portal import tongue
from sekisho.portal.components.question import Choice, Question, answers
from sekisho.portal.components.view import Deadline
from sekisho.portal.desk import now
from sekisho.portal.office.view import QueuePage, QueueRow
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording


def _filters(language: Language) -> tuple[Question, ...]:
    states = tuple(Choice(state, wording().word("state.paper", state, language)) for state in paper.STATES)
    return (
        Question(Field("state", Kind.TEXT, required=False), "page.queue.by_state", choices=states),
        Question(Field("words", Kind.TEXT, required=False), "page.queue.by_words"),
    )


def _row(row: CaseRow, person: Person, language: Language, present: datetime) -> QueueRow:
    due = Deadline(f"clock.{row.due_what}", row.due_at, present) if row.due_at else None
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
    rows = tuple(_row(row, person, language, present) for row in wanted)
    page = QueuePage(filters, rows, len(found), total([row.amount for row in rows if row.amount is not None]))
    return render(request, "office/queue.html", {"page": page})
