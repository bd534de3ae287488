"""What OpenAPI says of each route: who may call it, what it gives, what it takes, and for which reasons it refuses."""

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI, Schema

from sekisho import bootstrap
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.language import Language
from sekisho.portal.api.answer import said, status_of
from sekisho.portal.api.body import JSON_TYPE
from sekisho.portal.api.schema import RefusedOut

ANYBODY = "anybody"
SIGNED_IN = "everybody who is signed in"
PARTIES = "the parties of the case, the office, the auditor; for others the case does not exist"
FILERS = f"{PARTIES}, except for the exporter of a machine of the case"
INSIDERS = "inside the office, and the auditor; for others the case does not exist"
OFFICE = "the office"
OFFICE_AND_AUDIT = "the office and the auditor"

#: Reasons of requests that never reach a use case, by status.
_ASKING = {"request.not_signed_in": 401}
_SENDING = {
    "request.unreadable": 400,
    "request.twice": 400,
    "request.too_deep": 400,
    "request.unwritable": 400,
    "request.no_number": 400,
    "request.key_wrong": 400,
    "request.too_long": 413,
    "request.conflict": 409,
    "request.key_reused": 409,
}
_TYPED = {
    "request.not_json": 415,
    "request.field_missing": 422,
    "request.field_unknown": 422,
    "request.field_wrong": 422,
}


def _bytes(kind: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}


def route(
    name: str,
    audience: str,
    gives: type[Schema] | str,
    *,
    reasons: tuple[str, ...] = (),
    sends: bool = False,
    takes: str = "",
) -> dict[str, Any]:
    """Describe a route for its decorator.

    ``gives``: a schema, or the media type of bytes. ``sends``: the route has an effect. ``takes``: the media type of
    a body that is bytes; a JSON body is described by the route's own schema.
    """
    refusals = _refusals(audience, reasons, sends=sends, typed=sends and not takes)
    extra: dict[str, Any] = {"x-audience": audience, "x-refusals": refusals}
    if isinstance(gives, str):
        extra["responses"] = {200: _bytes(gives, "OK")}
    if takes:
        extra["requestBody"] = {**_bytes(takes, "The bytes themselves."), "required": True}
    if sends:
        extra["parameters"] = [_KEY]
    answers: dict[int, Any] = {} if isinstance(gives, str) else {200: gives}
    answers |= dict.fromkeys(sorted(set(refusals.values())), RefusedOut)
    auth = {"auth": None} if audience == ANYBODY else {}
    return {"operation_id": name, "response": answers or {200: None}, "openapi_extra": extra, **auth}


def header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    """Describe a header a route asks for."""
    told = {"in": "header", "name": name, "required": required, "description": description}
    return {**told, "schema": {"type": "string", "maxLength": 200}}


def asking(told: dict[str, Any], *headers: dict[str, Any]) -> dict[str, Any]:
    """Give a route's description with the headers it asks for besides."""
    extra = told["openapi_extra"]
    return {**told, "openapi_extra": {**extra, "parameters": [*extra.get("parameters", []), *headers]}}


def _refusals(audience: str, reasons: tuple[str, ...], *, sends: bool, typed: bool) -> dict[str, int]:
    known: dict[str, int] = {} if audience == ANYBODY else dict(_ASKING)
    known |= {code: status_of([code]) for code in reasons}
    if audience in {PARTIES, FILERS, INSIDERS}:
        known["case.unknown"] = 404
    if audience in {OFFICE, OFFICE_AND_AUDIT}:
        known.setdefault("request.not_yours", 403)
    return known | (_SENDING if sends else {}) | (_TYPED if typed else {})


_KEY = header("Idempotency-Key", "The same request under the same key is carried out once and answered the same.")


def _example(code: str) -> dict[str, Any]:
    finding = Finding(code, Outcome.NOT_MET)
    return {"value": {"refused": [said(finding, bootstrap.all_wording(), Language.EN)]}}


def _illustrate(operation: Mapping[str, Any]) -> None:
    """Put an example of every reason a route refuses for beside its schema."""
    for code, status in operation["x-refusals"].items():
        content = operation["responses"][status]["content"][JSON_TYPE]
        content.setdefault("examples", {})[code] = _example(code)


class DescribedAPI(NinjaAPI):
    """An API whose description carries an example of every refusal, in the words the service itself uses."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """Give the OpenAPI description."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _illustrate(operation)
        return schema
