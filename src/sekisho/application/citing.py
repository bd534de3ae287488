"""Citations in the reader's language: what kind of source it is, and where in it.

A citation has parts behind semicolons, each begun by its class. A part says the numbers of paragraphs, facts,
questions or criteria (¶7, A10), and then a law with its articles, or words. Laws are spoken by rule, their names stand
under ``law.<slug>``; words have a text under ``cited.<slug>``; a day behind either is written as each language does.
What an operator cites in words of his own stands as he wrote it.
"""

import re
from dataclasses import dataclass

from sekisho.application.wording import Wording, plain_text
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.language import Language

_NUMBER = r"[¶AFR]\d+"
# The colon may be left out before a number: "article: ¶2; assumption A10".
_CLASS = re.compile(rf"({'|'.join(SourceClass)})(?::\s*|\s+(?={_NUMBER}))")
_BETWEEN_PARTS = re.compile(rf"; (?={_CLASS.pattern.replace('(', '(?:', 1)})")
_NUMBERS = re.compile(rf"({_NUMBER}(?:, {_NUMBER})*)(?:[,;] (.+))?", re.DOTALL)
_DATED = re.compile(r"(.+) (\d{4}-\d{2}-\d{2})")
_LAW = re.compile(r"(.+), art\. (.+)")
# A hyphen is no range: art. 4-7 is the article 第4条の7, put in between 4 and 5. A range is written "art. 4 to 7".
_ARTICLE = re.compile(r"(\d+)((?:-\d+)*)(?:\((\d+)\))?")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How one language writes articles, and what it sets between parts, items, the last two, and before words."""

    article: str
    inserted: str
    paragraph: str
    span: str
    of_law: str
    parts: str
    items: str
    last: str
    words: str
    day: str


_GRAMMARS = {
    Language.JA: _Grammar("第{}条", "の{}", "第{}項", "{}から{}まで", "{}{}", "；", "、", "及び", "：", "{}（{}）"),
    Language.EN: _Grammar("{}", "-{}", "({})", "{} to {}", "{}, art. {}", "; ", ", ", " and ", ", ", "{}, {}"),
    Language.ZH_HANS: _Grammar("第{}条", "之{}", "第{}款", "{}至{}", "{}{}", "；", "、", "和", "：", "{}（{}）"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One part of a citation: its source class, the word for it, the place. ``is_spoken`` says the words are ours."""

    source_class: str
    word: str
    place: str
    is_spoken: bool = True

    def after(self, source_class: str) -> str:
        """Write the part as running text, its class only where it is not the one before: article ¶7, law: Act 1."""
        if not self.word or self.source_class == source_class:
            return self.place
        return f"{self.word} {self.place}" if re.match(_NUMBER, self.place) else f"{self.word}: {self.place}"


def slug_of(reference: str) -> str:
    """Give the code of a reference's text: its letters a to z and digits, whatever stands between as ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", reference.lower()).strip("_")


def _article(found: re.Match[str], grammar: _Grammar) -> str:
    number, inserted, paragraph = found.groups("")
    below = "".join(grammar.inserted.format(one) for one in inserted.split("-")[1:])
    return grammar.article.format(number) + below + (grammar.paragraph.format(paragraph) if paragraph else "")


def _span(text: str, grammar: _Grammar) -> str | None:
    """Speak one article, or from one to another."""
    said = [_article(end, grammar) for one in text.split(" to ") if (end := _ARTICLE.fullmatch(one))]
    if len(said) != text.count(" to ") + 1 or len(said) > 2:
        return None
    return grammar.span.format(*said) if len(said) == 2 else said[0]


def _articles(text: str, grammar: _Grammar) -> str | None:
    """Speak the articles of a law: one, several, ranges."""
    spans = [_span(item, grammar) for item in re.split(r", | and ", text)]
    *before, last = said = [span for span in spans if span] or [""]
    if len(said) != len(spans) or not last:
        return None
    return grammar.items.join(before) + grammar.last + last if before else last


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Speaks references in one language; None where a reference has no words."""

    wording: Wording
    language: Language

    @property
    def grammar(self) -> _Grammar:
        return _GRAMMARS[self.language]

    def text(self, family: str, reference: str) -> str | None:
        code = f"{family}.{slug_of(reference)}"
        return self.wording.say(code, self.language) if self.wording.has(code) else None

    def law(self, reference: str) -> str | None:
        found = _LAW.fullmatch(reference)
        if not found:
            return None
        name, articles = self.text("law", found[1]), _articles(found[2], self.grammar)
        return self.grammar.of_law.format(name, articles) if name and articles else None

    def words(self, reference: str) -> str | None:
        found = _DATED.fullmatch(reference)
        if not found:
            return self.text("cited", reference) or self.law(reference)
        before = self.words(found[1])
        return self.grammar.day.format(before, plain_text(found[2], self.language)) if before else None

    def place(self, reference: str) -> str | None:
        found = _NUMBERS.fullmatch(reference)
        if not found:
            return self.words(reference)
        numbers = found[1].replace(", ", self.grammar.items)
        if not found[2]:
            return numbers
        words = self.words(found[2])
        return f"{numbers}{self.grammar.words}{words}" if words else None

    def part(self, text: str) -> Cited:
        named = _CLASS.match(text)
        source_class, reference = (named[1], text[named.end() :].strip()) if named else ("", text)
        word = self.wording.word("source", source_class, self.language) if named else ""
        place = self.place(reference)
        return Cited(source_class, word, place or reference, is_spoken=place is not None)


def parts_of(citation: str) -> list[str]:
    """Give the parts of a citation as written; a semicolon inside the words of one begins no other."""
    return _BETWEEN_PARTS.split(citation)


def cited(citation: str, wording: Wording, language: Language) -> tuple[Cited, ...]:
    """Speak a citation part by part."""
    speaker = _Speaker(wording, language)
    return tuple(speaker.part(part) for part in parts_of(citation))


def citation_text(citation: str, wording: Wording, language: Language) -> str:
    """Write a whole citation as running text; a class is named once for all parts of it in a row."""
    parts = cited(citation, wording, language)
    before = ["", *(part.source_class for part in parts)]
    return _GRAMMARS[language].parts.join(part.after(one) for part, one in zip(parts, before, strict=False))
