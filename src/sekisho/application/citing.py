"""Citations in the reader's language: what kind of source it is, and where in it.

A citation is written ``class: reference``, further parts behind semicolons, each of a class of its own or of the one
before. Paragraphs (¶7) and questions (A10) read alike in every language; laws are spoken by rule, article by article;
any other reference has a text of its own under ``cited.<slug>``. An operator's own reference stands as it was written.
"""

import re
from dataclasses import dataclass

from sekisho.application.wording import Wording
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.language import Language

_CLASS = re.compile(rf"({'|'.join(SourceClass)})(?:: | (?=¶|[AFRV]\d))")
_PLACES = re.compile(r"(?:¶\d+|[AFRV]\d+)(?:, (?:¶\d+|[AFRV]\d+))*")
_NUMBER = re.compile(r"¶\d|[AFRV]\d")
_LAW = re.compile(r"(.+), art\. (\d.*)")
_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?(?:\((\d+)\))?")


@dataclass(frozen=True, slots=True)
class Cited:
    """One part of a citation: its source class, empty where the one before goes on, and the place in words."""

    source_class: str
    place: str
    is_spoken: bool = True

    @property
    def is_number(self) -> bool:
        """Say whether the place begins with the number of a paragraph, fact or question."""
        return bool(_NUMBER.match(self.place))


def slug_of(reference: str) -> str:
    """Give the code of a reference's text: its letters a to z and digits, whatever stands between as ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", reference.lower()).strip("_")


def _article(found: re.Match[str], language: Language) -> str:
    article, branch, paragraph = found.groups()
    if language is Language.EN:
        return found[0]
    # 第21条の2 is an article between 21 and 22, not a range.
    of, clause = ("の", "項") if language is Language.JA else ("之", "款")
    return f"第{article}条" + (f"{of}{branch}" if branch else "") + (f"第{paragraph}{clause}" if paragraph else "")


def _articles(text: str, language: Language) -> str:
    """Speak the articles of a law: one, several, or from one to another."""
    if language is Language.EN:
        return text
    spoken = _ARTICLE.sub(lambda found: _article(found, language), text)
    first, to, last = spoken.partition(" to ")
    if to:
        return f"{first}から{last}まで" if language is Language.JA else f"{first}至{last}"
    return re.sub(r", | and ", "、", spoken)


def _law(reference: str, wording: Wording, language: Language) -> str:
    found = _LAW.fullmatch(reference)
    code = f"law.{slug_of(found[1])}" if found else ""
    if not found or not wording.has(code):
        return ""
    glue = ", art. " if language is Language.EN else ""
    return wording.say(code, language) + glue + _articles(found[2], language)


def _place(reference: str, wording: Wording, language: Language) -> Cited:
    if _PLACES.fullmatch(reference):
        return Cited("", reference)
    code = f"cited.{slug_of(reference)}"
    spoken = wording.say(code, language) if wording.has(code) else _law(reference, wording, language)
    return Cited("", spoken or reference, is_spoken=bool(spoken))


def cited(citation: str, wording: Wording, language: Language) -> tuple[Cited, ...]:
    """Speak a citation part by part."""
    parts = []
    for part in str(citation).split("; "):
        named = _CLASS.match(part)
        place = _place(part[named.end() :] if named else part, wording, language)
        parts.append(Cited(named[1] if named else "", place.place, place.is_spoken))
    return tuple(parts)
