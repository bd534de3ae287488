"""What the page of support incidents shows."""

from dataclasses import dataclass

from sekisho.domain.values.finding import Finding
from sekisho.portal.apply.after_view import IncidentRow
from sekisho.portal.components.view import Button


@dataclass(frozen=True, slots=True)
class SupportRow:
    """An incident that went to the reader's organisation; ``is_late``: the first answer missed the target."""

    case: str
    machine: str
    incident: IncidentRow
    is_late: bool
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportPage:
    """The incidents, open ones first, and the target for a first answer in hours."""

    rows: tuple[SupportRow, ...]
    hours: int
    refused: tuple[Finding, ...] = ()
    done: str = ""
