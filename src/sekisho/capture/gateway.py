"""Watching an MTConnect agent: probe, current, then sample along the nextSequence chain, every body kept as it came."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from sekisho.capture import mtconnect
from sekisho.capture.mtconnect import Document, MalformedDocumentError
from sekisho.capture.plan import AgentPlan
from sekisho.capture.record import ENDED, Gap, GapKind, Kind
from sekisho.capture.recorder import Recorder
from sekisho.capture.span import NANO, Span

STREAM = "mtconnect"
ANSWER_LIMIT_S = 2.0
LARGEST_BODY = 15 * 1024 * 1024
COUNT = 1000
BACK_OFF_S = (0.1, 0.2, 0.4, 0.8, 1.6)


class FetchError(Exception):
    """The agent did not give a usable document; says why."""


@dataclass(slots=True)
class _Chain:
    instance: int = 0
    first: int = 0
    next: int = 0
    epoch: int = 0
    last_good: int = 0


class Agent:
    """Fetches documents of one agent and records target and answer of each."""

    def __init__(self, plan: AgentPlan, recorder: Recorder, client: httpx.AsyncClient) -> None:
        self._base = f"{plan.agent}/{plan.device}" if plan.device else plan.agent
        self._recorder, self._client = recorder, client

    async def fetch(self, verb: str, **query: int) -> Document:
        """Fetch and read one document. Raises FetchError."""
        target = f"{self._base}/{verb}" + (f"?{urlencode(query)}" if query else "")
        # Recorded before it is sent: a request that is never answered is evidence too.
        self._recorder.record(Kind.FETCH, target.encode())
        try:
            status, body = await asyncio.wait_for(self._get(target), ANSWER_LIMIT_S)
            # The bytes as they came, before anything reads them: a fault of our reader must never cost evidence.
            self._recorder.record(Kind.DOCUMENT, str(status).encode() + b"\n" + body)
            return mtconnect.parse(body)
        except (httpx.HTTPError, TimeoutError, MalformedDocumentError) as error:
            raise FetchError(f"{type(error).__name__}: {error}") from error

    async def _get(self, target: str) -> tuple[int, bytes]:
        # Unpacked by nobody: a compressed answer could be a bomb, and its hash would be of other bytes than were sent.
        async with self._client.stream("GET", target, headers={"Accept-Encoding": "identity"}) as answer:
            body = b""
            async for part in answer.aiter_raw():
                body += part
                if len(body) > LARGEST_BODY:
                    raise FetchError(f"a document of more than {LARGEST_BODY} bytes")
            return answer.status_code, body


class GatewayWatch:
    """Follows an agent for the span of a capture; every interruption becomes a gap."""

    def __init__(self, plan: AgentPlan, recorder: Recorder, span: Span, sampling_ms: int) -> None:
        self._plan, self._recorder, self._span = plan, recorder, span
        self._sampling_s = sampling_ms / 1000
        self._chain = _Chain()
        span.expect(STREAM)

    async def run(self) -> None:
        """Watch until the span is over."""
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_LIMIT_S, follow_redirects=False) as client:
            agent = Agent(self._plan, self._recorder, client)
            failures = 0
            while not self._span.is_over:
                try:
                    await self._step(agent)
                    failures = 0
                    await asyncio.sleep(self._sampling_s)
                except FetchError as error:
                    self._recorder.note(Kind.NOTE, {"what": "fetch-failed", "stream": STREAM, "reason": str(error)})
                    await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                    failures += 1
        self._close()

    async def _step(self, agent: Agent) -> None:
        if self._chain.instance == 0:
            await self._begin(agent)
            return
        document = await agent.fetch("sample", **{"from": self._chain.next, "count": COUNT})
        # Asked first: a restarted agent counts from 1 again, so its numbers would mean something else.
        if document.header.instance != self._chain.instance:
            await self._rejoin(agent, GapKind.INSTANCE_CHANGE)
        elif document.is_out_of_range:
            await self._rejoin(agent, GapKind.OUT_OF_RANGE)
        elif document.kind == "Streams":
            self._good(document)
        else:
            raise FetchError("; ".join(f"{fault.code} {fault.text}" for fault in document.faults))

    async def _begin(self, agent: Agent) -> None:
        probe = await agent.fetch("probe")
        current = await agent.fetch("current")
        if probe.kind != "Devices" or current.kind != "Streams":
            raise FetchError("; ".join(f"{fault.code} {fault.text}" for fault in (*probe.faults, *current.faults)))
        self._chain.epoch += 1
        self._chain.instance = current.header.instance
        self._good(current)
        self._span.live(STREAM)

    async def _rejoin(self, agent: Agent, kind: GapKind) -> None:
        """Begin the chain anew after a break; a sequence is never carried across."""
        lost = self._chain.next
        start, self._chain.last_good = self._chain.last_good, 0
        await self._begin(agent)
        missed = max(0, self._chain.first - lost) if kind is GapKind.OUT_OF_RANGE else None
        gap = Gap(STREAM, self._chain.epoch, kind, start, self._chain.last_good, "chain", missed)
        self._recorder.gap(gap)

    def _good(self, document: Document) -> None:
        now, before = self._recorder.clock.monotonic(), self._chain.last_good
        if before and now - before > silence_ns(self._sampling_s):
            self._recorder.gap(Gap(STREAM, self._chain.epoch, GapKind.TRANSPORT_LOST, before, now, "silence"))
        self._chain.first, self._chain.next = document.header.first, document.header.next
        self._chain.last_good = now

    def _close(self) -> None:
        now = self._recorder.note(Kind.NOTE, {"what": ENDED, "stream": STREAM}).monotonic
        before = self._chain.last_good
        if before and now - before > silence_ns(self._sampling_s):
            self._recorder.gap(Gap(STREAM, self._chain.epoch, GapKind.TRANSPORT_LOST, before, now, "end"))


def silence_ns(interval_s: float) -> int:
    """Give how long nothing may be heard before it is a gap: two seconds, or four intervals where those are longer."""
    return int(max(2.0, 4 * interval_s) * NANO)
