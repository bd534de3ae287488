"""Questions of the forms after payment: chosen from what the case has, never typed by number."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sekisho import bootstrap
from sekisho.application.show_case import CaseView
from sekisho.application.show_support import show_providers
from sekisho.domain.aftercare.disposal import DisposalKind
from sekisho.domain.aftercare.support import Severity
from sekisho.domain.aftercare.tax import TaxMethod
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply import after
from sekisho.portal.apply.erasable import erasable
from sekisho.portal.components.question import Choice, Question
from sekisho.portal.desk import program
from sekisho.portal.words import wording

#: An indicator is asked for under this and its name.
INDICATOR = "indicator_"


def _plain(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)


def _words(family: str, values: Iterable[str], language: Language) -> tuple[Choice, ...]:
    return tuple(Choice(value, wording().word(family, value, language)) for value in values)


def _assets(view: CaseView, _language: Language) -> tuple[Choice, ...]:
    kept = view.case.aftercare.assets
    return tuple(Choice(number, f"{number} {kept[number].name}") for number in after.owned(view.case.aftercare))


def _disposals(view: CaseView, language: Language) -> tuple[Choice, ...]:
    """Give the requests that wait for the office or were approved, each with its manner and amount."""
    found = [one for one in view.case.aftercare.disposals.values() if one.status in {"requested", "approved"}]
    manners = {one.number: wording().word("manner", one.kind, language) for one in found}
    return tuple(Choice(one.number, f"{one.number} {one.asset} {manners[one.number]}") for one in found)


def _industries(view: CaseView, language: Language) -> tuple[Choice, ...]:
    lives = program().numbers("asset.life_years", day_in_japan(view.now))
    return _words("industry", lives, language)


def _years(view: CaseView, _language: Language) -> tuple[Choice, ...]:
    count = program().number("effect.reports", day_in_japan(view.now))
    return _plain(str(year) for year in range(1, count + 1))


def _vendors(view: CaseView, _language: Language) -> tuple[Choice, ...]:
    found = show_providers(bootstrap.desk(), view.case.id)
    return tuple(Choice(number, name or number) for number, name in found.items())


_CHOICES: Mapping[str, Callable[[CaseView, Language], tuple[Choice, ...]]] = {
    "machine": lambda view, _language: _plain(view.case.lines or view.equipment),
    "asset": _assets,
    "industry": _industries,
    "year": _years,
    "incident": lambda view, _language: _plain(after.open_incidents(view.case.aftercare)),
    "severity": lambda _view, language: _words("severity", Severity, language),
    "provider": _vendors,
    "manner": lambda _view, language: _words("manner", DisposalKind, language),
    "disposal": _disposals,
    "tax_method": lambda _view, language: _words("tax_method", TaxMethod, language),
    "hold": lambda view, _language: _plain(hold.number for hold in view.case.aftercare.standing_holds),
    "erasure": lambda view, _language: _plain(after.proposed(view.case.aftercare)),
    "items": lambda view, language: erasable(view.case, language),
}


def _hint(name: str) -> str:
    return f"field.{name}.hint" if wording().has(f"field.{name}.hint") else ""


def indicator_questions(view: CaseView) -> Iterator[Question]:
    """Ask for each indicator of the program by itself; what was not measured is left empty."""
    for name in program().names("effect.indicators", day_in_japan(view.now)):
        yield Question(Field(f"{INDICATOR}{name}", Kind.NUMBER, required=False), f"indicator.{name}")


def asked_after(field: Field, view: CaseView, language: Language) -> Iterator[Question] | None:
    """Give the questions of a field that is asked in its own way after payment; None for every other."""
    if field.name == "indicators":
        return indicator_questions(view)
    choices = _CHOICES.get(field.name)
    if choices is None:
        return None
    label = f"field.{field.name}"
    return iter([Question(field, label, _hint(field.name), choices=choices(view, language))])


def indicators_from(given: Mapping[str, Value]) -> dict[str, Value]:
    """Give the indicators that were filled in, by name."""
    return {name.removeprefix(INDICATOR): value for name, value in given.items() if name.startswith(INDICATOR)}
