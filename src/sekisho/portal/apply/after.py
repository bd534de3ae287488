"""Feed the section after payment of a case's page, and say which of its buttons have anything to be about."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from sekisho import bootstrap
from sekisho.application.ports import Person
from sekisho.application.show_case import Action, CaseView
from sekisho.application.show_support import show_providers
from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.effect import Measurement, changes
from sekisho.domain.aftercare.support import HOUR, Incident
from sekisho.domain.casework.aftercare import Aftercare
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.reminder import after_payment
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.after_view import (
    AfterSection,
    AssetRow,
    DisposalRow,
    ErasureRow,
    HoldRow,
    IncidentRow,
    IndicatorRow,
    Told,
)
from sekisho.portal.components.view import Button, Deadline
from sekisho.portal.people import names
from sekisho.portal.words import wording

#: The commands of each block of the section.
ASSETS = ("describe_asset", "confirm_asset")
EFFECTS = ("record_baseline", "report_effect", "report_consumption_tax", "order_tax_return")
SUPPORT = ("open_incident", "answer_incident", "resolve_incident")
DISPOSALS = ("request_disposal", "approve_disposal", "refuse_disposal", "record_disposal")
KEEPING = ("place_hold", "lift_hold", "propose_erasure", "erase_personal_data")
BLOCKS = (ASSETS, EFFECTS, SUPPORT, DISPOSALS, KEEPING)
#: Every command whose button stands in the section and nowhere else.
COMMANDS = frozenset(command for block in BLOCKS for command in block)
MINUTE = timedelta(minutes=1)
#: Sides that see holds and erasures.
KEEPERS = ("office", "audit")


def unconfirmed(after: Aftercare) -> list[str]:
    """Give the assets whose entry can still change."""
    return [asset.number for asset in after.assets.values() if not asset.is_confirmed and asset.left_on is None]


def owned(after: Aftercare) -> list[str]:
    """Give the assets that are still there."""
    return [asset.number for asset in after.assets.values() if asset.left_on is None]


def disposals_in(after: Aftercare, status: str) -> list[str]:
    """Give the disposal requests of a status."""
    return [one.number for one in after.disposals.values() if one.status == status]


def open_incidents(after: Aftercare) -> list[str]:
    """Give the incidents that are not solved."""
    return [one.number for one in after.incidents.values() if one.is_open]


def proposed(after: Aftercare) -> list[str]:
    """Give the erasures that are proposed and not carried out."""
    return [one.number for one in after.erasures.values() if not one.is_done]


def _runs(view: CaseView, *, commissioned: bool) -> list[str]:
    lines = view.case.lines or {name: Line(name) for name in view.equipment}
    return [name for name, line in lines.items() if bool(line.text("commissioned_on")) is commissioned]


_ABOUT: Mapping[str, Callable[[CaseView], object]] = {
    "record_baseline": lambda view: _runs(view, commissioned=False),
    "describe_asset": lambda view: unconfirmed(view.case.aftercare),
    "confirm_asset": lambda view: unconfirmed(view.case.aftercare),
    "report_consumption_tax": lambda view: view.case.aftercare.tax is None,
    "order_tax_return": lambda view: tax_owed(view.case.aftercare),
    "open_incident": lambda view: _runs(view, commissioned=True),
    "answer_incident": lambda view: open_incidents(view.case.aftercare),
    "resolve_incident": lambda view: open_incidents(view.case.aftercare),
    "request_disposal": lambda view: owned(view.case.aftercare),
    "approve_disposal": lambda view: disposals_in(view.case.aftercare, "requested"),
    "refuse_disposal": lambda view: disposals_in(view.case.aftercare, "requested"),
    "record_disposal": lambda view: disposals_in(view.case.aftercare, "approved"),
    "record_repayment": lambda view: view.case.balance.receivable,
    "lift_hold": lambda view: view.case.aftercare.standing_holds,
    "erase_personal_data": lambda view: proposed(view.case.aftercare),
}


def tax_owed(after: Aftercare) -> Money | None:
    """Give the deducted tax that has to come back and was not ordered yet."""
    return after.tax.returned if after.tax and not after.tax.is_ordered and after.tax.returned else None


def has_object(action: Action, view: CaseView) -> bool:
    """Say whether a button would have anything to be about; what may be done with it the guards say."""
    about = _ABOUT.get(action.row.command)
    return about is None or bool(about(view))


def status_of(asset: Asset, today: date) -> str:
    """Say how an asset stands on a day: bound, free or gone."""
    if asset.left_on:
        return "gone"
    return "bound" if asset.is_restricted_on(today) else "free"


def _asset(asset: Asset, view: CaseView, language: Language) -> AssetRow:
    seen = view.sees_price
    return AssetRow(
        number=asset.number,
        line=asset.line,
        name=asset.name,
        serial=asset.serial,
        acquired_on=asset.acquired_on,
        unit_price=asset.unit_price if seen else None,
        quantity=asset.quantity,
        grant=asset.grant if seen else None,
        industry=wording().word("industry", asset.industry, language),
        life=asset.life,
        restricted_until=asset.restricted_until,
        place=asset.place,
        is_confirmed=asset.is_confirmed,
        status=status_of(asset, day_in_japan(view.now)),
    )


def _percent(per_mille: int) -> str:
    sign = "−" if per_mille < 0 else "+"
    return f"{sign}{abs(per_mille) // 10}.{abs(per_mille) % 10} %"


def _told(year: int, indicator: str, baseline: Measurement | None, after: Measurement) -> Told | None:
    change = next((one for one in changes(baseline, after.indicators) if one.indicator == indicator), None)
    if change is None:
        return None
    tone = {True: "good", False: "bad", None: "quiet"}[change.is_better]
    return Told(year, change.after, _percent(int(change.rate * 1000)) if change.rate is not None else "", tone)


def _indicators(after: Aftercare) -> Iterable[IndicatorRow]:
    lines = dict.fromkeys([*after.baselines, *(effect.measurement.line for effect in after.effects)])
    for line in lines:
        baseline = after.baselines.get(line)
        told = [(effect.year, effect.measurement) for effect in after.effects if effect.measurement.line == line]
        known = dict.fromkeys(
            name for one in (*([baseline] if baseline else []), *(m for _, m in told)) for name in one.indicators
        )
        for name in known:
            cells = (_told(year, name, baseline, measured) for year, measured in told)
            before = baseline.indicators.get(name) if baseline else None
            yield IndicatorRow(line, name, before, tuple(cell for cell in cells if cell))


def incident_row(incident: Incident, vendors: Mapping[str, str]) -> IncidentRow:
    """Give an incident as a row; a vendor whose name is known stands by it."""
    spent = incident.answered_at - incident.opened_at if incident.answered_at else None
    return IncidentRow(
        number=incident.number,
        line=incident.line,
        vendor=vendors.get(incident.vendor, incident.vendor),
        severity=incident.severity,
        opened_at=incident.opened_at,
        problem=incident.problem,
        answer=incident.answer,
        solution=incident.solution,
        answered_at=incident.answered_at,
        solved_at=incident.solved_at,
        hours=spent // HOUR if spent is not None else None,
        minutes=spent % HOUR // MINUTE if spent is not None else None,
    )


def _duties(view: CaseView) -> tuple[Deadline, ...]:
    found = sorted(after_payment(view.case).items(), key=lambda duty: duty[1])
    return tuple(Deadline(f"clock.{name}", due, view.now) for name, due in found)


def _disposals(view: CaseView) -> tuple[DisposalRow, ...]:
    seen = view.sees_price
    return tuple(
        DisposalRow(one.number, one.asset, one.kind, one.on, one.repayment if seen else None, one.status)
        for one in view.case.aftercare.disposals.values()
    )


def _holds(after: Aftercare) -> tuple[HoldRow, ...]:
    shown = names()
    return tuple(
        HoldRow(one.number, shown.get(one.placed_by, one.placed_by), one.is_lifted) for one in after.holds.values()
    )


def _erasures(after: Aftercare) -> tuple[ErasureRow, ...]:
    shown = names()
    return tuple(
        ErasureRow(one.number, one.items, one.basis, shown.get(one.proposed_by, one.proposed_by), one.is_done)
        for one in after.erasures.values()
    )


def is_theirs(command: str, view: CaseView, person: Person) -> bool:
    """Say whether a button is for this person's organisation: an incident is answered by the vendor it went to."""
    incidents = view.case.aftercare.incidents.values()
    own = any(one.is_open and one.vendor == person.organisation for one in incidents)
    return command in COMMANDS and (own or command != "answer_incident")


