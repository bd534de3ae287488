"""An inspection held against an earlier capture of the same machine: what is the same, what differs, what neither says.

A difference is a finding for the officer and no verdict: machines get new certificates, and gateways are exchanged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.capture.judge.nameplate import normalised
from sekisho.capture.problem import Value

Assessed = Mapping[str, Value]


class Compared(StrEnum):
    """How one thing came out."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was compared: what the earlier capture showed of it, and what this one shows."""

    name: str
    outcome: Compared
    before: str
    now: str

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        return {"name": self.name, "outcome": self.outcome.value, "before": self.before, "now": self.now}


def compare(earlier: Assessed, later: Assessed) -> tuple[Row, ...]:
    """Compare two assessments: the machine's key, its serial number, its instance names, and its model."""
    names = ("key", "serial", "product_instance", "uuid", "model")
    return tuple(_row(name, _of(earlier, name), _of(later, name)) for name in names)


def _row(name: str, before: frozenset[str], now: frozenset[str]) -> Row:
    # What one of them does not show differs from nothing: it was not observed.
    outcome = Compared.NOT_COMPARABLE if not before or not now else Compared.SAME
    if outcome is Compared.SAME and before != now:
        outcome = Compared.DIFFERS
    return Row(name, outcome, ", ".join(sorted(before)), ", ".join(sorted(now)))


def _of(assessed: Assessed, name: str) -> frozenset[str]:
    claims = [one for one in _list(assessed.get("claims")) if isinstance(one, dict)]
    model = assessed.get("model")
    found: Mapping[str, Iterable[Value]] = {
        "key": [assessed.get("key_sha256")],
        "serial": [normalised(str(claim.get("serial") or "")) for claim in claims],
        "product_instance": [claim.get("instance") for claim in claims if claim.get("source") == "opcua"],
        "uuid": [claim.get("instance") for claim in claims if claim.get("source") == "mtconnect"],
        "model": [model.get("fingerprint") if isinstance(model, dict) else None],
    }
    return frozenset(str(value) for value in found[name] if value)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
