"""The disk a capture needs: estimated before, watched while it runs; where it runs short, the capture is sealed."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem
from sekisho.capture.sealed.bundle import LARGEST

MEBI = 1024 * 1024
#: Of one value: an OPC UA notification with both timestamps, and an MTConnect observation (interop.md §9.2).
BYTES_PER_NOTIFICATION, BYTES_PER_OBSERVATION = 40, 125
#: Of one document or answer without any value, sent at every sampling.
BYTES_PER_ANSWER = 1500
#: Left free beside what the bundle itself will take, for trailers, manifest and whatever else the computer does.
RESERVE = 32 * MEBI


def estimate(plan: CapturePlan) -> int:
    """Give the most bytes the segments of a plan should take: every signal changing at every sampling."""
    machine = plan.machine
    each = BYTES_PER_ANSWER
    each += sum(BYTES_PER_NOTIFICATION for signal in machine.signals if signal.is_in_opcua and machine.opcua)
    each += sum(BYTES_PER_OBSERVATION for signal in machine.signals if signal.item and machine.mtconnect)
    return min(LARGEST, each * plan.duration_s * 1000 // plan.sampling_ms)


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk under a spool folder; ``reserve`` bytes are left alone, ``largest`` is what a bundle may hold."""

    reserve: int = RESERVE
    largest: int = LARGEST - RESERVE

    def shortage(self, folder: Path, size: int) -> Problem | None:
        """Say what keeps a capture with so many bytes of segments from going on; None for nothing."""
        free = shutil.disk_usage(folder).free
        # Sealing copies the segments into the bundle, so what was taken is needed once more.
        if free < size + self.reserve:
            wanted = (size + self.reserve) // MEBI
            return Problem("disk.short", facts={"free_mib": free // MEBI, "wanted_mib": wanted})
        return Problem("disk.bundle_full", facts={"mib": size // MEBI}) if size >= self.largest else None

    def foresight(self, folder: Path, plans: Sequence[CapturePlan]) -> Problem | None:
        """Warn before captures whose segments and bundles might not fit; None where they will."""
        free = shutil.disk_usage(folder).free
        wanted = sum(2 * estimate(plan) for plan in plans) + self.reserve
        if free >= wanted:
            return None
        return Problem("disk.may_be_short", facts={"free_mib": free // MEBI, "wanted_mib": wanted // MEBI})
