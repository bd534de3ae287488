"""How results leave the API: plain JSON, refusals with their reasons in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse

from sekisho import bootstrap
from sekisho.application.conceal import conceal_facts
from sekisho.application.record import Recorded, as_bytes
from sekisho.application.request import Accepted
from sekisho.application.wording import Wording
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.register import Registration
from sekisho.domain.screening.cure import Cure
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.portal import tongue

_SCALARS: tuple[tuple[Any, Callable[[Any], Value]], ...] = (
    (Money, lambda money: money.yen),
    (Fraction, str),
    (Enum, lambda member: str(member.value)),
    (datetime | date, lambda moment: moment.isoformat()),
    (bytes, lambda data: data.hex()),
    (Cure, Cure.as_json),
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


def recorded(row: Recorded) -> dict[str, Value]:
    """Give a row of the journal: where it stands, its digest, and what it says."""
    body: dict[str, Value] = dict(row.event.body)
    return {"stream": row.stream, "seq": row.seq, "type": row.type, "digest": row.digest, "body": body}


def accepted(result: Accepted) -> dict[str, Value]:
    """Give what a command came to: the case's state, the events with their digests, the receipt number."""
    events: list[Value] = [recorded(row) for row in result.recorded]
    case = result.case
    return {
        "case": case.id,
        "state": case.state,
        "lines": {line.id: line.state for line in case.lines.values()},
        # What the sides have to sign now: of a change that is asked for, while one is.
        "root": as_changed(case).root,
        "receipt": result.receipt,
        "document": result.document,
        "amount": case.balance.requested.yen,
        "balance": plain(case.balance),
        "events": events,
    }


#: What an answer says of a case beyond the command itself: only its parties are told.
_OF_THE_CASE: dict[str, Value] = {"lines": {}, "root": "", "receipt": 0}


def outside(answer: Value) -> Value:
    """Give an answer about a case for whoever is no party of it, such as the exporter who files a paper."""
    if not isinstance(answer, dict):
        return answer
    return {name: _OF_THE_CASE.get(name, value) for name, value in answer.items()}


def shaped(result: object) -> Value:
    """Give the plain value of a result as the API answers it."""
    if isinstance(result, Accepted):
        return accepted(result)
    if isinstance(result, Recorded):
        return recorded(result)
    if isinstance(result, Registration):
        return {"registration": result.id, "state": result.state}
    return plain(result)


def bytes_of(value: Value) -> bytes:
    """Give the bytes of an answer: what is sent, and what an idempotency key keeps."""
    return as_bytes(value if isinstance(value, dict) else {"result": value})


def private(response: HttpResponse) -> HttpResponse:
    """Say that an answer is for one reader in one language: nothing on its way may keep it."""
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language, Authorization"
    return response


def json_response(data: bytes, status: int = 200) -> HttpResponse:
    """Answer with JSON bytes."""
    return private(HttpResponse(data, status=status, content_type="application/json; charset=utf-8"))


#: Reasons with a status of their own; every other refusal is 422.
_STATUS = {
    "case.unknown": 404,
    "letter.unknown": 404,
    "letter.no_copy": 404,
    "letter.erased": 410,
    "report.unknown": 404,
    "upload.unknown": 404,
    "upload.offset": 409,
    "request.conflict": 409,
    "request.key_reused": 409,
    "request.not_signed_in": 401,
}


def status_of(codes: Sequence[str]) -> int:
    """Give the HTTP status of a refusal by its reasons: 403 where the role or side is wrong, whatever else is."""
    if any(code.endswith(".not_yours") for code in codes):
        return 403
    return next((_STATUS[code] for code in codes if code in _STATUS), 422)


def refused(request: HttpRequest, refusal: Refusal, status: int = 0, *, sees_price: bool = True) -> HttpResponse:
    """Answer a refusal with every reason, in the reader's language; no reason tells a price to who may not see it."""
    wording, language = bootstrap.all_wording(), tongue.of(request)
    told = [conceal_facts(finding, sees_price=sees_price) for finding in refusal.findings]
    findings: list[Value] = [said(finding, wording, language) for finding in told]
    return json_response(as_bytes({"refused": findings}), status or status_of([f.code for f in told]))
