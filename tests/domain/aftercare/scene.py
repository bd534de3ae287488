"""The parameters of the time after payment as shipped, an asset and a measurement to change."""

from dataclasses import replace
from datetime import date
from typing import Any

from sekisho.application.aftercare_terms import aftercare_terms
from sekisho.bootstrap.package import shipped_program
from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.effect import Measurement
from sekisho.domain.values.money import Money

AFTERCARE = aftercare_terms(shipped_program(), date(2026, 6, 1))
ASSET = Asset(
    "A01", "L1", "HLM-650V", "SN-1", date(2026, 6, 5), Money(12_000_000), 1, Money(2_160_000),
    "transport_equipment", 9, date(2035, 6, 5),
)  # fmt: skip
INDICATORS = {"cycle_time_ms": 90_000, "output_per_hour": 40}


def asset(**changes: Any) -> Asset:
    """The asset, with changes."""
    return replace(ASSET, **changes)


def measured(**changes: Any) -> Measurement:
    """A measurement of the line, with changes."""
    return replace(Measurement("L1", date(2026, 6, 1), "stopwatch over ten parts", INDICATORS), **changes)
