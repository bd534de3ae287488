"""A form as data: questions with a kind, the answers given, and what is wrong with them.

The same questions stand before sign-in and behind the buttons of a case: there they come from the fields of a row of
the transition table. No form is written by hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from sekisho.domain.casework.field import Field, Kind, check
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.words import wording

#: What a page shows for a kind; anything else is a line of text.
WIDGETS = {
    Kind.REASON: "area",
    Kind.DAY: "date",
    Kind.INSTANT: "text",
    Kind.YEN: "number",
    Kind.NUMBER: "number",
    Kind.HS_CODE: "number",
    Kind.CORPORATE_NUMBER: "number",
    Kind.FLAG: "flag",
    Kind.LIST: "lines",
    Kind.RECORD: "pairs",
}
_NUMBERS = (Kind.YEN, Kind.NUMBER)
#: How many lines of a longer text a page shows at least, and at most.
FEWEST_LINES, MOST_LINES = 3, 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers a question offers; the label is in the reader's language already."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the field it fills, the codes of its label and help, and the answer given so far.

    ``few`` shows the choices as radio buttons instead of a list; ``about`` is what the question is asked of, where the
    same one is asked of several things.
    """

    field: Field
    label: str
    help: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    few: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    finding: Finding | None = None
    prefix: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        """Give the field's name."""
        return self.field.name

    @property
    def id(self) -> str:
        """Give the element's id, unique on a page with several forms."""
        return f"{self.prefix}{self.field.name}"

    @property
    def widget(self) -> str:
        """Say how the page asks."""
        if self.choices:
            if self.field.kind is Kind.LIST:
                return "checks"
            return "radios" if self.few else "select"
        return WIDGETS.get(self.field.kind, "text")

    @property
    def rows(self) -> int:
        """Give how many lines a text takes on the page."""
        return min(max(len(self.value.splitlines()), FEWEST_LINES), MOST_LINES)

    @property
    def described_by(self) -> str:
        """Give the ids of help and error for ``aria-describedby``."""
        ids = [f"{self.id}-help"] if self.help else []
        return " ".join([*ids, *([f"{self.id}-error"] if self.finding else [])])


@dataclass(frozen=True, slots=True)
class Answers:
    """The questions with their answers, the details a command takes, and everything that is wrong."""

    questions: tuple[Question, ...]
    details: Mapping[str, Value] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_asked: bool = False

    @property
    def are_good(self) -> bool:
        """Say whether answers were given and nothing is wrong with them."""
        return self.is_asked and not self.findings

    @property
    def elsewhere(self) -> tuple[Finding, ...]:
        """Give the findings that are about none of the questions."""
        names = {question.name for question in self.questions}
        return tuple(finding for finding in self.findings if finding.place not in names)

    @property
    def wrong(self) -> tuple[Question, ...]:
        """Give the questions whose answer is wrong, for the error summary."""
        return tuple(question for question in self.questions if question.finding)


def _hint(name: str) -> str:
    code = f"field.{name}.hint"
    return code if wording().has(code) else ""


def questions_for(fields: Iterable[Field], prefix: str = "") -> tuple[Question, ...]:
    """Make the questions of a row's fields; labels and hints are ``field.<name>`` and ``field.<name>.hint``."""
    return tuple(Question(wanted, f"field.{wanted.name}", _hint(wanted.name), prefix=prefix) for wanted in fields)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> Value:
    """Read a whole number as people type it: full-width, with commas, with 円 or ¥."""
    digits = re.sub(r"[,\s円¥_]", "", _folded(text))
    return int(digits) if re.fullmatch(r"[0-9]{1,16}", digits) else text.strip()


def _pairs(text: str) -> Value:
    """Read ``name: value`` lines."""
    lines = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in lines}


def _lines(question: Question) -> Value:
    given = question.values if question.choices else question.value.splitlines()
    return [line.strip() for line in given if line.strip()]


def _value(question: Question) -> Value:
    kind, text = question.field.kind, question.value
    if kind is Kind.FLAG:
        return text == "on"
    if kind is Kind.LIST:
        return _lines(question)
    if kind is Kind.RECORD:
        return _pairs(text)
    if not text.strip():
        return None
    return _number(text) if kind in _NUMBERS else _folded(text) if kind is not Kind.REASON else text.strip()


def filled(questions: Sequence[Question], given: QueryDict) -> tuple[Question, ...]:
    """Put the answers given into the questions, as they were typed."""
    return tuple(
        replace(question, value=given.get(question.name, question.value), values=tuple(given.getlist(question.name)))
        for question in questions
    )


def details_of(questions: Iterable[Question]) -> dict[str, Value]:
    """Give the details a command takes; what was left empty is left out."""
    details = {question.name: _value(question) for question in questions}
    return {name: value for name, value in details.items() if value not in (None, "", [], {})}


def with_findings(questions: Iterable[Question], findings: Iterable[Finding]) -> tuple[Question, ...]:
    """Hang each finding on the question it is about."""
    by_place = {finding.place: finding for finding in findings}
    return tuple(replace(question, finding=by_place.get(question.name)) for question in questions)


def answers(questions: Sequence[Question], given: QueryDict) -> Answers:
    """Read a form: every wrong answer is reported at once, and nothing that was typed is lost."""
    if not any(question.name in given for question in questions):
        return Answers(tuple(questions))
    with_values = filled(questions, given)
    details = details_of(with_values)
    findings = [*check([question.field for question in questions], details), *_strangers(with_values)]
    return Answers(with_findings(with_values, findings), details, tuple(findings), is_asked=True)


def refused(given: Answers, refusal: Refusal) -> Answers:
    """Take a refusal back into the form: each finding on its question, the others kept beside them."""
    return replace(given, questions=with_findings(given.questions, refusal.findings), findings=refusal.findings)


def _strangers(questions: Iterable[Question]) -> list[Finding]:
    """Report answers that are none of the choices offered."""
    return [
        Finding("page.field.not_offered", Outcome.NOT_MET, question.name, facts={"value": question.value[:80]})
        for question in questions
        if question.choices
        and question.field.kind is not Kind.LIST
        and question.value
        and question.value not in {choice.value for choice in question.choices}
    ]
