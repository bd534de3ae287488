"""A letter as blocks of sayings: what is said by code and facts; the words of each language come from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sekisho.domain.casework.case import nothing_said
from sekisho.domain.letter.number import LetterNumber
from sekisho.domain.values.finding import Finding, Value


class Way(StrEnum):
    """How a saying is spoken: a text with its facts, words as written, a citation, what a finding says or asks for."""

    TEXT = "text"
    WRITTEN = "written"
    CITATION = "citation"
    FINDING = "finding"
    REMEDY = "remedy"


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing a letter says. A fact named ``citation`` is spoken as a citation wherever it stands.

    Words as written carry no code: they are the fact ``text``.
    """

    code: str
    facts: Mapping[str, Value] = field(default_factory=nothing_said)
    way: Way = Way.TEXT
    finding: Finding | None = None


class Shape(StrEnum):
    """How a block is set: running paragraphs, a numbered list, labels with values, or a table under a row of heads."""

    PARAGRAPHS = "paragraphs"
    NUMBERED = "numbered"
    PAIRS = "pairs"
    TABLE = "table"


Line = tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter under a title of its own: lines of one or more sayings."""

    name: str
    shape: Shape
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """Give the code of the block's title."""
        return f"letter.title.{self.name}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is put into words: head, blocks, and whether anything of it tells a price."""

    number: LetterNumber
    kind: str
    issued_on: date
    head: Mapping[str, tuple[Saying, ...]]
    blocks: tuple[Block, ...]


def text(code: str, **facts: Value) -> Saying:
    """Say a text of this room by the last part of its code."""
    return Saying(f"letter.{code}", facts)


def cell(value: str) -> Saying:
    """Say words as they were written: a name, a number, a reason somebody typed."""
    return Saying("", {"text": value}, Way.WRITTEN)


def day_cell(day: str) -> Saying:
    """Say a day or an instant, written in ISO 8601."""
    return Saying("letter.cell.day", {"day": day})


def yen_cell(amount: int) -> Saying:
    """Say an amount; the fact has the name by which amounts are withheld from those who may not see the price."""
    return Saying("letter.cell.amount", {"amount": amount})


def word_cell(family: str, value: str) -> Saying:
    """Say the word for a value of a family; a value without one stands as it is."""
    return Saying(f"letter.cell.{family}", {"value": value})


def cited(citation: str) -> Saying:
    """Say where something is written."""
    return Saying("", {"citation": citation}, Way.CITATION)


def pairs(name: str, *rows: tuple[str, Saying]) -> Block:
    """Give a block of labels and values; each label is a code of this room."""
    return Block(name, Shape.PAIRS, tuple((text(f"label.{label}"), value) for label, value in rows))
