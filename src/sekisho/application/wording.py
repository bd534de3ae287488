"""Every text a person sees, by code and language, with its facts filled in the way that language writes them.

The texts stand in one ``texts.toml`` a room: a table per code, the three languages together, ``{fact}`` placeholders.
A placeholder may say how the fact is written: ``{amount:yen}``, ``{rate:percent}``, or a code the value is looked up
under (``{state:state}`` says the text ``state.<value>``, of each in a list). Days and instants need nothing.
"""

import re
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from importlib.resources.abc import Traversable
from typing import Any

from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money, rate
from sekisho.domain.values.time import JST, TimeError, parse_day, parse_instant, require_zone

# WordingError
# ├── TextFileError     a file of texts that cannot be used: broken, a missing language, a code that stands twice
# └── UnsaidError       a code without a text, or a text without one of its facts


class WordingError(Exception):
    """A text could not be read or said."""


class TextFileError(WordingError):
    """A file of texts cannot be used; the message names the file and the code."""


class UnsaidError(WordingError):
    """A code has no text, or a text lacks a fact it wants to say."""


Texts = Mapping[str, Mapping[Language, str]]
_TAGS = {language.value: language for language in Language}
#: What stands for a fact a finding does not carry.
UNKNOWN_FACT = "—"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YES_NO = {Language.JA: ("はい", "いいえ"), Language.EN: ("yes", "no"), Language.ZH_HANS: ("是", "否")}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")


def yen_text(amount: Money, language: Language) -> str:
    """Write an amount: 12,800円, ¥12,800, 12,800日元 (¥ alone would read as renminbi in Chinese)."""
    sign, digits = "−" if amount.yen < 0 else "", f"{abs(amount.yen):,}"
    forms = {Language.JA: f"{digits}円", Language.EN: f"¥{digits}", Language.ZH_HANS: f"{digits}日元"}
    return sign + forms[language]


def day_text(day: date, language: Language) -> str:
    """Write a day: 2026年5月9日 or 9 May 2026."""
    if language is Language.EN:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def instant_text(instant: datetime, language: Language) -> str:
    """Write an instant as the clocks in Japan showed it. Raises TimeError where it carries no zone."""
    local = require_zone(instant).astimezone(JST)
    suffix = {Language.JA: "（日本時間）", Language.EN: " JST", Language.ZH_HANS: "（日本时间）"}[language]
    return f"{day_text(local.date(), language)} {local:%H:%M}{suffix}"


def percent_text(share: Fraction) -> str:
    """Write a rate in per cent, to two places at most: 18 %, 12.34 %."""
    hundredths = round(share * 10_000)
    whole, rest = divmod(abs(hundredths), 100)
    digits = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"{'−' if hundredths < 0 else ''}{digits} %"


def _string_text(text: str, language: Language) -> str:
    """Write a text; one that is an ISO day or instant is written as such, a wrong one (2026-02-30) as it stands."""
    try:
        if _DAY.fullmatch(text):
            return day_text(parse_day(text), language)
        return instant_text(parse_instant(text), language) if _INSTANT.fullmatch(text) else text or UNKNOWN_FACT
    except TimeError:
        return text


def _list_text(items: Sequence[object], language: Language) -> str:
    return (", " if language is Language.EN else "、").join(plain_text(item, language) for item in items)


# The first kind that fits decides: a bool is an int and an instant is a day, so they stand before them.
_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any, Language], str]], ...] = (
    (bool, lambda value, language: _YES_NO[language][0 if value else 1]),
    (Money, yen_text),
    (datetime, instant_text),
    (date, day_text),
    (str, _string_text),
    ((list, tuple), _list_text),
    (type(None), lambda _value, _language: UNKNOWN_FACT),
)


def plain_text(value: object, language: Language) -> str:
    """Write a fact as a language writes it: money, days, instants, lists, yes and no; the rest as it stands."""
    writer = next((writer for kind, writer in _WRITERS if isinstance(value, kind)), None)
    return writer(value, language) if writer else str(value)


