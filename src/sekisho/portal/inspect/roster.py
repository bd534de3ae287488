"""The inspectors' registers: declared interests and days of travel, entered by the inspector or an officer."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.keep_roster import act_on_roster, show_rosters
from sekisho.application.ports import Person
from sekisho.application.request import Request
from sekisho.domain.casework.field import Field
from sekisho.domain.casework.table import open_to
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.interest import InterestKind
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.form import carry_once, moved_on, sent_by
from sekisho.portal.components.question import Answers, Choice, Question, answers, questions_for, refused
from sekisho.portal.components.view import Button
from sekisho.portal.inspect.view import RosterCard, RosterPage
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording

REFUSED = 422
#: What the ends of a span are called here.
DAYS = {"from_on": "page.roster.from_on", "until_on": "page.roster.until_on"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A form of a register that was sent and refused, with everything that was typed."""

    inspector: str
    command: str
    answers: Answers


def _interest_choices(inspector: Inspector, language: Language) -> tuple[Choice, ...]:
    words = {one.id: wording().word("interest", one.kind, language) for one in inspector.interests.values()}
    return tuple(Choice(name, f"{name} {words[name]} {one.organisation}") for name, one in inspector.interests.items())


def _question(field: Field, inspector: Inspector, language: Language) -> Question:
    if field.name == "kind":
        choices = tuple(Choice(kind.value, wording().word("interest", kind.value, language)) for kind in InterestKind)
        return Question(field, "page.roster.kind", choices=choices, few=True)
    if field.name == "interest":
        return Question(field, "field.interest", choices=_interest_choices(inspector, language))
    if field.name in DAYS:
        return Question(field, DAYS[field.name], "" if field.required else "page.roster.while_it_lasts")
    return next(iter(questions_for([field])))


def _questions(row: Row, inspector: Inspector, language: Language) -> tuple[Question, ...]:
    prefix = f"{row.command}-{inspector.id}-"
    return tuple(replace(_question(field, inspector, language), prefix=prefix) for field in row.takes)


def _button(row: Row, inspector: Inspector, language: Language, tried: Tried | None) -> Button:
    questions = _questions(row, inspector, language)
    is_tried = tried is not None and (tried.inspector, tried.command) == (inspector.id, row.command)
    if tried and is_tried:
        questions = tuple(replace(one, prefix=questions[0].prefix) for one in tried.answers.questions)
    return Button(
        row.command,
        reverse("roster_act", args=(language.value,)),
        questions,
        hidden=(("inspector", inspector.id), ("key", f"{inspector.id}-{row.command}-{inspector.seq}")),
        citation=row.cite,
        is_open=is_tried,
        place=inspector.id,
    )


def _rows(inspector: Inspector, person: Person) -> tuple[Row, ...]:
    """Give what a person may enter; nothing is ended or withdrawn where nothing is declared."""
    rows = open_to(Track.INSPECTOR, inspector.state, person.actor.who)
    return tuple(row for row in rows if inspector.interests or "interest" not in {field.name for field in row.takes})


def _card(inspector: Inspector, person: Person, language: Language, tried: Tried | None) -> RosterCard:
    return RosterCard(
        id=inspector.id,
        name=names().get(inspector.id, inspector.id),
        interests=tuple(inspector.interests.values()),
        availability=inspector.availability,
        buttons=tuple(_button(row, inspector, language, tried) for row in _rows(inspector, person)),
    )


def _page(request: HttpRequest, tried: Tried | None = None) -> HttpResponse:
    person, language = person_of(request), tongue.of(request)
    cards = tuple(_card(one, person, language, tried) for one in show_rosters(desk_of(request), person))
    found = tried.answers.elsewhere if tried else ()
    page = RosterPage(cards, found, done="done" in request.GET and not tried)
    return render(request, "inspect/roster.html", {"page": page}, status=REFUSED if tried else 200)


@never_cache
@require_safe
def inspectors(request: HttpRequest) -> HttpResponse:
    """Show the registers: an inspector his own, an officer every one."""
    return _page(request)


@never_cache
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Enter something in a register; refused, the page says every reason and what was typed stays."""
    person, language = person_of(request), tongue.of(request)
    sent, name = sent_by(request, person), request.POST.get("inspector", "")
    found = {one.id: one for one in show_rosters(desk_of(request), person)}.get(name)
    rows = [row for row in _rows(found, person) if row.command == sent.command] if found else []
    if found is None or not rows:
        return _page(request, Tried(name, sent.command, refused(Answers(()), moved_on())))
    given = answers(_questions(rows[0], found, language), request.POST)
    if given.findings:
        return _page(request, Tried(name, sent.command, given))
    wanted = Request(sent.command, given.details)
    result = carry_once(lambda: act_on_roster(sent.desk(request), name, person, wanted))
    if result:
        return _page(request, Tried(name, sent.command, refused(given, result)))
    return HttpResponseRedirect(reverse("inspectors", args=(language.value,)) + "?done=1")
