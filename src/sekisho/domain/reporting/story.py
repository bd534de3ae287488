"""A case as the report tells of it: who claims, and when it was applied for, decided, fixed and paid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.table import ROWS
from sekisho.domain.casework.transition import Movement, Track
from sekisho.domain.values.finding import Value

#: What a movement of the pool counts as: money is counted by what moves it, whichever row of the table does.
_BY_MOVEMENT: Mapping[Movement, str] = {
    Movement.RESERVE: "reserved",
    Movement.COMMIT: "decided",
    Movement.FIX: "fixed",
    Movement.PAY: "paid",
    Movement.ORDER_REPAYMENT: "reclaimed",
    Movement.RECOVER: "recovered",
}
#: What is counted, by the event that makes it so. "Applied" is the first complete joint submission of a case.
MEASURED_BY: Mapping[str, str] = {"case.submitted": "applied"} | {
    row.event: _BY_MOVEMENT[row.movement] for row in ROWS[Track.PAPER] if row.movement in _BY_MOVEMENT
}
MEASURES = ("applied", *dict.fromkeys(_BY_MOVEMENT.values()))
#: The ends a case can come to without or after a decision, by the event.
ENDINGS: Mapping[str, str] = {
    "case.declined": "declined",
    "case.withdrawn": "withdrawn",
    "case.lapsed": "lapsed",
    "project.discontinued": "discontinued",
    "verification.failed": "verification_failed",
    "grant.revoked": "revoked",
}
#: Ends that take back what was decided, where it was decided.
UNDOING = ("withdrawn", "lapsed", "discontinued", "verification_failed", "revoked")
#: How long a case takes from one instant to another; the report gives the median of those that ended in the quarter.
STAGES: Mapping[str, tuple[str, str]] = {
    "to_decision": ("applied", "decided"),
    "to_verification": ("decided", "verified"),
    "to_fixing": ("verified", "fixed"),
    "to_payment": ("fixed", "paid"),
    "whole": ("applied", "paid"),
}
VERIFIED = "case.verified"
#: Measures that are reached only with money: a disposal approved without any repayment reclaims nothing.
ONLY_WITH_MONEY = ("reclaimed", "recovered")
#: Where neither a gate nor evidence says why, the officer's notice does.
OFFICER = "officer"
#: What was taken back, whatever the reason in the notice; the reasons are the officer's own words.
REVOKING: Mapping[str, str] = {"grant.revoked": "revoked", "grant.partly_revoked": "partly_revoked"}
#: What is wanting of a case's evidence at an instant, by the codes of the report.
Wanting = Callable[[Case, datetime], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a case is counted under. ``not_stated`` stands where the filing says nothing."""

    category: str
    claimant: str
    size: str
    sector: str
    prefecture: str

    def of(self, dimension: str) -> str:
        """Give the class under one dimension."""
        return str(getattr(self, dimension))


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that was reached: which measure, when, and over how many yen."""

    measure: str
    at: datetime
    yen: int


@dataclass(frozen=True, slots=True)
class Story:
    """One case up to an instant: its milestones, how it ended, why it was refused, and where its money stands."""

    case: Case
    particulars: Particulars
    milestones: tuple[Milestone, ...]
    endings: tuple[tuple[str, datetime], ...]
    refusals: tuple[tuple[str, datetime], ...]
    verified_at: datetime | None = None

    def first(self, measure: str) -> datetime | None:
        """Give the first instant of a measure (or of the verification); None where it was not reached."""
        if measure == "verified":
            return self.verified_at
        return next((one.at for one in self.milestones if one.measure == measure), None)

    def is_undone(self, decided: Milestone) -> bool:
        """Say whether an end took back what was decided; one that was overturned and decided anew stands."""
        return decided.measure == "decided" and any(name in UNDOING and at >= decided.at for name, at in self.endings)


def _findings(case: Case) -> list[Mapping[str, Value]]:
    """Give the findings of the newest screening kept with a case, line by line."""
    lines = case.screening.get("lines")
    records = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    found = [line.get("findings") for line in records]
    return [one for each in found if isinstance(each, list) for one in each if isinstance(one, dict)]


def _is_failed_gate(finding: Mapping[str, Value]) -> bool:
    facts = finding.get("facts")
    kind = facts.get("kind") if isinstance(facts, dict) else ""
    return finding.get("outcome") == "not_met" and kind == "gate"


def refusal_codes(case: Case) -> tuple[str, ...]:
    """Give the codes of the gates that were not met when a case was declined; where none was, the officer's reason."""
    codes = dict.fromkeys(str(one["code"]) for one in _findings(case) if _is_failed_gate(one))
    return tuple(codes) or (OFFICER,)


def nothing_wanting(_case: Case, _at: datetime) -> Sequence[str]:
    """Name no evidence: where nobody judges it, the officer's notice says why."""
    return ()


def _refusals(case: Case, event: Event, wanting: Wanting) -> tuple[str, ...]:
    """Give the reasons an event refuses or takes back for: gates, wanting evidence (F18), or the officer's own."""
    if event.type == "case.declined":
        return refusal_codes(case)
    if event.type == "verification.failed":
        return tuple(dict.fromkeys(wanting(case, event.occurred_at))) or (OFFICER,)
    return (REVOKING[event.type],) if event.type in REVOKING else ()


def _milestone(event: Event, case: Case) -> list[Milestone]:
    """Give what an event reaches; ``case`` is the case after it."""
    measure, yen = MEASURED_BY.get(event.type, ""), _yen(event, case)
    counts = measure and (yen or measure not in ONLY_WITH_MONEY)
    return [Milestone(measure, event.occurred_at, yen)] if counts else []


def _yen(event: Event, case: Case) -> int:
    """Give the amount of a milestone; what is applied for stands in the content that was locked."""
    return case.balance.requested.yen if event.type == "case.submitted" else event.number("amount")


def tell(
    case_id: str,
    events: Iterable[Event],
    as_of: datetime,
    particulars: Particulars,
    wanting: Wanting = nothing_wanting,
) -> Story:
    """Fold the events of a case up to an instant of program time into its story."""
    case = Case(case_id)
    milestones: list[Milestone] = []
    endings: list[tuple[str, datetime]] = []
    refusals: list[tuple[str, datetime]] = []
    verified: datetime | None = None
    for event in (event for event in events if event.occurred_at <= as_of):
        refusals += [(code, event.occurred_at) for code in _refusals(case, event, wanting)]
        case = evolve(case, event)
        milestones += _milestone(event, case)
        if event.type in ENDINGS:
            endings.append((ENDINGS[event.type], event.occurred_at))
        verified = event.occurred_at if event.type == VERIFIED else verified
    return Story(case, particulars, tuple(milestones), tuple(endings), tuple(refusals), verified)
