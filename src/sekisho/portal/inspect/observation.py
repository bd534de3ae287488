"""Feed the part of a line's page for plants without OPC UA or MTConnect: what to ask the operator, and its form."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from sekisho.application.observe import show_question
from sekisho.application.show_case import CaseView
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.field import day, text
from sekisho.domain.evidence.observation import HOW
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal import tongue
from sekisho.portal.components.question import Answers, Choice, Question
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording

#: What the form is called where a refused one is shown again.
OBSERVATION = "observation"
PREFIX = "observed-"


@dataclass(frozen=True, slots=True)
class ObservationCard:
    """What to ask, since when, and the form that records it; without a challenge only the button that issues one.

    ``observe_href`` is where it is recorded; empty for everybody but an inspector, who alone says what he saw.
    """

    ask_href: str
    key: str
    numbers: tuple[str, ...] = ()
    code: str = ""
    asked_at: datetime | None = None
    observe_href: str = ""
    questions: tuple[Question, ...] = ()
    is_open: bool = False


def observation_questions(view: CaseView, language: Language) -> tuple[Question, ...]:
    """Ask how it was asked, what was seen, when, where and before whom."""
    ways = tuple(Choice(one, wording().word("observation.how", one, language)) for one in HOW)
    today = day_in_japan(view.now).isoformat()
    return (
        Question(text("how"), "page.paper.how", choices=ways, few=True, prefix=PREFIX),
        Question(text("seen"), "page.paper.seen", "page.observe.seen.help", prefix=PREFIX),
        Question(day("seen_on"), "page.observe.seen_on", value=today, prefix=PREFIX),
        Question(text("seen_time"), "page.observe.seen_time", "page.observe.seen_time.help", prefix=PREFIX),
        Question(text("place"), "page.paper.place", prefix=PREFIX),
        Question(text("present"), "page.paper.present", "page.observe.present.help", prefix=PREFIX),
    )


def observation_card(request: HttpRequest, view: CaseView, line: str, tried: Answers | None) -> ObservationCard:
    """Give the card of a line; ``tried`` is the form as it was refused."""
    language = tongue.of(request)
    address, key = (language.value, view.case.id, line), f"{view.case.id}-{line}-{OBSERVATION}-{view.case.seq}"
    ask_href, question = reverse("inspect_ask", args=address), show_question(desk_of(request), view.case.lines[line])
    if question is None:
        return ObservationCard(ask_href, key)
    is_his = person_of(request).role == Role.INSPECTOR.value
    return ObservationCard(
        ask_href,
        key,
        numbers=question.values.numbers,
        code=question.values.code,
        asked_at=question.asked_at,
        observe_href=reverse("inspect_observe", args=address) if is_his else "",
        questions=(tried.questions if tried else ()) or observation_questions(view, language),
        is_open=tried is not None,
    )
