"""What captures show of a line, machine by machine: the line stands where the machine stands that shows least.

A line is never averaged: a machine no capture shows is named, and keeps the line below the first level.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

LEVELS = ("L0", "L1", "L2", "L3", "L4", "L5")


def headline(reached: Collection[str]) -> str:
    """Give the highest level whose lower levels are all met; empty where not even the first is."""
    best = ""
    for level in LEVELS:
        if level not in reached:
            break
        best = level
    return best


def lowest(levels: Iterable[str]) -> str:
    """Give the lowest of some headlines; empty, as for a machine without a capture, is below every level."""
    return min(levels, default="")


@dataclass(frozen=True, slots=True)
class Shown:
    """What one capture shows: the serial numbers its interfaces claim, folded, and the entries that were met."""

    serials: frozenset[str]
    reached: frozenset[str]


@dataclass(frozen=True, slots=True)
class MachineLevel:
    """A machine of a line by its serial number, the best its captures reached, and how many captures show it."""

    serial: str
    level: str
    captures: int


def machine_levels(serials: Sequence[str], captures: Sequence[Shown]) -> tuple[MachineLevel, ...]:
    """Give each machine with its level; a capture counts for the machine whose serial number its interface claimed."""
    rows = []
    for serial in serials:
        own = [capture.reached for capture in captures if serial in capture.serials]
        # A later capture that shows less takes nothing back: it was seen once.
        rows.append(MachineLevel(serial, max((headline(reached) for reached in own), default=""), len(own)))
    return tuple(rows)


def line_level(serials: Sequence[str], captures: Sequence[Shown]) -> str:
    """Give the level of a line: of its machines the lowest; of a line that is one machine the best of its captures."""
    if not serials:
        return max((headline(capture.reached) for capture in captures), default="")
    return lowest(row.level for row in machine_levels(serials, captures))
