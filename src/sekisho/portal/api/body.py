"""Bodies as they arrive: read once within a limit, and JSON read strictly, so that what is judged is what was sent."""

import json
from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest
from ninja.parser import Parser

from sekisho.application.file_document import LARGEST

#: A paper of the largest size in base64, and the rest of its request.
LONGEST = LARGEST * 4 // 3 + 64 * 1024
DEEPEST = 64
JSON_TYPE = "application/json"
_KEPT = "sekisho.api.body"


class BodyError(Exception):
    """A body that cannot be taken: the code of the reason, the HTTP status, and the facts of its text."""

    def __init__(self, code: str, status: int, **facts: str | int) -> None:
        """Take the reason."""
        super().__init__(code)
        self.code, self.status, self.facts = code, status, facts


def body_of(request: HttpRequest) -> bytes:
    """Give a request's body. Raises BodyError where it is longer than the largest paper."""
    if _KEPT not in request.META:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > LONGEST:
            raise BodyError("request.too_long", 413, size=size, limit=LONGEST)
        # Read past Django's own limit, which is meant for forms and smaller than a capture.
        request.META[_KEPT] = request.read()
    return cast("bytes", request.META[_KEPT])


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BodyError("request.twice", 400, name=name[:80])
        found[name] = value
    return found


def _no_number(text: str) -> None:
    raise BodyError("request.no_number", 400, value=text)


def _finite(text: str) -> float:
    number = float(text)
    return number if abs(number) != float("inf") else cast("float", _no_number(text[:80]))


def _every_value(value: Any) -> Iterator[tuple[int, Any]]:
    """Give every value with its depth, without recursion: a body must not be able to exhaust the stack."""
    left = [(1, value)]
    while left:
        depth, item = left.pop()
        yield depth, item
        if depth > DEEPEST:
            raise BodyError("request.too_deep", 400, limit=DEEPEST)
        inside = [*item, *item.values()] if isinstance(item, dict) else item if isinstance(item, list) else []
        left += [(depth + 1, each) for each in inside]


def _is_writable(text: str) -> bool:
    """Say whether every store can hold a text: neither U+0000 nor half of a character pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _check(value: Any) -> None:
    for _, item in _every_value(value):
        if isinstance(item, str) and not _is_writable(item):
            raise BodyError("request.unwritable", 400, text=ascii(item)[:80])


def read_json(data: bytes) -> Any:
    """Read JSON: UTF-8, no name twice, finite numbers, no text a store cannot hold. Raises BodyError."""
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_number, parse_float=_finite
        )
    except RecursionError as error:
        raise BodyError("request.too_deep", 400, limit=DEEPEST) from error
    except ValueError as error:
        raise BodyError("request.unreadable", 400, problem=str(error)[:200]) from error
    _check(value)
    return value


class StrictParser(Parser):
    """Reads the JSON of a request for the routes."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read the body. Raises BodyError for another content type and for JSON that cannot be taken as it stands."""
        kind = request.content_type or JSON_TYPE
        if kind != JSON_TYPE:
            raise BodyError("request.not_json", 415, kind=kind[:80])
        return cast("dict[str, Any]", read_json(body_of(request)))
