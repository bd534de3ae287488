"""Send a file to the office in parts, and go on by itself wherever a line, the office or this machine was cut off."""

import base64
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, cast

import httpx

from sekisho.domain.values.finding import Finding, Outcome, Refusal

PART = 4 * 1024 * 1024
TIMEOUT_S = 120
#: Seconds between tries that bring nothing; after the last of them the person decides.
WAITS_S = (1, 2, 4, 8, 16, 30, 60, 60)
KIND = "application/partial-upload"
GONE = "upload.unknown"
Json = dict[str, Any]


class LostError(Exception):
    """The office did not answer for as long as anybody waits; what it has stays there."""

    def __init__(self, problem: str, offset: int) -> None:
        """Take what the last try met, and how much is there as far as is known."""
        super().__init__(problem)
        self.problem, self.offset = problem, offset


class RefusedError(Exception):
    """The office refused, with every reason."""

    def __init__(self, refusal: Refusal) -> None:
        """Take the reasons."""
        super().__init__(", ".join(finding.code for finding in refusal.findings))
        self.refusal = refusal

    @property
    def codes(self) -> set[str]:
        """Give the codes of the reasons."""
        return {finding.code for finding in self.refusal.findings}


class _UnansweredError(Exception):
    """One try that brought no answer of the office: worth another."""


def _finding(reason: Json) -> Finding:
    texts = (str(reason.get(name) or "") for name in ("code", "place", "citation"))
    code, place, citation = texts
    facts = reason.get("facts")
    return Finding(code, Outcome.NOT_MET, place, citation, facts if isinstance(facts, dict) else {})


def _read(response: httpx.Response) -> Json:
    """Read an answer. Raises RefusedError with the office's reasons, _UnansweredError for whatever is none of it."""
    try:
        said = response.json()
    except ValueError:
        said = {}
    reasons = said.get("refused") if isinstance(said, dict) else None
    if isinstance(reasons, list) and reasons:
        raise RefusedError(Refusal.of([_finding(reason) for reason in reasons]))
    if response.status_code != httpx.codes.OK or not isinstance(said, dict):
        raise _UnansweredError(f"{response.status_code} {response.text[:200]}")
    return cast("Json", said)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to be sent: opened for reading, its size, its SHA-256 in hex, the case and line it belongs to."""

    file: BinaryIO
    size: int
    sha256: str
    case: str
    line: str


class Sender:
    """Sends files to one office, in the words of the IETF's resumable uploads."""

    def __init__(
        self, wire: httpx.Client, on_progress: Callable[[int], None], *, waits: Sequence[float] = WAITS_S
    ) -> None:
        """Take a client with address and token, who is told how far it is, and how long to wait between tries."""
        self._wire, self._tell, self._waits = wire, on_progress, tuple(waits)
        self._offset = 0

    def send(self, parcel: Parcel) -> Json:
        """Send a file from where it was cut off, and hand it in; give what the office answered.

        Raises RefusedError with its reasons and LostError where it answers no more.
        """
        upload = self._begin(parcel)
        while self._offset < parcel.size:
            self._tell(self._offset)
            upload = self._next(parcel, upload)
        self._tell(self._offset)
        # Under a key of its own: an answer that is lost is given again, and nothing is handed in twice.
        path = f"/cases/{parcel.case}/uploads/{upload}/finish"
        return self._surely(lambda: self._ask("POST", path, headers={"Idempotency-Key": f"finish-{upload}"}))

    def _begin(self, parcel: Parcel) -> str:
        path = f"/cases/{parcel.case}/lines/{parcel.line}/captures/uploads"
        body = json.dumps({"size": parcel.size, "sha256": parcel.sha256}).encode()
        said = self._surely(lambda: self._ask("POST", path, content=body, headers={"Content-Type": "application/json"}))
        self._offset = int(said["offset"])
        return str(said["upload"])

    def _next(self, parcel: Parcel, upload: str) -> str:
        """Send one part; where it cannot be put, ask where to go on. Give the upload, which may be another one."""
        path = f"/cases/{parcel.case}/uploads/{upload}"
        try:
            said = self._surely(lambda: self._part(parcel, path))
        except RefusedError as refused:
            if GONE in refused.codes:
                return self._begin(parcel)
            if "upload.offset" not in refused.codes:
                raise
            said = self._surely(lambda: self._ask("GET", path))
        self._offset = int(said["offset"])
        return upload

    def _part(self, parcel: Parcel, path: str) -> Json:
        parcel.file.seek(self._offset)
        data = parcel.file.read(min(PART, parcel.size - self._offset))
        digest = base64.b64encode(sha256(data).digest()).decode()
        told = {"Upload-Offset": str(self._offset), "Content-Digest": f"sha-256=:{digest}:", "Content-Type": KIND}
        return self._ask("PATCH", path, content=data, headers=told)

    def _ask(self, method: str, path: str, *, content: bytes = b"", headers: dict[str, str] | None = None) -> Json:
        try:
            return _read(self._wire.request(method, f"api/v1{path}", content=content, headers=headers or {}))
        except httpx.HTTPError as error:
            raise _UnansweredError(str(error) or type(error).__name__) from error

    def _surely(self, work: Callable[[], Json]) -> Json:
        """Try until there is an answer. Raises LostError after the last wait."""
        for wait in self._waits:
            try:
                return work()
            except _UnansweredError:
                time.sleep(wait)
        try:
            return work()
        except _UnansweredError as error:
            raise LostError(str(error), self._offset) from error
