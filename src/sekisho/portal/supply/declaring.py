"""The pages on which an exporter declares: a form, then what is signed, then back to what else is asked of him."""

import hashlib
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho import bootstrap
from sekisho.application.declare import declare as make
from sekisho.application.declare import read_prepared
from sekisho.application.declared import DECLARE
from sekisho.application.keep_blob import keep
from sekisho.application.ports import Person
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.request import Request
from sekisho.application.show_log import newest_checkpoint
from sekisho.application.show_supply import Supplied
from sekisho.domain.casework.actor import EXPORTER_SIGNATORY
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.declaration import Asked, declared_rows
from sekisho.portal.apply.declaring import DIGEST, Place, ask_declaration
from sekisho.portal.apply.form import Sent, carry_once, sent_by
from sekisho.portal.apply.page import REFUSED
from sekisho.portal.apply.signing import MARK, marked, shown_statement
from sekisho.portal.apply.view import SignPage
from sekisho.portal.components.view import Button
from sekisho.portal.supply.case import crumbs_of, supplied_of, supply_href
from sekisho.portal.visitor import desk_of


def _supplied(request: HttpRequest, case: str) -> tuple[Person, Supplied]:
    """Give a case the visitor declares on. Raises Http404 where he does not sign, or nothing is taken any more."""
    person, supplied = supplied_of(request, case)
    if not (supplied.may_declare and person.actor.who in EXPORTER_SIGNATORY):
        raise Http404
    return person, supplied


def _asked(supplied: Supplied) -> Asked:
    return Asked({one.line: {"model": one.machine} for one in supplied.machines}, supplied.is_applicant)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, case: str) -> HttpResponse:
    """Ask an exporter for his declaration."""
    person, supplied = _supplied(request, case)
    place = Place(
        case,
        supply_href(request, case),
        reverse("supply_sign", args=(tongue.of(request).value, case)),
        crumbs_of(request, case, within=True),
        supplied.declared is not None,
    )
    return ask_declaration(request, person, _asked(supplied), place)


def _button(wanted: Request, mark: str) -> Button:
    # The digest is the request's own: signed twice it is one declaration.
    digest = str(wanted.details[DIGEST])
    hidden = ((DIGEST, digest), (MARK, mark), ("key", f"{DECLARE}-{digest}"))
    return Button(DECLARE, "", hidden=hidden, is_next=True)


def _sign_page(request: HttpRequest, supplied: Supplied, person: Person, wanted: Request) -> SignPage:
    content = read_prepared(desk_of(request), supplied.case, person, str(wanted.details[DIGEST]))
    if not content:
        raise Http404
    statement = prepare_statement(desk_of(request), supplied.case, person, wanted)
    newest = newest_checkpoint(desk_of(request))
    return SignPage(
        case=supplied.case,
        command=DECLARE,
        side=person.side,
        role=person.role,
        root="",
        sections=(),
        statement_sha256=hashlib.sha256(statement).hexdigest(),
        after=f"{newest.size} {newest.root}" if newest else "—",
        parties=(),
        button=_button(wanted, marked(supplied.case, wanted, statement)),
        case_href=supply_href(request, supplied.case),
        details=declared_rows(content, tongue.of(request)),
        statement=statement.decode("utf-8", "replace"),
    )


def _carried(request: HttpRequest, case: str, sent: Sent, wanted: Request, statement: bytes) -> tuple[Finding, ...]:
    envelope = bootstrap.sign_in_rehearsal(sent.person, statement)
    if isinstance(envelope, Refusal):
        return envelope.findings
    desk, digest, said = sent.desk(request), keep(desk_of(request), envelope), str(wanted.details[DIGEST])
    refusal = carry_once(lambda: make(desk, case, sent.person, said, digest))
    return refusal.findings if refusal else ()


def _digest(given: QueryDict) -> str:
    return given.get(DIGEST, "")[:64]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, case: str) -> HttpResponse:
    """Show exactly what an exporter declares and signs; then sign it and declare."""
    person, supplied = _supplied(request, case)
    sent = sent_by(request, person)
    if sent.was_carried(request):
        return HttpResponseRedirect(f"{supply_href(request, case)}?done=1")
    wanted = Request(DECLARE, {DIGEST: _digest(request.POST or request.GET)})
    statement = shown_statement(request, case, wanted)
    found = _carried(request, case, sent, wanted, statement) if statement is not None else ()
    if statement is not None and not found:
        return HttpResponseRedirect(f"{supply_href(request, case)}?done=1")
    page = replace(_sign_page(request, supplied, person, wanted), refused=found)
    values = {"page": page, "crumbs": crumbs_of(request, case, within=True)}
    return render(request, "apply/sign.html", values, status=REFUSED if found else 200)
