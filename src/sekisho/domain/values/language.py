"""The three languages every text exists in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language of the service, by its BCP 47 tag."""

    JA = "ja"
    EN = "en"
    ZH_HANS = "zh-Hans"


class MissingTextError(ValueError):
    """A text lacks one of the three languages."""


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in Japanese, English and Simplified Chinese; none may be empty."""

    ja: str
    en: str
    zh_hans: str

    def __post_init__(self) -> None:
        """Refuse a text that lacks a language."""
        for language in Language:
            if not self.within(language).strip():
                raise MissingTextError(f"no {language} text beside {(self.en or self.ja or self.zh_hans)!r}")

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> "LocalizedText":
        """Read ``{ja, en, zh-Hans}`` as the data files write it. Raises MissingTextError."""
        return cls(texts.get("ja", ""), texts.get("en", ""), texts.get("zh-Hans", ""))

    def within(self, language: Language) -> str:
        """Give the text in one language."""
        return {Language.JA: self.ja, Language.EN: self.en, Language.ZH_HANS: self.zh_hans}[language]
