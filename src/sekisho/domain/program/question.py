"""What the source says (F1 to F22) and what it leaves open (A1 to A36), each with its citation in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.domain.program.table import records, string, strings, texts
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the program is reported to say (F1 to F22), with its paragraph."""

    id: str
    text: LocalizedText
    citation: Citation


@dataclass(frozen=True, slots=True)
class Question:
    """Something the source leaves open (A1 to A36): our default, why, what else it could be, and what holds it.

    ``parameter`` is the switch itself; ``parameters`` are all paths the answer speaks through. ``is_carried_out`` is
    false where the reading is stated, but nothing acts on it yet; ``unread`` are values that are stated beside a
    reading that is carried out, and that no step looks up yet.
    """

    id: str
    text: LocalizedText
    default: LocalizedText
    parameter: str
    citation: Citation
    reason: LocalizedText
    alternatives: tuple[LocalizedText, ...] = ()
    parameters: tuple[str, ...] = ()
    is_carried_out: bool = True
    unread: tuple[str, ...] = ()


def parse_fact(value: Mapping[str, Value]) -> Fact:
    """Read one fact. Raises MissingTextError or UncitedError."""
    return Fact(string(value.get("id")), texts(value.get("text")), Citation.parse(string(value.get("cite"))))


def parse_question(value: Mapping[str, Value]) -> Question:
    """Read one open question. Raises MissingTextError or UncitedError."""
    paths = strings(value.get("parameters"))
    return Question(
        id=string(value.get("id")),
        text=texts(value.get("text")),
        default=texts(value.get("default")),
        parameter=paths[0] if paths else "",
        citation=Citation.parse(string(value.get("cite"))),
        reason=texts(value.get("reason")),
        alternatives=tuple(texts(item) for item in records(value.get("alternatives"))),
        parameters=paths,
        is_carried_out=value.get("carried_out") is not False,
        unread=strings(value.get("unread")),
    )
