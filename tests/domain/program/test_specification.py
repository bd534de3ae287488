"""Quantities and demands: at least, at most, and ranges that must cover the mains of the place."""

from fractions import Fraction

import pytest

from sekisho.domain.program.specification import (
    Span,
    SpecificationError,
    parse_minimum,
    parse_specification,
    quantity,
    shown,
)


def minimum(**relation):
    """Give a demand on a quantity in volts."""
    return parse_minimum({"name": "v", "unit": "V", **relation})


@pytest.mark.parametrize(
    ("relation", "value", "holds"),
    [
        ({"at_least": 5}, 5, True),
        ({"at_least": 5}, "4.999", False),
        ({"at_least": 5}, [5, 9], True),
        ({"at_least": 5}, [4, 9], False),
        ({"at_most": "0.1"}, "0.1", True),
        ({"at_most": "0.1"}, "0.100001", False),
        ({"at_most": 5}, [4, 6], False),
        ({"covers": 200}, [170, 264], True),
        ({"covers": 200}, [200, 200], True),
        ({"covers": 200}, [100, 127], False),
        ({"covers": 200}, 200, True),
        ({"covers": 200}, 220, False),
        ({"covers": [200, 220]}, [180, 240], True),
        ({"covers": [200, 220]}, [180, 219], False),
    ],
)
def test_a_quantity_is_held_to_its_demand_over_its_whole_range(relation, value, holds):
    """The bound itself satisfies, a hair beyond does not, and a range counts with its worse end."""
    assert minimum(**relation).holds(quantity(value)) is holds


@pytest.mark.parametrize("value", [True, None, 1.5, "", "ten", "1/0", [1], [1, 2, 3], [2, 1], ["a", 2], {"a": 1}])
def test_what_is_no_quantity_is_refused(value):
    """Flags, floats, words and broken ranges are refused, never read as something near."""
    with pytest.raises(SpecificationError):
        quantity(value)


@pytest.mark.parametrize(
    ("value", "text"), [(12, "12"), ("0.05", "0.05"), ("20.40", "20.4"), ([180, "240.5"], "180-240.5")]
)
def test_a_quantity_is_shown_as_people_write_it(value, text):
    """Whole numbers without a point, decimals as stated, ranges from low to high."""
    assert shown(quantity(value)) == text


def test_a_demand_shows_its_relation():
    """Each relation has its sign."""
    assert [minimum(**{name: 1}).sign for name in ("at_least", "at_most", "covers")] == ["≥", "≤", "⊇"]


def test_a_specification_is_read_quantity_by_quantity():
    """Single values and ranges stand side by side."""
    assert parse_specification({"a": 1, "b": [1, 2]}) == {"a": Fraction(1), "b": Span(Fraction(1), Fraction(2))}
