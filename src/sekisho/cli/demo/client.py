"""A person's client of the HTTP API: sends commands, signs what has to be signed with the person's own key."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx

from sekisho.bootstrap.sealing import sign_statement
from sekisho.domain.values.finding import Value

Json = dict[str, Any]


class RefusedError(Exception):
    """The office refused, with every reason."""

    def __init__(self, findings: list[Json]) -> None:
        """Take the reasons as the API gave them."""
        super().__init__("; ".join(str(finding.get("text") or finding.get("code")) for finding in findings))
        self.findings = findings

    @property
    def codes(self) -> set[str]:
        """Give the codes of the reasons."""
        return {str(finding.get("code")) for finding in self.findings}


class ServiceError(Exception):
    """The API answered with something that is neither a result nor a refusal, or did not answer."""

    def __init__(self, request: str, answer: str) -> None:
        """Take what was asked and the beginning of what came back."""
        super().__init__(f"{request}: {answer}")
        self.request = request
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Client:
    """One person's access: the address, a token, a software key, and the connections everybody shares."""

    address: str
    token: str
    key: bytes
    language: str
    wire: httpx.Client

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": self.language,
            # A key of its own for each request: a rehearsal means every request it sends.
            "Idempotency-Key": uuid4().hex,
        }

    def call(
        self, method: str, path: str, *, body: Mapping[str, Value] | None = None, data: bytes | None = None
    ) -> bytes:
        """Send one request. Raises RefusedError with every reason, ServiceError for anything unforeseen."""
        content = data if data is not None else (json.dumps(body).encode() if body is not None else None)
        try:
            response = self.wire.request(
                method, f"{self.address}/api/v1{path}", content=content, headers=self._headers(), timeout=60
            )
        except httpx.HTTPError as error:
            raise ServiceError(f"{method} {path}", str(error)) from error
        if response.is_client_error and response.text.startswith('{"refused"'):
            raise RefusedError(response.json()["refused"])
        if response.status_code != httpx.codes.OK:
            raise ServiceError(f"{method} {path}", f"{response.status_code} {response.text[:500]}")
        return response.content

    def json(
        self, method: str, path: str, *, body: Mapping[str, Value] | None = None, data: bytes | None = None
    ) -> Json:
        """Send one request and read the JSON answer."""
        return cast("Json", json.loads(self.call(method, path, body=body, data=data)))

    def command(
        self, case: str, command: str, details: Mapping[str, Value], *, line: str = "", signed: bool = False
    ) -> Json:
        """Carry a command of the transition table; a signed one is signed first, over the bytes the office prepared."""
        said = dict(details)
        if signed:
            said["envelope"] = self._signed(case, command, said, line)
        body: dict[str, Value] = {"command": command, "line": line, "details": said}
        return self.json("POST", f"/cases/{case}/commands", body=body)

    def declare(self, case: str, said: Mapping[str, Value]) -> Json:
        """Declare on a case: the office keeps the record and prepares what is signed, then the declaration is made."""
        prepared = self.json("POST", f"/cases/{case}/declarations", body=said)
        body: dict[str, Value] = {"envelope": self._envelope(prepared)}
        return self.json("POST", f"/cases/{case}/declarations/{prepared['declaration']}", body=body)

    def _envelope(self, prepared: Json) -> str:
        envelope = sign_statement(base64.b64decode(prepared["statement"]), self.key)
        return str(self.json("POST", "/blobs", data=envelope)["digest"])

    def _signed(self, case: str, command: str, details: Mapping[str, Value], line: str) -> str:
        body: dict[str, Value] = {"command": command, "line": line, "details": dict(details)}
        return self._envelope(self.json("POST", f"/cases/{case}/statements", body=body))
