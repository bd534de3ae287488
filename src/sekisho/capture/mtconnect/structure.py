"""Structural rules for MTConnect streams of any schema: what has to hold without a schema file at hand.

The published schemas cannot be compiled below 2.5 by the library at hand (interop.md §8, trap 16), so these few rules
are asked of every version: what a chain of evidence rests on.
"""

from collections import Counter
from collections.abc import Iterable

from sekisho.capture.mtconnect.document import Document
from sekisho.capture.problem import Problem

#: The MTConnect schemas: a sequence number lies between 1 and 2^64 - 2.
LAST_SEQUENCE = 2**64 - 2
OLDEST, NEWEST = (1, 3), (2, 7)


def remarks_on(documents: Iterable[Document]) -> list[Problem]:
    """Name each rule that streams documents break, with how often."""
    found: Counter[str] = Counter()
    for document in documents:
        if document.kind == "Streams":
            found.update(_broken(document))
    return [Problem(code, facts={"count": count}) for code, count in sorted(found.items())]


def _broken(document: Document) -> set[str]:
    header = document.header
    observations = list(document.observations)
    sequences = [observation.sequence for observation in observations]
    is_known = all(observation.item and observation.timestamp for observation in observations)
    rules = {
        "agent.instance_zero": header.instance == 0,
        "agent.header_numbers": not 1 <= header.first <= min(header.next, header.last + 1),
        "agent.sequence_range": any(not 1 <= number <= LAST_SEQUENCE for number in sequences),
        "agent.nameless": not is_known,
        "agent.schema_unknown": not is_read(header.schema),
    }
    return {code for code, is_broken in rules.items() if is_broken}


def is_read(schema: str) -> bool:
    """Say whether a schema version is one of those this library was made for."""
    major, _, minor = schema.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in (major, minor)):
        return False
    return OLDEST <= (int(major), int(minor)) <= NEWEST
