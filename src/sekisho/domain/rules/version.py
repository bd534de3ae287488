"""Versions: the days on which a rule reads the same values of its parameters; each row gets those of its own day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sekisho.domain.rules.evaluate import InForce
from sekisho.domain.rules.parameter import Parameters, in_force


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to before the end; None is open."""

    first: date | None
    before: date | None

    def meets(self, days: "Days") -> bool:
        """Say whether any of some days can lie inside."""
        early = self.before is not None and days.first is not None and self.before <= days.first
        late = self.first is not None and days.last is not None and self.first > days.last
        return not early and not late


@dataclass(frozen=True, slots=True)
class Days:
    """What is known of the days in a column: the first, the last (None: any), and whether a row may have none."""

    first: date | None = None
    last: date | None = None
    undated: bool = True


ANY_DAY = Days()


@dataclass(frozen=True, slots=True)
class Version:
    """One set of values, the spans in which it is in force, and whether rows without a day read it too."""

    in_force: InForce
    spans: tuple[Span, ...]
    undated: bool


def changes_of(paths: Iterable[str], parameters: Parameters) -> list[date]:
    """Give the days on which some parameters get a value, in order."""
    return sorted({entry.from_on for path in paths if path in parameters for entry in parameters[path].history})


def _spans(paths: Iterable[str], parameters: Parameters) -> list[Span]:
    days = changes_of(paths, parameters)
    return [Span(first, before) for first, before in zip([None, *days], [*days, None], strict=True)]


def _values(paths: Iterable[str], parameters: Parameters, day: date | None) -> InForce:
    return in_force({path: parameters[path] for path in paths if path in parameters}, day)


def versions_of(paths: Iterable[str], parameters: Parameters, days: Days = ANY_DAY) -> tuple[Version, ...]:
    """Give what some parameters are worth on each of some days; spans of the same values stand together."""
    paths = tuple(paths)
    spans: list[Span | None] = [span for span in _spans(paths, parameters) if span.meets(days)]
    # Without its day a row knows only what never changed; that may be what the dated rows know too.
    undated = [None] if days.undated or not spans else []
    grouped: list[tuple[InForce, list[Span | None]]] = []
    for span in [*spans, *undated]:
        values = _values(paths, parameters, (span.first or date.min) if span else None)
        alike = next((held for known, held in grouped if known == values), None)
        if alike is None:
            grouped.append((values, alike := []))
        alike.append(span)
    return tuple(Version(values, tuple(filter(None, held)), None in held) for values, held in grouped)
