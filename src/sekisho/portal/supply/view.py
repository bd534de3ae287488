"""What the pages of the registers show: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.values.finding import Finding
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.components.view import Button, Deadline, FactRow, Step


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """A registration in a list; the office's own target for its decision stands beside it."""

    name: str
    href: str
    subject: str
    title: str
    state: str
    applied_at: datetime | None
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A machine of the exporter in a case: the kinds of papers that are missing and the form that files one."""

    case: str
    line: str
    machine: str
    state: str
    papers: tuple[str, ...]
    findings: tuple[Finding, ...]
    file_href: str
    questions: tuple[Question, ...]
    key: str


@dataclass(frozen=True, slots=True)
class SupplyPage:
    """Registrations, what may be applied for, and for an exporter what his machines lack."""

    registrations: tuple[RegistrationLine, ...]
    subjects: tuple[tuple[str, str], ...]
    wanted: tuple[WantedRow, ...] = ()
    sells: bool = False
    refused: tuple[Finding, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of a registration."""

    kind: str
    name: str
    filed_by: str
    href: str


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """One registration: what it says, its papers and those missing, its life, and what may be done."""

    name: str
    subject: str
    title: str
    state: str
    facts: tuple[FactRow, ...]
    papers: tuple[PaperLine, ...]
    missing: tuple[str, ...]
    timeline: tuple[Step, ...]
    buttons: tuple[Button, ...]
    deadline: Deadline | None = None
    filing: Answers | None = None
    file_href: str = ""
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplyPage:
    """The form that applies for a registration, and the papers it will need."""

    subject: str
    answers: Answers
    papers: tuple[str, ...]
    refused: tuple[Finding, ...] = ()
