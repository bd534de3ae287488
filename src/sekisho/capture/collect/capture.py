"""Carrying out a plan: connect, capture for the planned seconds, seal. Whatever happens, a sealed bundle comes out."""

import asyncio
import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sekisho.capture import plain
from sekisho.capture.challenge import challenge_of
from sekisho.capture.collect.disk import Disk
from sekisho.capture.collect.gateway import GatewayWatch
from sekisho.capture.collect.guide import Guide
from sekisho.capture.collect.network import Survey, observe
from sekisho.capture.collect.past import ELAPSED, FINISHED, Past, boot_id, read_past
from sekisho.capture.collect.session import Own
from sekisho.capture.collect.span import Span
from sekisho.capture.collect.spool import Spool, spool_of
from sekisho.capture.collect.supervisor import GATEWAY, Supervisor
from sekisho.capture.identity import Collector, check_client
from sekisho.capture.plan.capture_plan import CapturePlan, render
from sekisho.capture.plan.gateway import plan_for_gateway
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.player import replay
from sekisho.capture.replay.proof import identity_of, outline, proofs_of
from sekisho.capture.sealed import bundle
from sekisho.capture.sealed.aside import AsideRecorder
from sekisho.capture.sealed.record import BEGAN, PAUSED, RESUMED, Gap, GapKind, Kind
from sekisho.capture.sealed.recorder import Recorder, Subject, segments_in
from sekisho.capture.sealed.segment import records_in

BEAT_EVERY_S = 0.5
PROGRESS_EVERY_S = 1.0
LOOK_EVERY_S = 0.2
#: How far the capture came is noted this often; a collector that begins again goes on from there.
NOTE_EVERY_MS = 5000

Report = Callable[[Problem], None]


class UnusableClientError(Exception):
    """The client's own certificate cannot be shown to a machine; the problems say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def _silent(_progress: Problem) -> None:
    return None


async def run_capture(
    plan: CapturePlan,
    collector: Collector,
    out: Path,
    *,
    on_progress: Report = _silent,
    disk: Disk | None = None,
    survey: Survey | None = None,
) -> Path:
    """Carry out a plan and write the sealed bundle; give the bundle's file.

    Everything is recorded into a spool folder beside it, which is removed once the bundle is whole. Where that folder
    is there already, as after a loss of power, the capture goes on from it: same challenge, next attempts, and the
    time in between a gap. Cancelling (as Ctrl-C does) ends the capture before its time and still writes the bundle.
    ``survey`` says what of the network is looked at beside the plan's endpoints.
    Raises UnusableClientError and SpoolError before any connection is made; OSError where the bundle cannot be
    written, the spool then stays and the same call finishes it.
    """
    problems = check_client(collector.client_certificate, collector.client_key, datetime.now(UTC))
    if problems:
        raise UnusableClientError(problems)
    with Spool(spool_of(out), render(plan)) as spool:
        past = read_past(spool.folder, collector.key)
        if not past.is_finished:
            run = _Run(plan, collector, spool, past, on_progress, disk or Disk())
            await run.go(survey or Survey())
        on_progress(Problem("progress.sealed", facts={"segments": len(segments_in(spool.folder))}))
        write_capture(plan, collector, spool.folder, out)
        spool.remove()
    return out


class _Run:
    """One process's part of a capture."""

    def __init__(
        self, plan: CapturePlan, collector: Collector, spool: Spool, past: Past, report: Report, disk: Disk
    ) -> None:
        self._plan, self._spool, self._past, self._disk = plan, spool, past, disk
        self._own = Own(collector.client_certificate, collector.client_key)
        self._report = report
        clock = past.clock()
        subject = Subject(plan.case, plan.machine.device, challenge_of(plan.challenge_record).hex())
        self._recorder = Recorder(subject, collector.key, clock=clock, spool=spool.folder, chain=past.chain)
        self._span = Span(plan.duration_s, clock, before_ms=past.elapsed_ms)

    async def go(self, survey: Survey) -> None:
        """Capture until the time is over, through every pause, and seal. Raises OSError where the disk is full."""
        self._recorder.note(Kind.NOTE, {"what": BEGAN, "boot": boot_id(), "shift": self._past.shift})
        if self._past.last is not None:
            self._report(Problem("progress.resumed", facts={"seconds": self._span.elapsed_s}))
        # Beside the capture: a network that answers slowly must not make it longer than its plan.
        looking = observe(self._plan, self._recorder, survey)
        beside = [asyncio.create_task(work) for work in (self._beat(), self._tell(), self._guard(), looking)]
        if (action := self._plan.machine.action) is not None:
            guide = Guide(self._plan, action, self._recorder, self._span)
            beside.append(asyncio.create_task(guide.run(self._report)))
        try:
            await self._watch()
            while self._span.is_held and not self._span.was_stopped:
                await self._pause()
                await self._watch()
        except asyncio.CancelledError:
            self._span.stop()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        self._recorder.note(Kind.NOTE, {"what": FINISHED})
        self._recorder.finish(is_interrupted=self._span.was_stopped)
        if self._span.was_stopped:
            facts: dict[str, Value] = {"seconds": self._span.elapsed_s, "planned": self._span.planned_s}
            self._report(Problem("progress.stopped", facts=facts))

    async def _watch(self) -> None:
        plan, machine, recorder, span = self._plan, self._plan.machine, self._recorder, self._span
        watches = []
        if machine.opcua is not None:
            trail = self._past.trail(machine.opcua.endpoint)
            watches.append(Supervisor(plan, machine.opcua, recorder, span, trail).run(self._own, self._report))
        if machine.mtconnect is not None:
            watches.append(GatewayWatch(machine.mtconnect, recorder, span, plan.sampling_ms).run())
        if machine.gateway is not None:
            trail = self._past.trail(machine.gateway.opcua.endpoint)
            own_plan, aside = plan_for_gateway(plan, machine.gateway), AsideRecorder(recorder)
            watch = Supervisor(own_plan, machine.gateway.opcua, aside, span, trail, GATEWAY)
            watches.append(watch.run(self._own, self._report))
        for outcome in await _all_of([asyncio.create_task(watch) for watch in watches], span):
            if isinstance(outcome, Exception):
                # A surprise in one watch must not cost what the other one saw.
                facts: dict[str, Value] = {"error": f"{type(outcome).__name__}: {outcome}"[:300]}
                recorder.note(Kind.NOTE, {"what": "watch-failed", **facts})
                self._report(Problem("connect.failed", facts=facts))

    async def _pause(self) -> None:
        """Stay paused while the operator wants it; the watches have ended and begin anew afterwards."""
        while self._spool.is_paused and not self._span.was_stopped:  # noqa: ASYNC110 - because a file tells, no event
            await asyncio.sleep(LOOK_EVERY_S)
        end = self._recorder.note(Kind.NOTE, {"what": RESUMED}).monotonic
        for stream in self._held:
            self._recorder.gap(Gap(stream, 0, GapKind.OPERATOR_PAUSED, self._held_at, end, "operator"))
        self._span.release()

    _held: tuple[str, ...] = ()
    _held_at = 0

    async def _guard(self) -> None:
        """Watch for the operator's pause and for the end of the disk."""
        while True:
            if self._spool.is_paused and not self._span.is_held:
                self._held, self._held_at = (
                    self._span.streams,
                    self._recorder.note(Kind.NOTE, {"what": PAUSED}).monotonic,
                )
                self._span.hold()
                self._report(Problem("progress.paused"))
            short = self._disk.shortage(self._spool.folder, self._recorder.size)
            if self._recorder.is_full or short:
                problem = short or Problem("disk.full")
                self._recorder.note(Kind.NOTE, {"what": problem.code, **problem.facts})
                self._span.stop()
                self._report(problem)
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _beat(self) -> None:
        while True:
            self._recorder.record(Kind.BEAT, b"")
            await asyncio.sleep(BEAT_EVERY_S)

    async def _tell(self) -> None:
        noted = self._span.elapsed_ms
        while True:
            self._report(Problem("progress.capturing", facts=self._progress()))
            if self._span.elapsed_ms - noted >= NOTE_EVERY_MS:
                noted = self._span.elapsed_ms
                self._recorder.note(Kind.NOTE, {"what": ELAPSED, "ms": noted})
            await asyncio.sleep(PROGRESS_EVERY_S)

    def _progress(self) -> dict[str, Value]:
        recorder, span = self._recorder, self._span
        # What was cut off before counts as one: the time until the same command was given again.
        gaps = recorder.gaps + (self._past.last is not None)
        return {
            "seconds": span.elapsed_s, "planned": span.planned_s, "values": recorder.values, "gaps": gaps,
            "offset_ms": recorder.clock_offset_ms, "paused": span.is_held, "bytes": recorder.size,
        }  # fmt: skip


