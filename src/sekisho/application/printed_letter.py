"""A letter as it is printed: words of two languages side by side, in the order they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language


@dataclass(frozen=True, slots=True)
class Pair:
    """The same words in Japanese and in the language beside it."""

    ja: str
    beside: str

    @property
    def is_same(self) -> bool:
        """Say whether both languages write it alike: a name, a number, a digest."""
        return self.ja == self.beside


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """A part of the letter: its title, how it is set, and its lines of cells."""

    name: str
    shape: str
    title: Pair
    lines: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A letter ready for the printer. Its day and number go into the file's own data, so that it never varies.

    ``marks`` are what has to be seen before anything else: rehearsal, no ministry's paper, a copy, superseded.
    """

    number: str
    issued_on: str
    beside: Language
    head: Mapping[str, tuple[Pair, ...]]
    marks: tuple[Pair, ...]
    blocks: tuple[PrintedBlock, ...]

    def line(self, part: str) -> tuple[Pair, ...]:
        """Give a part of the head; nothing where the letter has none."""
        return self.head.get(part, ())


def _pair(words: Value, beside: Language) -> Pair:
    said = words if isinstance(words, dict) else {}
    return Pair(str(said.get(Language.JA.value) or ""), str(said.get(beside.value) or ""))


def _pairs(words: Value, beside: Language) -> tuple[Pair, ...]:
    return tuple(_pair(one, beside) for one in words) if isinstance(words, list) else ()


def _block(block: Mapping[str, Value], beside: Language) -> PrintedBlock:
    lines = block.get("lines")
    cells = tuple(_pairs(line, beside) for line in lines) if isinstance(lines, list) else ()
    return PrintedBlock(str(block.get("name")), str(block.get("shape")), _pair(block.get("title"), beside), cells)


def printed_letter(content: Mapping[str, Value], beside: Language, marks: Iterable[Pair]) -> PrintedLetter:
    """Set a letter's content for printing, with the marks this print bears beside the letter's own."""
    head, blocks = content.get("head"), content.get("blocks")
    parts = {part: _pairs(said, beside) for part, said in head.items()} if isinstance(head, dict) else {}
    return PrintedLetter(
        number=str(content.get("letter")),
        issued_on=str(content.get("issued_on")),
        beside=beside,
        head=parts,
        marks=(*parts.get("marks", ()), *marks),
        blocks=tuple(_block(block, beside) for block in blocks if isinstance(block, dict))
        if isinstance(blocks, list)
        else (),
    )
