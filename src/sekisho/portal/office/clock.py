"""The program clock of a rehearsal: officers move it forward and see what became due. Live mode has no such page."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.program_time import advance_clock
from sekisho.application.rescreen import Change
from sekisho.application.run_due import Due, run_due
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import JST, day_in_japan
from sekisho.portal.components.question import Answers, Question, answers, refused
from sekisho.portal.desk import now
from sekisho.portal.visitor import desk_of

#: A day that is chosen begins with office hours, in Japan.
OPENING = time(9, 0, tzinfo=JST)
REFUSED = 422


@dataclass(frozen=True, slots=True)
class ClockPage:
    """Where the clock stands, the form that moves it, and what moving it brought about."""

    now: datetime
    answers: Answers
    lapsed: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    moved: bool = False


def _questions(today: date) -> tuple[Question, ...]:
    return (Question(Field("to", Kind.DAY), "page.clock.to", "page.clock.to.help", value=today.isoformat()),)


def _moved(request: HttpRequest, day: date) -> Due | Refusal:
    desk = desk_of(request)
    moved = advance_clock(desk, datetime.combine(day, OPENING))
    return moved if isinstance(moved, Refusal) else run_due(desk)


def _page(request: HttpRequest) -> ClockPage:
    given = answers(_questions(day_in_japan(now())), request.POST)
    if not given.are_good:
        return ClockPage(now(), given)
    due = _moved(request, date.fromisoformat(str(given.details["to"])))
    if isinstance(due, Refusal):
        return ClockPage(now(), refused(given, due))
    fresh = replace(given, questions=_questions(day_in_japan(now())))
    return ClockPage(now(), fresh, due.lapsed, due.changes, moved=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """Show the clock of the rehearsal, and move it."""
    if not settings.REHEARSAL:
        raise Http404
    page = _page(request)
    return render(request, "office/clock.html", {"page": page}, status=REFUSED if page.answers.findings else 200)
