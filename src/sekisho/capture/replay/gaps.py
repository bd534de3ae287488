"""Gaps recomputed from the records: silences, breaks of a chain, lost messages, a paused collector, a stepped clock.

What the collector noticed itself is added, never subtracted: an honest gap record can only lengthen the list.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sekisho.capture.replay.chain import break_between, missed_between
from sekisho.capture.replay.covered import Covered
from sekisho.capture.replay.history import MILLION, START_TIME, Connection, History, Published
from sekisho.capture.sealed.record import Gap, GapKind

OPCUA, MTCONNECT, BOTH = "opcua", "mtconnect", "all"
LEAST_SILENCE_MS = 2000
#: A subscription is asked for a sign of life every second; a server may lengthen that, and no further than this counts.
LARGEST_SILENCE_MS = 10_000
#: A gap the collector told as well may begin and end a little elsewhere than the one that was found.
TOLD_TWICE_MS = 1000
#: How far wall and monotonic clock may drift apart between two beats.
LARGEST_STEP_MS = 2000


def opcua_gaps(history: History, end: int, sampling_ms: int = 0) -> list[Gap]:
    """Find the gaps of the OPC UA stream up to the end of the capture (monotonic nanoseconds).

    ``sampling_ms`` is how often the plan has values sampled: a machine asked so seldom may be silent for as long.
    """
    gaps: list[Gap] = []
    last: Published | None = None
    before: Connection | None = None
    for epoch, session in enumerate(history.epochs, 1):
        if last is not None and before is not None:
            is_same = before.about(START_TIME) == session.about(START_TIME)
            kind = GapKind.TRANSPORT_LOST if is_same else GapKind.SERVER_RESTART
            gaps.append(Gap(OPCUA, epoch, kind, last.at, session.published[0].at, "epochs"))
        gaps += _within(session, epoch, _silence(session, sampling_ms))
        last, before = session.published[-1], session
    if last is not None and end - last.at > _silence(before, sampling_ms):
        gaps.append(Gap(OPCUA, len(history.epochs), GapKind.TRANSPORT_LOST, last.at, end, "end"))
    return _by_cause(gaps, history)


def _by_cause(gaps: Iterable[Gap], history: History) -> list[Gap]:
    """Name a gap after the operator or the collector where it lies in a pause or outage; its length does not change."""
    causes = {
        GapKind.OPERATOR_PAUSED: Covered(history.pauses),
        GapKind.COLLECTOR_PAUSED: Covered(history.outages),
    }
    return [replace(gap, kind=_cause(gap, causes) or gap.kind) for gap in gaps]


def _cause(gap: Gap, causes: Mapping[GapKind, Covered]) -> GapKind | None:
    # A lost value stays lost, and a silence between two signs of life the machine's, whatever else happened.
    if gap.kind in {GapKind.OVERFLOW, GapKind.FROZEN}:
        return None
    return next((kind for kind, times in causes.items() if times.touches(gap.start, gap.end)), None)


def _silence(session: Connection | None, sampling_ms: int) -> int:
    """Give how long a session may be silent. What server and collector agreed on counts, up to a limit.

    Who agreed on a sign of life an hour would else have no gap in that hour, and nobody knows what happened in it.
    """
    said = session.subscription if session else None
    expected = 2 * said.interval_ms * max(1, said.keep_alive_count) if said else 0
    polled = 4 * session.poll_interval_ms if session else 0
    most = max(LARGEST_SILENCE_MS, 4 * sampling_ms)
    # The least first: a float of the wire may be no number at all, and is then not greater.
    return int(min(max(LEAST_SILENCE_MS, expected, polled), most)) * MILLION


def _within(session: Connection, epoch: int, silence: int) -> Iterator[Gap]:
    for before, after in pairwise(session.published):
        if after.at - before.at > silence:
            yield Gap(OPCUA, epoch, GapKind.FROZEN, before.at, after.at, "silence")
        if after.publication.has_overflow:
            yield Gap(OPCUA, epoch, GapKind.OVERFLOW, before.at, after.at, "overflow bit")
    # What was polled has no numbers.
    messages = (p for p in session.published if p.publication.values and p.publication.sequence)
    for before, after in pairwise(messages):
        missed = (after.publication.sequence - before.publication.sequence - 1) % 2**32
        # The number after the last one is 1, never 0 (OPC 10000-4 §5.14).
        if missed and not (after.publication.sequence == 1 and before.publication.sequence == 2**32 - 1):
            yield Gap(OPCUA, epoch, GapKind.TRANSPORT_LOST, before.at, after.at, "sequence", missed)


def mtconnect_gaps(history: History, end: int, sampling_ms: int) -> list[Gap]:
    """Find the gaps of the MTConnect stream: judged by the nextSequence chain, never by holes in the numbering."""
    streams = history.chain
    silence = max(LEAST_SILENCE_MS, 4 * sampling_ms) * MILLION
    gaps: list[Gap] = []
    epoch = 1
    for (asked_before, before), (asked, document) in pairwise(streams):
        start, at = asked_before.answered.monotonic, asked.answered.monotonic
        # A part of a stream goes on from the part before it; only the first was asked from a sequence.
        asked_from = before.header.next if asked.is_part and asked_before.target == asked.target else asked.asked_from
        kind = break_between(before.header, document.header, asked_from)
        epoch += kind in {GapKind.INSTANCE_CHANGE, GapKind.SERVER_RESTART}
        if kind is not None:
            missed = missed_between(before.header, document.header, kind)
            gaps.append(Gap(MTCONNECT, epoch, kind, start, at, "chain", missed))
        elif at - start > silence:
            gaps.append(Gap(MTCONNECT, epoch, GapKind.TRANSPORT_LOST, start, at, "silence"))
    if streams and end - streams[-1][0].answered.monotonic > silence:
        last = streams[-1][0].answered.monotonic
        gaps.append(Gap(MTCONNECT, epoch, GapKind.TRANSPORT_LOST, last, end, "end"))
    return _by_cause(gaps, history)


def collector_gaps(history: History) -> list[Gap]:
    """Find where the collector itself stood still, or the wall clock was set."""
    gaps = [Gap(BOTH, 0, GapKind.COLLECTOR_PAUSED, *times, "began") for times in history.outages]
    # From the first record on: where no beat says that the collector was running, nobody knows whether it was.
    signs = [*filter(None, (history.first,)), *history.beats]
    for before, after in pairwise(signs):
        passed = after.monotonic - before.monotonic
        if passed > LEAST_SILENCE_MS * MILLION:
            gaps.append(Gap(BOTH, 0, GapKind.COLLECTOR_PAUSED, before.monotonic, after.monotonic, "beat"))
        if abs(after.wall - before.wall - passed) > LARGEST_STEP_MS * MILLION:
            gaps.append(Gap(BOTH, 0, GapKind.CLOCK_STEP, before.monotonic, after.monotonic, "beat"))
    last, end = signs[-1].monotonic if signs else 0, history.watched_until
    if end - last > LEAST_SILENCE_MS * MILLION:
        gaps.append(Gap(BOTH, 0, GapKind.COLLECTOR_PAUSED, last, end, "beat"))
    return gaps


def claimed_gaps(history: History, stream: str) -> list[Gap]:
    """Give the gaps the collector recorded for a stream; what does not read as a gap is left out."""
    return [gap for said in history.claimed_gaps if (gap := _claimed(said)) is not None and gap.stream == stream]


def _claimed(said: dict[str, Any]) -> Gap | None:
    start, end, epoch, missed = (_counted(said.get(name)) for name in ("start", "end", "epoch", "missed"))
    kind = str(said.get("kind"))
    if start is None or end is None or end < start or epoch is None or kind not in set(GapKind):
        return None
    return Gap(str(said.get("stream")), epoch, GapKind(kind), start, end, "collector", missed)


def _counted(value: Any) -> int | None:
    """Give a number as clocks and counters have them, of at most 64 bits; None for everything else."""
    return value if type(value) is int and 0 <= value < 2**64 else None


def total_ms(gaps: Iterable[Gap]) -> int:
    """Give how long gaps are together; where they overlap, the time counts once."""
    total = covered = 0
    for gap in sorted(gaps, key=lambda gap: gap.start):
        start = max(gap.start, covered)
        total += max(0, gap.end - start)
        covered = max(covered, gap.end)
    return total // MILLION


def merged(found: Iterable[Gap], claimed: Iterable[Gap]) -> list[Gap]:
    """Give found gaps, and of the claimed ones those that say more than the found ones do."""
    # A gap told twice counts once; told once by either side it counts as well.
    kept = list(found)
    known, reach = Covered((gap.start, gap.end) for gap in kept), 0
    for gap in sorted(claimed, key=lambda gap: (gap.start, -gap.end)):
        start = max(gap.start, min(reach, gap.end))
        more = gap.end - start - known.within(start, gap.end)
        is_other = start == gap.start and not known.touches(gap.start, gap.end)
        if is_other or more > TOLD_TWICE_MS * MILLION:
            kept.append(gap)
            reach = max(reach, gap.end)
    return sorted(kept, key=lambda gap: gap.start)
