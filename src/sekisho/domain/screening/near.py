"""Near misses: the listed models nearest to one that is not listed, and what differs. Identical is still excluded."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.screening.bind import stated_values
from sekisho.domain.screening.request import EquipmentLine
from sekisho.domain.values.finding import Value

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Relative:
    """A listed model near an unlisted one: how far (0: functionally identical, F13) and what differs."""

    maker: str
    model: str
    distance_percent: int
    differences: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        """Say whether every stated quantity is the same."""
        return not self.differences

    def as_json(self) -> dict[str, Value]:
        """Give the relative as plain values."""
        return {
            "maker": self.maker,
            "model": self.model,
            "distance_percent": self.distance_percent,
            "identical": self.is_identical,
            "differences": list(self.differences),
        }


def _apart(mine: Fraction, theirs: Fraction) -> Fraction:
    largest = max(abs(mine), abs(theirs))
    return abs(mine - theirs) / largest if largest else Fraction(0)


def _relative(stated: Mapping[str, Fraction], listed: Model) -> Relative:
    both = [name for name in listed.specification if name in stated]
    gaps = [_apart(stated[name], listed.specification[name]) for name in both]
    unknown = len(listed.specification) - len(both)
    distance = (sum(gaps, Fraction(0)) + unknown) / max(len(listed.specification), 1)
    differences = tuple(
        f"{name}: {float(stated[name]):g} / {float(listed.specification[name]):g}"
        for name in both
        if stated[name] != listed.specification[name]
    )
    return Relative(listed.maker, listed.model, int(distance * 100), differences)


def nearest(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> tuple[Relative, ...]:
    """Give the nearest listed models of the line's category; what the line does not state, the catalogue fills in."""
    stated = stated_values(line, edition, catalogue)
    relatives = [_relative(stated, model) for model in edition.models.values() if model.category == line.category]
    return tuple(sorted(relatives, key=lambda r: (r.distance_percent, len(r.differences), r.model))[:SHOWN])
