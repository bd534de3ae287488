"""The evidence vector: six results, each observed or not observed, and the thresholds it is measured by.

Not observed is never failed. A gate reads the entry it names; the headline is the highest level whose lower levels
are all met.
"""

from dataclasses import dataclass

from sekisho.capture.problem import Problem, Value

LEVELS = ("L0", "L1", "L2", "L3", "L4", "L5")


@dataclass(frozen=True, slots=True)
class AgreementLimits:
    """When machine and gateway say the same; dated parameters of the edition, passed in by the caller.

    The largest lag looked for and the largest jitter around it in milliseconds; numbers are equal within a share of
    the range they were seen to cover; that share of values has to agree, and so many changes have to be matched.
    """

    lag_ms: int = 5000
    jitter_ms: int = 1000
    tolerance_percent: int = 2
    agree_percent: int = 98
    least_changes: int = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a capture has to reach; dated parameters of the edition, passed in by the caller.

    Seconds of live data, gaps in per cent of those seconds, good values in per cent, tolerated clock offset in seconds.
    ``action_one_in``: an operator's action has to be so improbable that chance hits it at most once in so many times.
    ``category`` of the catalogue names the companion model; empty where the plan's own category is taken.
    """

    duration_s: int
    gap_percent: int
    good_percent: int
    clock_offset_s: int
    action_one_in: int = 1000
    category: str = ""
    agreement: AgreementLimits = AgreementLimits()


@dataclass(frozen=True, slots=True)
class Entry:
    """One level of the vector; without reasons it was observed, which ``observed`` says where it is not the usual."""

    level: str
    reasons: tuple[Problem, ...]
    observed: str = ""

    @property
    def is_met(self) -> bool:
        """Say whether the level was observed."""
        return not self.reasons

    @property
    def code(self) -> str:
        """The code of its text: what was observed, or the first reason why it was not."""
        return (self.observed or f"{self.level.lower()}.observed") if self.is_met else self.reasons[0].code

    def as_json(self) -> dict[str, Value]:
        """Give the entry as plain values."""
        reasons: list[Value] = [reason.as_json() for reason in self.reasons]
        return {"level": self.level, "met": self.is_met, "code": self.code, "reasons": reasons}


def headline(entries: tuple[Entry, ...]) -> str:
    """Give the highest level whose lower levels are all met; empty where not even the first is."""
    best = ""
    for entry in entries:
        if not entry.is_met:
            break
        best = entry.level
    return best
