"""Price integrity: the purchase price of a line against what customs, the register and other buyers say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Prices:
    """What is known of one line's price, in yen without consumption tax; zero where it is not known.

    ``others`` are the prices of the same model in other cases.
    """

    line: str
    purchase: int
    customs: int = 0
    listed: int = 0
    others: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a price may stray before an officer looks: dated parameters, shares of the other price."""

    above_customs: Fraction
    below_customs: Fraction
    above_list: Fraction
    above_median: Fraction
    fewest_others: int


def _compared(code: str, prices: Prices, other: int, bound: Fraction, *, above: bool = True) -> Iterator[Signal]:
    if not prices.purchase or not other:
        return
    share = Fraction(prices.purchase, other)
    if share > bound if above else share < bound:
        facts: dict[str, Value] = {
            "price": prices.purchase,
            "compared": other,
            "share": str(share),
            "bound": str(bound),
        }
        yield Signal(code, facts, prices.line)


def price_signals(prices: Prices, bounds: Bounds) -> list[Signal]:
    """Report a price that strays from the customs value, the list price or the median of other cases."""
    enough = len(prices.others) >= bounds.fewest_others
    usual = median_low(prices.others) if enough and prices.others else 0
    return [
        *_compared("signal.price_above_customs", prices, prices.customs, bounds.above_customs),
        *_compared("signal.price_below_customs", prices, prices.customs, bounds.below_customs, above=False),
        *_compared("signal.price_above_list", prices, prices.listed, bounds.above_list),
        *_compared("signal.price_above_median", prices, usual, bounds.above_median),
    ]


def list_price_of(particulars: Mapping[str, Value]) -> int:
    """Give the list price a registration states, in yen; zero where it states none."""
    value = particulars.get("list_price")
    return value if type(value) is int and value > 0 else 0
