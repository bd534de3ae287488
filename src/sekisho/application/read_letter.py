"""Read the letters of a case: their content for programs, or as print for people, each as far as its reader may see.

Who may not see the price reads the letter with dashes for amounts, and the print says so on its face.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.printed_letter import Pair, PrintedLetter, printed_letter
from sekisho.application.project import read_case
from sekisho.application.reach import unknown_case
from sekisho.application.record import decode
from sekisho.application.section import may_see
from sekisho.application.show_case import may_open
from sekisho.application.word_letter import with_amounts
from sekisho.application.wording import Wording
from sekisho.domain.casework.case import Case, IssuedLetter
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter one person may read: where it stands, its content, and whether amounts are left out of it."""

    letter: IssuedLetter
    content: Mapping[str, Value]
    is_abridged: bool


def _missing(code: str, number: str) -> Refusal:
    return Refusal.of([Finding(code, Outcome.NOT_MET, "letter", facts={"letter": number})])


def _content(tx: Transaction, digest: str) -> dict[str, Value] | None:
    data = tx.blobs.get(digest)
    return decode(data) if data is not None else None


def _text(tx: Transaction, case: Case, letter: IssuedLetter, person: Person) -> LetterText | Refusal:
    content = _content(tx, letter.digest)
    if content is None:
        return _missing("letter.erased", letter.number)
    sees_price = may_see(case, person.side, "price")
    amounts = _content(tx, letter.amounts) if letter.amounts and sees_price else None
    shown = {name: value for name, value in with_amounts(content, amounts or {}).items() if name != "salt"}
    return LetterText(letter, shown, is_abridged=bool(letter.amounts) and amounts is None)


def read_letter(desk: Desk, case_id: str, person: Person, number: str) -> LetterText | Refusal:
    """Give a letter's content as this person may read it; to everybody else neither case nor letter exists."""
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        if not case.seq or not may_open(case, person):
            return unknown_case()
        letter = case.letters.get(number)
        return _text(tx, case, letter, person) if letter else _missing("letter.unknown", number)


def list_letters(desk: Desk, case_id: str, person: Person) -> tuple[IssuedLetter, ...] | Refusal:
    """Give the letters of a case in order of issue."""
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        return tuple(case.letters.values()) if case.seq and may_open(case, person) else unknown_case()


def _say(code: str, wording: Wording, beside: Language, facts: Mapping[str, Value]) -> Pair:
    return Pair(wording.tell(code, Language.JA, facts), wording.tell(code, beside, facts))


def _marks(desk: Desk, text: LetterText, beside: Language, copy: int) -> list[Pair]:
    """Give what this print says on its face: which copy it is and why, that it stands no more, what is left out."""
    letter, said = text.letter, []
    if copy:
        made = letter.copies[copy - 1]
        day = day_in_japan(made.issued_at).isoformat()
        said.append(_say("letter.mark.copy", desk.wording, beside, {"n": copy, "day": day, "reason": made.reason}))
    if letter.superseded_by:
        said.append(_say("letter.mark.superseded", desk.wording, beside, {"letter": letter.superseded_by}))
    if text.is_abridged:
        said.append(_say("letter.mark.abridged", desk.wording, beside, {}))
    return said


@dataclass(frozen=True, slots=True)
class Wish:
    """Which letter somebody wants printed: the original or, from 1, a copy issued again; and what stands beside it."""

    letter: str
    beside: Language
    copy: int = 0


def set_letter(desk: Desk, text: LetterText, wish: Wish) -> PrintedLetter | Refusal:
    """Set a letter for printing in Japanese with another language beside it; beside Japanese itself stands English."""
    letter, beside = text.letter, Language.EN if wish.beside is Language.JA else wish.beside
    if wish.copy not in range(len(letter.copies) + 1):
        facts: dict[str, Value] = {"letter": letter.number, "copy": wish.copy, "copies": len(letter.copies)}
        return Refusal.of([Finding("letter.no_copy", Outcome.NOT_MET, "copy", facts=facts)])
    return printed_letter(text.content, beside, _marks(desk, text, beside, wish.copy))


def print_letter(desk: Desk, case_id: str, person: Person, wish: Wish) -> bytes | Refusal:
    """Print a letter as this person may read it."""
    text = read_letter(desk, case_id, person, wish.letter)
    page = text if isinstance(text, Refusal) else set_letter(desk, text, wish)
    return page if isinstance(page, Refusal) else desk.printer.letter(page)
