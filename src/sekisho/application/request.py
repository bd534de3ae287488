"""What a person asks of the desk, and what an accepted request came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.application.record import Recorded
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: a command of the table on a case, maybe on one of its lines."""

    command: str
    details: Mapping[str, Value] = field(default_factory=dict)
    line: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a command came to: the case after it, the new rows of the journal, and the document it produces."""

    case: Case
    recorded: tuple[Recorded, ...]
    document: str = ""
    receipt: int = 0
