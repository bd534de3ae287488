"""``sekisho letter``: the letters of a case, listed or printed, from the home itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from sekisho.application.ports import Person
from sekisho.application.read_letter import Wish, list_letters, print_letter
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.casework.actor import Role, Side
from sekisho.domain.casework.case import IssuedLetter
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.language import Language

#: Whoever holds the home's files sees all that an auditor sees; nobody acts from here.
READER = Person("home", Role.AUDITOR.value, Side.AUDIT.value, "", b"", rehearsal=False)
BESIDE = (Language.EN.value, Language.ZH_HANS.value)


def _told(letter: IssuedLetter) -> dict[str, Value]:
    return {
        "letter": letter.number,
        "kind": letter.kind,
        "issued_at": letter.issued_at.isoformat(),
        "copies": len(letter.copies),
        "replaces": letter.replaces,
        "superseded_by": letter.superseded_by,
    }


def _print_list(said: Voice, letters: Sequence[IssuedLetter]) -> None:
    for letter in letters:
        kind = said.wording.word("document", letter.kind, said.language)
        said.say("letter.listed", letter=letter.number, kind=kind, at=letter.issued_at)
        if letter.superseded_by:
            said.say("letter.listed.superseded", letter=letter.superseded_by)
    said.say("letter.count", count=len(letters))


def _list(said: Voice, letters: Sequence[IssuedLetter] | Refusal) -> NoReturn:
    if isinstance(letters, Refusal):
        said.refuse(letters)
    said.answer({"letters": [_told(one) for one in letters]}, lambda: _print_list(said, letters))


def _write(said: Voice, out: Path, printed: bytes | Refusal) -> NoReturn:
    if isinstance(printed, Refusal):
        said.refuse(printed)
    try:
        out.write_bytes(printed)
    except OSError as error:
        said.stop("letter.unwritable", file=str(out), problem=str(error))
    said.answer({"file": str(out)}, lambda: said.say("letter.written", file=str(out)))


@click.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("number", metavar="[NUMBER]", default="")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), default=None, help="letter_out")
@click.option("--beside", cls=Option, type=click.Choice(BESIDE), default=BESIDE[0], help="beside")
@click.option("--copy", cls=Option, type=click.IntRange(0), default=0, help="copy")
@spoken
def letter(  # noqa: PLR0913 - because each is an option of the command line
    case: str, number: str, home: Path, out: Path | None, *, beside: str, copy: int, lang: str, as_json: bool
) -> None:
    """List the letters of a case, or print one as PDF: Japanese, with English or Chinese beside it."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk:
        if not number:
            _list(said, list_letters(desk, case, READER))
        with said.working(said.text("letter.working")):
            printed = print_letter(desk, case, READER, Wish(number, Language(beside), copy))
    _write(said, out or Path(f"{number}.{beside}.pdf"), printed)
