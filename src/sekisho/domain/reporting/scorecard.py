"""The scorecard of a model and of a vendor (F19): what all captures and cases show together, small numbers withheld.

A fold of what each line of each case shows; the order of the cases changes nothing. No price and no claimant is in it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.evidence.reached import LEVELS, line_level
from sekisho.domain.evidence.reached import Shown as Captured
from sekisho.domain.evidence.readiness import Readiness
from sekisho.domain.values.finding import Value

#: A line of which no capture was taken, and one whose capture did not even observe that a machine answers.
NO_CAPTURE, NOTHING = "none", "nothing"
#: From the least to the most.
HEADLINES = (NO_CAPTURE, NOTHING, *LEVELS)
VERDICTS = ("fine", "warns", "unknown", "blocks")


@dataclass(frozen=True, slots=True)
class Shown:
    """What one line of a case shows. ``model`` is the key of its model, ``vendors`` are all who have a hand in it.

    ``headline`` is the level of the line, ``reached`` the entries its machines reached; days are whole days, None where
    they are not known yet.
    """

    case: str
    claimant: str
    model: str
    vendors: tuple[str, ...]
    headline: str
    reached: tuple[str, ...]
    readiness: Readiness | None
    to_commission: int | None
    is_passed_at_once: bool | None
    corrective: int | None


@dataclass(frozen=True, slots=True)
class Promise:
    """One incident: to which vendor it went, of which model, and whether it was answered within the target."""

    case: str
    claimant: str
    model: str
    vendor: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure rests on: the cases and the claimants it comes from; neither is ever shown."""

    cases: frozenset[str]
    claimants: frozenset[str]

    def carries(self, least: int, *, is_public: bool) -> bool:
        """Say whether it is enough to show a rate; in public it also has to be of as many claimants."""
        # Ten cases of one claimant tell everybody about him.
        return len(self.cases) >= least and (not is_public or len(self.claimants) >= least)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; None where too few cases carry it."""

    kept: int | None
    of: int | None

    @property
    def share(self) -> Fraction | None:
        """Give the share; None where it is withheld or there is nothing to take it of."""
        return Fraction(self.kept, self.of) if self.of and self.kept is not None else None


@dataclass(frozen=True, slots=True)
class Card:
    """The scorecard of one model or vendor. What too few cases carry is None; ``cases`` itself is a count."""

    key: str
    cases: int
    lines: int
    headlines: Mapping[str, int] | None
    reached: Mapping[str, int] | None
    readiness: Mapping[str, int] | None
    mismatches: int | None
    to_commission: int | None
    first_visit: Rate
    corrective: int | None
    support: Rate

    @property
    def is_withheld(self) -> bool:
        """Say whether too few cases carry any figure at all."""
        figures = (self.headlines, self.reached, self.readiness, self.to_commission, self.corrective)
        rates = (self.first_visit.kept, self.support.kept)
        return all(figure is None for figure in (*figures, *rates))

    def as_json(self) -> dict[str, Value]:
        """Give the card as plain values."""
        return {
            "key": self.key, "cases": self.cases, "lines": self.lines,
            "headlines": _plain(self.headlines), "reached": _plain(self.reached),
            "readiness": _plain(self.readiness), "mismatches": self.mismatches,
            "days_to_commissioning": self.to_commission, "days_of_correction": self.corrective,
            "first_visit": {"passed": self.first_visit.kept, "of": self.first_visit.of},
            "support": {"kept": self.support.kept, "of": self.support.of},
        }  # fmt: skip


def _plain(counts: Mapping[str, int] | None) -> Value:
    return None if counts is None else dict(counts)


def _day(line: Line, name: str) -> date | None:
    said = line.text(name)
    return date.fromisoformat(said) if said else None


def _days(begun: date | None, ended: date | None) -> int | None:
    return (ended - begun).days if begun and ended and ended >= begun else None


def _passed(line: Line) -> bool | None:
    """Say whether the first visit verified the line; None before the first visit."""
    first, verified = line.first_visited_on, line.text("visited_on")
    return first == verified if first else None


def _corrective(line: Line) -> int | None:
    """Give the days from the visit that found a fault to the one that verified the line."""
    first, verified = line.first_visited_on, _day(line, "visited_on")
    days = _days(date.fromisoformat(first), verified) if first else None
    return days or None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a line beside its case: its model's key, its readiness, its machines' serials, its captures.

    ``sellers`` are the exporters of its model: they answer for their own machines, and for no other of the case.
    """

    model: str = ""
    readiness: Readiness | None = None
    machines: tuple[str, ...] = ()
    captures: tuple[Captured, ...] = ()
    sellers: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """Give the level of the line: of several machines the least, for one good machine does not speak for a line."""
        if not self.captures:
            return NO_CAPTURE
        return line_level(self.machines, self.captures) or NOTHING

    @property
    def reached(self) -> tuple[str, ...]:
        """Give the entries every machine of the line reached."""
        return tuple(level for level in LEVELS if self._reaches(level))

    def _reaches(self, level: str) -> bool:
        showing = [capture for capture in self.captures if level in capture.reached]
        return bool(showing) and all(any(one in capture.serials for capture in showing) for one in self.machines)


