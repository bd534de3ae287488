"""What the page of a line's captures shows: its machines and their levels, its plans, and what was captured."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.values.finding import Finding
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.inspect.view import CapturesPart


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan that was issued: when, for which side, for which devices, how many of them were captured, its file."""

    issued_at: datetime
    side: str
    devices: tuple[str, ...]
    answered: int
    href: str
    commands: tuple[str, ...]

    @property
    def state(self) -> str:
        """Say whether captures are still to come: open, partly, or answered."""
        if not self.answered:
            return "open"
        return "answered" if self.answered >= len(self.devices) else "partly"


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A machine of a line: its serial number, the best level its captures reached, and how many there are."""

    serial: str
    level: str
    captures: int


@dataclass(frozen=True, slots=True)
class MachineForm:
    """The questions about one machine of a plan, with its number."""

    n: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form that asks for a plan: where it goes, its machines, and where it goes for one machine more.

    ``has_no_serial`` says that the delivery, and with it the machine's serial number, was not recorded yet.
    """

    href: str
    forms: tuple[MachineForm, ...]
    more_href: str
    has_no_serial: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class CapturesPage:
    """The captures of one line. ``asking`` is None and ``receive_href`` empty for those who only read."""

    case: str
    case_href: str
    line: str
    name: str
    level: str
    machines: tuple[MachineRow, ...]
    plans: tuple[PlanRow, ...]
    captures: CapturesPart
    asking: PlanForm | None = None
    receive_href: str = ""
    key: str = ""
    tried: Answers | None = None
    refused: tuple[Finding, ...] = ()
    done: str = ""
