"""One machining cycle as a pure function of time: positions integrate the feed, power follows the drive's load.

The same instant always gives the same snapshot, and whatever a snapshot says agrees with the rest of it: nothing
moves unless the program is active, the drive takes up load only while it turns, the power is the sum of both.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from factory.category import Block, Category, Execution

#: The drive needs this many seconds for a change of speed.
RAMP_S = 0.2
#: Watts: controls and pumps, the drive at full load and full speed, the axes at one unit per second.
BASE_W, DRIVE_W, AXIS_W = 900.0, 11_000.0, 4.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the machine does at one instant; units as in the category table."""

    execution: Execution
    mode: str
    program: str
    axes: tuple[float, ...]
    rate: float
    override: int
    speed: float
    load: float
    power: float

    def read(self, source: str) -> str | float:
        """Give the value of a signal by its source; texts as they stand, numbers rounded to a thousandth."""
        if source.startswith("axis."):
            return round(self.axes[int(source.removeprefix("axis."))], 3)
        value = getattr(self, source)
        return str(value) if isinstance(value, str) else round(float(value), 3)


@dataclass(frozen=True, slots=True)
class _Phase:
    block: Block
    origin: tuple[float, ...]
    speed_before: float
    seconds: float

    @property
    def target(self) -> tuple[float, ...]:
        return self.block.to or self.origin


def power_of(load: float, speed: float, full_speed: float, rate: float) -> float:
    """Give the electric power in watts of a drive at a load and speed while the axes move at a rate."""
    return BASE_W + DRIVE_W * load / 100 * speed / full_speed + AXIS_W * rate


class Cycle:
    """A category's program, repeated for ever."""

    def __init__(self, category: Category) -> None:
        self.category = category
        self._phases = _phases(category)
        self._ends = list(accumulate(phase.seconds for phase in self._phases))
        self._full_speed = max(block.speed for block in category.blocks) or 1.0

    @property
    def period_s(self) -> float:
        """Seconds until the program begins anew."""
        return self._ends[-1]

    def at(self, seconds: float) -> Snapshot:
        """Give the machine's state some seconds after the first start of the program."""
        within = seconds % self.period_s
        number = min(bisect_right(self._ends, within), len(self._phases) - 1)
        phase = self._phases[number]
        elapsed = within - (self._ends[number] - phase.seconds)
        share = min(1.0, elapsed / phase.seconds)
        rate = _rate(phase.block)
        # A ramp, not a step: load and power would else jump where no drive can.
        speed = phase.speed_before + (phase.block.speed - phase.speed_before) * min(1.0, elapsed / RAMP_S)
        load = phase.block.load * speed / self._full_speed
        axes = tuple(a + (b - a) * share for a, b in zip(phase.origin, phase.target, strict=True))
        power = power_of(load, speed, self._full_speed, rate)
        texts = (phase.block.execution, "AUTOMATIC", self.category.program)
        return Snapshot(*texts, axes, rate, phase.block.override, speed, load, power)


def _rate(block: Block) -> float:
    return block.rate * block.override / 100 if block.to else 0.0


def _phases(category: Category) -> list[_Phase]:
    place, speed = tuple(0.0 for _ in category.axes), 0.0
    phases = []
    for block in category.blocks:
        seconds = math.dist(place, block.to) / _rate(block) if block.to else block.wait_s
        phases.append(_Phase(block, place, speed, seconds))
        place, speed = block.to or place, block.speed
    return phases