def shown_of(case: Case, vendors: Collection[str], told: Mapping[str, Told]) -> list[Shown]:
    """Give what each line of a case shows, with what is told of it by its id.

    ``vendors`` have a hand in every line of it, as its SI partner has.
    """
    return [_shown(case, line, vendors, told.get(line.id, Told())) for line in case.lines.values()]


def _shown(case: Case, line: Line, vendors: Collection[str], told: Told) -> Shown:
    return Shown(
        case=case.id,
        claimant=str(case.applicant.get("corporate_number") or case.id),
        model=told.model,
        vendors=tuple(sorted({*vendors, *told.sellers})),
        headline=told.headline,
        reached=told.reached,
        readiness=told.readiness,
        to_commission=_days(_day(line, "delivered_on"), _day(line, "commissioned_on")),
        is_passed_at_once=_passed(line),
        corrective=_corrective(line),
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """From how many cases on a figure is shown, and whether it is shown to everybody."""

    least: int
    is_public: bool

    def carries(self, found: Sequence[Shown | Promise]) -> bool:
        """Say whether what was found is enough to be shown."""
        basis = Basis(frozenset(one.case for one in found), frozenset(one.claimant for one in found))
        return basis.carries(self.least, is_public=self.is_public)

    def counts(
        self, found: Sequence[Shown], of: Callable[[Shown], Iterable[str]], order: Sequence[str]
    ) -> Mapping[str, int] | None:
        """Give how often each value occurs; nothing at all where one of them is of too few cases."""
        if not self.carries(found):
            return None
        counted = Counter(value for one in found for value in of(one))
        by_value = {value: [one for one in found if value in of(one)] for value in counted}
        # One small cell among shown ones is the total less the others: with it the whole distribution is withheld.
        is_small = self.is_public and not all(self.carries(some) for some in by_value.values())
        return None if is_small else {value: counted[value] for value in order if counted[value]}

    def middle(self, found: Sequence[Shown], days: Callable[[Shown], int | None]) -> int | None:
        """Give the median of days, a value that occurred; None where too few cases carry it."""
        known = [one for one in found if days(one) is not None]
        return median_low(day for one in known if (day := days(one)) is not None) if self.carries(known) else None

    def rate(self, found: Sequence[Shown], said: Callable[[Shown], bool | None]) -> Rate:
        """Give how many hold of those of which it is known."""
        known = [one for one in found if said(one) is not None]
        return Rate(sum(said(one) is True for one in known), len(known)) if self.carries(known) else Rate(None, None)

    def kept(self, promises: Sequence[Promise]) -> Rate:
        """Give how many incidents were answered within the target."""
        kept = sum(one.is_kept for one in promises)
        return Rate(kept, len(promises)) if self.carries(promises) else Rate(None, None)


def _headline(one: Shown) -> tuple[str, ...]:
    return (one.headline,)


def _reached(one: Shown) -> tuple[str, ...]:
    return one.reached


def _verdict(one: Shown) -> tuple[str, ...]:
    return (one.readiness.verdict,) if one.readiness else ()


def _card(key: str, found: Sequence[Shown], promises: Sequence[Promise], policy: Policy) -> Card:
    judged = [one for one in found if one.readiness]
    captured = [one for one in found if one.headline != NO_CAPTURE]
    mismatched = sum(one.readiness.blocks + one.readiness.warns for one in judged if one.readiness)
    return Card(
        key=key,
        cases=len({one.case for one in found}),
        lines=len(found),
        headlines=policy.counts(found, _headline, HEADLINES),
        reached=policy.counts(captured, _reached, LEVELS),
        readiness=policy.counts(judged, _verdict, VERDICTS),
        mismatches=mismatched if policy.carries(judged) else None,
        to_commission=policy.middle(found, lambda one: one.to_commission),
        first_visit=policy.rate(found, lambda one: one.is_passed_at_once),
        corrective=policy.middle(found, lambda one: one.corrective),
        support=policy.kept(promises),
    )


def model_cards(shown: Iterable[Shown], promises: Iterable[Promise], policy: Policy) -> tuple[Card, ...]:
    """Give the card of every model, by its key; in public only of those that enough cases carry."""
    return _cards(list(shown), list(promises), policy, lambda one: (one.model,), lambda one: one.model)


def vendor_cards(shown: Iterable[Shown], promises: Iterable[Promise], policy: Policy) -> tuple[Card, ...]:
    """Give the card of every vendor, by number; in public only of those that enough cases carry."""
    return _cards(list(shown), list(promises), policy, lambda one: one.vendors, lambda one: one.vendor)


def _cards(
    shown: Sequence[Shown],
    promises: Sequence[Promise],
    policy: Policy,
    keys: Callable[[Shown], tuple[str, ...]],
    key: Callable[[Promise], str],
) -> tuple[Card, ...]:
    known = sorted({name for one in shown for name in keys(one) if name})
    found = {name: [one for one in shown if name in keys(one)] for name in known}
    made = {name: [one for one in promises if key(one) == name] for name in known}
    visible = [name for name in known if not policy.is_public or policy.carries(found[name])]
    return tuple(_card(name, found[name], made[name], policy) for name in visible)
