"""What the pages before sign-in show: plain values."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

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
    differs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """Every finding on the equipment as entered, by the edition in force on a day."""

    outcome: Outcome
    edition_on: date
    on: date
    gates: tuple[Finding, ...]
    advisories: tuple[Finding, ...]
    nearest: tuple[Near, ...] = ()


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
    paid_after_days: int
    rows: tuple[AmountRow, ...]
    payback_years: str = ""
    payback_without: str = ""
    notes: tuple[Finding, ...] = ()


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
    """A step of the back-schedule: the days it can take place, and the days to spare."""

    code: str
    earliest_on: date
    latest_on: date
    slack_days: int
    citation: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleAnswer:
    """Whether it can still be done in time."""

    outcome: Outcome
    steps: tuple[ScheduleStep, ...]
    deadline: Deadline | None = None
    notes: tuple[Finding, ...] = ()
