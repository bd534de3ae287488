"""What the pages of the registers show: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.application.show_supply import Handed
from sekisho.domain.values.finding import Finding
from sekisho.portal.components.question import Answers
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
class SupplyRow:
    """A case in the exporter's list: his machines on it, and how much is asked of him.

    ``declaration`` is made, open, or closed: the office has decided and takes none any more.
    """

    case: str
    href: str
    state: str
    machines: tuple[str, ...]
    needed: int
    helpful: int
    declaration: str


@dataclass(frozen=True, slots=True)
class MachineCard:
    """A machine of the exporter in a case: what is missing, what he filed, and the form that files a paper.

    ``key`` sets the form's fields apart from those of the other machines on the page.
    """

    line: str
    machine: str
    needed: tuple[str, ...]
    helpful: tuple[str, ...]
    findings: tuple[Finding, ...]
    papers: tuple[Handed, ...]
    file_href: str
    filing: Answers
    key: str
    once: str


@dataclass(frozen=True, slots=True)
class SupplyCase:
    """A case as it concerns an exporter: his declaration, his machines, and papers he filed for the whole of it."""

    case: str
    state: str
    declaration: str
    declared_at: datetime | None
    declared: tuple[FactRow, ...]
    declare_href: str
    machines: tuple[MachineCard, ...]
    papers: tuple[Handed, ...] = ()
    tried: Answers | None = None
    refused: tuple[Finding, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class SupplyPage:
    """Registrations and what may be applied for; an exporter is led on to the cases his machines are on."""

    registrations: tuple[RegistrationLine, ...]
    subjects: tuple[tuple[str, str], ...]
    sells: bool = False


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
    warnings: tuple[Finding, ...] = ()
    notices: tuple[tuple[Finding, datetime], ...] = ()
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
