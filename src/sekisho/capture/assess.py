"""Judging a capture: everything is recomputed from the sealed bytes, nothing is taken from what the capture claims.

A bundle that is damaged, answers another challenge, or mixes rehearsal and live is refused with every reason. What
remains is described as an evidence vector; it says what was observed and what was not, and certifies nothing.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from sekisho.capture import plain, proof
from sekisho.capture.agent_said import agent_remarks
from sekisho.capture.agreement import Agreement
from sekisho.capture.bounded import Cutter
from sekisho.capture.bundle import CLIENT, IDENTITY, PROOF
from sekisho.capture.capabilities import capabilities_of, shortcomings
from sekisho.capture.challenge import ServerKey
from sekisho.capture.channel import Channel, judge_channel
from sekisho.capture.history import History
from sekisho.capture.integration import Integration, judge_integration
from sekisho.capture.level import Entry, Thresholds, headline
from sekisho.capture.liveness import Liveness, livenesses
from sekisho.capture.model_check import ModelCheck, judge_models
from sekisho.capture.nameplate import Claim, claims_of, mismatches
from sekisho.capture.opening import Opened, open_bundle
from sekisho.capture.plan import CapturePlan, Identity
from sekisho.capture.presence import Presence, judge_presence
from sekisho.capture.problem import Problem, Refused, Value
from sekisho.capture.readiness.seen import asked_of, sheet_of
from sekisho.capture.readiness.sheet import Sheet
from sekisho.capture.replay import replay
from sekisho.capture.server import server_of
from sekisho.capture.simulator import markers
from sekisho.capture.terms import issued_at, purpose_of
from sekisho.capture.topology.compared import topology_of

FORMAT = "sekisho/capture-assessment/v1"
#: How far the clocks of two honest computers may lie apart (node-opcua #1435).
CLOCKS_APART = timedelta(minutes=5)
JST = timezone(timedelta(hours=9), "JST")

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
        said: dict[str, Value] = {name: cutter.take(value) for name, value in self._said().items()}
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
    plan, history = opened.plan, replay(opened.records)
    if history.excess:
        return Refused.of(history.excess)
    channel = judge_channel(history, plan, opened.bundle.files[CLIENT])
    marked = markers(history, channel.key)
    refusals = _answers(plan, challenge_record) + _suits(plan, mode, marked)
    if refusals:
        return Refused.of(refusals)
    streams, claims = livenesses(history, plan), claims_of(history, plan.machine.device)
    presence = judge_presence(plan, history, streams, channel, thresholds.action_one_in)
    compared = topology_of(opened.records, plan.machine.device)
    client = opened.bundle.files[CLIENT]
    integration = judge_integration(plan, history, streams, client, thresholds.agreement)
    not_live, unlike = _not_live(streams, thresholds), mismatches(claims, expected_identity)
    said = _remarks(opened, history, channel)
    first, last = history.first, history.last
    started_at = _instant(first.wall if first else opened.segments[0].header.opened_wall)
    day = started_at.astimezone(JST).date()
    models = judge_models(history, plan, thresholds.category or plan.machine.category, day)
    return Assessment(
        plan=plan,
        bundle_sha256=hashlib.sha256(bundle_bytes).hexdigest(),
        collector=opened.bundle.collector,
        entries=_entries(history, channel, not_live, unlike, models, integration.reasons),
        flags=_flags(channel, streams, thresholds, presence, is_test=bool(marked)),
        channel=channel,
        streams=tuple(streams),
        claims=tuple(claims),
        presence=presence,
        client_sha256=hashlib.sha256(client).hexdigest(),
        models=models,
        integration=integration,
        markers=tuple(marked),
        server=server_of(history),
        capabilities=capabilities_of(history, plan),
        remarks=(*said, *shortcomings(history, plan), *models.remarks, *_said(streams, history)),
        topology=compared.as_json() if compared else None,
        interface=sheet_of(history, asked_of(plan)),
        started_at=started_at,
        ended_at=_instant(last.wall if last else opened.segments[-1].header.opened_wall),
        is_interrupted=opened.is_interrupted,
    )


def _said(streams: list[Liveness], history: History) -> list[Problem]:
    """Give what is remarkable about the signals and about the agent's documents."""
    return [problem for stream in streams for problem in stream.series.problems] + agent_remarks(history)


def _instant(wall_ns: int) -> datetime:
    try:
        return datetime.fromtimestamp(wall_ns // 1_000_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _remarks(opened: Opened, history: History, channel: Channel) -> list[Problem]:
    found = [*history.problems, *_claimed(opened, history)]
    if any(connection.points for connection in history.connections):
        found.append(Problem("record.browse_truncated"))
    found += _before_challenge(opened.plan, history)
    key, records = channel.key, [record for record in (history.first, history.last) if record]
    # A remark and no more: the key is pinned, and machines outlive their certificates (OPC 10000-4, 6.1.3 lets a
    # client pass over the time).
    if key and not all(key.begins_at <= _instant(record.wall) <= key.ends_at for record in records):
        facts: dict[str, Value] = {"begins": key.begins_at.isoformat(), "ends": key.ends_at.isoformat()}
        found.append(Problem("signature.certificate_not_valid", facts=facts))
    return found


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


def _entries(
    history: History,
    channel: Channel,
    live: tuple[Problem, ...],
    identity: list[Problem],
    models: ModelCheck,
    integration: tuple[Problem, ...],
) -> tuple[Entry, ...]:
    answered = any(connection.endpoints or connection.answer for connection in history.connections)
    probed = any(document.kind == "Devices" for _, document in history.documents)
    return (
        Entry("L0", () if answered or probed else (Problem("l0.nothing_answered"),)),
        Entry("L1", channel.problems),
        Entry("L2", tuple(identity)),
        Entry("L3", models.entry),
        Entry("L4", live),
        Entry("L5", integration),
    )


def _flags(
    channel: Channel, streams: list[Liveness], thresholds: Thresholds, presence: Presence, *, is_test: bool
) -> tuple[str, ...]:
    has_data = [stream for stream in streams if not stream.series.is_empty]
    is_within = bool(has_data) and all(stream.is_within_gap_budget(thresholds) for stream in has_data)
    flags = {"C": channel.is_challenge_bound, "P": presence.is_observed, "G": is_within, "S": is_test}
    return tuple(letter for letter, is_raised in flags.items() if is_raised)


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
