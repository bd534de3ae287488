"""What the case page and the signing page show: plain values, filled by the application for one person's eyes."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.casework.case import Return
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.screening.cure import Cure
from sekisho.domain.values.finding import Finding, Outcome, overall
from sekisho.domain.values.money import Money
from sekisho.portal.apply.after_view import AfterSection
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.components.view import Button, Deadline, FactRow, Step
from sekisho.portal.office.signal_panel import SignalPanel

#: The stages of a case's life at which gates are due, in order.
STAGES = tuple(stage.value for stage in Stage)
OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)
#: So many past steps of the timeline stand unfolded.
RECENT = 6
#: The sections of a filing, in the order of the task list.
SECTIONS = ("applicant", "partner", "equipment", "conformity", "cost", "evidence")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of the case and whether it has signed the content that is locked now."""

    side: str
    name: str
    number: str
    has_signed: bool = False
    has_declared: bool = False
    declared: tuple[FactRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the task list. ``status``: complete, open, attention, waiting or locked (then without a link)."""

    section: str
    status: str
    href: str = ""
    open_count: int = 0


@dataclass(frozen=True, slots=True)
class LineCard:
    """One equipment line with its machine track and its own 90-day clock.

    ``draw`` is what it drew for a second visit, where the reader is told; ``captures_href`` leads to its captures.
    """

    id: str
    maker: str
    model: str
    category: str
    state: str
    serial: str = ""
    steps: tuple[Step, ...] = ()
    deadline: Deadline | None = None
    facts: tuple[FactRow, ...] = ()
    draw: tuple[FactRow, ...] = ()
    buttons: tuple[Button, ...] = ()
    captures_href: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the case. ``status``: filed, accepted, rejected, erased, or missing (then without digest)."""

    kind: str
    name: str
    status: str
    digest: str = ""
    line: str = ""
    filed_by: str = ""
    filed_at: datetime | None = None
    href: str = ""
    id: str = ""
    about: tuple[FactRow, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: "FormRow | None" = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """What there is beside a paper that was written as a form: its prints, who signed it, and where to sign it."""

    prints: "tuple[LetterLink, ...]"
    signed: tuple[FactRow, ...]
    sign_href: str = ""


@dataclass(frozen=True, slots=True)
class FormLink:
    """A form that may be written here: which one, for which line, and where."""

    kind: str
    line: str
    href: str


@dataclass(frozen=True, slots=True)
class LetterLink:
    """A print of a letter: the languages it is in, by their own names, and where it is."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of the case with its prints; ``copies`` are a copy's number, instant, reason and prints.

    ``is_abridged`` says that amounts are left out for this reader, ``is_erased`` that its words were lawfully erased.
    """

    number: str
    kind: str
    issued_at: datetime
    links: tuple[LetterLink, ...]
    copies: tuple[tuple[int, datetime, str, tuple[LetterLink, ...]], ...] = ()
    replaces: str = ""
    superseded_by: str = ""
    is_abridged: bool = False
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount of the case: ``page.money.<code>``; ``weight`` is total, result or take."""

    code: str
    amount: Money
    weight: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to happen next and which side has to do it, none where nothing has. ``is_mine``: it is the reader."""

    code: str
    side: str
    is_mine: bool
    deadline: Deadline | None = None
    sides: tuple[str, ...] = ()

    @property
    def acting(self) -> tuple[str, ...]:
        """Give every side that has to act."""
        return self.sides or (self.side,)


@dataclass(frozen=True, slots=True)
class Message:
    """A notice to the reader's organisation: the code of its text, its facts, and when."""

    finding: Finding
    at: datetime


@dataclass(frozen=True, slots=True)
class StageCard:
    """The gates that are due at one stage of a case's life, and how they stand together."""

    stage: str
    outcome: Outcome
    open: tuple[Finding, ...]
    settled: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A value the change would leave otherwise: of which line, what it is called, what it is and what it would be."""

    line: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangePanel:
    """A change of the plan that is asked for: what, why and when; what it would change; and who has signed it."""

    what: str
    reason: str
    at: datetime
    rows: tuple[ChangeRow, ...]
    parties: tuple[Party, ...]
    gates: tuple[Finding, ...]
    money: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class FilingPanel:
    """Where a paper is filed: which kind it is, then what it says of itself; and the forms that may be written."""

    href: str
    kind: Question
    questions: tuple[Question, ...]
    key: str
    is_open: bool
    forms: tuple[FormLink, ...]


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
    letters: tuple[LetterRow, ...] = ()
    buttons: tuple[Button, ...] = ()
    messages: tuple[Message, ...] = ()
    refused: tuple[Finding, ...] = ()
    done: str = ""
    dossier_href: str = ""
    audit_href: str = ""
    filing: FilingPanel | None = None
    draft_href: str = ""
    plan_href: str = ""
    cures: tuple[Cure, ...] = ()
    change: ChangePanel | None = None
    returns: tuple[Return, ...] = ()
    is_returned: bool = False
    after: AfterSection | None = None
    erased: tuple[str, ...] = ()
    tried: Answers | None = None
    signals: SignalPanel | None = None

    @property
    def edit_code(self) -> str:
        """Name what writing the filing is for: of a granted case it is a change of the plan."""
        return "page.case.change_plan" if self.state == "granted" else "page.case.edit"

    @property
    def verdict(self) -> str:
        """Say how the gates stand: those due later may still be open while all that are due so far are met."""
        left = any(gate.outcome in OPEN for gate in self.gates)
        return "so_far" if self.outcome is Outcome.MET and left else self.outcome.value

    @property
    def stages(self) -> tuple[StageCard, ...]:
        """Give the gates by the stage they are due at."""
        found = {str(gate.facts.get("stage") or STAGES[0]) for gate in self.gates}
        return tuple(self._stage(stage) for stage in STAGES if stage in found)

    def _stage(self, stage: str) -> StageCard:
        due = [gate for gate in self.gates if (gate.facts.get("stage") or STAGES[0]) == stage]
        left = tuple(gate for gate in due if gate.outcome in OPEN)
        settled = tuple(gate for gate in due if gate.outcome not in OPEN)
        return StageCard(stage, overall(gate.outcome for gate in due), left, settled)

    @property
    def past(self) -> tuple[Step, ...]:
        """Give the older steps of the timeline, which are folded away."""
        done = [step for step in self.timeline if step.status == "done"]
        return tuple(done[:-RECENT])

    @property
    def recent(self) -> tuple[Step, ...]:
        """Give the newest steps of the timeline and what lies ahead."""
        return self.timeline[len(self.past) :]

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
    """What a person signs: the command, its sections or details, their digests, and the newest checkpoint seen.

    Without ``statement_sha256`` the details have still to be given: ``button`` asks for them.
    """

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
    details: tuple[FactRow, ...] = ()
    statement: str = ""
    tried: Answers | None = None
