"""Whether the channel was authentic (level L1): secured, pinned, the endpoint lists equal, the challenge signed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

from sekisho.capture.challenge import (
    POLICY_PREFIX,
    ServerKey,
    Verdict,
    challenge_of,
    leaf_of,
    nonce_for,
    opening_of,
    server_key,
    verify_signature,
)
from sekisho.capture.opcua.service import Endpoint, SessionAnswer, SessionRequest
from sekisho.capture.plan.capture_plan import AgentPlan, CapturePlan, OpcUaPlan
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import Connection, History


@dataclass(frozen=True, slots=True)
class Channel:
    """What the sessions of a capture prove about the key they were held with; no problems means all of it."""

    problems: tuple[Problem, ...]
    is_challenge_bound: bool
    key: ServerKey | None
    policies: tuple[str, ...]


def judge_channel(history: History, plan: CapturePlan, client_certificate: bytes) -> Channel:
    """Judge every session that was answered; the challenge counts only if each of them signed it."""
    if plan.machine.opcua is None:
        agent = plan.machine.mtconnect
        return _over_tls(history, agent) if agent and agent.is_secure else _nothing("l1.not_observable")
    sessions = [*_answered(history)]
    if not sessions:
        return _nothing("l1.no_session")
    judge = _Judge(plan, plan.machine.opcua, client_certificate)
    problems = [problem for answered in sessions for problem in judge.signature(answered)] + _reuse(sessions)
    problems += _unseen(history)
    is_bound = not problems
    problems += _other_keys(sessions)
    for answered in sessions:
        problems += judge.trust(answered) + _endpoints(answered)
    policies = dict.fromkeys(str(answered.opened.get("policy", "")) for answered in sessions)
    return Channel(_once(problems), is_bound, _key(sessions[-1].answer.certificate), tuple(policies))


def _over_tls(history: History, plan: AgentPlan) -> Channel:
    """Judge an agent asked over TLS: the certificate is pinned; nothing binds it to the challenge."""
    shown = history.certificates
    if not shown:
        return _nothing("l1.no_session")
    found = [_digest_of(said) for said in shown]
    pinned = plan.server_certificate_sha256 or found[0]
    differing = [digest for digest in found if digest != pinned]
    if differing:
        facts: dict[str, Value] = {"found": differing[0], "expected": pinned or "-"}
        return Channel(
            (Problem("l1.certificate_differs", facts=facts),), is_challenge_bound=False, key=None, policies=()
        )
    is_decided = all(_is_decided(said) for said in shown)
    problems = () if is_decided else (Problem("l1.no_trust_decision"),)
    return Channel(problems, is_challenge_bound=False, key=None, policies=("TLS",))


def _is_decided(trust: dict[str, Any]) -> bool:
    return str(trust.get("decision")) in {"pinned", "first-use"}


def _digest_of(said: dict[str, Any]) -> str:
    try:
        return hashlib.sha256(bytes.fromhex(str(said.get("certificate")))).hexdigest()
    except ValueError:
        return ""


def _nothing(code: str) -> Channel:
    return Channel((Problem(code),), is_challenge_bound=False, key=None, policies=())


@dataclass(frozen=True, slots=True)
class _Listed:
    """A server's endpoint list as it is compared: what is on offer, and the certificates by their thumbprints."""

    offers: frozenset[tuple[object, ...]] = frozenset()
    leaves: frozenset[str] = frozenset()

    @classmethod
    def of(cls, endpoints: tuple[Endpoint, ...]) -> "_Listed":
        # Servers may answer with a chain in one place and the leaf in the other (opcua-asyncio #1045): compare leaves.
        leaves = frozenset(_thumbprint(one.certificate) for one in endpoints if one.certificate)
        return cls(frozenset((one.policy, one.mode, one.level, tuple(sorted(one.tokens))) for one in endpoints), leaves)


@dataclass(frozen=True, slots=True)
class _Answered:
    """A session with what was asked and answered when it was created, and the endpoint lists before and after it."""

    session: Connection
    request: SessionRequest
    answer: SessionAnswer
    before: _Listed
    after: _Listed | None

    @property
    def opened(self) -> dict[str, Any]:
        return self.session.opened


def _answered(history: History) -> Iterator[_Answered]:
    """Give every session that was answered, with the newest list discovery had given, and the next one anybody was."""
    # Gone through once: of connections there may be a hundred thousand.
    connections = history.connections
    lists = [_Listed.of(one.endpoints) if one.endpoints else None for one in connections]
    found = [listed if one.is_discovery else None for one, listed in zip(connections, lists, strict=True)]
    before, after = accumulate(found, _newer), [None, *accumulate(reversed(lists), _newer)]
    for one, earlier, later in zip(connections, before, reversed(after[:-1]), strict=True):
        if not one.is_discovery and one.request and one.answer:
            yield _Answered(one, one.request, one.answer, earlier or _Listed(), later)


