"""What a case keeps of the time after payment, and how events change it: a fold of its own inside the case's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.effect import Measurement
from sekisho.domain.aftercare.support import Incident
from sekisho.domain.casework.event import Event
from sekisho.domain.values.money import NOTHING, Money, apportioned, total
from sekisho.domain.values.time import day_in_japan

Kept = TypeVar("Kept")


def _none() -> Mapping[str, Kept]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Effect:
    """A yearly effect report of one line: which year, and what was measured."""

    year: int
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class TaxReport:
    """The consumption-tax report: the method, the part of the grant to be returned, and whether that was ordered."""

    method: str
    returned: Money
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Disposal:
    """A request to dispose of an asset, and who made it. ``status``: requested, approved, refused or done."""

    number: str
    asset: str
    kind: str
    on: date
    price: Money
    repayment: Money
    status: str = "requested"
    requested_by: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: who placed it and whether it still stands. It overrides the retention schedule."""

    number: str
    placed_by: str
    is_lifted: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """A proposal to erase files, by digest, and whether a second person carried it out."""

    number: str
    items: tuple[str, ...]
    digests: tuple[str, ...]
    basis: str
    proposed_by: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Aftercare:
    """Baselines, assets, reports, incidents, disposals, holds and erasures of a case, by number or line.

    ``due`` are the duties that were set at payment, by name; ``accounts`` the digests of every bank account that was
    named; ``ended_on`` is the day the case last came to an end.
    """

    ended_on: date | None = None
    accounts: tuple[str, ...] = ()
    due: Mapping[str, date] = field(default_factory=_none)
    baselines: Mapping[str, Measurement] = field(default_factory=_none)
    assets: Mapping[str, Asset] = field(default_factory=_none)
    effects: tuple[Effect, ...] = ()
    tax: TaxReport | None = None
    incidents: Mapping[str, Incident] = field(default_factory=_none)
    disposals: Mapping[str, Disposal] = field(default_factory=_none)
    holds: Mapping[str, Hold] = field(default_factory=_none)
    erasures: Mapping[str, Erasure] = field(default_factory=_none)

    @property
    def standing_holds(self) -> tuple[Hold, ...]:
        """Give the holds that have not been lifted."""
        return tuple(hold for hold in self.holds.values() if not hold.is_lifted)

    @property
    def erased(self) -> frozenset[str]:
        """Give the digests of the files that were lawfully erased."""
        return frozenset(digest for one in self.erasures.values() if one.is_done for digest in one.digests)

    @property
    def erased_items(self) -> tuple[str, ...]:
        """Give what was erased as the proposals named it, each once."""
        return tuple(dict.fromkeys(item for one in self.erasures.values() if one.is_done for item in one.items))

    def years_reported(self, line: str) -> frozenset[int]:
        """Give the years for which a line's effect was reported."""
        return frozenset(effect.year for effect in self.effects if effect.measurement.line == line)


#: Nothing of it has happened yet.
NOTHING_YET = Aftercare()


def number_after(kept: Mapping[str, object], letter: str) -> str:
    """Give the next running number of a kind: A01, H01."""
    return f"{letter}{len(kept) + 1:02d}"


def _put(kept: Mapping[str, Kept], number: str, one: Kept) -> Mapping[str, Kept]:
    return MappingProxyType({**kept, number: one})


def _numbers(event: Event, name: str) -> dict[str, int]:
    return {key: value for key, value in event.record(name).items() if type(value) is int}


def _texts(event: Event, name: str) -> tuple[str, ...]:
    listed = event.body.get(name)
    return tuple(str(item) for item in listed) if isinstance(listed, list) else ()


def measurement_of(event: Event) -> Measurement:
    """Give what an event says was measured."""
    measured_on = date.fromisoformat(event.text("measured_on"))
    return Measurement(event.text("machine"), measured_on, event.text("method"), _numbers(event, "indicators"))


def _baseline(after: Aftercare, event: Event) -> Aftercare:
    measured = measurement_of(event)
    return replace(after, baselines=_put(after.baselines, measured.line, measured))


def _paid(after: Aftercare, event: Event) -> Aftercare:
    due = {name: date.fromisoformat(str(day)) for name, day in event.record("duties").items()}
    return replace(after, due=MappingProxyType(due))


def _account(after: Aftercare, event: Event) -> Aftercare:
    # Each account ever named: one that failed and was corrected is personal data as well.
    return replace(after, accounts=(*after.accounts, event.text("account")))