def after_section(view: CaseView, person: Person, buttons: Iterable[Button], language: Language) -> AfterSection:
    """Give the section after payment as one person sees it; ``buttons`` are those of the case that belong here."""
    after = view.case.aftercare
    offered = [one for one in buttons if is_theirs(one.command, view, person)]
    by_block = [tuple(one for one in offered if one.command in block) for block in BLOCKS]
    vendors = show_providers(bootstrap.desk(), view.case.id) if after.incidents else {}
    return AfterSection(
        duties=_duties(view),
        assets=tuple(_asset(asset, view, language) for asset in after.assets.values()),
        indicators=tuple(_indicators(after)),
        without_baseline=tuple(line for line in view.case.lines if line not in after.baselines),
        tax_method=after.tax.method if after.tax else "",
        tax_returned=after.tax.returned if after.tax and view.sees_price else None,
        incidents=tuple(incident_row(one, vendors) for one in after.incidents.values()),
        disposals=_disposals(view),
        holds=_holds(after) if person.side in KEEPERS else (),
        erasures=_erasures(after) if person.side in KEEPERS else (),
        asset_buttons=by_block[0],
        effect_buttons=by_block[1],
        support_buttons=by_block[2],
        disposal_buttons=by_block[3],
        keeping_buttons=by_block[4],
    )
