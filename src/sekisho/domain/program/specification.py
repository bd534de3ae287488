"""Functional specifications: a named quantity in a unit, exact, and the minimum an edition demands of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.values.finding import Value


class SpecificationError(ValueError):
    """A quantity that is no number, or a demand that is no demand."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range a machine works in, both ends included: 180 to 240 V, 5 to 40 °C."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.low > self.high:
            raise SpecificationError(f"the range {shown(self)} ends before it begins")

    def __contains__(self, other: "Quantity") -> bool:
        low, high = ends(other)
        return self.low <= low and high <= self.high


Quantity = Fraction | Span


def ends(value: Quantity) -> tuple[Fraction, Fraction]:
    """Give the lowest and highest value of a quantity; of a single number both are itself."""
    return (value.low, value.high) if isinstance(value, Span) else (value, value)


def _number(value: Value) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise SpecificationError(f"{value!r} is no quantity; write a whole number or a decimal in quotes")
    # A fraction, because 0.1 mm as a binary number lies a hair above 0.1 and would miss a limit of 0.1.
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise SpecificationError(f"{value!r} is no quantity; write a whole number or a decimal in quotes") from error


def quantity(value: Value) -> Quantity:
    """Read a quantity exactly: a whole number, a decimal text, or a range of two. Raises SpecificationError."""
    if not isinstance(value, list):
        return _number(value)
    if len(value) != 2:
        raise SpecificationError(f"{value!r} is no range; write its lowest and highest value")
    return Span(_number(value[0]), _number(value[1]))


def shown(value: Quantity) -> str:
    """Write a quantity as people read it."""
    if isinstance(value, Span):
        return f"{shown(value.low)}-{shown(value.high)}"
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


class Relation(StrEnum):
    """How a quantity must stand to the value demanded."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    COVERS = "covers"


_SIGNS = {Relation.AT_LEAST: "≥", Relation.AT_MOST: "≤", Relation.COVERS: "⊇"}


@dataclass(frozen=True, slots=True)
class Minimum:
    """What an edition demands of one quantity: at least, at most (errors and times), or a range that covers a value."""

    name: str
    unit: str
    value: Quantity
    relation: Relation

    def holds(self, found: Quantity) -> bool:
        """Say whether a quantity satisfies the demand over its whole range."""
        # Mains must be covered end to end: a machine for 200 V alone fails where the grid gives 200 to 220 V.
        if self.relation is Relation.COVERS:
            return self.value in found if isinstance(found, Span) else self.value == found
        # A range counts with its worse end: what a machine may fall to is what it can be held to.
        (least, most), (low, high) = ends(self.value), ends(found)
        return low >= least if self.relation is Relation.AT_LEAST else high <= most

    @property
    def sign(self) -> str:
        """Give the relation as people read it."""
        return _SIGNS[self.relation]


def parse_minimum(record: Mapping[str, Value]) -> Minimum:
    """Read ``{name, unit, at_least | at_most | covers}``. Raises SpecificationError."""
    stated = [relation for relation in Relation if relation.value in record]
    name, unit = record.get("name"), record.get("unit")
    if len(stated) != 1 or not isinstance(name, str) or not isinstance(unit, str) or not unit:
        raise SpecificationError(f"minimum {name!r}: state name, unit and exactly one of {', '.join(Relation)}")
    return Minimum(name, unit, quantity(record[stated[0].value]), stated[0])


def parse_specification(record: Mapping[str, Value]) -> dict[str, Quantity]:
    """Read named quantities. Raises SpecificationError."""
    return {name: quantity(value) for name, value in record.items()}
