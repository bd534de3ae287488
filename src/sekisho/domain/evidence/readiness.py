"""Readiness of a line's machine for the plant's MES or SCADA, as records keep it: judged when a sheet was filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.domain.values.finding import Value

BLOCKS, UNKNOWN = "blocks", "unknown"
WORKING = ("fine", "warns")
#: Best first; what nobody knows may yet turn out to block.
_ORDER = (*WORKING, UNKNOWN, BLOCKS)
_UNSURE = _ORDER.index(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a readiness matrix came to: its verdict, and how many properties block, warn or are unknown."""

    verdict: str
    blocks: int
    warns: int
    unknown: int

    @property
    def is_ready(self) -> bool | None:
        """Say whether nothing stands in the way; None where that is not known."""
        if self.verdict == BLOCKS:
            return False
        return True if self.verdict in WORKING else None


def read_readiness(record: Value) -> Readiness | None:
    """Read a kept readiness; None where the record holds none."""
    if not isinstance(record, dict) or not isinstance(record.get("verdict"), str):
        return None
    return Readiness(str(record["verdict"]), *(_count(record, name) for name in ("blocks", "warns", "unknown")))


def together(several: Sequence[Readiness]) -> Readiness:
    """Give what the machines of a line come to together: the worst of them. Raises ValueError where there is none."""
    verdict = max((one.verdict for one in several), key=lambda one: _ORDER.index(one) if one in _ORDER else _UNSURE)
    counts = ((one.blocks, one.warns, one.unknown) for one in several)
    return Readiness(verdict, *(sum(column) for column in zip(*counts, strict=True)))


def _count(record: Mapping[str, Value], name: str) -> int:
    value = record.get(name)
    return value if type(value) is int else 0
