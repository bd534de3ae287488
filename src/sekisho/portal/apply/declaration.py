"""The declaration as a plain form: for each part yes or no, and where it is yes, entry by entry what there is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from sekisho.application.wording import yen_text
from sekisho.domain.casework.declaration import (
    DIRECTIONS,
    MOST,
    NATURES,
    OF_THE_SIDE,
    PARTS,
    check_declaration,
    parts_of,
)
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.registration import SEAT
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.portal.components.question import Answers, Choice, Question, details_of, filled, with_findings
from sekisho.portal.components.view import FactRow
from sekisho.portal.open.form import words
from sekisho.portal.words import wording

YES, NO = "yes", "no"
#: The words a field of an entry is chosen from.
WORDS = {"nature": NATURES, "direction": DIRECTIONS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a declaration is asked of: the equipment its side may name, and whether the side is the one that claims."""

    equipment: Mapping[str, Mapping[str, Value]]
    is_applicant: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the parts the side has to answer."""
        return parts_of(is_applicant=self.is_applicant)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the declaration: the question whether there is any, and room to say what, one entry at least."""

    part: str
    asked: Question
    rows: tuple[tuple[Question, ...], ...]

    @property
    def is_open(self) -> bool:
        """Say whether there is something to read or to put right in the entries."""
        said = any(question.value or question.finding for row in self.rows for question in row)
        return said or self.asked.value == YES

    @property
    def questions(self) -> tuple[Question, ...]:
        """Give every question of the part."""
        return (self.asked, *(question for row in self.rows for question in row))


@dataclass(frozen=True, slots=True)
class DeclarePage:
    """The form by which one side declares."""

    case: str
    case_href: str
    side: str
    groups: tuple[Group, ...]
    seat: tuple[Question, ...]
    answers: Answers
    refused: tuple[Finding, ...] = ()
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A declaration as it was typed: its groups and the side's seat, what they say, and what is wrong with them."""

    groups: tuple[Group, ...]
    seat: tuple[Question, ...]
    content: Mapping[str, Value]
    findings: tuple[Finding, ...] = ()

    @property
    def answers(self) -> Answers:
        """Give all questions with what is wrong, for the summary at the top of the page."""
        questions = (*(question for group in self.groups for question in group.questions), *self.seat)
        return Answers(questions, self.content, self.findings, is_asked=True)


def _whether(part: str, language: Language) -> Question:
    choices = tuple(Choice(one, wording().say(f"page.declare.{one}", language)) for one in (NO, YES))
    return Question(
        Field(part, Kind.TEXT), f"page.declare.{part}", f"page.declare.{part}.help", choices=choices, few=True
    )


def _row(part: str, n: int, asked: Asked, language: Language) -> tuple[Question, ...]:
    """Ask for one entry; nothing of it is required, because an entry of which nothing is said is none."""
    return tuple(_field(part, n, field, asked, language) for field in PARTS[part])


def _field(part: str, n: int, field: Field, asked: Asked, language: Language) -> Question:
    name = f"{part}.{n}.{field.name}"
    choices: tuple[Choice, ...] = ()
    if field.name in WORDS:
        choices = words(f"declaration.{field.name}", WORDS[field.name], language)
    if field.name == "line":
        choices = tuple(Choice(line, f"{line} {item.get('model') or ''}") for line, item in asked.equipment.items())
    unit = "page.ask.yen" if field.kind is Kind.YEN else ""
    return Question(Field(name, field.kind, required=False), f"field.{field.name}", unit=unit, choices=choices)


def _typed_rows(part: str, given: QueryDict, asked: Asked, language: Language) -> list[tuple[Question, ...]]:
    """Give the entries of which something was typed, numbered anew so that they are counted as people count them."""
    said: list[dict[str, str]] = []
    for n in range(1, MOST + 1):
        values = {field.name: given.get(f"{part}.{n}.{field.name}", "").strip() for field in PARTS[part]}
        said += [values] if any(values.values()) else []
    return [
        tuple(replace(one, value=values[one.name.rpartition(".")[2]]) for one in _row(part, n, asked, language))
        for n, values in enumerate(said, 1)
    ]


def _group(part: str, given: QueryDict, asked: Asked, language: Language) -> Group:
    rows = _typed_rows(part, given, asked, language)
    spare = _row(part, len(rows) + 1, asked, language)
    (whether,) = filled((_whether(part, language),), given)
    return Group(part, whether, (*rows, spare))


def _entries(group: Group) -> list[Value]:
    """Give what the entries say, as a declaration writes it."""
    entries = []
    for row in group.rows[:-1]:
        said = {name.rpartition(".")[2]: value for name, value in details_of(row).items()}
        entries.append(said)
    return [*entries]


def _contradicted(group: Group) -> list[Finding]:
    """Report an answer that its own entries contradict."""
    answer, count = group.asked.value, len(group.rows) - 1
    if answer not in {YES, NO}:
        return [Finding("declaration.unanswered", Outcome.NOT_MET, group.part, facts={"part": group.part})]
    if (answer == YES) is bool(count):
        return []
    code = "page.declare.unnamed" if answer == YES else "page.declare.denied"
    return [Finding(code, Outcome.NOT_MET, group.part, facts={"part": group.part, "count": count})]


def _seat(given: QueryDict) -> tuple[Question, ...]:
    """Ask where the side sits and who leads it; both may be left out."""
    asked = (Question(field, f"field.{field.name}", f"page.declare.{field.name}.help") for field in SEAT)
    return filled(tuple(asked), given)


def blank(asked: Asked, language: Language) -> Form:
    """Give the form before anything is answered."""
    groups = tuple(_group(part, QueryDict(), asked, language) for part in asked.parts)
    return Form(groups, _seat(QueryDict()), {})


def _hung(group: Group, findings: tuple[Finding, ...]) -> Group:
    (asked,) = with_findings((group.asked,), findings)
    return replace(group, asked=asked, rows=tuple(with_findings(row, findings) for row in group.rows))


def read(asked: Asked, language: Language, given: QueryDict) -> Form:
    """Read a declaration from a form; every wrong answer is reported at once, and nothing that was typed is lost."""
    groups = tuple(_group(part, given, asked, language) for part in asked.parts)
    content: dict[str, Value] = {group.part: _entries(group) for group in groups}
    content["related"] = bool(content["relations"])
    seat = _seat(given)
    content |= details_of(seat)
    wrong = check_declaration(content, is_applicant=asked.is_applicant, lines=asked.equipment)
    findings = (*(one for group in groups for one in _contradicted(group)), *wrong)
    return Form(tuple(_hung(group, findings) for group in groups), with_findings(seat, findings), content, findings)


def _said(entry: Mapping[str, Value], language: Language) -> str:
    return " · ".join(_word(name, value, language) for name, value in entry.items())


def _word(name: str, value: Value, language: Language) -> str:
    if name in WORDS:
        return wording().word(f"declaration.{name}", str(value), language)
    return yen_text(Money(value), language) if type(value) is int else str(value)


def declared_rows(content: Mapping[str, Value], language: Language) -> tuple[FactRow, ...]:
    """Name what a declaration says, part by part."""
    rows = []
    for part in PARTS:
        entries = content.get(part)
        if isinstance(entries, list):
            said: list[Value] = [_said(entry, language) for entry in entries if isinstance(entry, dict)]
            rows.append(FactRow(f"declaration.part.{part}", said or wording().say("page.declare.none", language)))
    return (*rows, *(FactRow(f"field.{name}", content[name]) for name in OF_THE_SIDE if content.get(name)))
