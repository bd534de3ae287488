"""The chain of an agent's documents: does one continue the other, or is there a break, and of which kind?

Judged by instanceId and nextSequence alone. Holes in the numbering are no loss: agents leave some when they start or
filter (interop.md §8, trap 1).
"""

from sekisho.capture.mtconnect.document import Header
from sekisho.capture.sealed.record import GapKind


def break_between(before: Header, after: Header, asked_from: int | None) -> GapKind | None:
    """Say what breaks the chain between two streams documents; None where nothing does.

    ``asked_from`` is the sequence the later one was asked from; a part of a stream goes on from the part before it.
    """
    if after.instance != before.instance:
        return GapKind.INSTANCE_CHANGE
    # An agent that keeps its instanceId across a restart counts anew all the same, unless its buffer is durable.
    if after.next < before.next:
        return GapKind.SERVER_RESTART
    if after.model_changed != before.model_changed:
        return GapKind.MODEL_CHANGE
    # An instanceId of 0 is invalid: it tells no run of the agent from another.
    continues = after.instance and asked_from == before.next and before.next >= after.first
    return None if continues else GapKind.OUT_OF_RANGE


def missed_between(before: Header, after: Header, kind: GapKind) -> int | None:
    """Give how many sequences were lost; None where nobody can know."""
    return max(0, after.first - before.next) if kind is GapKind.OUT_OF_RANGE else None
