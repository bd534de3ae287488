"""Who is asking, and what exists for them: a token names a person, the transition table says what they may do."""

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from sekisho import bootstrap
from sekisho.application.conceal import conceal
from sekisho.application.desk import Desk, Once
from sekisho.application.ports import ConflictError, Person, ReusedKeyError
from sekisho.application.reach import Reach, reach, unknown_case
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.answer import bytes_of, json_response, outside, refused, shaped
from sekisho.portal.api.body import BodyError, body_of

Result = TypeVar("Result")
LONGEST_KEY = 200
_CASE_NUMBER = re.compile(r"[A-Za-z0-9-]{1,60}")


class Bearer(HttpBearer):
    """Reads ``Authorization: Bearer TOKEN`` and finds the person it was given to."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Give the person, or None for an unknown or expired token; only then the body is read."""
        person = bootstrap.person_by_token(token)
        if person:
            # The framework asks for ``request.body``, which refuses whatever is longer than a form.
            request._body = body_of(request)  # noqa: SLF001
        return person


def person_of(request: HttpRequest) -> Person:
    """Give the person who asks. Raises AuthenticationError."""
    person = getattr(request, "auth", None)
    if not isinstance(person, Person):
        raise AuthenticationError
    return person


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise BodyError("request.key_wrong", 400, limit=LONGEST_KEY)
    return key


def _desk_for(request: HttpRequest, render: Callable[[object], bytes]) -> Desk:
    """Give the desk, carrying the request's idempotency key where it has one."""
    desk, key = bootstrap.desk(), _key_of(request)
    if not key:
        return desk
    digest = sha256(b"\n".join([str(request.method).encode(), request.path.encode(), body_of(request)])).hexdigest()
    return replace(desk, once=Once(person_of(request).id, key, digest, render))


def _again(code: str) -> Refusal:
    return Refusal.of([Finding(code, Outcome.NOT_MET)])


def answer(
    request: HttpRequest,
    work: Callable[[Desk, Person], Result | Refusal],
    *,
    shape: Callable[[Result], Value] = shaped,
    sees_price: bool = True,
) -> HttpResponse:
    """Carry a use case out and answer with its result, or with every reason; 409 where it must be repeated.

    What is answered is what the idempotency key keeps: the same request sent again gets the same bytes.
    """

    def render(result: object) -> bytes:
        return bytes_of(conceal(shape(result), sees_price=sees_price))  # type: ignore[arg-type]  # a key keeps this result

    try:
        result = work(_desk_for(request, render), person_of(request))
    except AlreadyAnswered as before:
        return json_response(before.answer)
    except ConflictError:
        result = _again("request.conflict")
    except ReusedKeyError:
        result = _again("request.key_reused")
    if isinstance(result, Refusal):
        return refused(request, result, sees_price=sees_price)
    return json_response(render(result))


def reach_of(request: HttpRequest, case: str, *, filing: bool = False) -> Reach | None:
    """Give how far the asking person sees into a case; None where it does not exist for him."""
    if not _CASE_NUMBER.fullmatch(case):
        return None
    return reach(bootstrap.desk(), case, person_of(request), filing=filing)


def answer_on(
    request: HttpRequest,
    case: str,
    work: Callable[[Desk, Person], Result | Refusal],
    *,
    shape: Callable[[Result], Value] = shaped,
    filing: bool = False,
) -> HttpResponse:
    """Answer about a case; a case of others is answered like one that does not exist."""
    known = reach_of(request, case, filing=filing)
    if known is None:
        return refused(request, unknown_case())
    shown = shape if known.is_party else lambda result: outside(shape(result))
    return answer(request, work, shape=shown, sees_price=known.sees_price)


def answer_to(
    request: HttpRequest, sides: tuple[str, ...], work: Callable[[Desk, Person], Result | Refusal]
) -> HttpResponse:
    """Answer to some sides only; nobody else is told anything."""
    person = person_of(request)
    if person.side in sides:
        return answer(request, work)
    facts: dict[str, Value] = {"role": person.role, "side": person.side}
    return refused(request, Refusal.of([Finding("request.not_yours", Outcome.NOT_MET, facts=facts)]))
