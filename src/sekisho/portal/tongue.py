"""Which language a request is answered in: its prefix, else what the browser asks for, else Japanese."""

from django.http import HttpRequest

from sekisho.domain.values.language import Language

_KEY = "sekisho.language"
#: What a language calls itself, as the language selector shows it.
OWN_NAMES = {Language.JA: "日本語", Language.EN: "English", Language.ZH_HANS: "简体中文"}


def of_tag(tag: str) -> Language | None:
    """Give the language of a tag such as ``en-GB`` or ``zh-CN``; None for any other language."""
    short = tag.strip().lower().split("-")[0]
    return next((language for language in Language if language.value.lower().split("-")[0] == short), None)


def of_path(path: str) -> Language | None:
    """Give the language a path starts with."""
    first = path.strip("/").split("/")[0]
    return next((language for language in Language if language.value == first), None)


def _weight(part: str) -> float:
    try:
        return float(part.partition("q=")[2] or 1)
    except ValueError:
        return 0


def asked_for(header: str) -> Language:
    """Give the best of the three languages an Accept-Language header names; Japanese where it names none."""
    parts = sorted((part for part in header.split(",") if part.strip()), key=_weight, reverse=True)
    wanted = (of_tag(part.partition(";")[0]) for part in parts)
    return next((language for language in wanted if language), Language.JA)


def remember(request: HttpRequest, language: Language) -> None:
    """Note the language of a request."""
    request.META[_KEY] = language


def of(request: HttpRequest) -> Language:
    """Give the language of a request."""
    language = request.META.get(_KEY)
    return language if isinstance(language, Language) else asked_for(request.headers.get("Accept-Language", ""))