def _remainder(event: Event) -> Money:
    parted = event.number("unit_price") * event.number("quantity")
    return Money(max(event.number("cost") - parted, 0))


def _shrunk(disposal: Disposal, before: Asset, now: Asset) -> Disposal:
    """Give a request that waits with its repayment reckoned on what is left of the grant."""
    if disposal.asset != now.number or disposal.status != "requested" or not before.standing:
        return disposal
    left = Money(disposal.repayment.yen * now.standing.yen // before.standing.yen)
    return replace(disposal, repayment=left)


def _gone_back(after: Aftercare, number: str, amount: Money) -> Aftercare:
    before = after.assets[number]
    now = replace(before, returned=before.returned + amount)
    waiting = {name: _shrunk(one, before, now) for name, one in after.disposals.items()}
    return replace(after, assets=_put(after.assets, number, now), disposals=MappingProxyType(waiting))


def returned_in_part(after: Aftercare, amount: Money, standing: Money) -> Aftercare:
    """Take a part of a grant off its assets, each by its share of what stood of the grant before.

    What small things have of the grant, which no register holds, bears its share too.
    """
    kept = [asset.standing for asset in after.assets.values()]
    weights = [*kept, max(standing - total(kept), NOTHING)]
    parts = apportioned(min(amount, total(weights)), weights)
    for number, part in zip(after.assets, parts, strict=False):
        after = _gone_back(after, number, part)
    return after


def _registered(after: Aftercare, event: Event) -> Aftercare:
    asset = Asset(
        number=number_after(after.assets, "A"),
        line=event.text("machine"),
        name=event.text("name"),
        serial=event.text("serial"),
        acquired_on=date.fromisoformat(event.text("acquired_on")),
        unit_price=Money(event.number("unit_price")),
        quantity=event.number("quantity"),
        grant=Money(event.number("grant")),
        industry=event.text("industry"),
        life=event.number("life"),
        restricted_until=date.fromisoformat(event.text("restricted_until")),
        remainder=_remainder(event),
    )
    return replace(after, assets=_put(after.assets, asset.number, asset))


def _asset(after: Aftercare, event: Event, **changes: object) -> Aftercare:
    asset = after.assets[event.text("asset")]
    return replace(after, assets=_put(after.assets, asset.number, replace(asset, **changes)))  # type: ignore[arg-type]


def _described(after: Aftercare, event: Event) -> Aftercare:
    until = date.fromisoformat(event.text("restricted_until"))
    changes = {"industry": event.text("industry"), "place": event.text("place"), "life": event.number("life")}
    return _asset(after, event, restricted_until=until, **changes)


def _confirmed(after: Aftercare, event: Event) -> Aftercare:
    return _asset(after, event, is_confirmed=True)


def _effect(after: Aftercare, event: Event) -> Aftercare:
    return replace(after, effects=(*after.effects, Effect(event.number("year"), measurement_of(event))))


def _tax(after: Aftercare, event: Event) -> Aftercare:
    return replace(after, tax=TaxReport(event.text("tax_method"), Money(event.number("returned"))))


def _tax_ordered(after: Aftercare, _event: Event) -> Aftercare:
    return replace(after, tax=replace(after.tax, is_ordered=True)) if after.tax else after


def _incident(after: Aftercare, event: Event) -> Aftercare:
    incident = Incident(
        number_after(after.incidents, "S"),
        event.text("machine"),
        event.text("provider"),
        event.text("severity"),
        event.occurred_at,
        event.actor.organisation,
        problem=event.text("problem"),
    )
    return replace(after, incidents=_put(after.incidents, incident.number, incident))


def _answered(after: Aftercare, event: Event) -> Aftercare:
    incident = after.incidents[event.text("incident")]
    # The first answer is the one that is timed; the newest is the one to read.
    answered = replace(
        incident,
        answered_at=incident.answered_at or event.occurred_at,
        answered_by=incident.answered_by or event.actor.organisation,
        answer=event.text("answer"),
    )
    return replace(after, incidents=_put(after.incidents, incident.number, answered))


def _solved(after: Aftercare, event: Event) -> Aftercare:
    incident = after.incidents[event.text("incident")]
    by, solution = event.actor.organisation, event.text("solution")
    solved = replace(incident, solved_at=event.occurred_at, solved_by=by, solution=solution)
    return replace(after, incidents=_put(after.incidents, incident.number, solved))


def _requested(after: Aftercare, event: Event) -> Aftercare:
    disposal = Disposal(
        number_after(after.disposals, "R"),
        event.text("asset"),
        event.text("manner"),
        date.fromisoformat(event.text("planned_on")),
        Money(event.number("proceeds")),
        Money(event.number("repayment")),
        requested_by=event.actor.person,
    )
    return replace(after, disposals=_put(after.disposals, disposal.number, disposal))


def _disposal(after: Aftercare, event: Event, status: str) -> Aftercare:
    disposal = after.disposals[event.text("disposal")]
    return replace(after, disposals=_put(after.disposals, disposal.number, replace(disposal, status=status)))


def _approved(after: Aftercare, event: Event) -> Aftercare:
    approved = _disposal(after, event, "approved")
    return _gone_back(approved, after.disposals[event.text("disposal")].asset, Money(event.number("amount")))


def _refused(after: Aftercare, event: Event) -> Aftercare:
    return _disposal(after, event, "refused")


#: Disposals after which the claimant still has the asset, bound as before.
KEEPING = ("divert", "lease", "pledge")


def _disposed(after: Aftercare, event: Event) -> Aftercare:
    done = _disposal(after, event, "done")
    disposal = done.disposals[event.text("disposal")]
    if disposal.kind in KEEPING:
        return done
    asset = replace(done.assets[disposal.asset], left_on=date.fromisoformat(event.text("disposed_on")))
    return replace(done, assets=_put(done.assets, asset.number, asset))


def _held(after: Aftercare, event: Event) -> Aftercare:
    hold = Hold(number_after(after.holds, "H"), event.actor.person)
    return replace(after, holds=_put(after.holds, hold.number, hold))


def _lifted(after: Aftercare, event: Event) -> Aftercare:
    hold = after.holds[event.text("hold")]
    return replace(after, holds=_put(after.holds, hold.number, replace(hold, is_lifted=True)))


def _proposed(after: Aftercare, event: Event) -> Aftercare:
    number = number_after(after.erasures, "E")
    items, digests = _texts(event, "items"), _texts(event, "files")
    proposed = Erasure(number, items, digests, event.text("basis"), event.actor.person)
    return replace(after, erasures=_put(after.erasures, number, proposed))


def _erased(after: Aftercare, event: Event) -> Aftercare:
    erasure = after.erasures[event.text("erasure")]
    return replace(after, erasures=_put(after.erasures, erasure.number, replace(erasure, is_done=True)))


#: What each event of the time after payment changes.
FOLDS: Mapping[str, Callable[[Aftercare, Event], Aftercare]] = {
    "baseline.recorded": _baseline,
    "payment.claimed": _account,
    "account.corrected": _account,
    "payment.made": _paid,
    "asset.registered": _registered,
    "asset.described": _described,
    "asset.confirmed": _confirmed,
    "effect.reported": _effect,
    "consumption_tax.reported": _tax,
    "tax_return.ordered": _tax_ordered,
    "incident.opened": _incident,
    "incident.answered": _answered,
    "incident.resolved": _solved,
    "disposal.requested": _requested,
    "disposal.approved": _approved,
    "disposal.refused": _refused,
    "disposal.recorded": _disposed,
    "hold.placed": _held,
    "hold.lifted": _lifted,
    "erasure.proposed": _proposed,
    "personal_data.erased": _erased,
}


def fold_aftercare(after: Aftercare, event: Event, target: str, ends: tuple[str, ...]) -> Aftercare:
    """Give what is kept after one event that leads to ``target``; the states of ``ends`` end a case."""
    step = FOLDS.get(event.type)
    after = step(after, event) if step else after
    return replace(after, ended_on=day_in_japan(event.occurred_at)) if target in ends else after


def open_duties(after: Aftercare, lines: tuple[str, ...]) -> dict[str, date]:
    """Give the duties that are still to be done, by name, with the last day of each, the nearest first."""
    reported = {line: after.years_reported(line) for line in lines}
    done = {f"effect_report_{year}" for year in range(1, len(after.due) + 1) if _all_told(reported, year)}
    done |= {"tax_report"} if after.tax else set()
    left = {name: day for name, day in after.due.items() if name not in done}
    return dict(sorted(left.items(), key=lambda duty: duty[1]))


def _all_told(reported: Mapping[str, frozenset[int]], year: int) -> bool:
    return bool(reported) and all(year in years for years in reported.values())
