"""How results leave the API: plain JSON, refusals with their reasons in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse

from sekisho.application.record import Recorded, as_bytes
from sekisho.application.request import Accepted
from sekisho.application.wording import Wording
from sekisho.domain.casework.case import Registration
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money


def language_of(request: HttpRequest) -> Language:
    """Give the reader's language from Accept-Language; Japanese where it names none of the three."""
    wanted = request.headers.get("Accept-Language", "")
    for part in wanted.split(","):
        tag = part.split(";")[0].strip().lower()
        for language in Language:
            if tag and language.value.lower().startswith(tag.split("-")[0]):
                return language
    return Language.JA


_SCALARS: tuple[tuple[Any, Callable[[Any], Value]], ...] = (
    (Money, lambda money: money.yen),
    (Enum, lambda member: str(member.value)),
    (datetime | date, lambda moment: moment.isoformat()),
    (bytes, lambda data: data.hex()),
)


def plain(value: Any) -> Value:
    """Turn domain values into plain JSON values: money as whole yen, instants as ISO 8601."""
    for kind, write in _SCALARS:
        if isinstance(value, kind):
            return write(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain({name: getattr(value, name) for name in value.__dataclass_fields__})
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value  # type: ignore[no-any-return]  # what is left is a JSON value already


def said(finding: Finding, wording: Wording, language: Language) -> dict[str, Value]:
    """Give a finding with its text and remedy in one language."""
    texts: dict[str, Value] = {
        "text": wording.say_finding(finding, language),
        "remedy_text": wording.remedy(finding, language),
    }
    return {**finding.as_json(), **texts}


#: Fields of bodies that stay inside: salts by which a section's content could be guessed.
INSIDE = ("sections",)


def recorded(row: Recorded) -> dict[str, Value]:
    """Give a row of the journal: where it stands, its digest, and what it says."""
    body: dict[str, Value] = {name: value for name, value in row.event.body.items() if name not in INSIDE}
    return {"stream": row.stream, "seq": row.seq, "type": row.type, "digest": row.digest, "body": body}


def accepted(result: Accepted) -> dict[str, Value]:
    """Give what a command came to: the case's state, the events with their digests, the receipt number."""
    events: list[Value] = [recorded(row) for row in result.recorded]
    case = result.case
    return {
        "case": case.id,
        "state": case.state,
        "lines": {line.id: line.state for line in case.lines.values()},
        "root": case.root,
        "receipt": result.receipt,
        "document": result.document,
        "amount": case.balance.requested.yen,
        "balance": plain(case.balance),
        "events": events,
    }


def rendered(result: object) -> bytes:
    """Give the bytes of an answer: what an idempotency key keeps."""
    if isinstance(result, Accepted):
        return as_bytes(accepted(result))
    if isinstance(result, Recorded):
        return as_bytes(recorded(result))
    if isinstance(result, Registration):
        return as_bytes({"registration": result.id, "state": result.state})
    value = plain(result)
    return as_bytes(value if isinstance(value, dict) else {"result": value})


def json_response(data: bytes, status: int = 200) -> HttpResponse:
    """Answer with JSON bytes."""
    return HttpResponse(data, status=status, content_type="application/json; charset=utf-8")


def refused(refusal: Refusal, wording: Wording, language: Language, status: int = 422) -> HttpResponse:
    """Answer a refusal with every reason."""
    findings: list[Value] = [said(finding, wording, language) for finding in refusal.findings]
    return json_response(as_bytes({"refused": findings}), status)
