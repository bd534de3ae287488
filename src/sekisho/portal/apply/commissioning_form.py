"""The forms of commissioning as plain forms: what is said once, then list by list with room for one entry more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from sekisho.domain.casework.commissioning import HEAD, LISTS, MOST, WORDS, entries_of
from sekisho.domain.casework.field import Field
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language
from sekisho.portal.components.question import Answers, Choice, Question, details_of, filled, with_findings
from sekisho.portal.components.view import FactRow
from sekisho.portal.words import wording

#: Rows a list has at first, so that a short form needs no further page.
AT_FIRST = 2
#: The button that asks for room for one more entry of a list instead of going on.
MORE = "more"


@dataclass(frozen=True, slots=True)
class Part:
    """A list of a form: its entries as typed, and room for more."""

    name: str
    rows: tuple[tuple[Question, ...], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was typed: its questions, what they say, and what is wrong with them."""

    head: tuple[Question, ...]
    parts: tuple[Part, ...]
    content: Mapping[str, Value]
    findings: tuple[Finding, ...] = ()

    @property
    def answers(self) -> Answers:
        """Give all questions with what is wrong, for the summary at the top of the page."""
        rows = (question for part in self.parts for row in part.rows for question in row)
        return Answers((*self.head, *rows), self.content, self.findings, is_asked=True)

    def with_findings(self, findings: tuple[Finding, ...]) -> "Filled":
        """Hang findings on what they are about."""
        parts = tuple(
            replace(part, rows=tuple(with_findings(row, findings) for row in part.rows)) for part in self.parts
        )
        return replace(self, head=with_findings(self.head, findings), parts=parts, findings=findings)


def _question(field: Field, place: str, language: Language, *, wanted: bool = True) -> Question:
    choices = tuple(
        Choice(one, wording().word(f"form.{field.name}", one, language)) for one in WORDS.get(field.name, ())
    )
    asked = Field(f"{place}{field.name}", field.kind, required=field.required and wanted)
    return Question(asked, f"form.field.{field.name}", choices=choices)


def _row(part: str, n: int, fields: tuple[Field, ...], language: Language) -> tuple[Question, ...]:
    # At least one entry is needed; room for more may stay empty.
    return tuple(_question(field, f"{part}.{n}.", language, wanted=n == 1) for field in fields)


def _said_rows(part: str, fields: tuple[Field, ...], given: QueryDict) -> list[dict[str, str]]:
    """Give the entries of which something was typed; those between that are empty are closed up."""
    rows = (
        {field.name: given.get(f"{part}.{n}.{field.name}", "").strip() for field in fields} for n in range(1, MOST + 1)
    )
    return [row for row in rows if any(row.values())]


def _shown(part: str, fields: tuple[Field, ...], given: QueryDict) -> int:
    """Give how many rows the page had, one more where room was asked for."""
    had = max((n for n in range(1, MOST + 1) if f"{part}.{n}.{fields[0].name}" in given), default=AT_FIRST)
    return had + (given.get(MORE) == part)


def _part(part: str, fields: tuple[Field, ...], given: QueryDict, language: Language) -> Part:
    said = _said_rows(part, fields, given)
    rows = [
        tuple(replace(one, value=row[one.name.rpartition(".")[2]]) for one in _row(part, n, fields, language))
        for n, row in enumerate(said, 1)
    ]
    spare = range(len(rows) + 1, max(len(rows) + 1, _shown(part, fields, given)) + 1)
    return Part(part, (*rows, *(_row(part, n, fields, language) for n in spare if n <= MOST)))


def _entries(part: Part) -> list[Value]:
    said = ({name.rpartition(".")[2]: value for name, value in details_of(row).items()} for row in part.rows)
    return [entry for entry in said if entry]


def read(kind: str, given: QueryDict, language: Language, known: Mapping[str, str]) -> Filled:
    """Read a form as it was typed; ``known`` offers what the case says already."""
    asked = (replace(_question(field, "", language), value=known.get(field.name, "")) for field in HEAD[kind])
    head = filled(tuple(asked), given)
    parts = tuple(_part(name, fields, given, language) for name, fields in LISTS[kind].items())
    content: dict[str, Value] = {**details_of(head), **{part.name: _entries(part) for part in parts}}
    return Filled(head, parts, content)


def _word(name: str, value: Value, language: Language) -> str:
    return wording().word(f"form.{name}", str(value), language) if name in WORDS else str(value)


def _entry(entry: Mapping[str, Value], fields: tuple[Field, ...], language: Language) -> str:
    return " · ".join(_word(one.name, entry[one.name], language) for one in fields if entry.get(one.name))


def form_rows(kind: str, content: Mapping[str, Value], language: Language) -> tuple[FactRow, ...]:
    """Name what a form says, so that nobody signs a digest unread."""
    rows = [
        FactRow(f"form.field.{field.name}", _word(field.name, content[field.name], language))
        for field in HEAD[kind]
        if content.get(field.name)
    ]
    for part, fields in LISTS[kind].items():
        said: list[Value] = [_entry(entry, fields, language) for entry in entries_of(content, part)]
        rows.append(FactRow(f"form.part.{part}", said))
    return tuple(rows)
