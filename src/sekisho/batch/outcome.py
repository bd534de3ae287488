"""What a screening of many rows came to: counts, sums, problems, and the files that were written."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.batch.mark import Combination
from sekisho.domain.values.finding import Finding, Outcome, Value


@dataclass(frozen=True, slots=True)
class Files:
    """Where results go: the rows, the table of reasons, and the table of problems, if there are any."""

    result: Path
    reasons: Path
    problems: Path

    @classmethod
    def beside(cls, result: Path) -> "Files":
        """Name the tables that stand beside a result."""
        below = [result.with_name(f"{result.stem}.{name}{result.suffix}") for name in ("reasons", "problems")]
        return cls(result, *below)

    @property
    def all(self) -> tuple[Path, ...]:
        """Give every place a result takes."""
        return self.result, self.reasons, self.problems


@dataclass(frozen=True, slots=True)
class Screened:
    """What a table came to. ``first_problems`` are the first of them, told on the spot."""

    counts: Counter[Combination]
    subsidy_yen: int
    problems: Counter[str]
    first_problems: tuple[dict[str, Value], ...]
    files: tuple[Path, ...] = ()
    notes: tuple[Finding, ...] = field(default=())

    @property
    def rows(self) -> int:
        """Give the number of rows."""
        return self.counts.total()

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """Give the number of rows of each outcome; together they are all rows."""
        found = dict.fromkeys((Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED), 0)
        for combination, count in self.counts.items():
            found[combination.outcome] += count
        return found
