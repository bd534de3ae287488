"""Asking the API as one of the cast."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tests.application.scene import Office

ROOT = "/api/v1"
SENT = ("POST", "PUT", "PATCH", "DELETE")


@dataclass
class Service:
    """The API of a rehearsal, everybody's token, and the cases that are open."""

    office: Office
    tokens: dict[str, str]
    case: str = ""
    draft: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Ask as one of the cast (or nobody); a body that is not bytes is sent as JSON."""
        told = {"HTTP_AUTHORIZATION": f"Bearer {self.tokens[who]}"} if who else {}
        told |= {f"HTTP_{name.upper()}": value for name, value in headers.items() if name not in {"kind", "length"}}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = headers.get("kind", "application/json")
        if "length" in headers:
            told |= {"CONTENT_LENGTH": headers["length"]}
        return self.client.generic(method, f"{ROOT}{path}", data, content_type=kind, **told)

    def get(self, who: str, path: str, **headers: str) -> Any:
        """Read something that must be answered."""
        answer = self.ask(who, "GET", path, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sends(self, who: str, path: str, body: Any = None, *, method: str = "POST", **headers: str) -> Any:
        """Send something that must be accepted."""
        answer = self.ask(who, method, path, body, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refused(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, list[str]]:
        """Ask for something that must be refused; give the status and the codes of the reasons."""
        answer = self.ask(who, method, path, body, **headers)
        return answer.status_code, codes(answer)

    def commands(self, case: str, who: str, command: str, line: str = "", **details: Any) -> HttpResponse:
        """Send a command, signed where the table wants it."""
        request = self.office.request(case, who, command, line, **details)
        body = {"command": command, "line": line, "details": dict(request.details)}
        return self.ask(who, "POST", f"/cases/{case}/commands", body)


def codes(answer: HttpResponse) -> list[str]:
    """Give the codes of a refusal, in order."""
    told = answer.json()
    assert list(told) == ["refused"], told
    return [reason["code"] for reason in told["refused"]]


def paper(kind: str = "pse_certificate", data: bytes = b"a scan", **more: Any) -> dict[str, Any]:
    """Give the body that files a paper."""
    return {"kind": kind, "name": f"{kind}.pdf", "data": base64.b64encode(data).decode(), **more}


def key() -> str:
    """Give a fresh idempotency key."""
    return uuid4().hex
