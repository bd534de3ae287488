"""Feed the pages of the registers from registrations as one person may see them."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from sekisho.application.last_day import basis_on
from sekisho.application.ports import Notice, Person
from sekisho.application.record import Recorded
from sekisho.application.show_register import Listed, RegistrationView
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import PARTICULARS, Subject
from sekisho.domain.casework.transition import Row
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.components.question import Answers, Choice, Question, questions_for
from sekisho.portal.components.view import Button, Deadline, FactRow, Step
from sekisho.portal.desk import program
from sekisho.portal.supply.view import PaperLine, RegistrationLine
from sekisho.portal.words import wording

FILE = "file_document"
GRAVE = ("reject", "remove", "suspend", "dismiss_appeal", "give_up")


def title_of(registration: Registration) -> str:
    """Give what a registration is called."""
    said = registration.particulars
    if registration.subject == Subject.AGREEMENT:
        return f"{said.get('exporter')} – {said.get('integrator')}"
    return str(said.get("name") or registration.key)


def deadline_of(due_at: datetime | None, now: datetime) -> Deadline | None:
    """Give the day by which the office means to decide; none where nothing waits."""
    if due_at is None:
        return None
    return Deadline("clock.registration", due_at, now, "assumption: A26", basis_on(program(), "registration", due_at))


def registration_line(listed: Listed, now: datetime, language: Language) -> RegistrationLine:
    """Give a line of the list."""
    registration = listed.registration
    return RegistrationLine(
        registration.id,
        reverse("registration", args=(language.value, registration.id)),
        registration.subject,
        title_of(registration),
        registration.state,
        registration.applied_at,
        deadline_of(listed.decide_by, now),
    )


def _shown(name: str, value: Value) -> Value | Money:
    if name == "list_price" and type(value) is int:
        return Money(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def facts_of(registration: Registration) -> tuple[FactRow, ...]:
    """Give what an application says of its subject, in the order its form asks."""
    names = [field.name for field in PARTICULARS.get(registration.subject, ())]
    said = registration.particulars
    labels = {"name": "page.registrations.name"}
    return tuple(
        FactRow(labels.get(name, f"field.{name}"), _shown(name, said[name])) for name in names if said.get(name)
    )


def papers_of(registration: Registration, language: Language) -> tuple[PaperLine, ...]:
    """Give the papers of a registration with the address of each."""
    return tuple(
        PaperLine(
            paper.kind,
            paper.name,
            paper.filed_by,
            reverse("registration_paper", args=(language.value, registration.id, paper.id)),
        )
        for paper in registration.papers
    )


def _step(row: Recorded) -> Step:
    told = {**row.event.body, "actor_side": row.side}
    return Step(f"event.{row.type}", "done", row.occurred_at, told, digest=row.digest, log_index=row.log_index)


def notices_of(notices: Sequence[Notice]) -> tuple[tuple[Finding, datetime], ...]:
    """Give what the reader was told of a registration, the newest first."""
    return tuple((Finding(one.code, Outcome.MET, facts=one.facts), one.at) for one in reversed(notices))


def timeline_of(rows: Sequence[Recorded]) -> tuple[Step, ...]:
    """Give the life of a registration."""
    return tuple(_step(row) for row in rows)


def questions_of(row: Row, today: str) -> tuple[Question, ...]:
    """Give the questions of a step of the register; days are offered as today."""
    asked = questions_for(row.takes, f"{row.command}-")
    return tuple(_today(one, today) if one.field.kind is Kind.DAY and one.field.required else one for one in asked)


def _today(question: Question, today: str) -> Question:
    return Question(question.field, question.label, question.help, value=today, prefix=question.prefix)


def buttons_of(
    view: RegistrationView, language: Language, tried: tuple[str, Answers] | None = None
) -> tuple[Button, ...]:
    """Give what a person may do with a registration; a form that was refused stands open with what was typed."""
    place = reverse("registration_act", args=(language.value, view.registration.id))
    rows = [row for row in view.actions if row.command != FILE]
    return tuple(_button(row, place, view, tried) for row in rows)


def _button(row: Row, place: str, view: RegistrationView, tried: tuple[str, Answers] | None) -> Button:
    is_tried = tried is not None and tried[0] == row.command
    questions = tried[1].questions if tried and is_tried else questions_of(row, day_in_japan(view.now).isoformat())
    key = f"{view.registration.id}-{row.command}-{view.registration.seq}"
    hidden = (("key", key),)
    return Button(
        row.command, place, questions, hidden, citation=row.cite, is_grave=row.command in GRAVE, is_open=is_tried
    )


def kinds_of(kinds: Sequence[str], language: Language) -> tuple[Choice, ...]:
    """Offer kinds of papers by their names."""
    return tuple(Choice(kind, wording().word("document.kind", kind, language)) for kind in kinds)


def filing_questions(view: RegistrationView, language: Language) -> tuple[Question, ...]:
    """Ask which paper of a registration it is: those missing first."""
    kinds = tuple(dict.fromkeys((*view.missing, *view.taken)))
    return (Question(Field("kind", Kind.TEXT), "page.paper.kind", choices=kinds_of(kinds, language)),)


def sells(person: Person) -> bool:
    """Say whether somebody sells machines rather than claiming for them."""
    return person.side == Side.EXPORTER.value
