"""Findings: what was judged, how it came out, on which facts, and what to do. Refusals are made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a criterion came out. An undetermined gate never pays."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


#: What a finding or an event may say about the world; all of it writes as JSON without loss.
Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement, as codes and facts; the texts in three languages are looked up by ``code``.

    ``place`` says where in the case or file (``line.1.serial``), ``citation`` where it is written,
    ``facts`` the values that were read, ``remedy`` the code of what to do (empty: the code's own remedy).
    """

    code: str
    outcome: Outcome
    place: str = ""
    citation: str = ""
    facts: Facts = field(default_factory=dict)
    remedy: str = ""

    def as_json(self) -> dict[str, Value]:
        """Give the finding as plain JSON values."""
        return {
            "code": self.code,
            "outcome": self.outcome.value,
            "place": self.place,
            "citation": self.citation,
            "facts": dict(self.facts),
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command or file that was not accepted, with every reason at once. Nothing was changed."""

    findings: tuple[Finding, ...]

    def __post_init__(self) -> None:
        """Refuse to refuse without a reason."""
        if not self.findings:
            raise ValueError("a refusal needs at least one finding")

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Refusal":
        """Gather findings into one refusal."""
        return cls(tuple(findings))


def overall(outcomes: Iterable[Outcome]) -> Outcome:
    """Fold the outcomes of gates: any not met → not met, else any undetermined → undetermined, else met."""
    seen = set(outcomes)
    # Not met goes first, because no paper that may still come can mend it; what does not apply counts as nothing.
    if Outcome.NOT_MET in seen:
        return Outcome.NOT_MET
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in seen else Outcome.MET
