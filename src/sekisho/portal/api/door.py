"""Who is asking: a bearer token names a person; the transition table decides what that person may do."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError
from ninja.security import HttpBearer

from sekisho import bootstrap
from sekisho.application.desk import Desk, Once
from sekisho.application.ports import ConflictError, Person, ReusedKeyError
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal.api.answer import json_response, language_of, refused, rendered

Result = TypeVar("Result")


class Bearer(HttpBearer):
    """Reads ``Authorization: Bearer TOKEN`` and finds the person it was given to."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Give the person, or None for an unknown or expired token."""
        return bootstrap.person_by_token(token)


def person_of(request: HttpRequest) -> Person:
    """Give the person who asks. Raises HttpError 401."""
    person = getattr(request, "auth", None)
    if not isinstance(person, Person):
        raise HttpError(401, "sign in: send Authorization: Bearer TOKEN")
    return person


def desk_for(request: HttpRequest) -> Desk:
    """Give the desk, carrying the request's idempotency key where it has one."""
    desk = bootstrap.desk()
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return desk
    digest = sha256(
        b"\n".join([request.method.encode() if request.method else b"", request.path.encode(), request.body])
    )
    return replace(desk, once=Once(person_of(request).id, key[:200], digest.hexdigest(), rendered))


def _conflict(code: str, request: HttpRequest) -> HttpResponse:
    refusal = Refusal.of([Finding(code, Outcome.NOT_MET)])
    return refused(refusal, bootstrap.all_wording(), language_of(request), 409)


def answer(request: HttpRequest, work: Callable[[Desk, Person], Result | Refusal]) -> HttpResponse:
    """Carry a use case out and answer: 200 with its result, 422 with every reason, 409 where it must be repeated."""
    try:
        result = work(desk_for(request), person_of(request))
    except AlreadyAnswered as before:
        return json_response(before.answer)
    except ConflictError:
        return _conflict("request.conflict", request)
    except ReusedKeyError:
        return _conflict("request.key_reused", request)
    if isinstance(result, Refusal):
        return refused(result, bootstrap.all_wording(), language_of(request))
    return json_response(rendered(result))
