"""Opening a bundle for judgement: whole, signed, its segments one unbroken chain, its plan readable and its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sekisho.capture.challenge import challenge_of
from sekisho.capture.plan.capture_plan import CapturePlan, parse
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.sealed.bundle import CHALLENGE, PLAN, Bundle, read_bundle, segment_name
from sekisho.capture.sealed.record import Record
from sekisho.capture.sealed.segment import MOST_RECORDS, BrokenSegmentError, Segment, read_segment


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that is whole: signed by its collector, every segment in its place, the plan read.

    Its segments are kept without their records: those of a long capture are read anew when they are gone through.
    """

    bundle: Bundle
    plan: CapturePlan
    segments: tuple[Segment, ...]

    @property
    def records(self) -> Iterator[Record]:
        """Every record in order; one segment at a time is held."""
        return (record for data in self.bundle.segments for record in read_segment(data).records)

    @property
    def is_interrupted(self) -> bool:
        """Say whether the capture ended before its time."""
        # One that was interrupted and went on has a gap there, and its end is what counts.
        return bool(self.segments) and self.segments[-1].is_interrupted


def open_bundle(data: bytes, collector_public_key: bytes | None) -> Opened | Refused:
    """Open a bundle, or refuse it with every reason. Without a key the bundle's own is taken."""
    bundle = read_bundle(data)
    if isinstance(bundle, Refused):
        return bundle
    plan = parse(bundle.files[PLAN])
    problems = list(plan.problems) if isinstance(plan, Refused) else []
    key = _key(collector_public_key or bundle.collector)
    if key is None or not bundle.is_signed_by(key):
        problems.append(Problem("bundle.signature", facts={"collector": bundle.collector.hex()[:16]}))
    segments = _segments(bundle, key, problems)
    if isinstance(plan, CapturePlan):
        problems += _belongings(bundle, plan, segments)
    return Refused.of(problems) if problems or isinstance(plan, Refused) else Opened(bundle, plan, tuple(segments))


def _key(raw: bytes) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None


def _segments(bundle: Bundle, key: Ed25519PublicKey | None, problems: list[Problem]) -> list[Segment]:
    found: list[Segment] = []
    left = MOST_RECORDS
    for number, data in enumerate(bundle.segments, 1):
        try:
            segment = read_segment(data, left)
        except BrokenSegmentError as error:
            problems.append(Problem("segment.broken", segment_name(number), {"reason": str(error)}))
            continue
        # Signed one by one, so that a bundle put together from two captures does not pass as one.
        if key is None or not segment.is_signed_by(key):
            problems.append(Problem("segment.signature", segment_name(number)))
        found.append(replace(segment, records=()))
        left -= len(segment.records)
    return found


def _belongings(bundle: Bundle, plan: CapturePlan, segments: Iterable[Segment]) -> list[Problem]:
    """Check that plan, challenge and segments belong together, and that the chain of segments is unbroken."""
    problems = (
        [] if bundle.files[CHALLENGE] == plan.challenge_record else [Problem("challenge.not_the_plans", CHALLENGE)]
    )
    challenge = challenge_of(plan.challenge_record).hex()
    previous = ""
    for number, segment in enumerate(segments, 1):
        header, name = segment.header, segment_name(number)
        if (header.case, header.device, header.challenge) != (plan.case, plan.machine.device, challenge):
            problems.append(Problem("segment.other_capture", name))
        # Each names the digest of the one before, so none can be left out, exchanged or put in.
        if (header.number, header.previous) != (number, previous):
            problems.append(Problem("segment.chain", name))
        previous = segment.digest
    return problems
