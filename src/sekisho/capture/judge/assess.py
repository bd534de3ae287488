"""Judging a capture: everything is recomputed from the sealed bytes, nothing is taken from what the capture claims.

A bundle that is damaged, answers another challenge, or mixes rehearsal and live is refused with every reason. What
remains is described as an evidence vector; it says what was observed and what was not, and certifies nothing.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property

from sekisho.capture import plain
from sekisho.capture.bounded import Cutter
from sekisho.capture.challenge import ServerKey
from sekisho.capture.companion.model_check import ModelCheck, judge_models
from sekisho.capture.judge.agent_said import agent_remarks
from sekisho.capture.judge.agreement import Agreement
from sekisho.capture.judge.capabilities import capabilities_of, shortcomings
from sekisho.capture.judge.channel import Channel, judge_channel
from sekisho.capture.judge.integration import Integration, judge_integration
from sekisho.capture.judge.interface import asked_of, sheet_of
from sekisho.capture.judge.level import Entry, Thresholds, headline
from sekisho.capture.judge.liveness import Liveness, livenesses
from sekisho.capture.judge.nameplate import Claim, claims_of, mismatches, remarks_of
from sekisho.capture.judge.presence import Presence, judge_presence
from sekisho.capture.judge.simulator import markers
from sekisho.capture.plan.capture_plan import CapturePlan, Identity
from sekisho.capture.plan.terms import issued_at, purpose_of
from sekisho.capture.problem import Problem, Refused, Value
from sekisho.capture.readiness.sheet import Sheet
from sekisho.capture.replay import proof
from sekisho.capture.replay.history import History
from sekisho.capture.replay.player import replay
from sekisho.capture.replay.server import server_of
from sekisho.capture.sealed.bundle import CLIENT, IDENTITY, PROOF
from sekisho.capture.sealed.opening import Opened, open_bundle
from sekisho.capture.sealed.record import Record
from sekisho.capture.sealed.segment import Segment
from sekisho.capture.topology.compared import topology_of

FORMAT = "sekisho/capture-assessment/v1"
#: How far the clocks of two honest computers may lie apart (node-opcua #1435).
CLOCKS_APART = timedelta(minutes=5)
JST = timezone(timedelta(hours=9), "JST")
_LAST_S = int(datetime(2199, 1, 1, tzinfo=UTC).timestamp())

__all__ = ["Assessment", "Thresholds", "assess"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a capture shows."""

    plan: CapturePlan
    bundle_sha256: str
    collector: bytes
    entries: tuple[Entry, ...]
    flags: tuple[str, ...]
    channel: Channel
    streams: tuple[Liveness, ...]
    claims: tuple[Claim, ...]
    presence: Presence
    client_sha256: str
    models: ModelCheck
    integration: Integration
    markers: tuple[str, ...]
    server: dict[str, Value]
    topology: dict[str, Value] | None
    capabilities: dict[str, Value]
    interface: Sheet
    remarks: tuple[Problem, ...]
    started_at: datetime
    ended_at: datetime
    is_interrupted: bool

    @property
    def headline(self) -> str:
        """The highest level whose lower levels are all met; empty for none."""
        return headline(self.entries)

    @property
    def reached(self) -> tuple[str, ...]:
        """The levels that were observed."""
        return tuple(entry.level for entry in self.entries if entry.is_met)

    @property
    def identifiers(self) -> frozenset[str]:
        """What another case's capture of this machine would show as well: key, instance name, maker and serial."""
        maker = self.plan.machine.identity.manufacturer
        found = {name for claim in self.claims for name in claim.identifiers(maker)}
        return frozenset(found | ({f"key {self.channel.key.key_sha256}"} if self.channel.key else set()))

    def beside(self, seen_elsewhere: Collection[str]) -> "Assessment":
        """Give the assessment with flag D where other cases show one of its identifiers."""
        is_seen = not self.identifiers.isdisjoint(seen_elsewhere)
        return replace(self, flags=(*self.flags, "D")) if is_seen else self

    def as_json(self) -> dict[str, Value]:
        """Give the assessment as plain values: texts, whole numbers, truth values, lists and tables of them."""
        cutter = Cutter()
        said: dict[str, Value] = {name: cutter.part(value) for name, value in self._said().items()}
        # Of these none is left out: by them a machine is found again.
        return {**said, "identifiers": [*sorted(self.identifiers)], "cut": cutter.cut}

    def _said(self) -> dict[str, Value]:
        plan = self.plan
        return {
            "format": FORMAT, "case": plan.case, "line": plan.line, "mode": plan.mode, "device": plan.machine.device,
            "bundle_sha256": self.bundle_sha256, "collector": self.collector.hex(), "headline": self.headline,
            "reached": list(self.reached), "flags": list(self.flags),
            "vector": _plain(self.entries), "claims": _plain(self.claims),
            "agreement": _plain(self.integration.agreements), "model": self.models.as_json(),
            "remarks": _plain(self.remarks), "markers": list(self.markers), "server": dict(self.server),
            "topology": self.topology,
            "capabilities": dict(self.capabilities),
            "interface": self.interface.as_json(),
            "policies": list(self.channel.policies),
            "purpose": plan.purpose, "client_sha256": self.client_sha256, "presence": self.presence.as_json(),
            "integration": self.integration.as_json(),
            "started_at": self.started_at.isoformat(), "ended_at": self.ended_at.isoformat(),
            "captured_on": self.started_at.astimezone(JST).date().isoformat(), "interrupted": self.is_interrupted,
            **_live(self.streams), **_signed(self.channel.key),
        }  # fmt: skip


