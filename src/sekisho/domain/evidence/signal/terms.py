"""The dated parameters signals are found and weighed by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sekisho.domain.evidence.signal.price import Bounds
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.money import rate


@dataclass(frozen=True, slots=True)
class SignalTerms:
    """What holds on a day: bounds of prices, of a vendor's share, of photos alike, and what each signal weighs.

    ``photo_distance`` counts the signs in which two views of one photo may differ.
    """

    prices: Bounds
    vendor_share: Fraction
    vendor_cases: int
    photo_distance: int
    points: Mapping[str, int]


def _bounds(program: ProgramDefinition, day: date) -> Bounds:
    return Bounds(
        above_customs=rate(program.text("signal.price_above_customs", day)),
        below_customs=rate(program.text("signal.price_below_customs", day)),
        above_list=rate(program.text("signal.price_above_list", day)),
        above_median=rate(program.text("signal.price_above_median", day)),
        fewest_others=program.number("signal.fewest_other_cases", day),
    )


def terms_of_signals(program: ProgramDefinition, day: date) -> SignalTerms:
    """Give the parameters in force on a day."""
    return SignalTerms(
        prices=_bounds(program, day),
        vendor_share=rate(program.text("signal.vendor_share", day)),
        vendor_cases=program.number("signal.vendor_cases", day),
        photo_distance=program.number("signal.photo_distance", day),
        points=program.numbers("signal.points", day),
    )
