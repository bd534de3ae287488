"""What people call columns and the values of words, taken from the texts in all languages."""

from collections.abc import Iterator, Mapping

from sekisho.application.wording import Wording
from sekisho.batch.table import Spelling
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.column import WORDS, Holds, columns_of
from sekisho.domain.values.cell import alike
from sekisho.domain.values.language import Language

#: Parts the names of one thing in a text.
BAR = "|"


def _names(wording: Wording, codes: tuple[str, ...]) -> Iterator[str]:
    known = [code for code in codes if wording.has(code)]
    for language in Language:
        for code in known:
            yield from wording.say(code, language).split(BAR)


def _codes(name: str, holds: Holds) -> tuple[str, ...]:
    if holds is Holds.QUANTITY:
        return (f"specification.{name.partition('.')[2]}",)
    return (f"column.{name}", f"fact.{name}")


def _without_unit(heading: str) -> str:
    """Give a heading without the unit in brackets at its end."""
    return alike(heading).removesuffix(")").rpartition("(")[0] if alike(heading).endswith(")") else ""


def _headings(program: ProgramDefinition, wording: Wording) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, holds in columns_of(program).items():
        for heading in (name, *_names(wording, _codes(name, holds))):
            # The column whose own name it is keeps a heading that two might claim.
            found.setdefault(alike(heading), name)
            if holds is Holds.QUANTITY and _without_unit(heading):
                found.setdefault(_without_unit(heading), name)
    return found


def _words(program: ProgramDefinition, wording: Wording, kind: str) -> dict[str, str]:
    values = program.vocabulary.enums[kind]
    return {alike(said): value for value in values for said in (value, *_names(wording, (f"word.{kind}.{value}",)))}


def spelling_of(program: ProgramDefinition, wording: Wording) -> Spelling:
    """Give what people call the columns and words of a program."""
    words = {column: _words(program, wording, kind) for column, kind in WORDS.items()}
    return Spelling(_headings(program, wording), words)
