"""What an inspector asks for at a plant without OPC UA or MTConnect: values that follow from a challenge of the office.

The record says how they are chosen (``ask least=40 most=100 step=5 count=4 letters=6``), so whoever has it can derive
them again: a sequence of numbers for a dial, and a code for a panel, a program's comment or a sheet in the picture.
"""

import re
from dataclasses import dataclass

from sekisho.capture.challenge import Purpose
from sekisho.capture.plan.action import ActionPlan
from sekisho.capture.plan.sequence import sequence_of

NAMES = ("least", "most", "step", "count", "letters")
_ASK = re.compile(r"^ask " + " ".join(rf"{name}=(?P<{name}>\d{{1,4}})" for name in NAMES) + "$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The values to be asked: numbers to be set one after the other, or a code to be shown."""

    numbers: tuple[str, ...]
    code: str


def ask_line(numbers: dict[str, int]) -> str:
    """Give the line of a record that says how the values are chosen. Raises KeyError where a number is missing."""
    return "ask " + " ".join(f"{name}={numbers[name]}" for name in NAMES)


def asked_of(record: bytes, line: str) -> Asked | None:
    """Derive the values for a line of equipment; None where the record asks for none that can be."""
    said = _ASK.search(record.decode(errors="replace"))
    if said is None:
        return None
    least, most, step, count, letters = (int(said[name]) for name in NAMES)
    if step < 1 or (most - least) // step < 1 or count < 1 or letters < 1:
        return None
    dial = ActionPlan("dial", count, 0, 0, least=least, most=most, step=step)
    panel = ActionPlan("panel", 1, 0, 0, letters=letters)
    # Told apart by the device: one of the two values must not give the other away.
    numbers = sequence_of(dial, record, f"{line}/dial", Purpose.OBSERVATION)
    (code,) = sequence_of(panel, record, f"{line}/panel", Purpose.OBSERVATION)
    return Asked(numbers, code)
