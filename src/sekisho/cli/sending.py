"""Send a file to the office in parts, and go on by itself wherever a line, the office or this machine was cut off."""

import base64
import json
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, ClassVar

import httpx

from sekisho.domain.values.finding import Finding, Outcome, Refusal

PART = 4 * 1024 * 1024
TIMEOUT_S = 120
#: Seconds between tries that bring nothing; after the last of them the person decides.
WAITS_S = (1, 2, 4, 8, 16, 30, 60, 60)
KIND = "application/partial-upload"
GONE, BUSY = "upload.unknown", "request.conflict"
#: More than an office ever answers, and so many seconds an answer may take to come; so often may a part bring nothing.
LARGEST_ANSWER, ANSWER_S, MOST_STALLS = 32 * 1024 * 1024, 600, 8
#: Answers that say nothing of the office: a service that begins, or one before it that is busy.
_PASSING = (408, 425, 429)
_FAULT = 500
_UPLOAD = re.compile(r"[0-9A-Za-z_-]{1,100}")
Json = dict[str, Any]


class LostError(Exception):
    """The office did not answer for as long as anybody waits; what it has stays there. ``code`` is what to say."""

    code: ClassVar[str] = "send.lost"

    def __init__(self, problem: str, offset: int) -> None:
        """Take what the last try met, and how much is there as far as is known."""
        super().__init__(problem)
        self.problem, self.offset = problem, offset


class NoOfficeError(LostError):
    """What answers at the address does not speak as an office does: asking it again brings nothing."""

    code: ClassVar[str] = "send.no_office"


class UntrustedError(LostError):
    """Nobody this machine trusts vouches for what answers at the address: nothing was said to it."""

    code: ClassVar[str] = "send.certificate"


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


class _StrangeError(Exception):
    """An answer no office gives: a redirect, a page, an offset beyond the file."""


class _UntrustedError(Exception):
    """A certificate that is nobody's, another's or out of its time: it is the same at the next try."""


def _finding(reason: Json) -> Finding:
    texts = (str(reason.get(name) or "") for name in ("code", "place", "citation"))
    code, place, citation = texts
    facts = reason.get("facts")
    return Finding(code, Outcome.NOT_MET, place, citation, facts if isinstance(facts, dict) else {})


def _body(response: httpx.Response) -> bytes:
    """Read a body that may be without end, or come without end. Raises _StrangeError."""
    data, until = bytearray(), time.monotonic() + ANSWER_S
    for piece in response.iter_bytes():
        data += piece
        if len(data) > LARGEST_ANSWER or time.monotonic() > until:
            raise _StrangeError(f"{response.status_code}, > {len(data)} B")
    return bytes(data)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _met(error: httpx.HTTPError) -> Exception:
    """Give what a failed request means: worth another try, or the same whenever it is tried."""
    told = str(error) or type(error).__name__
    tls = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return _UntrustedError(tls.verify_message or told)
    # What answers does not speak TLS at all.
    return _StrangeError(told) if tls and tls.reason == "WRONG_VERSION_NUMBER" else _UnansweredError(told)


def _json(data: bytes) -> Json | None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _read(status: int, data: bytes) -> Json:
    """Read an answer.

    Raises RefusedError with the office's reasons, _UnansweredError where asking again may bring one, and _StrangeError
    for whatever no office says.
    """
    said = _json(data)
    reasons = said.get("refused") if said else None
    if isinstance(reasons, list) and reasons and all(isinstance(reason, dict) for reason in reasons):
        raise RefusedError(Refusal.of([_finding(reason) for reason in reasons]))
    if status == httpx.codes.OK and said is not None:
        return said
    told = f"{status} {data[:200].decode(errors='replace')}"
    raise _UnansweredError(told) if status >= _FAULT or status in _PASSING else _StrangeError(told)


def _offset(said: Json, parcel: "Parcel") -> int:
    offset = said.get("offset")
    if isinstance(offset, int) and 0 <= offset <= parcel.size:
        return offset
    raise _StrangeError(f"offset {str(offset)[:80]}")


def _name(said: Json) -> str:
    """Give the name of an upload: it becomes part of an address and of a header."""
    name = str(said.get("upload"))
    if _UPLOAD.fullmatch(name):
        return name
    raise _StrangeError(f"upload {name[:80]}")


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

        Raises RefusedError with its reasons, LostError where it answers no more, NoOfficeError where what answers is
        none, and UntrustedError where nobody vouches for it.
        """
        try:
            return self._send(parcel)
        except _StrangeError as error:
            raise NoOfficeError(str(error), self._offset) from error
        except _UntrustedError as error:
            raise UntrustedError(str(error), self._offset) from error

    def post(self, path: str, said: Json) -> Json:
        """Send one thing and give the answer; under a key of its own content, so that sent twice it counts once.

        Raises RefusedError, LostError and NoOfficeError as ``send`` does.
        """
        body = json.dumps(said).encode()
        told = {"Content-Type": "application/json", "Idempotency-Key": f"post-{sha256(body).hexdigest()}"}
        try:
            return self._surely(lambda: self._ask("POST", path, content=body, headers=told))
        except _StrangeError as error:
            raise NoOfficeError(str(error), 0) from error

    def _send(self, parcel: Parcel) -> Json:
        upload, stalls = self._begin(parcel), 0
        while self._offset < parcel.size:
            reached = self._offset
            self._tell(reached)
            upload = self._next(parcel, upload)
            stalls += self._offset <= reached
            if stalls > MOST_STALLS:
                raise _StrangeError(f"offset {self._offset}, {self._offset}, {self._offset}, …")
        self._tell(self._offset)
        # Under a key of its own: an answer that is lost is given again, and nothing is handed in twice.
        path = f"/cases/{parcel.case}/uploads/{upload}/finish"
        return self._surely(lambda: self._ask("POST", path, headers={"Idempotency-Key": f"finish-{upload}"}))

    def _begin(self, parcel: Parcel) -> str:
        path = f"/cases/{parcel.case}/lines/{parcel.line}/captures/uploads"
        body = json.dumps({"size": parcel.size, "sha256": parcel.sha256}).encode()
        said = self._surely(lambda: self._ask("POST", path, content=body, headers={"Content-Type": "application/json"}))
        self._offset = _offset(said, parcel)
        return _name(said)

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
        self._offset = _offset(said, parcel)
        return upload

    def _part(self, parcel: Parcel, path: str) -> Json:
        parcel.file.seek(self._offset)
        data = parcel.file.read(min(PART, parcel.size - self._offset))
        digest = base64.b64encode(sha256(data).digest()).decode()
        told = {"Upload-Offset": str(self._offset), "Content-Digest": f"sha-256=:{digest}:", "Content-Type": KIND}
        return self._ask("PATCH", path, content=data, headers=told)

    def _ask(self, method: str, path: str, *, content: bytes = b"", headers: dict[str, str] | None = None) -> Json:
        try:
            with self._wire.stream(method, f"api/v1{path}", content=content, headers=headers or {}) as response:
                return _read(response.status_code, _body(response))
        except httpx.HTTPError as error:
            raise _met(error) from error
        except RefusedError as refused:
            # The same upload is being judged still: its answer comes when it is asked for again.
            if BUSY in refused.codes:
                raise _UnansweredError(BUSY) from refused
            raise

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
