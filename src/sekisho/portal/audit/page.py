"""The sealed record of a case: every entry, its digest, its place in the log, and how to check it offline."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.show_case import CaseView, Step, show_case
from sekisho.application.show_log import newest_checkpoint
from sekisho.portal import tongue
from sekisho.portal.audit.view import AuditPage, Entry
from sekisho.portal.components.view import Crumb
from sekisho.portal.visitor import desk_of, person_of


def _entry(step: Step) -> Entry:
    return Entry(
        seq=step.seq,
        type=step.type,
        occurred_at=step.occurred_at,
        recorded_at=step.recorded_at,
        actor="",
        side=step.side,
        digest=step.digest,
        log_index=step.log_index,
        facts={**step.body, "actor_side": step.side},
    )


def _commands(view: CaseView) -> tuple[str, ...]:
    return (
        f"sekisho verify {view.case.id}.zip --trust trust.toml",
        f"unzip {view.case.id}.zip && cd {view.case.id} && sha256sum -c manifest-sha256.txt",
    )


@never_cache
@require_safe
def record(request: HttpRequest, case: str) -> HttpResponse:
    """Show the record of a case."""
    language, desk = tongue.of(request), desk_of(request)
    view = show_case(desk, case, person_of(request))
    if view is None:
        raise Http404
    newest = newest_checkpoint(desk)
    page = AuditPage(
        case=case,
        case_href=reverse("case", args=(language.value, case)),
        entries=tuple(_entry(step) for step in view.timeline),
        size=newest.size if newest else 0,
        root=newest.root if newest else "",
        signed_at=newest.signed_at if newest else None,
        stamps=len(newest.stamps) if newest else 0,
        dossier_href=reverse("dossier", args=(language.value, case)),
        commands=_commands(view),
    )
    crumbs = (
        Crumb("page.queue.title", reverse("cases", args=(language.value,))),
        Crumb("", reverse("case", args=(language.value, case)), case),
    )
    return render(request, "audit/record.html", {"page": page, "crumbs": crumbs})
