"""What the case page and the signing page show: plain values, filled by the application for one person's eyes."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.money import Money
from sekisho.portal.components.question import Question
from sekisho.portal.components.view import Button, Deadline, FactRow, Step

#: The sections of a filing, in the order of the task list.
SECTIONS = ("applicant", "partner", "equipment", "conformity", "cost", "evidence")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of the case and whether it has signed the content that is locked now."""

    side: str
    name: str
    number: str
    has_signed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the task list. ``status``: complete, open, attention, waiting or locked (then without a link)."""

    section: str
    status: str
    href: str = ""
    open_count: int = 0


@dataclass(frozen=True, slots=True)
class LineCard:
    """One equipment line with its machine track and its own 90-day clock."""

    id: str
    maker: str
    model: str
    category: str
    state: str
    serial: str = ""
    steps: tuple[Step, ...] = ()
    deadline: Deadline | None = None
    facts: tuple[FactRow, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the case. ``status``: filed, accepted, rejected, or missing (then without digest)."""

    kind: str
    name: str
    status: str
    digest: str = ""
    line: str = ""
    filed_by: str = ""
    filed_at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount of the case: ``page.money.<code>``; ``weight`` is total, result or take."""

    code: str
    amount: Money
    weight: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to happen next and who has to do it. ``is_mine`` says whether it is the reader."""

    code: str
    side: str
    is_mine: bool
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A notice to the reader's organisation: the code of its text, its facts, and when."""

    finding: Finding
    at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as its page shows it."""

    id: str
    state: str
    outcome: Outcome
    edition_on: str
    receipt: int
    channel: str
    parties: tuple[Party, ...]
    next_step: NextStep | None
    tasks: tuple[Task, ...]
    gates: tuple[Finding, ...]
    advisories: tuple[Finding, ...]
    evidence: tuple[Finding, ...]
    lines: tuple[LineCard, ...]
    timeline: tuple[Step, ...]
    papers: tuple[PaperRow, ...]
    money: tuple[MoneyRow, ...]
    sees_price: bool
    buttons: tuple[Button, ...] = ()
    messages: tuple[Message, ...] = ()
    refused: tuple[Finding, ...] = ()
    done: str = ""
    dossier_href: str = ""
    audit_href: str = ""
    file_href: str = ""
    file_questions: tuple[Question, ...] = ()

    @property
    def open_gates(self) -> tuple[Finding, ...]:
        """Give the gates that stop something or may yet."""
        return tuple(gate for gate in self.gates if gate.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED))

    @property
    def settled_gates(self) -> tuple[Finding, ...]:
        """Give the gates that are met or do not apply."""
        return tuple(gate for gate in self.gates if gate.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE))

    @property
    def next_buttons(self) -> tuple[Button, ...]:
        """Give the buttons that belong to the next step."""
        return tuple(button for button in self.buttons if button.is_next)

    @property
    def other_buttons(self) -> tuple[Button, ...]:
        """Give the buttons that are possible but not what is waited for."""
        return tuple(button for button in self.buttons if not button.is_next)


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of what is signed: its salted digest, and whether this side may read it."""

    name: str
    digest: str
    is_shown: bool
    facts: tuple[FactRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SignPage:
    """What a person signs: the command, the sections with digests, the root, and the newest checkpoint seen."""

    case: str
    command: str
    side: str
    role: str
    root: str
    sections: tuple[SectionRow, ...]
    statement_sha256: str
    after: str
    parties: tuple[Party, ...]
    button: Button
    case_href: str
    refused: tuple[Finding, ...] = ()
