"""A form of commissioning as it is printed: in Japanese with another language beside it, with room to sign by hand."""

from collections.abc import Mapping

from sekisho.application.commissioning_form import Form
from sekisho.application.desk import Desk
from sekisho.application.printed_letter import Pair, PrintedBlock, PrintedLetter
from sekisho.application.wording import Wording
from sekisho.domain.casework.case import Document
from sekisho.domain.casework.commissioning import HEAD, LISTS, WORDS, days_of, entries_of
from sekisho.domain.casework.field import Field
from sekisho.domain.letter.letter import Shape
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan

#: Room for a signature by hand: ideographic spaces keep their width.
ROOM = Pair("　" * 9, "　" * 9)


class _Words:
    """Says everything in both languages of a print."""

    def __init__(self, wording: Wording, beside: Language) -> None:
        self._wording, self._beside = wording, beside

    def say(self, code: str, **facts: object) -> Pair:
        return Pair(*(self._wording.say(code, language, **facts) for language in (Language.JA, self._beside)))

    def value(self, name: str, value: Value) -> Pair:
        """Give a value: a word that was chosen in both languages, anything else as it was written."""
        if name in WORDS and value:
            languages = (Language.JA, self._beside)
            return Pair(*(self._wording.word(f"form.{name}", str(value), language) for language in languages))
        shown = "—" if value in (None, "") else str(value)
        return Pair(shown, shown)


def _pairs(words: _Words, fields: tuple[Field, ...], content: Mapping[str, Value]) -> PrintedBlock:
    lines = tuple(
        (words.say(f"form.field.{field.name}"), words.value(field.name, content.get(field.name))) for field in fields
    )
    return PrintedBlock("head", Shape.PAIRS, words.say("form.part.head"), lines)


def _table(words: _Words, part: str, fields: tuple[Field, ...], content: Mapping[str, Value]) -> PrintedBlock:
    """Set a list as a table; those who are present have room for a signature."""
    room = (words.say("form.print.signature"),) if part == "present" else ()
    heads = (*(words.say(f"form.field.{field.name}") for field in fields), *room)
    rows = tuple(
        (*(words.value(field.name, entry.get(field.name)) for field in fields), *(ROOM for _ in room))
        for entry in entries_of(content, part)
    )
    return PrintedBlock(part, Shape.TABLE, words.say(f"form.part.{part}"), (heads, *rows))


def _signed(words: _Words, paper: Document | None) -> tuple[PrintedBlock, ...]:
    """Name what is frozen and who signed it with a key; nothing of a form that is not on file yet."""
    if paper is None:
        return ()
    lines = [(words.say("form.print.digest"), Pair(paper.digest, paper.digest))]
    lines += [
        (words.say("form.print.signed_by", side=one.side), Pair(*(day_in_japan(one.signed_at).isoformat(),) * 2))
        for one in paper.signatures
    ]
    return (PrintedBlock("signed", Shape.PAIRS, words.say("form.print.signed"), tuple(lines)),)


def print_form(desk: Desk, case: str, form: Form, beside: Language, paper: Document | None = None) -> bytes:
    """Print a form as PDF; ``paper`` is the document it is filed as, None before it is."""
    words = _Words(desk.wording, beside)
    blocks = [_pairs(words, HEAD[form.kind], form.content)]
    blocks += [_table(words, part, fields, form.content) for part, fields in LISTS[form.kind].items()]
    title = Pair(*(desk.wording.word("document.kind", form.kind, one) for one in (Language.JA, beside)))
    marks = (words.say("form.print.rehearsal"),) if desk.is_rehearsal else ()
    days = [on for _, on in days_of(form.kind, form.content)]
    number = f"{case} {form.line} {paper.id if paper else ''}".strip()
    printed = PrintedLetter(
        number=number,
        issued_on=max(days, default=""),
        beside=beside,
        head={"title": (title,), "number": (Pair(number, number),)},
        marks=marks,
        blocks=(*blocks, *_signed(words, paper)),
    )
    return desk.printer.letter(printed)
