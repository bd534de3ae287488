"""Under which class a case is counted: category, claimant, size by employees, sector and prefecture of the machine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.domain.reporting.story import Particulars
from sekisho.domain.values.finding import Value

NOT_STATED, SEVERAL, LARGER = "not_stated", "several", "large"


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of every dimension, in order, and how a filing's own words are matched to them.

    ``sizes`` are the most employees of each class of size. ``names`` give for a dimension the class behind a word
    people wrote, in any language, folded to small letters.
    """

    categories: tuple[str, ...]
    claimants: tuple[str, ...]
    sizes: Mapping[str, int]
    sectors: tuple[str, ...]
    prefectures: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]

    def of(self, dimension: str) -> tuple[str, ...]:
        """Give every class of a dimension, with that of filings that say nothing: no row tells by being there."""
        known: Mapping[str, tuple[str, ...]] = {
            "category": (*self.categories, SEVERAL),
            "claimant": self.claimants,
            "size": (*self.sizes, LARGER),
            "sector": self.sectors,
            "prefecture": self.prefectures,
        }
        return (*known[dimension], NOT_STATED)


def _record(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _lines(content: Mapping[str, Value]) -> Iterable[Mapping[str, Value]]:
    lines = content.get("lines")
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def _category(content: Mapping[str, Value], classes: Classes) -> str:
    """Give the category of every line; a case of several categories is one of its own class, so that sums hold."""
    found = {str(line.get("category")) for line in _lines(content)}
    if len(found) > 1:
        return SEVERAL
    return next((name for name in found if name in classes.categories), NOT_STATED)


def _size(employees: Value, classes: Classes) -> str:
    if type(employees) is not int or employees < 1:
        return NOT_STATED
    limits = sorted(classes.sizes.items(), key=lambda limit: limit[1])
    return next((name for name, most in limits if employees <= most), LARGER)


def _named(dimension: str, said: Value, classes: Classes) -> str:
    written = said.strip() if isinstance(said, str) else ""
    known = classes.of(dimension)
    return written if written in known else classes.names.get(dimension, {}).get(written.casefold(), NOT_STATED)


def particulars(content: Mapping[str, Value], claimant: str, classes: Classes) -> Particulars:
    """Read a filing's content: what it does not say, or says in words nobody can place, is *not stated*."""
    applicant = _record(content.get("applicant"))
    return Particulars(
        category=_category(content, classes),
        claimant=claimant if claimant in classes.claimants else NOT_STATED,
        size=_size(applicant.get("employees"), classes),
        sector=_named("sector", applicant.get("sector"), classes),
        prefecture=_named("prefecture", applicant.get("prefecture"), classes),
    )
