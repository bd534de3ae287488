"""What the pages before sign-in show: plain values."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.screening.cure import Cure
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.money import Money
from sekisho.portal.components.question import Question
from sekisho.portal.components.view import Deadline


@dataclass(frozen=True, slots=True)
class Card:
    """One of the four questions on the home page, with the first of its fields."""

    route: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a listed model differs from the one asked about; texts are in the reader's language."""

    label: str
    yours: str
    listed: str


@dataclass(frozen=True, slots=True)
class Near:
    """A listed model close to the one asked about."""

    maker: str
    model: str
    differs: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """Every finding on the equipment as entered, by the edition in force on a day."""

    outcome: Outcome
    edition_on: str
    on: date
    gates: tuple[Finding, ...]
    advisories: tuple[Finding, ...]
    cure: Cure
    nearest: tuple[Near, ...] = ()
    unknown_model: str = ""

    @property
    def hindering(self) -> tuple[Finding, ...]:
        """Give the gates that are not met, whatever their stage."""
        return tuple(gate for gate in self.gates if gate.outcome is Outcome.NOT_MET)

    @property
    def open_now(self) -> tuple[Finding, ...]:
        """Give the gates that are undetermined and due at the application."""
        return tuple(gate for gate in self._undetermined if gate.facts["stage"] == Stage.APPLICATION.value)

    @property
    def due_later(self) -> tuple[Finding, ...]:
        """Give the gates that are undetermined and due only later."""
        return tuple(gate for gate in self._undetermined if gate.facts["stage"] != Stage.APPLICATION.value)

    @property
    def settled(self) -> tuple[Finding, ...]:
        """Give the gates that are met or do not apply."""
        return tuple(gate for gate in self.gates if gate.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE))

    @property
    def _undetermined(self) -> tuple[Finding, ...]:
        return tuple(gate for gate in self.gates if gate.outcome is Outcome.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A line of the arithmetic; ``weight`` is total, result or take."""

    code: str
    amount: Money
    weight: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class AmountAnswer:
    """The subsidy to be expected and how it is reckoned."""

    subsidy: Money
    rate: Fraction
    rate_citation: str
    lag_months: int
    lag_citation: str
    rows: tuple[AmountRow, ...]
    payback_months: int | None
    payback_months_without: int | None


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """The papers due at one stage."""

    stage: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """The papers an application needs, stage by stage, and how many are wanting."""

    outcome: Outcome
    wanting: int
    groups: tuple[PaperGroup, ...]


@dataclass(frozen=True, slots=True)
class ScheduleStep:
    """A step of the back-schedule: by when it must begin and end, how long it takes in which days, and the slack."""

    code: str
    days: int
    unit: str
    start_by: date
    end_by: date
    slack_days: int
    is_critical: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A step as a bar: where it begins, how long it is, and the time to spare behind it, in per cent of the width."""

    step: ScheduleStep
    start: str
    width: str
    spare_start: str
    spare_width: str


@dataclass(frozen=True, slots=True)
class ChartTick:
    """Where a month begins, and the code of its name."""

    at: str
    code: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The back-schedule drawn: a bar a step over the months; ``end`` is the day that must not be passed."""

    bars: tuple[ChartBar, ...]
    ticks: tuple[ChartTick, ...]
    end: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class ScheduleAnswer:
    """Whether it can still be done in time; ``late`` is what is too late already, ``notes`` what is not certain."""

    outcome: Outcome
    steps: tuple[ScheduleStep, ...]
    ends_on: date
    deadline: Deadline
    chart: Chart | None
    late: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    source: str
    is_edited: bool

    @property
    def has_starts(self) -> bool:
        """Say whether any step is still in time, so that a calendar has something to hold."""
        return any(not step.is_late for step in self.steps)
