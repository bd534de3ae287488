"""Which values the operator has to set, derived from the challenge; and how probable it is to hit them by chance.

Layout: the action's nonce is ``nonce_for(challenge, Purpose.ACTION, device, 0)``; value number ``i`` (from 0) is chosen
by ``SHA-256("sekisho/action/v1" NUL ‖ nonce, 32 bytes ‖ i, u32 big-endian)``, read as a whole number, modulo the count
of values that may stand there: every value for the first, every one but the value before for the others, because a
value that is set twice in a row cannot be told from one that was set once. The remainder favours no value by more
than 2⁻¹⁹⁰ of its probability.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import replace

from sekisho.capture.challenge import Purpose, challenge_of, nonce_for
from sekisho.capture.field import Fields
from sekisho.capture.plan.action import MOST_COUNT, ActionPlan, action_of
from sekisho.capture.problem import Value

DOMAIN = b"sekisho/action/v1\x00"
#: What the office fills in where it is not said.
TIMED = ("count", "window_s", "hold_ms")


def sequence_of(action: ActionPlan, challenge_record: bytes, device: str, purpose: Purpose) -> tuple[str, ...]:
    """Give the values to be set, in order."""
    nonce = nonce_for(challenge_of(challenge_record), purpose, device, 0)
    places: list[int] = []
    for number in range(action.count):
        drawn = int.from_bytes(hashlib.sha256(DOMAIN + nonce + struct.pack(">I", number)).digest())
        places.append(_place(drawn, action.size, places[-1] if places else None))
    return tuple(action.value(place) for place in places)


def _place(drawn: int, size: int, before: int | None) -> int:
    if before is None:
        return drawn % size
    place = drawn % (size - 1)
    return place + 1 if place >= before else place


def sequences(action: ActionPlan) -> int:
    """How many sequences there are, each as probable as any other."""
    return int(action.size * (action.size - 1) ** (action.count - 1))


def fitting(table: Mapping[str, Value], seconds: int, least_one_in: int, hold_ms: int) -> dict[str, Value]:
    """Fill in what a table of an operator's action leaves open: the whole capture as its window, and how many values.

    As many values are asked for as make the sequence so improbable that a signal which wanders among them for the
    whole capture does not hit it: ``least_one_in`` times at ``least_one_in`` places. Each is held for ``hold_ms``,
    less where that would fill more than half of the window.
    """
    kind = {name: value for name, value in table.items() if name not in TIMED}
    read = action_of(Fields({**kind, "count": 1, "window_s": seconds, "hold_ms": 100}, "action", []), frozenset())
    wanted = least_one_in * least_one_in
    count = next((n for n in range(1, MOST_COUNT) if sequences(replace(read, count=n)) >= wanted), MOST_COUNT)
    hold = max(100, min(hold_ms, seconds * 1000 // (2 * count)))
    return {"count": count, "window_s": seconds, "hold_ms": hold, **table}


def one_in(action: ActionPlan, places: int) -> int:
    """Give N, where values that do not follow from the challenge hit the sequence at most once in N times.

    ``places`` is at how many places among the values that were held the sequence could have begun.
    """
    return max(1, sequences(action) // max(1, places))
