"""The office's page after payment: assets, requests, reports due, holds, erasures, and how vendors respond."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.show_aftercare import Of, Watched, show_aftercare
from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.support import Response
from sekisho.domain.casework.aftercare import Disposal
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.after import status_of
from sekisho.portal.components.view import Deadline
from sekisho.portal.desk import now
from sekisho.portal.office.after_view import (
    AftercarePage,
    CaseLink,
    DutyRow,
    ErasureRow,
    HoldRow,
    RegisterRow,
    RequestRow,
    Spent,
    VendorRow,
)
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of

MINUTE = timedelta(minutes=1)


def _link(of: Of, language: Language) -> CaseLink:
    return CaseLink(of.case, reverse("case", args=(language.value, of.case)) + "#after", of.claimant)


def _spent(span: timedelta | None) -> Spent | None:
    return None if span is None else Spent(*divmod(span // MINUTE, 60))


def _vendor(one: Response) -> VendorRow:
    times = (_spent(one.to_answer), _spent(one.to_solve))
    return VendorRow(one.vendor, one.opened, one.answered, one.solved, one.late, *times)


def _entry(case: CaseLink, asset: Asset, watched: Watched) -> RegisterRow:
    status = status_of(asset, watched.today)
    return RegisterRow(case, asset.number, asset.name, asset.cost, asset.grant, asset.restricted_until, status)


def _request(case: CaseLink, one: Disposal) -> RequestRow:
    return RequestRow(case, one.number, one.asset, one.kind, one.on, one.repayment)


def _page(watched: Watched, language: Language) -> AftercarePage:
    present, shown = now(), names()
    waiting = [(of, one) for of, one in watched.disposals if one.status == "requested"]
    duties = [(_link(of, language), f"clock.{name}", due) for of, name, due in watched.duties]
    held = [(_link(of, language), one.number, shown.get(one.placed_by, one.placed_by)) for of, one in watched.holds]
    erased = [(_link(of, language), one.number, one.basis, len(one.items), one.is_done) for of, one in watched.erasures]
    return AftercarePage(
        requests=tuple(_request(_link(of, language), one) for of, one in waiting),
        duties=tuple(DutyRow(case, Deadline(what, due, present)) for case, what, due in duties),
        assets=tuple(_entry(_link(of, language), asset, watched) for of, asset in watched.assets),
        holds=tuple(HoldRow(*one) for one in held),
        erasures=tuple(ErasureRow(*one) for one in erased),
        vendors=tuple(_vendor(one) for one in watched.responses),
    )


@never_cache
@require_safe
def aftercare(request: HttpRequest) -> HttpResponse:
    """Show what is watched after payment, over all cases."""
    page = _page(show_aftercare(desk_of(request)), tongue.of(request))
    return render(request, "office/aftercare.html", {"page": page})