def _codes(file: str, table: Mapping[str, Any], code: str = "") -> Iterator[tuple[str, dict[Language, str]]]:
    """Walk a parsed file: strings are languages of the code so far, tables go deeper."""
    here: dict[Language, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _codes(file, value, f"{code}.{name}" if code else name)
        elif name in _TAGS and isinstance(value, str) and value.strip():
            here[_TAGS[name]] = value.strip()
        else:
            raise TextFileError(f"{file}: [{code}] {name} is no text; write ja, en or zh-Hans with a sentence")
    if here:
        yield code, _whole(file, code, here)


def _whole(file: str, code: str, texts: dict[Language, str]) -> dict[Language, str]:
    missing = [language.value for language in Language if language not in texts]
    if missing:
        raise TextFileError(f"{file}: [{code}] lacks {', '.join(missing)}; all three languages stand together")
    return texts


def _parsed(file: str, data: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextFileError(f"{file}: not readable as TOML: {error}") from error


class _Sentence(string.Formatter):
    """Fills placeholders the way one language writes money, days, instants, lists and looked-up words."""

    def __init__(self, wording: "Wording", language: Language, *, lenient: bool) -> None:
        self.wording = wording
        self.language = language
        self.lenient = lenient

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, str) and key not in kwargs and self.lenient:
            return UNKNOWN_FACT
        return super().get_value(key, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec or value is None or value == UNKNOWN_FACT:
            return plain_text(value, self.language)
        if format_spec == "yen":
            return yen_text(value if isinstance(value, Money) else Money(int(value)), self.language)
        if format_spec == "percent":
            return percent_text(value if isinstance(value, Fraction) else rate(str(value)))
        if format_spec == "count":
            return f"{int(value):,}"
        return self._words(format_spec, value if isinstance(value, list | tuple) else [value])

    def _words(self, family: str, values: Sequence[object]) -> str:
        return _list_text([self.wording.word(family, str(value), self.language) for value in values], self.language)


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of the service; built once, never changed."""

    texts: Texts

    @classmethod
    def parse(cls, files: Mapping[str, bytes]) -> "Wording":
        """Read files of texts by their names. Raises TextFileError naming file and code."""
        texts: dict[str, dict[Language, str]] = {}
        origin: dict[str, str] = {}
        for file, data in files.items():
            for code, said in _codes(file, _parsed(file, data)):
                if code in origin:
                    raise TextFileError(f"{file}: [{code}] stands already in {origin[code]}")
                texts[code], origin[code] = said, file
        return cls(texts)

    @classmethod
    def from_package_files(cls, files: Iterable[Traversable]) -> "Wording":
        """Read the ``texts.toml`` files of a package as ``importlib.resources`` gives them. Raises TextFileError."""
        return cls.parse({str(file): file.read_bytes() for file in files})

    def joined(self, more: Texts) -> "Wording":
        """Give a wording with further texts, as a program's data carries them. Raises TextFileError on a duplicate."""
        twice = sorted(set(self.texts) & set(more))
        if twice:
            raise TextFileError(f"texts stand twice: {', '.join(twice)}")
        return Wording({**self.texts, **more})

    def has(self, code: str) -> bool:
        """Say whether a code has a text."""
        return code in self.texts

    def codes(self) -> list[str]:
        """Give every code that has a text, sorted."""
        return sorted(self.texts)

    def say(self, code: str, language: Language, **facts: object) -> str:
        """Say a text with its facts. Raises UnsaidError where the code has no text or a fact is missing."""
        return self._said(code, language, facts, lenient=False)

    def tell(self, code: str, language: Language, facts: Mapping[str, object]) -> str:
        """Say what happened or was found; a fact that is not carried shows as a dash. Raises UnsaidError."""
        return self._said(code, language, facts, lenient=True)

    def word(self, family: str, value: str, language: Language) -> str:
        """Give the word for a value of a family (``state`` and ``draft``), or the value itself where none is kept."""
        code = f"{family}.{value}"
        return self._said(code, language, {}, lenient=True) if self.has(code) else value

    def say_finding(self, finding: Finding, language: Language) -> str:
        """Say what a finding says: the text of its code for its outcome, else of its code. Raises UnsaidError."""
        code = f"{finding.code}.{finding.outcome}"
        return self._said(code if self.has(code) else finding.code, language, _facts(finding), lenient=True)

    def remedy(self, finding: Finding, language: Language) -> str:
        """Say what to do about a finding: its own remedy, else the remedy of its code; empty where nothing is to do."""
        choices = (finding.remedy, f"{finding.code}.{finding.outcome}.remedy", f"{finding.code}.remedy")
        code = next((choice for choice in choices if choice and self.has(choice)), "")
        return self._said(code, language, _facts(finding), lenient=True) if code else ""

    def _said(self, code: str, language: Language, facts: Mapping[str, object], *, lenient: bool) -> str:
        if code not in self.texts:
            raise UnsaidError(f"no text is kept for {code!r}; add it to the texts.toml of its room")
        try:
            return _Sentence(self, language, lenient=lenient).vformat(self.texts[code][language], (), facts)
        except (KeyError, IndexError) as error:
            raise UnsaidError(f"the text of {code!r} wants the fact {error}, which was not given") from error


def _facts(finding: Finding) -> dict[str, object]:
    return {"place": finding.place, "citation": finding.citation, **finding.facts}