def _plain(parts: Iterable[Entry | Claim | Agreement | Problem | Liveness]) -> list[Value]:
    return [part.as_json() for part in parts]


def _live(streams: tuple[Liveness, ...]) -> dict[str, Value]:
    # The worst stream speaks for the capture: whoever reads one number must not be told the better one.
    return {
        "streams": _plain(streams),
        "gap_ms": max((stream.gap_ms for stream in streams), default=0),
        "live_permille": min((stream.live_permille for stream in streams), default=0),
        "clock_offset_ms": next((s.offset_ms for s in streams if s.offset_ms is not None), None),
    }


def _signed(key: ServerKey | None) -> dict[str, Value]:
    return {
        "key_sha256": key.key_sha256 if key else None,
        "key_bits": key.key_bits if key else None,
        "certificate_sha256": key.certificate_sha256 if key else None,
    }


def assess(
    bundle_bytes: bytes,
    *,
    challenge_record: bytes,
    expected_identity: Identity,
    mode: str,
    thresholds: Thresholds,
    collector_public_key: bytes | None = None,
) -> Assessment | Refused:
    """Judge a bundle against the challenge as issued, the registered identity, the mode and the thresholds.

    ``collector_public_key`` (32 bytes) is the collector registered for the case; without one the bundle's own key is
    taken, which shows that the bundle is whole, not whose it is. The plan is the
    bundle's own, signals, gateway and all; whether it is one the office issued is asked with ``other_plan``.
    """
    opened = open_bundle(bundle_bytes, collector_public_key)
    if isinstance(opened, Refused):
        return opened
    history = replay(opened.records)
    if history.excess:
        return Refused.of(history.excess)
    channel = judge_channel(history, opened.plan, opened.bundle.files[CLIENT])
    marked = markers(history, channel.key)
    refusals = _answers(opened.plan, challenge_record) + _suits(opened.plan, mode, marked)
    if refusals:
        return Refused.of(refusals)
    judged = _Judged(opened, history, channel, expected_identity, thresholds, tuple(marked))
    return judged.assessment(hashlib.sha256(bundle_bytes).hexdigest())


@dataclass(frozen=True)
class _Judged:
    """A bundle that is judged: its records put back in order, and what they are held against."""

    opened: Opened
    history: History
    channel: Channel
    expected: Identity
    thresholds: Thresholds
    markers: tuple[str, ...]

    def assessment(self, bundle_sha256: str) -> Assessment:
        opened, plan, history, client = self.opened, self.opened.plan, self.history, self.opened.bundle.files[CLIENT]
        topology = topology_of(opened.records, plan.machine.device)
        return Assessment(
            plan=plan,
            bundle_sha256=bundle_sha256,
            collector=opened.bundle.collector,
            entries=self._entries(),
            flags=self._flags(),
            channel=self.channel,
            streams=tuple(self.streams),
            claims=tuple(self.claims),
            presence=self.presence,
            client_sha256=hashlib.sha256(client).hexdigest(),
            models=self.models,
            integration=self.integration,
            markers=self.markers,
            server=server_of(history),
            capabilities=capabilities_of(history, plan),
            remarks=tuple(self._remarks()),
            topology=topology.as_json() if topology else None,
            interface=sheet_of(history, asked_of(plan)),
            started_at=self.started_at,
            ended_at=self._instant_of(history.last, opened.segments[-1]),
            is_interrupted=opened.is_interrupted,
        )

    @cached_property
    def streams(self) -> list[Liveness]:
        return livenesses(self.history, self.opened.plan)

    @cached_property
    def claims(self) -> list[Claim]:
        return claims_of(self.history, self.opened.plan.machine.device, self.expected)

    @cached_property
    def presence(self) -> Presence:
        return judge_presence(self.opened.plan, self.history, self.streams, self.channel, self.thresholds.action_one_in)

    @cached_property
    def integration(self) -> Integration:
        client = self.opened.bundle.files[CLIENT]
        return judge_integration(self.opened.plan, self.history, self.streams, client, self.thresholds.agreement)

    @cached_property
    def models(self) -> ModelCheck:
        plan = self.opened.plan
        category = self.thresholds.category or plan.machine.category
        return judge_models(self.history, plan, category, self.started_at.astimezone(JST).date())

    @property
    def started_at(self) -> datetime:
        return self._instant_of(self.history.first, self.opened.segments[0])

    def _instant_of(self, record: Record | None, segment: Segment) -> datetime:
        return _instant(record.wall if record else segment.header.opened_wall)

    def _entries(self) -> tuple[Entry, ...]:
        history = self.history
        answered = any(connection.endpoints or connection.answer for connection in history.connections)
        probed = any(document.kind == "Devices" for _, document in history.documents)
        return (
            Entry("L0", () if answered or probed else (Problem("l0.nothing_answered"),)),
            # Over TLS nobody signed anything that could be checked here: the collector saw the pinned certificate.
            Entry("L1", self.channel.problems, "" if self.channel.key else "l1.pinned"),
            Entry("L2", tuple(mismatches(self.claims, self.expected))),
            Entry("L3", self.models.entry),
            Entry("L4", _not_live(self.streams, self.thresholds)),
            Entry("L5", self.integration.reasons),
        )

    def _flags(self) -> tuple[str, ...]:
        has_data = [stream for stream in self.streams if not stream.series.is_empty]
        is_within = bool(has_data) and all(stream.is_within_gap_budget(self.thresholds) for stream in has_data)
        flags = {
            "C": self.channel.is_challenge_bound, "P": self.presence.is_observed, "G": is_within,
            "S": bool(self.markers),
        }  # fmt: skip
        return tuple(letter for letter, is_raised in flags.items() if is_raised)

    def _remarks(self) -> Iterator[Problem]:
        """Name what keeps no level and is remarkable: of the records, the channel, the model, signals and agent."""
        history = self.history
        yield from history.problems
        yield from _claimed(self.opened, history)
        if any(connection.points for connection in history.connections):
            yield Problem("record.browse_truncated")
        yield from _before_challenge(self.opened.plan, history)
        yield from _out_of_time(self.channel.key, [record for record in (history.first, history.last) if record])
        yield from shortcomings(history, self.opened.plan)
        yield from remarks_of(history, self.claims, self.expected)
        yield from self.models.remarks
        for stream in self.streams:
            yield from stream.series.problems
        yield from agent_remarks(history)


