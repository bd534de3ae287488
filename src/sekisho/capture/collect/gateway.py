"""Watching an MTConnect agent: probe, current, then samples along the nextSequence chain, streamed or polled."""

import asyncio
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from sekisho.capture.collect.agent import Agent, BrokenStreamError, FetchError, NotStreamingError, client_for
from sekisho.capture.collect.span import NANO, Span
from sekisho.capture.mtconnect.document import Document, Header
from sekisho.capture.mtconnect.notes import FELL_BACK
from sekisho.capture.plan.capture_plan import AgentPlan
from sekisho.capture.replay.chain import break_between, missed_between
from sekisho.capture.sealed.record import ENDED, Gap, GapKind, Kind
from sekisho.capture.sealed.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STREAM = "mtconnect"
COUNT = 1000
#: A stream gives a sign of life at least this often, whatever the values do.
HEARTBEAT_MS = 1000
LOOK_EVERY_S = 0.1
BACK_OFF_S = (0.1, 0.2, 0.4, 0.8, 1.6)
#: So many streams in a row that gave nothing, and the agent is polled instead.
MOST_BROKEN = 4
ASSET_ITEM, MOST_ASSETS = "ASSET_CHANGED", 100


class GatewayWatch:
    """Follows an agent for the span of a capture; every interruption becomes a gap."""

    def __init__(self, plan: AgentPlan, recorder: Recorder, span: Span, sampling_ms: int) -> None:
        self._plan, self._recorder, self._span = plan, recorder, span
        self._sampling_ms = sampling_ms
        self._silence = silence_ns(sampling_ms / 1000)
        self._is_streamed = plan.is_streamed
        self._header: Header | None = None
        self._epoch = self._last_good = self._broken = 0
        span.expect(STREAM)

    async def run(self) -> None:
        """Watch until the span is over."""
        async with client_for(self._plan) as client:
            agent = Agent(self._plan, self._recorder, client)
            failures = 0
            while not self._span.is_over:
                before = self._last_good
                try:
                    await self._step(agent)
                except FetchError as error:
                    failures = 0 if self._last_good != before else failures
                    if not self._falls_back(error):
                        await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                    failures += 1
            self._close()
            with suppress(FetchError):
                await agent.aside()

    def _falls_back(self, error: FetchError) -> bool:
        """Note what failed; say whether the agent is polled from now on because of it."""
        self._recorder.note(Kind.NOTE, {"what": "fetch-failed", "stream": STREAM, "reason": str(error)[:300]})
        self._broken += isinstance(error, BrokenStreamError)
        falls = self._is_streamed and (isinstance(error, NotStreamingError) or self._broken >= MOST_BROKEN)
        if falls:
            # Said, not hidden: between two polls more can be lost, and the lag is seen less finely.
            self._is_streamed = False
            self._recorder.note(Kind.NOTE, {"what": FELL_BACK, "stream": STREAM, "reason": str(error)[:300]})
        return falls

    async def _step(self, agent: Agent) -> None:
        header = self._header
        if header is None or header.instance == 0:
            await self._begin(agent)
        elif self._is_streamed:
            await self._follow(agent, header.next)
        else:
            await self._take(agent, await agent.fetch("sample", **{"from": header.next, "count": COUNT}))
            await asyncio.sleep(self._sampling_ms / 1000)

    async def _follow(self, agent: Agent, start: int) -> None:
        """Take the parts of one stream as they come, until it ends, the chain breaks or the span is over."""
        query = {"from": start, "count": COUNT, "interval": self._sampling_ms, "heartbeat": HEARTBEAT_MS}
        async with aclosing(agent.stream("sample", **query)) as parts:
            while (document := await self._next(parts)) is not None:
                goes_on = await self._take(agent, document)
                self._broken = 0
                if not goes_on:
                    return
        if not self._span.is_over:
            raise BrokenStreamError("the stream ended")

    async def _next(self, parts: "AsyncIterator[Document]") -> Document | None:
        """Wait for the next part; None at the end of the stream or of the span. Raises FetchError after a silence."""
        coming = asyncio.ensure_future(anext(parts, None))
        begun = self._recorder.clock.monotonic()
        try:
            while not coming.done():
                await asyncio.wait({coming}, timeout=LOOK_EVERY_S)
                if self._span.is_over:
                    return None
                if not coming.done() and self._recorder.clock.monotonic() - begun > self._silence:
                    raise BrokenStreamError("no part of the stream came in time")
            return coming.result()
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError, FetchError):
                await coming

    async def _begin(self, agent: Agent) -> None:
        probe = await agent.fetch("probe")
        current = await agent.fetch("current")
        if probe.kind != "Devices" or current.kind != "Streams":
            raise FetchError(f"{probe.says} {current.says}".strip() or f"{probe.kind}, {current.kind}")
        await self._look_around(agent, probe)
        self._epoch += 1
        self._good(current)
        self._span.live(STREAM)

    async def _look_around(self, agent: Agent, probe: Document) -> None:
        """Ask for what stands beside the chain; an agent that has none of it answers with an error, which is kept."""
        with suppress(FetchError):
            if any(item.type == ASSET_ITEM for item in probe.declared):
                await agent.fetch("assets", count=MOST_ASSETS)
            await agent.aside()

    async def _take(self, agent: Agent, document: Document) -> bool:
        """Take a document of the chain; False where the chain had to begin anew. Raises FetchError."""
        header = self._header
        # Asked first: a restarted agent counts from 1 again, so its numbers would mean something else.
        is_other = header is not None and document.header.instance != header.instance
        if is_other or document.is_out_of_range:
            await self._rejoin(agent)
            return False
        if document.kind != "Streams" or header is None:
            raise FetchError(document.says or f"a document of kind {document.kind}")
        kind = break_between(header, document.header, header.next)
        if kind is GapKind.MODEL_CHANGE:
            self._gap(kind, self._last_good, self._recorder.clock.monotonic(), "chain")
            await agent.fetch("probe")
        elif kind is not None:
            await self._rejoin(agent)
            return False
        self._good(document)
        return True

    async def _rejoin(self, agent: Agent) -> None:
        """Begin the chain anew after a break; a sequence is never carried across."""
        before, start = self._header, self._last_good
        self._last_good = 0
        await self._begin(agent)
        if before is not None and self._header is not None:
            kind = break_between(before, self._header, None) or GapKind.OUT_OF_RANGE
            self._gap(kind, start, self._last_good, "chain", missed_between(before, self._header, kind))

    def _good(self, document: Document) -> None:
        now, before = self._recorder.clock.monotonic(), self._last_good
        if before and now - before > self._silence:
            self._gap(GapKind.TRANSPORT_LOST, before, now, "silence")
        self._header, self._last_good = document.header, now

    def _gap(self, kind: GapKind, start: int, end: int, detector: str, missed: int | None = None) -> None:
        self._recorder.gap(Gap(STREAM, self._epoch, kind, start, end, detector, missed))

    def _close(self) -> None:
        now = self._recorder.note(Kind.NOTE, {"what": ENDED, "stream": STREAM}).monotonic
        if self._last_good and now - self._last_good > self._silence:
            self._gap(GapKind.TRANSPORT_LOST, self._last_good, now, "end")


def silence_ns(interval_s: float) -> int:
    """Give how long nothing may be heard before it is a gap: two seconds, or four intervals where those are longer."""
    return int(max(2.0, 4 * interval_s) * NANO)
