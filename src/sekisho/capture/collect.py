"""Carrying out a plan: connect, capture for the planned seconds, seal. Whatever happens, a sealed bundle comes out."""

import asyncio
import io
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture import bundle, plain
from sekisho.capture.challenge import challenge_of
from sekisho.capture.gateway import GatewayWatch
from sekisho.capture.guide import Guide
from sekisho.capture.identity import check_client
from sekisho.capture.plan import CapturePlan, render
from sekisho.capture.problem import Problem, Value
from sekisho.capture.proof import identity_of, proofs_of
from sekisho.capture.record import Clock, Kind
from sekisho.capture.recorder import Recorder, Subject
from sekisho.capture.replay import replay
from sekisho.capture.segment import BrokenSegmentError, read_segment, seal_interrupted
from sekisho.capture.session import Own
from sekisho.capture.span import Span
from sekisho.capture.supervisor import Supervisor

BEAT_EVERY_S = 0.5
PROGRESS_EVERY_S = 1.0


class UnusableClientError(Exception):
    """The client's own certificate cannot be shown to a machine; the problems say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def _silent(_progress: Problem) -> None:
    return None


async def run_capture(
    plan: CapturePlan,
    *,
    key: Ed25519PrivateKey,
    client_certificate: bytes,
    client_key: rsa.RSAPrivateKey,
    on_progress: Callable[[Problem], None] = _silent,
    spool: Path | None = None,
) -> bytes:
    """Carry out a plan and give the sealed bundle.

    Cancelling it (as Ctrl-C does) ends the capture before its time and still gives the bundle, sealed as interrupted.
    With a ``spool`` folder the segments are files there while they are written (see ``recover_capture``).
    Raises UnusableClientError before any connection is made.
    """
    problems = check_client(client_certificate, client_key, datetime.now(UTC))
    if problems:
        raise UnusableClientError(problems)
    clock = Clock()
    subject = Subject(plan.case, plan.machine.device, challenge_of(plan.challenge_record).hex())
    recorder = Recorder(subject, key, clock=clock, spool=spool)
    span = Span(plan.duration_s, clock)
    try:
        await _watch(plan, recorder, span, Own(client_certificate, client_key), on_progress)
    except asyncio.CancelledError:
        span.stop()
    segments = recorder.finish(is_interrupted=span.was_stopped)
    on_progress(Problem("progress.sealed", facts={"segments": len(segments)}))
    return _bundle(plan, segments, client_certificate, key)


async def _watch(
    plan: CapturePlan, recorder: Recorder, span: Span, own: Own, on_progress: Callable[[Problem], None]
) -> None:
    watches = []
    machine = plan.machine
    if machine.opcua is not None:
        watches.append(Supervisor(plan, machine.opcua, recorder, span).run(own, on_progress))
    if machine.mtconnect is not None:
        watches.append(GatewayWatch(machine.mtconnect, recorder, span, plan.sampling_ms).run())
    beside = [asyncio.create_task(_beat(recorder)), asyncio.create_task(_tell(span, on_progress))]
    if machine.action is not None:
        beside.append(asyncio.create_task(Guide(plan, machine.action, recorder, span).run(on_progress)))
    try:
        for outcome in await _all_of([asyncio.create_task(watch) for watch in watches], span):
            if isinstance(outcome, Exception):
                # A surprise in one watch must not cost what the other one saw.
                facts: dict[str, Value] = {"error": f"{type(outcome).__name__}: {outcome}"[:300]}
                recorder.note(Kind.NOTE, {"what": "watch-failed", **facts})
                on_progress(Problem("connect.failed", facts=facts))
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


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


async def _beat(recorder: Recorder) -> None:
    while True:
        recorder.record(Kind.BEAT, b"")
        await asyncio.sleep(BEAT_EVERY_S)


async def _tell(span: Span, on_progress: Callable[[Problem], None]) -> None:
    while True:
        on_progress(Problem("progress.capturing", facts={"seconds": span.elapsed_s, "planned": span.planned_s}))
        await asyncio.sleep(PROGRESS_EVERY_S)


def recover_capture(plan: CapturePlan, spool: Path, *, key: Ed25519PrivateKey, client_certificate: bytes) -> bytes:
    """Make a bundle of what a crashed capture left in its spool folder; the last segment is sealed as interrupted.

    Raises BrokenSegmentError where a segment has not even a header.
    """
    segments = []
    for path in sorted(spool.glob("segment-*.part")):
        data = path.read_bytes()
        # Only the last can be torn; those before it were sealed while the collector still ran.
        try:
            read_segment(data)
        except BrokenSegmentError:
            sink = io.BytesIO()
            seal_interrupted(data, key, sink)
            data = sink.getvalue()
        segments.append(data)
    return _bundle(plan, tuple(segments), client_certificate, key)


def _bundle(plan: CapturePlan, segments: tuple[bytes, ...], certificate: bytes, key: Ed25519PrivateKey) -> bytes:
    history = replay(record for segment in segments for record in read_segment(segment).records)
    identity: dict[str, Value] = {
        "claimed": identity_of(history),
        "collector": {"asyncua": version("asyncua"), "python": platform.python_version()},
    }
    files = {
        bundle.PLAN: render(plan),
        bundle.CHALLENGE: plan.challenge_record,
        bundle.CLIENT: certificate,
        bundle.PROOF: plain.as_bytes({"proofs": proofs_of(history)}),
        bundle.IDENTITY: plain.as_bytes(identity),
    }
    named = {bundle.segment_name(number): segment for number, segment in enumerate(segments, 1)}
    return bundle.write_bundle({**files, **named}, key)
