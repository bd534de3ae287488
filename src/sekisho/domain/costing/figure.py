"""A figure: a number with the formula that made it, the values that went in, and the sources it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value


class Unit(StrEnum):
    """What a figure counts."""

    YEN = "yen"
    MONTHS = "months"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a quote. ``value`` is None where there is none, as a payback that never comes."""

    name: str
    unit: Unit
    value: int | Fraction | None
    sources: tuple[Citation, ...]
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Give the code of its name."""
        return f"costing.figure.{self.name}"

    @property
    def formula(self) -> str:
        """Give the code of the text that explains how it came about."""
        return f"costing.formula.{self.name}"

    @property
    def citation(self) -> str:
        """Give every source, each once."""
        return "; ".join(dict.fromkeys(str(source) for source in self.sources))

    def as_json(self) -> dict[str, Value]:
        """Give the figure as plain values; a share as a decimal text of six places, cut off."""
        value = share_text(self.value) if isinstance(self.value, Fraction) else self.value
        return {
            "name": self.name,
            "unit": self.unit.value,
            "value": value,
            "code": self.code,
            "formula": self.formula,
            "citation": self.citation,
            "facts": dict(self.facts),
        }


def share_text(share: Fraction) -> str:
    """Write a share exactly enough to read: 0.180000, cut off after six places."""
    sign, millionths = ("-" if share < 0 else ""), abs(share.numerator) * 10**6 // share.denominator
    return f"{sign}{millionths // 10**6}.{millionths % 10**6:06}"
