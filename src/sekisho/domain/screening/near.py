"""Near misses: the listed models nearest to one that is not listed, and what differs. Identical is still excluded."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.program.specification import Quantity, ends, shown
from sekisho.domain.screening.request import EquipmentLine
from sekisho.domain.values.finding import Finding, Outcome, Value

SHOWN = 3
CITATION = "article: ¶7"


@dataclass(frozen=True, slots=True)
class Gap:
    """A quantity in which two models differ; empty where one of them does not state it."""

    name: str
    mine: str
    theirs: str
    unit: str

    def __str__(self) -> str:
        return f"{self.name}: {self.mine or '?'} / {self.theirs} {self.unit}".strip()

    def as_json(self) -> dict[str, Value]:
        """Give the gap as plain values."""
        return {"name": self.name, "mine": self.mine, "theirs": self.theirs, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Relative:
    """A listed model near an unlisted one: how far, what differs, and what nobody has stated."""

    maker: str
    model: str
    distance_percent: int
    gaps: tuple[Gap, ...]
    unknown: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """Give what differs, as people read it."""
        return tuple(str(gap) for gap in self.gaps)

    @property
    def is_identical(self) -> bool:
        """Say whether every quantity is known to be the same: functionally identical, and still excluded (F13)."""
        return not self.gaps and not self.unknown

    @property
    def finding(self) -> Finding:
        """Give the relative as a finding that says whether it is identical, differs, or cannot be compared."""
        code = "near.identical" if self.is_identical else "near.differs" if self.gaps else "near.unknown"
        facts: dict[str, Value] = {"maker": self.maker, "model": self.model, "differences": "; ".join(self.differences)}
        facts["quantities"] = [gap.name for gap in self.gaps]
        return Finding(code, Outcome.NOT_APPLICABLE, citation=CITATION, facts=facts)

    def as_json(self) -> dict[str, Value]:
        """Give the relative as plain values; gaps and unknown quantities only where there are any."""
        gaps: Value = [gap.as_json() for gap in self.gaps]
        unknown: Value = list(self.unknown)
        return {
            "maker": self.maker,
            "model": self.model,
            "distance_percent": self.distance_percent,
            "identical": self.is_identical,
            "differences": list(self.differences),
            **({"gaps": gaps} if gaps else {}),
            **({"unknown": unknown} if unknown else {}),
        }


def _apart(mine: Quantity, theirs: Quantity) -> Fraction:
    """Give how far two quantities are apart, from 0 to 1, as a share of the larger: units cancel out."""
    (low, high), (lower, higher) = ends(mine), ends(theirs)
    largest = max(abs(value) for value in (low, high, lower, higher))
    furthest = max(abs(low - lower), abs(high - higher))
    return min(furthest / largest, Fraction(1)) if largest else Fraction(0)


def _relative(stated: Mapping[str, Quantity], listed: Model, units: Mapping[str, str]) -> Relative:
    theirs = listed.specification
    unknown = tuple(name for name in theirs if name not in stated)
    both = {name: (stated[name], value) for name, value in theirs.items() if name in stated}
    gaps = tuple(
        Gap(n, shown(mine), shown(other), units.get(n, "")) for n, (mine, other) in both.items() if mine != other
    )
    # What is not stated counts as wholly apart, so that a bare name is near to nothing.
    apart = sum((_apart(mine, other) for mine, other in both.values()), Fraction(len(unknown)))
    return Relative(listed.maker, listed.model, int(apart / max(len(theirs), 1) * 100), gaps, unknown)


def _units(edition: Edition, category: str) -> dict[str, str]:
    demanded = edition.categories.get(category)
    return {minimum.name: minimum.unit for minimum in demanded.minimum} if demanded else {}


def nearest_to(wanted: Model, edition: Edition) -> tuple[Relative, ...]:
    """Give the listed models of a model's category that are nearest to it, by what it states."""
    # Within its category only: a machining centre is no substitute for a robot, however near its numbers.
    others = [one for one in edition.models.values() if one.category == wanted.category and one.key != wanted.key]
    relatives = [_relative(wanted.specification, one, _units(edition, wanted.category)) for one in others]
    return tuple(sorted(relatives, key=lambda r: (r.distance_percent, len(r.gaps), r.maker, r.model))[:SHOWN])


def nearest(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> tuple[Relative, ...]:
    """Give the nearest listed models of the line's category; what the line does not state, the catalogue fills in."""
    known = catalogue.get(line.key, Model("", "", "", {}))
    stated = {**known.specification, **line.specification}
    return nearest_to(Model(line.maker, line.model, line.category or known.category, stated), edition)
