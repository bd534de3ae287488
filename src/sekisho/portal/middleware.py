"""What every request passes: its language from the prefix, and the headers every answer carries."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sekisho.domain.casework.actor import Role, Side, Who
from sekisho.portal import tongue
from sekisho.portal.api.fault import nowhere
from sekisho.portal.audience import may_open

Answering = Callable[[HttpRequest], HttpResponse]

#: Nothing inline, nothing from elsewhere, no script at all: every journey works without.
_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{what} {where}" for what, where in _POLICY.items())
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ChooseLanguage:
    """Gives a request its language: the prefix decides, else the browser's wish."""

    def __init__(self, answer: Answering) -> None:
        """Take what answers the request."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the language and answer."""
        wanted = request.headers.get("Accept-Language", "")
        tongue.remember(request, tongue.of_path(request.path_info) or tongue.asked_for(wanted))
        response = self.answer(request)
        response.headers.setdefault("Content-Language", tongue.of(request).value)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Take the prefix out of what the page is called with; pages ask ``tongue.of``. Raises Http404."""
        kwargs.pop("language", None)
        # No name holds the sign that ends a text in C, and PostgreSQL cannot even be asked for one.
        if "\0" not in request.path_info:
            return None
        if request.path_info.startswith("/api/"):
            return nowhere(request, request.path_info)
        raise Http404


class GuardAnswers:
    """Puts the security headers on every answer, errors and static files included."""

    def __init__(self, answer: Answering) -> None:
        """Take what answers the request."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers."""
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


def who_is(request: HttpRequest) -> Who | None:
    """Give the role and side of whoever is signed in; None before sign-in."""
    user = request.user
    return Who(Role(user.role), Side(user.side)) if user.is_authenticated else None


class CheckAudience:
    """Opens each page to its audience only; before sign-in the others lead to the sign-in page."""

    def __init__(self, answer: Answering) -> None:
        """Take what answers the request."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Let the page be written, send to the sign-in page, or raise PermissionDenied."""
        match = request.resolver_match
        if match is None or match.namespaces or may_open(match.url_name or "", None):
            return None
        who = who_is(request)
        if who is None:
            return HttpResponseRedirect(reverse("sign_in", args=(tongue.of(request).value,)))
        if not may_open(match.url_name or "", who):
            raise PermissionDenied
        return None
