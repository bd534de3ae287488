"""The form that applies for a registration: what each kind asks, and the key it stands under."""

from dataclasses import replace

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.request import Request
from sekisho.application.show_register import show_public_register
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.guard.register import THEMSELVES
from sekisho.domain.casework.registration import PARTICULARS, SIDES, Subject
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.portal.components.question import Answers, Choice, Question, questions_for
from sekisho.portal.desk import program
from sekisho.portal.words import wording

#: The office names bodies and channels by a key of its own.
KEY = Field("key", Kind.TEXT)


def subjects_for(person: Person) -> tuple[str, ...]:
    """Give what a person's side may apply for."""
    return tuple(str(subject) for subject, sides in SIDES.items() if person.side in sides)


def _own_side(person: Person) -> str:
    return "exporter" if person.side == Side.EXPORTER.value else "integrator"


def _categories(language: Language) -> tuple[Choice, ...]:
    names = program().vocabulary.enums.get("category", ())
    known = [name for name in names if wording().has(f"page.category.{name}")]
    return tuple(Choice(name, wording().word("page.category", name, language)) for name in known)


def _integrators(desk: Desk) -> tuple[Choice, ...]:
    entries = [one for one in show_public_register(desk) if one.subject == Subject.INTEGRATOR]
    return tuple(Choice(one.key, f"{one.name} ({one.key})") for one in entries)


def _with_choices(question: Question, desk: Desk, language: Language) -> Question:
    if question.name == "name":
        return replace(question, label="page.registrations.name")
    if question.name == "category":
        return replace(question, choices=_categories(language))
    if question.name == "integrator":
        return replace(question, choices=_integrators(desk))
    return question


def questions_for_subject(desk: Desk, person: Person, subject: str, language: Language) -> tuple[Question, ...]:
    """Give the questions of an application; one's own side of an agreement is not asked."""
    fields = [
        field for field in PARTICULARS[subject] if subject != Subject.AGREEMENT or field.name != _own_side(person)
    ]
    if person.side == Side.OFFICE.value:
        fields = [KEY, *fields]
    return tuple(_with_choices(question, desk, language) for question in questions_for(fields))


def _key(person: Person, subject: str, said: dict[str, Value]) -> str:
    if subject in THEMSELVES:
        return person.organisation
    if subject == Subject.MODEL:
        return model_key(str(said.get("maker")), str(said.get("model"))).replace(" ", "-").replace("/", "-")
    return f"{said.get('exporter')}-{said.get('integrator')}-{said.get('agreed_on')}"


def application_of(person: Person, subject: str, given: Answers) -> Request:
    """Give the request of an application from its form."""
    said = {name: value for name, value in given.details.items() if name != KEY.name}
    if subject == Subject.AGREEMENT:
        said[_own_side(person)] = person.organisation
    key = given.details.get(KEY.name) or _key(person, subject, said)
    return Request("apply", {"subject": subject, "key": key, "particulars": said})
