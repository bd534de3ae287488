"""What the package ships: the program's data, and every text in three languages."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sekisho.application.desk import Tables
from sekisho.application.library import Library
from sekisho.application.wording import Wording
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.ruleset import wording
from sekisho.domain.values.language import Language, LocalizedText
from sekisho.media.table.reader import TableReader

DEFAULT_PROGRAM = "smart-factory-2026"
TEXTS = "texts.toml"


def seed_files(program: str = DEFAULT_PROGRAM) -> dict[str, bytes]:
    """Give a program's data files by name."""
    folder = files("sekisho") / "domain" / "program" / "data" / program
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@cache
def library(program: str = DEFAULT_PROGRAM) -> Library:
    """Give the reader of a program's definition."""
    return Library(program, seed_files(program))


def edition_words(program: str = DEFAULT_PROGRAM) -> Words:
    """Give the words that lists of models are written in."""
    return library(program).words()


def table_reader() -> Tables:
    """Give the reader of spreadsheets, text files and printed tables; it needs no home."""
    return TableReader()


def shipped_program(program: str = DEFAULT_PROGRAM) -> ProgramDefinition:
    """Give a program as the package ships it: illustrative editions, no store."""
    return library(program).shipped()


def _below(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _below(item)
        elif item.name == TEXTS:
            yield item


def _texts(text: LocalizedText) -> dict[Language, str]:
    return {language: text.within(language) for language in Language}


def _criteria(program: ProgramDefinition) -> dict[str, dict[Language, str]]:
    return {code: _texts(text) for code, text in wording(program.rules).items()}


def _checklist(program: ProgramDefinition) -> dict[str, dict[Language, str]]:
    """Give what an inspector reads of each item: its title, and what to look at."""
    titles = {f"check.{item.id}": _texts(item.title) for item in program.checklist}
    return {**titles, **{f"check.{item.id}.look": _texts(item.look) for item in program.checklist}}


@cache
def all_wording() -> Wording:
    """Give every text of the package. Raises TextFileError where one lacks a language or stands twice."""
    shipped = Wording.from_package_files(_below(files("sekisho"))).joined(_criteria(shipped_program()))
    return shipped.joined(_checklist(shipped_program()))
