"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.domain.values.finding import Refusal
from sekisho.portal import tongue
from sekisho.portal.open.link import BACKEND, rehearsal_accounts, use_link
from sekisho.store.models import Account


def _home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("home", args=(tongue.of(request).value,)))


def _onward(request: HttpRequest) -> HttpResponse:
    """Lead to where the link wanted to go, if that is a page of this site; else to the visitor's own desk."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) and wanted.startswith("/"):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(reverse("desk", args=(tongue.of(request).value,)))


def _entered(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account, backend=BACKEND)
    return _onward(request)


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how to sign in; in a rehearsal that allows it, offer every role."""
    accounts = rehearsal_accounts() if settings.ROLE_LINKS else []
    return render(request, "open/sign_in.html", {"accounts": accounts})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Use a one-time link. Opening it shows a button: what only looks at links must not use them up."""
    if request.method != "POST":
        return render(request, "open/enter.html")
    account = use_link(secret)
    if isinstance(account, Refusal):
        return render(request, "open/sign_in.html", {"refused": account.findings}, status=403)
    return _entered(request, account)


@require_POST
def enter_role(request: HttpRequest, person: str) -> HttpResponse:
    """Enter a rehearsal in a role; elsewhere there is no such page."""
    account = Account.objects.filter(person=person, is_active=True).first() if settings.ROLE_LINKS else None
    if account is None:
        raise Http404
    return _entered(request, account)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return _home(request)
