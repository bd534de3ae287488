"""The verdict of one property and of a whole matrix: blocks, warns, fine or unknown; unknown is never fine."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What a property of the machine means to the client."""

    BLOCKS = "blocks"
    UNKNOWN = "unknown"
    WARNS = "warns"
    FINE = "fine"


#: Best first. Something unknown may yet turn out to block, so it weighs more than a warning.
_ORDER = (Verdict.FINE, Verdict.WARNS, Verdict.UNKNOWN, Verdict.BLOCKS)
WORKING = (Verdict.FINE, Verdict.WARNS)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give what properties come to that all have to hold (Kleene's *and*); nothing asked is fine."""
    return max(verdicts, key=_ORDER.index, default=Verdict.FINE)


def best(verdicts: Iterable[Verdict]) -> Verdict:
    """Give what ways come to of which one is enough (Kleene's *or*); no way at all blocks."""
    return min(verdicts, key=_ORDER.index, default=Verdict.BLOCKS)
