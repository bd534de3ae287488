"""Which language a command speaks: the one asked for on the line, else the terminal's."""

import os
from collections.abc import Sequence
from itertools import pairwise

import click

from sekisho.domain.values.language import Language

#: Where the words of the line are kept, so that help and errors speak before any option has been read.
LINE = "sekisho.line"


def terminal_language() -> Language:
    """Give the language of the terminal: Japanese or Chinese where it says so, else English."""
    names = ("SEKISHO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    tag = next((os.environ[name] for name in names if os.environ.get(name)), "").lower()
    if tag.startswith("zh"):
        return Language.ZH_HANS
    return Language.JA if tag.startswith("ja") else Language.EN


def language_of(line: Sequence[str]) -> Language:
    """Give the language the words of a line ask for; the terminal's where they name none or one unknown."""
    known = {language.value: language for language in Language}
    asked = [word.removeprefix("--lang=") for word in line if word.startswith("--lang=")]
    asked += [after for word, after in pairwise(line) if word == "--lang"]
    return known.get(asked[-1], terminal_language()) if asked else terminal_language()


def line_of(context: click.Context | None) -> list[str]:
    """Give the words of the line a context stands on."""
    line = context.find_root().meta.get(LINE, []) if context else []
    return list(line)


def chosen_language() -> str:
    """Give the language where a command's own ``--lang`` is absent: the one before the command, else the terminal's."""
    return language_of(line_of(click.get_current_context(silent=True))).value
