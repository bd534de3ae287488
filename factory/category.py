"""What the factory can stand for, as one table: the axes, the drive, the program and the signals of each category.

Units are those of the MTConnect model (millimetre, degree, second, revolution per minute, percent, watt), and the
same on the OPC UA side, so that the two can be compared without conversion.
"""

from dataclasses import dataclass
from enum import StrEnum


class Execution(StrEnum):
    """What the controller does with its program (MTConnect EXECUTION)."""

    READY = "READY"
    ACTIVE = "ACTIVE"
    FEED_HOLD = "FEED_HOLD"
    PROGRAM_COMPLETED = "PROGRAM_COMPLETED"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the program: move to a point at a rate per second, or wait for some seconds where ``to`` is empty.

    ``speed`` is the drive's target in revolutions per minute, ``load`` its load in per cent once it turns,
    ``override`` the operator's feed override in per cent.
    """

    execution: Execution
    to: tuple[float, ...] = ()
    rate: float = 0.0
    wait_s: float = 0.0
    speed: float = 0.0
    load: float = 0.0
    override: int = 100


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: where the model has it, and how each of the two protocols names it.

    ``source`` is a field of the snapshot, or ``axis.N``. ``component`` is the MTConnect component as ``Type:name``.
    """

    name: str
    source: str
    kind: str
    component: str
    category: str
    type: str
    sub_type: str = ""
    units: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of equipment as the factory plays it."""

    label: str
    axes: tuple[str, ...]
    drive: str
    is_rotary: bool
    program: str
    blocks: tuple[Block, ...]

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Give every signal, controller first."""
        return (*_CONTROLLER, *self._axis_signals(), *self._drive_signals(), _POWER)

    def _axis_signals(self) -> tuple[Signal, ...]:
        component, kind, unit = (
            ("Rotary", "ANGLE", "DEGREE") if self.is_rotary else ("Linear", "POSITION", "MILLIMETER")
        )
        return tuple(
            Signal(axis.lower(), f"axis.{number}", "number", f"{component}:{axis}", "SAMPLE", kind, "ACTUAL", unit)
            for number, axis in enumerate(self.axes)
        )

    def _drive_signals(self) -> tuple[Signal, ...]:
        place, speed = f"Rotary:{self.drive}", "REVOLUTION/MINUTE"
        return (
            Signal(f"{self.drive}_speed", "speed", "number", place, "SAMPLE", "ROTARY_VELOCITY", "ACTUAL", speed),
            Signal(f"{self.drive}_load", "load", "number", place, "SAMPLE", "LOAD", "", "PERCENT"),
        )


_CONTROLLER = (
    Signal("execution", "execution", "state", "Path:path", "EVENT", "EXECUTION"),
    Signal("mode", "mode", "text", "Path:path", "EVENT", "CONTROLLER_MODE"),
    Signal("program", "program", "text", "Path:path", "EVENT", "PROGRAM"),
    Signal("feed", "rate", "number", "Path:path", "SAMPLE", "PATH_FEEDRATE", "ACTUAL", "MILLIMETER/SECOND"),
    Signal("override", "override", "number", "Path:path", "EVENT", "PATH_FEEDRATE_OVERRIDE", "PROGRAMMED"),
)
_POWER = Signal("power", "power", "number", "Electric:electric", "SAMPLE", "WATTAGE", "ACTUAL", "WATT")

#: Millimetres or degrees per second at an override of 100 per cent; the approach and the return are twice as fast.
RATE = 180.0

_GO, _HOLD = Execution.ACTIVE, Execution.FEED_HOLD
_START = Block(Execution.READY, wait_s=0.4)
_END = Block(Execution.PROGRAM_COMPLETED, wait_s=0.3)


def _round_trip(near: tuple[float, ...], far: tuple[float, ...], rate: float, speed: float) -> tuple[Block, ...]:
    """Make a program of three to four seconds: approach, work, hold, work under another override, hold, return.

    It is short, so that even a capture of a second or two sees the state change.
    """
    middle = tuple((a + b) / 2 for a, b in zip(near, far, strict=True))
    home = tuple(0.0 for _ in near)
    return (
        _START,
        Block(_GO, near, 2 * rate, speed=speed, load=8.0),
        Block(_GO, middle, rate, speed=speed, load=45.0),
        Block(_HOLD, wait_s=0.3, speed=speed, load=5.0),
        Block(_GO, far, rate, speed=speed, load=60.0, override=120),
        Block(_HOLD, wait_s=0.3, speed=speed, load=5.0),
        Block(_GO, home, 2 * rate),
        _END,
    )


CATEGORIES = {
    "cnc": Category(
        "Machining centre", ("X", "Y", "Z"), "spindle", is_rotary=False, program="O1001",
        blocks=_round_trip((120.0, 80.0, -10.0), (260.0, 180.0, -14.0), RATE, 9000.0),
    ),
    "robot": Category(
        "Articulated robot", ("J1", "J2", "J3", "J4", "J5", "J6"), "tool", is_rotary=True, program="PICK_PLACE",
        blocks=_round_trip((40.0, 20.0, -30.0, 10.0, 45.0, 0.0), (-60.0, 45.0, 10.0, -20.0, 80.0, 90.0), RATE, 1500.0),
    ),
    "plc": Category(
        "Programmable controller", ("Slide", "Lift"), "conveyor", is_rotary=False, program="MAIN",
        blocks=_round_trip((150.0, 40.0), (320.0, 120.0), RATE, 400.0),
    ),
    "vision": Category(
        "Vision inspection station", ("Stage", "Focus"), "turntable", is_rotary=False, program="INSPECT_A",
        blocks=_round_trip((120.0, 4.0), (300.0, 9.0), RATE, 60.0),
    ),
    "line": Category(
        "Turnkey line", ("Infeed", "Press", "Outfeed"), "main", is_rotary=False, program="RECIPE_1",
        blocks=_round_trip((140.0, 30.0, 0.0), (140.0, 200.0, 160.0), RATE, 1200.0),
    ),
}  # fmt: skip
