"""The words of a combination of reasons: each rule's title, under what it is, not met or not known yet."""

from typing import Protocol

from sekisho.batch.mark import Combination
from sekisho.domain.values.language import Language

#: Stands for the rules in a sentence that is looked up once; no text holds it.
_RULES = "\0"


class Say(Protocol):
    """Says a code in a language, with its facts."""

    def __call__(self, code: str, language: Language, **facts: object) -> str:
        """Give the text."""


class ReasonText:
    """Says reasons; every title and sentence is looked up once, because there may be thousands of combinations."""

    def __init__(self, say: Say) -> None:
        """Take who says a code."""
        self._say = say
        self._known: dict[tuple[str, Language], str] = {}

    def _text(self, code: str, language: Language) -> str:
        if (code, language) not in self._known:
            self._known[code, language] = self._say(code, language, rules=_RULES)
        return self._known[code, language]

    def _titles(self, names: tuple[str, ...], language: Language) -> str:
        parted = "; " if language is Language.EN else "；"
        return parted.join(f"{name} {self._text(f'rule.{name}', language)}" for name in names)

    def of(self, one: Combination, language: Language) -> str:
        """Say the reasons of a combination."""
        parts = {"screen.many.not_met": one.not_met, "screen.many.open": one.undetermined}
        told = [
            self._text(code, language).replace(_RULES, self._titles(names, language))
            for code, names in parts.items()
            if names
        ]
        if one.unreadable:
            told.append(self._text("screen.many.unreadable", language))
        return (" " if language is Language.EN else "").join(told)
