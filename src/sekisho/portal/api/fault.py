"""Requests that never reach a use case: unreadable, wrongly built, not signed in. They are refused like all others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.answer import refused
from sekisho.portal.api.body import BodyError

#: Where in a request the framework found a fault: how many parts of its path say nothing to the sender.
_OUTER = {"body": 2, "path": 1, "query": 1}


def _one(request: HttpRequest, code: str, status: int, facts: dict[str, Value] | None = None) -> HttpResponse:
    return refused(request, Refusal.of([Finding(code, Outcome.NOT_MET, facts=facts or {})]), status)


def _body(request: HttpRequest, error: BodyError) -> HttpResponse:
    return _one(request, error.code, error.status, dict(error.facts))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, BodyError):
        return _body(request, error.__cause__)
    return _one(request, "request.unreadable", error.status_code, {"problem": error.message})


def _not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = _one(request, "request.not_signed_in", 401)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _finding(problem: dict[str, Any]) -> Finding:
    # The framework names the body, then its parameter, then the field within it; of the address, the parameter alone.
    place = ".".join(str(part) for part in problem["loc"][_OUTER.get(problem["loc"][0], 0) :])
    if problem["type"] == "missing":
        return Finding("request.field_missing", Outcome.NOT_MET, place)
    if problem["type"] == "extra_forbidden":
        return Finding("request.field_unknown", Outcome.NOT_MET, place)
    return Finding("request.field_wrong", Outcome.NOT_MET, place, facts={"kind": str(problem["type"])})


def _fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused(request, Refusal.of(_finding(problem) for problem in error.errors), 422)


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address this API does not have."""
    return _one(request, "request.nowhere", 404, {"path": rest[:80]})


_HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (BodyError, _body),
    (HttpError, _http),
    (AuthenticationError, _not_signed_in),
    (ValidationError, _fields),
)


def answer_faults(api: NinjaAPI) -> None:
    """Let an API answer its faults as refusals."""
    for kind, handler in _HANDLERS:
        api.add_exception_handler(kind, handler)
