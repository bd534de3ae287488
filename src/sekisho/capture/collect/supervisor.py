"""The supervisor of one endpoint: connects, watches, notices silence, connects anew; every interruption is a gap."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from sekisho.capture.collect.gateway import silence_ns
from sekisho.capture.collect.past import Trail
from sekisho.capture.collect.session import (
    LOST,
    Own,
    RefusedError,
    Session,
    cause_of,
    choose,
    decide_trust,
    discover,
)
from sekisho.capture.collect.span import NANO, Span
from sekisho.capture.collect.watching import KEEP_ALIVE_MS
from sekisho.capture.plan.capture_plan import CapturePlan, OpcUaPlan
from sekisho.capture.problem import Problem, Value
from sekisho.capture.sealed.record import ENDED, Gap, GapKind, Kind
from sekisho.capture.sealed.recorder import Log

STREAM, GATEWAY = "opcua", "gateway"
LOOK_EVERY_S = 0.1
CLOCK_EVERY_S = 1.0
#: A capture begins to number its attempts somewhere below this, far from the end of 32 bits.
FIRST_BELOW = 2**31
#: After so many readings of the clock the sessions of the server are read again.
DIAGNOSE_EVERY = 10
BACK_OFF_S = (0.2, 0.4, 0.8, 1.6, 2.0)
#: Seconds for browsing the whole server before the live capture, then beside it; there each answer is followed by a
#: rest so many times as long. A slow controller takes a quarter of an hour for a full browse (S7-1518: 14 min).
SURVEY_BEFORE_S, SURVEY_BESIDE_S, SURVEY_REST = 15.0, 1800.0, 2.0
#: A silent connection is given up for a new one after this many times the silence that makes a gap.
GIVE_UP = 3

Report = Callable[[Problem], None]


class Supervisor:
    """Watches one OPC UA endpoint for the span of a capture."""

    def __init__(
        self,
        plan: CapturePlan,
        opcua: OpcUaPlan,
        recorder: Log,
        span: Span,
        trail: Trail | None = None,
        stream: str = STREAM,
    ) -> None:
        self._plan, self._opcua, self._recorder, self._span = plan, opcua, recorder, span
        self._silence = silence_ns(max(plan.sampling_ms, KEEP_ALIVE_MS) / 1000 / 2)
        self._trail = trail or Trail()
        self._epoch = 0
        self._last_sign = 0
        self._lost_as = GapKind.TRANSPORT_LOST
        self._is_surveyed = False
        # A capture that goes on after a crash has been at the machine before.
        self._has_tried_survey = bool(self._trail.pinned)
        self._surveyed_start: object = None
        self._stream = stream
        span.expect(stream)

    async def run(self, own: Own, report: Report) -> None:
        """Watch until the span is over; connections that fail are tried anew with a pause that grows."""
        failures = 0
        # Servers refuse a nonce they have seen for hours: another capture under the same plan must not begin with its
        # numbers. One that goes on after a crash counts on.
        self._trail.attempt = self._trail.attempt or secrets.randbelow(FIRST_BELOW)
        while not self._span.is_over:
            self._trail.attempt += 1
            before = self._last_sign
            try:
                await self._attempt(own, self._trail.attempt)
            except (*LOST, RefusedError) as error:
                self._failed(error, report)
            # A machine that comes and goes is tried again at once; one that never answers, less and less often.
            failures = 0 if self._last_sign != before else failures + 1
            await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
        self._close()
        if self._epoch:
            await self._look_again()

    def _failed(self, error: BaseException, report: Report) -> None:
        code = cause_of(error)
        facts: dict[str, Value] = {"error": f"{type(error).__name__}: {error}"[:300]}
        if isinstance(error, RefusedError):
            facts |= error.problem.facts
        self._recorder.note(Kind.CLOSE, {"what": code, **facts})
        report(Problem(code, self._stream, facts))

    async def _attempt(self, own: Own, attempt: int) -> None:
        choice = choose(await discover(self._opcua, self._recorder))
        if choice is None:
            raise RefusedError(Problem("connect.no_policy", self._stream))
        trust: dict[str, Value] = {}
        if choice.is_secure:
            decision, thumbprint = decide_trust(self._opcua, choice.certificate, self._trail.pinned)
            trust = {"decision": decision, "certificate_sha256": thumbprint}
            self._trail.pinned = thumbprint
        # A new client for every attempt: a used one can hang for ever when packets are dropped (opcua-asyncio #1660).
        session = Session(self._plan, self._opcua, self._recorder, attempt)
        try:
            await session.connect(choice, own, trust)
            await session.look()
            await self._survey_first(session)
            await session.subscribe()
            await session.diagnose()
            await self._watch(session)
            await session.diagnose()
            self._recorder.note(Kind.CLOSE, {"what": "finished"})
        finally:
            await session.leave()

    async def _look_again(self) -> None:
        """Ask for the endpoints once more: what was on offer while the session ran must be what was on offer before."""
        with suppress(*LOST):
            await discover(self._opcua, self._recorder)

    async def _survey_first(self, session: Session) -> None:
        """Browse the server before the live capture begins, for some seconds; what is left is browsed beside it."""
        # Only before the first: between two epochs every second of browsing would be a second of gap.
        if self._has_tried_survey or self._stream == GATEWAY:
            return
        self._has_tried_survey = True
        await session.read_nameplates()
        if await session.survey(SURVEY_BEFORE_S):
            self._surveyed(session)

    def _surveyed(self, session: Session) -> None:
        self._surveyed_start = session.asking.started
        self._is_surveyed = True

    async def _survey_beside(self, session: Session) -> None:
        """Browse what is left, or the server that was started anew, at a pace that leaves it time for its work."""
        # Whose model is checked is the machine's; of the gateway nothing but its signals is read.
        is_surveyed = self._is_surveyed and self._surveyed_start == session.asking.started
        is_same = is_surveyed or self._stream == GATEWAY
        if self._stream != GATEWAY:
            await session.read_nameplates()
        try:
            if not is_same and await session.survey(SURVEY_BESIDE_S, rest=SURVEY_REST):
                self._surveyed(session)
        except LOST as error:
            # The model is one finding among others: what breaks its browse must not end the live capture.
            self._recorder.note(Kind.NOTE, {"what": "survey-failed", "error": f"{type(error).__name__}: {error}"[:300]})

    async def _watch(self, session: Session) -> None:
        await asyncio.wait_for(session.watching.has_data.wait(), self._silence / NANO)
        self._epoch += 1
        self._span.live(self._stream)
        self._resume(session)
        beside = [asyncio.create_task(work) for work in (self._read_clock(session), self._survey_beside(session))]
        try:
            while not self._span.is_over:
                await asyncio.sleep(LOOK_EVERY_S)
                self._look(session)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _read_clock(self, session: Session) -> None:
        for beat in count(1):
            try:
                await session.tick()
                if beat % DIAGNOSE_EVERY == 0:
                    await session.diagnose()
            except LOST:
                # Silence and loss are judged by the watch; the clock is only one more sign of life.
                await asyncio.sleep(CLOCK_EVERY_S / 2)
            await asyncio.sleep(CLOCK_EVERY_S)

    def _look(self, session: Session) -> None:
        now = self._recorder.clock.monotonic()
        if session.watching.last_sign != self._last_sign:
            self._resume(session)
        if not session.is_connected:
            self._lost_as = GapKind.TRANSPORT_LOST
            raise ConnectionError("the transport was lost")
        if now - self._last_sign > GIVE_UP * self._silence:
            self._lost_as = GapKind.FROZEN
            raise TimeoutError("nothing was heard any more")

    def _resume(self, session: Session) -> None:
        """Take a new sign of life; a silence before it that was too long, or a new session, is a gap."""
        before, self._last_sign = self._last_sign, session.watching.last_sign
        is_new = before and session.watching.last_sign and self._resumed_epoch != self._epoch
        self._resumed_epoch = self._epoch
        if is_new:
            self._gap(before, session.watching.last_sign, self._lost_as, "supervisor")
        elif before and session.watching.last_sign - before > self._silence:
            self._gap(before, session.watching.last_sign, GapKind.FROZEN, "watchdog")

    _resumed_epoch = 0

    def _gap(self, start: int, end: int, kind: GapKind, detector: str) -> None:
        self._recorder.gap(Gap(self._stream, self._epoch, kind, start, end, detector))

    def _close(self) -> None:
        now = self._recorder.note(Kind.NOTE, {"what": ENDED, "stream": self._stream}).monotonic
        if self._last_sign and now - self._last_sign > self._silence:
            self._gap(self._last_sign, now, self._lost_as, "end")
