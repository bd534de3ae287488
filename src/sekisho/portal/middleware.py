"""What every request passes: its language from the prefix, and the headers every answer carries."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from sekisho.portal import tongue

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

    def process_view(self, _request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]) -> None:
        """Take the prefix out of what the page is called with; pages ask ``tongue.of``."""
        kwargs.pop("language", None)


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
