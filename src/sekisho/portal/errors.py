"""Pages for what went wrong, in the reader's language; none of them needs the database."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sekisho.portal.visit import visit_of


def _page(request: HttpRequest, code: str, status: int) -> HttpResponse:
    """Write the page without context processors: after a fault nothing else may be touched."""
    html = render_to_string("shell/error.html", {"visit": visit_of(request), "status": code})
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, **_why: object) -> HttpResponse:
    """Answer a request that cannot be read."""
    return _page(request, "400", 400)


def forbidden(request: HttpRequest, **_why: object) -> HttpResponse:
    """Answer a reader who may not see the page."""
    return _page(request, "403", 403)


def not_found(request: HttpRequest, **_why: object) -> HttpResponse:
    """Answer a wrong address."""
    return _page(request, "404", 404)


def stale_form(request: HttpRequest, **_why: object) -> HttpResponse:
    """Answer a form whose protection against forgery has expired."""
    return _page(request, "stale", 403)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of our own."""
    return _page(request, "500", 500)
