"""What a signal says, and how it is weighed. Points order the officer's attention; no outcome is made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sekisho.domain.values.finding import Facts, Finding, Outcome, Value

#: Where it is written that an office has to look: the Board of Audit on subsidies led astray by vendors.
CITATION = "practice: fraud led by vendors"


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that does not fit: a code with its text, the facts, the place in the case, other cases concerned."""

    code: str
    facts: Facts = field(default_factory=dict)
    place: str = ""
    cases: tuple[str, ...] = ()
    points: int = 0
    citation: str = CITATION

    @property
    def name(self) -> str:
        """Give the name under which the dated parameter keeps its points."""
        return self.code.removeprefix("signal.")

    @property
    def finding(self) -> Finding:
        """Give the signal as something that can be said; it is open, never met and never failed."""
        facts: dict[str, Value] = {**self.facts, "cases": list(self.cases)}
        return Finding(self.code, Outcome.UNDETERMINED, self.place, self.citation, facts)


def weighed(signals: Iterable[Signal], points: Mapping[str, int]) -> tuple[Signal, ...]:
    """Give signals with their points, the heaviest first; one without points of its own counts one."""
    found = [replace(one, points=points.get(one.name, 1)) for one in signals]
    return tuple(sorted(found, key=lambda one: (-one.points, one.code, one.place)))


def total_points(signals: Iterable[Signal]) -> int:
    """Sum the points of a case, for the order of second visits."""
    return sum(one.points for one in signals)