def _newer(known: _Listed | None, told: _Listed | None) -> _Listed | None:
    return told or known


def _reuse(sessions: list[_Answered]) -> list[Problem]:
    # The nonce follows from the attempt, so a second use of an attempt is a second use of a nonce: an answer to the
    # first could have been replayed (interop.md 3.3, 2).
    attempts = {str(answered.opened.get("attempt")) for answered in sessions}
    nonces = {answered.request.nonce for answered in sessions}
    return [Problem("l1.nonce_reused")] if min(len(attempts), len(nonces)) < len(sessions) else []


def _unseen(history: History) -> list[Problem]:
    """Name values of a connection that was never seen to become a session: nobody signed anything for it."""
    is_unseen = any(not (s.request and s.answer) and (s.published or s.values) for s in history.sessions)
    return [Problem("l1.session_unseen")] if is_unseen else []


def _other_keys(sessions: list[_Answered]) -> list[Problem]:
    """Name a session that was held with another certificate than the first: one first use trusts one machine."""
    first, *others = [_thumbprint(answered.answer.certificate) for answered in sessions]
    facts: Iterable[dict[str, Value]] = ({"found": other, "expected": first} for other in others if other != first)
    return [Problem("l1.certificate_differs", facts=one) for one in islice(facts, 1)]


class _Judge:
    def __init__(self, plan: CapturePlan, opcua: OpcUaPlan, client_certificate: bytes) -> None:
        self._device, self._opcua, self._client = plan.machine.device, opcua, client_certificate
        self._purpose = opening_of(plan.purpose)
        self._challenge = challenge_of(plan.challenge_record)

    def signature(self, answered: _Answered) -> list[Problem]:
        """Judge nonce and signature; the nonce is derived anew, never read from what the capture claims."""
        opened, request, answer = answered.opened, answered.request, answered.answer
        attempt, policy = opened.get("attempt"), str(opened.get("policy"))
        if str(opened.get("mode")) not in {"Sign", "SignAndEncrypt"}:
            return [Problem("l1.not_secured")]
        if type(attempt) is not int or not 0 <= attempt < 2**32:
            return [Problem("l1.nonce_differs")]
        problems = []
        if request.nonce != nonce_for(self._challenge, self._purpose, self._device, attempt):
            problems.append(Problem("l1.nonce_differs"))
        if request.certificate != self._client:
            problems.append(Problem("l1.client_differs"))
        verdict = verify_signature(
            policy,
            client_certificate=request.certificate,
            nonce=request.nonce,
            server_certificate=answer.certificate,
            signature=answer.signature,
        )
        if verdict is not Verdict.HOLDS:
            problems.append(Problem(verdict.value, facts={"policy": policy.removeprefix(POLICY_PREFIX)[:80]}))
        return problems

    def trust(self, answered: _Answered) -> list[Problem]:
        """Judge the pinning: the decision is on record and names the certificate that was met."""
        said = answered.opened.get("trust")
        trust = said if isinstance(said, dict) else {}
        found = _thumbprint(answered.answer.certificate)
        expected = self._opcua.server_certificate_sha256
        if not _is_decided(trust):
            return [Problem("l1.no_trust_decision")]
        if found != trust.get("certificate_sha256") or (expected and found != expected):
            return [Problem("l1.certificate_differs", facts={"found": found, "expected": expected or "-"})]
        return []


def _thumbprint(blob: bytes) -> str:
    try:
        return hashlib.sha256(leaf_of(blob)).hexdigest()
    except ValueError:
        return ""


def _key(blob: bytes) -> ServerKey | None:
    try:
        return server_key(blob)
    except ValueError:
        return None


def _endpoints(answered: _Answered) -> list[Problem]:
    """Compare the list before the session with the session's own (OPC 10000-4 §5.5.1 asks the client to)."""
    own = _Listed.of(answered.answer.endpoints)
    if answered.before.offers != own.offers:
        return [Problem("l1.endpoints_differ")]
    if answered.after is not None and answered.after.offers != own.offers:
        return [Problem("l1.endpoints_changed")]
    is_same = answered.before.leaves == {_thumbprint(answered.answer.certificate)}
    return [] if is_same else [Problem("l1.endpoints_differ")]


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple({(problem.code, str(sorted(problem.facts.items()))): problem for problem in problems}.values())