def _instant(wall_ns: int) -> datetime:
    """Give the instant of a wall clock; of one that was never set right, the first there is."""
    seconds = wall_ns // 1_000_000_000
    # Beyond the years an office's pages know, the card of the capture could not be shown.
    return datetime.fromtimestamp(seconds if 0 <= seconds < _LAST_S else 0, UTC)


def _out_of_time(key: ServerKey | None, records: Iterable[Record]) -> Iterator[Problem]:
    # A remark and no more: the key is pinned, and machines outlive their certificates (OPC 10000-4, 6.1.3 lets a
    # client pass over the time).
    if key and not all(key.begins_at <= _instant(record.wall) <= key.ends_at for record in records):
        facts: dict[str, Value] = {"begins": key.begins_at.isoformat(), "ends": key.ends_at.isoformat()}
        yield Problem("signature.certificate_not_valid", facts=facts)


def _before_challenge(plan: CapturePlan, history: History) -> list[Problem]:
    """Say where the collector's clock puts the records before the challenge they answer, which cannot be."""
    issued, first = issued_at(plan.challenge_record), history.first
    if issued is None or first is None or _instant(first.wall) >= issued - CLOCKS_APART:
        return []
    facts: dict[str, Value] = {"started": _instant(first.wall).isoformat(), "issued": issued.isoformat()}
    return [Problem("record.before_challenge", facts=facts)]


def _answers(plan: CapturePlan, challenge_record: bytes) -> list[Problem]:
    if plan.challenge_record != challenge_record:
        return [Problem("challenge.other")]
    asked = purpose_of(challenge_record)
    facts: dict[str, Value] = {"found": plan.purpose, "expected": asked}
    return [] if plan.purpose == asked else [Problem("purpose.differs", facts=facts)]


def _suits(plan: CapturePlan, mode: str, marked: list[str]) -> list[Problem]:
    """Keep rehearsal and live apart: the marker of a test machine is refused live and required in rehearsal."""
    problems = [] if plan.mode == mode else [Problem("mode.differs", facts={"found": plan.mode, "expected": mode})]
    # Refused, not flagged: a marked machine's data must never be near a payment (interop.md 2.2).
    if mode == "live" and marked:
        problems.append(Problem("simulator.seen", facts={"markers": ", ".join(marked)}))
    if mode == "rehearsal" and not marked:
        problems.append(Problem("simulator.missing"))
    return problems


def _not_live(streams: list[Liveness], thresholds: Thresholds) -> tuple[Problem, ...]:
    shortfalls = [stream.shortfalls(thresholds) for stream in streams]
    # One stream that was live is enough: a gate reads the machine, and either protocol can show it.
    return () if any(not found for found in shortfalls) else tuple(p for found in shortfalls for p in found)


def _claimed(opened: Opened, history: History) -> list[Problem]:
    """Say where what stands beside the segments is not what follows from them."""
    files = opened.bundle.files
    problems = []
    if files[PROOF] != plain.as_bytes({"proofs": proof.proofs_of(history)}):
        problems.append(Problem("bundle.claims_differ", PROOF))
    try:
        said = plain.read(files[IDENTITY]).get("claimed")
    except plain.MalformedError:
        said = None
    if said != proof.identity_of(history):
        problems.append(Problem("bundle.claims_differ", IDENTITY))
    return problems
