"""Template tags that say texts, yen, days and rates in the page's language."""

from collections.abc import Mapping, Sized
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.template import Context, Library
from django.urls import reverse

from sekisho.application.wording import percent_text, plain_text, yen_text
from sekisho.domain.values.finding import Facts, Finding
from sekisho.domain.values.language import Language, LocalizedText
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.words import wording

register = Library()


def language_in(context: Context | Mapping[str, Any]) -> Language:
    """Give the language of the page that is being written."""
    language: Language = context["visit"].language
    return language


@register.simple_tag(takes_context=True)
def say(context: Context, *parts: str, **facts: object) -> str:
    """Say the text of a code; several parts are joined by dots."""
    return wording().say(".".join(parts), language_in(context), **facts)


@register.simple_tag(takes_context=True)
def tell(context: Context, code: str, facts: Facts) -> str:
    """Tell what happened with the facts it carries."""
    return wording().tell(code, language_in(context), facts)


@register.simple_tag(takes_context=True)
def word(context: Context, family: str, value: str) -> str:
    """Say the word for a value of a family; the value itself where none is kept."""
    return wording().word(family, str(value), language_in(context))


@register.simple_tag(takes_context=True)
def beyond(context: Context, items: Sized, shown: int) -> str:
    """Say how many of a list are there beyond those a page shows; empty where it shows all."""
    rest = len(items) - shown
    return wording().say("page.capture.beyond", language_in(context), count=rest) if rest > 0 else ""


@register.simple_tag(takes_context=True)
def yen(context: Context, amount: Money) -> str:
    """Write an amount."""
    return yen_text(amount, language_in(context))


@register.simple_tag(takes_context=True)
def plain(context: Context, value: object) -> str:
    """Write a day, an instant, a list, yes or no as the language does."""
    return plain_text(value, language_in(context))


@register.simple_tag(takes_context=True)
def localized(context: Context, text: LocalizedText) -> str:
    """Give a text of the program's data in the page's language."""
    return text.within(language_in(context))


@register.simple_tag(takes_context=True)
def finding_text(context: Context, finding: Finding) -> str:
    """Say what a finding says."""
    return wording().say_finding(finding, language_in(context))


@register.simple_tag(takes_context=True)
def remedy_text(context: Context, finding: Finding) -> str:
    """Say what to do about a finding; empty where nothing is to do."""
    return wording().remedy(finding, language_in(context))


@register.simple_tag(takes_context=True)
def fact_name(context: Context, name: str) -> str:
    """Say what a fact of a finding is called: as a field of a form, else as a fact; its own name where neither is."""
    families = ("field", "page.fact")
    known = (family for family in families if wording().has(f"{family}.{name}"))
    return wording().word(next(known, "page.fact"), name, language_in(context))


#: How a fact names a paper.
PAPER = "document."


def _paper_word(name: str, language: Language) -> str:
    return wording().word("document.kind", name.removeprefix(PAPER), language)


@register.simple_tag(takes_context=True)
def fact_value(context: Context, value: object) -> str:
    """Write the value of a fact; papers are called by their names."""
    language = language_in(context)
    if isinstance(value, str) and value.startswith(PAPER):
        return plain_text([_paper_word(name, language) for name in value.split(", ")], language)
    return plain_text(value, language)


@register.simple_tag(takes_context=True)
def to(context: Context, route: str, *args: object) -> str:
    """Give the address of a page in the page's language."""
    return reverse(route, args=(language_in(context).value, *args))


@register.filter
def percent(share: Fraction) -> str:
    """Write a rate in per cent."""
    return percent_text(share)


@register.filter
def iso(moment: date | datetime) -> str:
    """Give a day or instant for machines."""
    return moment.isoformat()


@register.filter
def day_of(instant: datetime) -> date:
    """Give the day in Japan of an instant."""
    return day_in_japan(instant)


@register.filter
def words(text: str) -> list[str]:
    """Part a text at its spaces."""
    return text.split()


@register.filter
def stylesheet(name: str) -> str:
    """Give the path of one of our style sheets."""
    return f"portal/{name}.css"
