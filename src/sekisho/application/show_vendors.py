"""Show vendors as a whole: what each has a hand in, how much weighs on its cases, and whether it is stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.project import read_registrations
from sekisho.application.show_case import INSIDERS
from sekisho.application.vendor import VENDORS, read_vendors
from sekisho.domain.casework.case import Vendor
from sekisho.domain.evidence.signal.concentration import Share, shares
from sekisho.domain.evidence.signal.trace import ONCE, Trace

#: Between the makers an exporter is known by.
MAKERS = " · "


@dataclass(frozen=True, slots=True)
class VendorView:
    """One vendor: its share of the money, its cases, those that share a trace with another, and its stop switch."""

    number: str
    name: str
    side: str
    cases: tuple[str, ...]
    amount: int
    share: Fraction
    entangled: tuple[str, ...]
    state: str
    reason: str
    since: datetime | None
    decided_by: str


def vendor_names(tx: Transaction) -> dict[str, str]:
    """Give what organisations are called: parties by their cases, exporters by the makers of what they registered."""
    cases = tx.views.cases()
    parties = {row.applicant_number: row.applicant for row in cases}
    partners = {row.partner_number: row.partner for row in cases}
    models = read_registrations(tx, [row.id for row in tx.views.registrations(subject="model")])
    makers: dict[str, dict[str, None]] = {}
    for each in models:
        makers.setdefault(each.applicant, {})[str(each.particulars.get("maker") or "")] = None
    # All of them: under one maker's name an exporter of several would stand for what is another's.
    exporters = {number: MAKERS.join(sorted(filter(None, names))) for number, names in makers.items()}
    return {**exporters, **parties, **partners}


def _entangled(traces: Iterable[Trace]) -> set[str]:
    """Give the cases that show a thing which exists once and which another case shows as well."""
    seen: dict[tuple[str, str], set[str]] = {}
    for one in traces:
        seen.setdefault((one.kind, one.key), set()).add(one.case)
    return {case for cases in seen.values() if len(cases) > 1 for case in cases}


def _view(vendor: Vendor, share: Share | None, names: Mapping[str, str], entangled: set[str]) -> VendorView:
    cases = share.cases if share else ()
    return VendorView(
        number=vendor.number,
        name=vendor.name or names.get(vendor.number, ""),
        side=share.side if share else "",
        cases=cases,
        amount=share.amount if share else 0,
        share=share.share if share else Fraction(0),
        entangled=tuple(case for case in cases if case in entangled),
        state=vendor.state,
        reason=vendor.reason,
        since=vendor.since,
        decided_by=vendor.decided_by,
    )


def _vendors(tx: Transaction) -> list[VendorView]:
    once, names = [trace for kind in ONCE for trace in tx.views.traces(kind=kind)], vendor_names(tx)
    known = {share.vendor: share for share in shares(tx.views.traces(kind="vendor"))}
    judged = [stream.removeprefix(VENDORS) for stream in tx.journal.streams(VENDORS)]
    vendors = read_vendors(tx, dict.fromkeys([*known, *judged]))
    entangled = _entangled(once)
    found = [_view(vendor, known.get(number), names, entangled) for number, vendor in vendors.items()]
    # Who is stopped stands first: somebody waits for that check.
    return sorted(found, key=lambda one: (one.state != "stopped", -len(one.entangled), -one.amount, one.number))


def show_vendors(desk: Desk, person: Person) -> list[VendorView]:
    """Give every vendor to the office and the auditor, those that are stopped first; nothing to others."""
    if person.side not in INSIDERS:
        return []
    with desk.store.read() as tx:
        return _vendors(tx)