async def _all_of(watches: Sequence["asyncio.Task[None]"], span: Span) -> Sequence[BaseException | None]:
    """Wait for every watch; give what each failed with. Cancelled, it waits until each of them has come to its end."""
    try:
        await asyncio.wait(watches)
    except asyncio.CancelledError:
        # First: wait_for of Python 3.11 can swallow a cancellation, and such a watch sees here that its time is over.
        span.stop()
        for watch in watches:
            watch.cancel()
        await asyncio.wait(watches)
        raise
    return [None if watch.cancelled() else watch.exception() for watch in watches]


def recover_capture(plan: CapturePlan, collector: Collector, out: Path) -> Path:
    """Make a bundle of what a crashed capture left, without going on with it; give the bundle's file.

    Raises SpoolError where there is nothing to make it of, and OSError.
    """
    with Spool(spool_of(out), render(plan)) as spool:
        read_past(spool.folder, collector.key)
        write_capture(plan, collector, spool.folder, out)
        spool.remove()
    return out


def write_capture(plan: CapturePlan, collector: Collector, spool: Path, out: Path) -> None:
    """Write the bundle under another name first, so that a bundle that is there is always a whole one."""
    part = spool / "whole.part"
    with part.open("wb") as sink:
        bundle.write_bundle_to(sink, _files(plan, collector.client_certificate, segments_in(spool)), collector.key)
        sink.flush()
        os.fsync(sink.fileno())
    part.replace(out)


def _files(plan: CapturePlan, certificate: bytes, segments: Sequence[Path]) -> dict[str, bundle.Part]:
    history = replay(outline(records_in(segments)))
    identity: dict[str, Value] = {
        "claimed": identity_of(history),
        "collector": {"asyncua": version("asyncua"), "python": platform.python_version()},
    }
    files: dict[str, bundle.Part] = {
        bundle.PLAN: render(plan),
        bundle.CHALLENGE: plan.challenge_record,
        bundle.CLIENT: certificate,
        bundle.PROOF: plain.as_bytes({"proofs": proofs_of(history)}),
        bundle.IDENTITY: plain.as_bytes(identity),
    }
    return files | {bundle.segment_name(number): segment for number, segment in enumerate(segments, 1)}
