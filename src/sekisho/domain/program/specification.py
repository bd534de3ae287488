"""Functional specifications: a named quantity in a unit, exact, and the minimum an edition demands of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.values.finding import Value


class SpecificationError(ValueError):
    """A quantity that is no number."""


def quantity(value: Value) -> Fraction:
    """Read a quantity exactly, from a whole number or a decimal text. Raises SpecificationError."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise SpecificationError(f"{value!r} is no quantity; write a whole number or a decimal in quotes")
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise SpecificationError(f"{value!r} is no quantity; write a whole number or a decimal in quotes") from error


def shown(value: Fraction) -> str:
    """Write a quantity as people read it."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


@dataclass(frozen=True, slots=True)
class Minimum:
    """What an edition demands of one quantity: at least, or (for errors and times) at most, a value."""

    name: str
    unit: str
    value: Fraction
    is_upper_limit: bool

    def holds(self, found: Fraction) -> bool:
        """Say whether a quantity satisfies the minimum."""
        return found <= self.value if self.is_upper_limit else found >= self.value

    @property
    def sign(self) -> str:
        """Give the relation as people read it."""
        return "≤" if self.is_upper_limit else "≥"


def parse_minimum(record: Mapping[str, Value]) -> Minimum:
    """Read ``{name, unit, at_least | at_most}``. Raises SpecificationError."""
    upper = "at_most" in record
    value = quantity(record.get("at_most" if upper else "at_least"))
    return Minimum(str(record.get("name")), str(record.get("unit", "")), value, upper)


def parse_specification(record: Mapping[str, Value]) -> dict[str, Fraction]:
    """Read named quantities. Raises SpecificationError."""
    return {name: quantity(value) for name, value in record.items()}
