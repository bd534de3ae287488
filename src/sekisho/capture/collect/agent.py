"""Asking an MTConnect agent: documents and streams of them, every body recorded as it came before anything reads it."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx

from sekisho.capture.mtconnect import document as mtconnect
from sekisho.capture.mtconnect.document import Document
from sekisho.capture.mtconnect.multipart import FramingError, PartReader, boundary_of
from sekisho.capture.mtconnect.notes import AGENT_DEVICE, CERTIFICATE
from sekisho.capture.mtconnect.observation import MalformedDocumentError
from sekisho.capture.plan.capture_plan import AgentPlan
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder

ANSWER_LIMIT_S = 2.0
LARGEST_BODY = 15 * 1024 * 1024
#: Of what a broken stream leaves behind, so much is kept.
LARGEST_REST = 64 * 1024


class FetchError(Exception):
    """The agent did not give a usable document; says why."""


class BrokenStreamError(FetchError):
    """A stream that had begun broke off: its framing, a document of it, or its end."""


class NotStreamingError(FetchError):
    """The agent answers a request for a stream with something else."""


def client_for(plan: AgentPlan) -> httpx.AsyncClient:
    """Make the HTTP client for an agent: no proxy of this machine's environment, no redirects, every answer bounded."""
    return httpx.AsyncClient(
        trust_env=False, timeout=ANSWER_LIMIT_S, follow_redirects=False, verify=_context() if plan.is_secure else True
    )


def _context() -> ssl.SSLContext:
    # Trust is the plan's decision on one certificate, never that of an authority nobody in the plant knows.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Agent:
    """Fetches documents of one agent and records target and answer of each."""

    def __init__(self, plan: AgentPlan, recorder: Recorder, client: httpx.AsyncClient) -> None:
        self._base = f"{plan.agent}/{plan.device}" if plan.device else plan.agent
        self._plan, self._recorder, self._client = plan, recorder, client
        self._pinned = plan.server_certificate_sha256
        self._noted = ""

    async def fetch(self, verb: str, **query: int) -> Document:
        """Fetch and read one document. Raises FetchError."""
        return await self._document(self._target(verb, query))

    async def _document(self, target: str) -> Document:
        # Recorded before it is sent: a request that is never answered is evidence too.
        self._recorder.record(Kind.FETCH, target.encode())
        try:
            return await asyncio.wait_for(self._get(target), ANSWER_LIMIT_S)
        except (httpx.HTTPError, TimeoutError, MalformedDocumentError) as error:
            raise FetchError(f"{type(error).__name__}: {error}") from error

    async def aside(self) -> Document:
        """Fetch what the agent says of its own path to the machine (schema 1.7 and later). Raises FetchError."""
        return await self._document(f"{self._plan.agent}/{AGENT_DEVICE}/current")

    def _target(self, verb: str, query: dict[str, int]) -> str:
        return f"{self._base}/{verb}" + (f"?{urlencode(query)}" if query else "")

    async def _get(self, target: str) -> Document:
        async with self._answer(target) as answer:
            return await self._whole(answer)

    @asynccontextmanager
    async def _answer(self, target: str) -> AsyncIterator[httpx.Response]:
        # Unpacked by nobody: a compressed answer could be a bomb, and its hash would be of other bytes than were sent.
        async with self._client.stream("GET", target, headers={"Accept-Encoding": "identity"}) as answer:
            self._identify(answer)
            yield answer

    async def _whole(self, answer: httpx.Response) -> Document:
        body = bytearray()
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > LARGEST_BODY:
                raise FetchError(f"a document of more than {LARGEST_BODY} bytes")
        # The bytes as they came, before anything reads them: a fault of our reader must never cost evidence.
        self._recorder.record(Kind.DOCUMENT, str(answer.status_code).encode() + b"\n" + body)
        return mtconnect.parse(bytes(body))

    async def stream(self, verb: str, **query: int) -> AsyncGenerator[Document, None]:
        """Give the documents of a stream as they come, until it ends or breaks. Raises FetchError.

        An agent that answers with an error document gives that one; with anything else, NotStreamingError.
        """
        target = self._target(verb, query)
        self._recorder.record(Kind.FETCH, target.encode())
        try:
            async with self._answer(target) as answer:
                boundary = boundary_of(answer.headers.get("Content-Type", ""))
                if boundary is None or answer.status_code != 200:
                    document = await asyncio.wait_for(self._whole(answer), ANSWER_LIMIT_S)
                    yield document
                    # Taken first: it continues the chain as well as a part would.
                    if document.kind != "Error":
                        raise NotStreamingError("one document instead of a stream")
                    return
                about: dict[str, Value] = {"status": 200, "type": answer.headers["Content-Type"][:200]}
                self._recorder.note(Kind.STREAM, about)
                async for document in self._parts(answer, PartReader(boundary, LARGEST_BODY)):
                    yield document
        except (FramingError, MalformedDocumentError) as error:
            raise BrokenStreamError(f"{getattr(error, 'code', 'document')}: {error}") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise FetchError(f"{type(error).__name__}: {error}") from error

    async def _parts(self, answer: httpx.Response, reader: PartReader) -> AsyncIterator[Document]:
        try:
            async for piece in answer.aiter_raw():
                for part in reader.feed(piece):
                    self._recorder.record(Kind.PART, part.data)
                    yield mtconnect.parse(part.body)
                if reader.is_over:
                    return
        finally:
            if reader.rest:
                self._recorder.record(Kind.TORN, reader.rest[:LARGEST_REST])

    def _identify(self, answer: httpx.Response) -> None:
        """Record the certificate the agent showed and the decision on it. Raises FetchError for another one."""
        if not self._plan.is_secure:
            return
        shown = answer.extensions["network_stream"].get_extra_info("ssl_object").getpeercert(binary_form=True)
        found = hashlib.sha256(shown).hexdigest()
        decision = "pinned" if self._plan.server_certificate_sha256 else "first-use"
        # Once seen it is pinned: the first use is one act, not one for every connection.
        self._pinned = self._pinned or found
        if self._noted != found:
            self._noted = found
            said = {"certificate": shown.hex(), "sha256": found, "decision": decision, "expected": self._pinned}
            self._recorder.note(Kind.NOTE, {"what": CERTIFICATE, **said})
        if found != self._pinned:
            raise FetchError(f"another certificate than expected: {found}")
