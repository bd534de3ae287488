"""The sealed record of a case: every entry, its digest, its place in the log, and how to check it offline."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho import bootstrap
from sekisho.application.conceal import conceal
from sekisho.application.give_receipt import give_receipt
from sekisho.application.readable import body_without
from sekisho.application.record import Recorded
from sekisho.application.replay_decision import replay_decision
from sekisho.application.show_record import CaseRecord, show_record
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.page import case_href, crumbs_of
from sekisho.portal.audit.view import AuditPage, Entry
from sekisho.portal.components.file import download
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording


def _actor(row: Recorded, people: Mapping[str, str], language: Language) -> str:
    """Name who acted by role and account; the reference alone stands in the journal."""
    role = wording().word("role", row.event.actor.role.value, language)
    return f"{role} · {people.get(row.actor, row.actor)}"


def _facts(row: Recorded, found: CaseRecord) -> Mapping[str, Value]:
    shown = conceal(body_without(row, found.telling), sees_price=found.sees_price)
    return {**(shown if isinstance(shown, dict) else {}), "actor_side": row.side}


def _receipt_href(row: Recorded, found: CaseRecord, case: str, language: Language) -> str:
    sealed = row.log_index is not None and found.checkpoint is not None and row.log_index < found.checkpoint.size
    return reverse("receipt", args=(language.value, case, row.seq)) if sealed else ""


def _entry(row: Recorded, people: Mapping[str, str], language: Language, found: CaseRecord, case: str) -> Entry:
    return Entry(
        seq=row.seq,
        type=row.type,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        actor=_actor(row, people, language),
        side=row.side,
        digest=row.digest,
        log_index=row.log_index,
        facts=_facts(row, found),
        receipt_href=_receipt_href(row, found, case, language),
    )


def _commands(case: str) -> tuple[str, ...]:
    return (
        f"sekisho verify {case}.zip --trust trust.toml",
        f"sekisho screen {case}.zip --replay {case}",
        f"unzip {case}.zip -d {case}",
        f"cd {case}/* && sha256sum -c manifest-sha256.txt",
        "python3 verify.py DOSSIER.zip --trust trust.toml",
    )


def _page(found: CaseRecord, case: str, language: Language, href: str) -> AuditPage:
    people, newest = names(), found.checkpoint
    return AuditPage(
        case=case,
        case_href=href,
        entries=tuple(_entry(row, people, language, found, case) for row in found.rows),
        size=newest.size if newest else 0,
        root=newest.root if newest else "",
        signed_at=newest.signed_at if newest else None,
        stamps=len(newest.stamps) if newest else 0,
        dossier_href=reverse("dossier", args=(language.value, case)),
        commands=_commands(case),
        trust_href=reverse("trust", args=(language.value,)),
        note=newest.note.decode("utf-8", "replace") if newest else "",
    )


@never_cache
@require_safe
def record(request: HttpRequest, case: str) -> HttpResponse:
    """Show the record of a case."""
    found = show_record(desk_of(request), case, person_of(request))
    if found is None:
        raise Http404
    page = _page(found, case, tongue.of(request), case_href(request, case))
    if person_of(request).side in (Side.OFFICE, Side.AUDIT):
        place = request.GET.get("repeat", "")
        repeated = replay_decision(desk_of(request), f"{case}/{place}") if place else None
        page = replace(page, may_repeat=True, repeated=repeated)
    return render(request, "audit/record.html", {"page": page, "crumbs": crumbs_of(request, case, within=True)})


@never_cache
@require_safe
def receipt(request: HttpRequest, case: str, seq: int) -> HttpResponse:
    """Hand out the receipt for an entry; one that waits for the next checkpoint has none."""
    given = give_receipt(desk_of(request), case, person_of(request), seq)
    if isinstance(given, Refusal):
        raise Http404
    return download(given, "text/plain; charset=utf-8", f"{case}-{seq}.tlog-proof")


@never_cache
@require_safe
def trust(_request: HttpRequest) -> HttpResponse:
    """Hand out what a verifier should trust: keys of the log and of the people, roots of the time stamps."""
    headers = {"Content-Disposition": 'attachment; filename="trust.toml"'}
    return HttpResponse(bootstrap.trust_file(), content_type="application/toml", headers=headers)
