"""Whether the channel was authentic (level L1): secured, pinned, the endpoint lists equal, the challenge signed."""

import hashlib
from dataclasses import dataclass

from sekisho.capture.challenge import (
    POLICY_PREFIX,
    Purpose,
    ServerKey,
    Verdict,
    challenge_of,
    leaf_of,
    nonce_for,
    server_key,
    verify_signature,
)
from sekisho.capture.history import Connection, History
from sekisho.capture.plan import CapturePlan, OpcUaPlan
from sekisho.capture.problem import Problem
from sekisho.capture.service import Endpoint, SessionAnswer, SessionRequest


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
        return Channel((Problem("l1.not_observable"),), is_challenge_bound=False, key=None, policies=())
    sessions = [(s, s.request, s.answer) for s in history.sessions if s.request is not None and s.answer is not None]
    if not sessions:
        return Channel((Problem("l1.no_session"),), is_challenge_bound=False, key=None, policies=())
    judge = _Judge(plan, plan.machine.opcua, client_certificate)
    verdicts = [judge.signature(session, request, answer) for session, request, answer in sessions]
    problems = [problem for verdict in verdicts for problem in verdict]
    attempts = [session.opened.get("attempt") for session, _, _ in sessions]
    if len(set(map(str, attempts))) != len(attempts):
        problems.append(Problem("l1.nonce_reused"))
    is_bound = not problems
    for session, _, answer in sessions:
        problems += judge.trust(session, answer) + _endpoints(history, session, answer)
    key = _key(sessions[-1][2].certificate)
    policies = dict.fromkeys(str(session.opened.get("policy", "")) for session, _, _ in sessions)
    return Channel(_once(problems), is_bound, key, tuple(policies))


class _Judge:
    def __init__(self, plan: CapturePlan, opcua: OpcUaPlan, client_certificate: bytes) -> None:
        self._device, self._opcua, self._client = plan.machine.device, opcua, client_certificate
        self._challenge = challenge_of(plan.challenge_record)

    def signature(self, session: Connection, request: SessionRequest, answer: SessionAnswer) -> list[Problem]:
        """Judge nonce and signature; the nonce is derived anew, never read from what the capture claims."""
        attempt = session.opened.get("attempt")
        if str(session.opened.get("mode")) not in {"Sign", "SignAndEncrypt"}:
            return [Problem("l1.not_secured")]
        if type(attempt) is not int or not 0 <= attempt < 2**32:
            return [Problem("l1.nonce_differs")]
        problems = []
        if request.nonce != nonce_for(self._challenge, Purpose.OPENING, self._device, attempt):
            problems.append(Problem("l1.nonce_differs"))
        if request.certificate != self._client:
            problems.append(Problem("l1.client_differs"))
        verdict = verify_signature(
            str(session.opened.get("policy")),
            client_certificate=request.certificate,
            nonce=request.nonce,
            server_certificate=answer.certificate,
            signature=answer.signature,
        )
        if verdict is not Verdict.HOLDS:
            policy = str(session.opened.get("policy")).removeprefix(POLICY_PREFIX)
            problems.append(Problem(verdict.value, facts={"policy": policy[:80]}))
        return problems

    def trust(self, session: Connection, answer: SessionAnswer) -> list[Problem]:
        """Judge the pinning: the decision is on record and names the certificate that was met."""
        said = session.opened.get("trust")
        trust = said if isinstance(said, dict) else {}
        found = _thumbprint(answer.certificate)
        expected = self._opcua.server_certificate_sha256
        if trust.get("decision") not in {"pinned", "first-use"}:
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


def _endpoints(history: History, session: Connection, answer: SessionAnswer) -> list[Problem]:
    """Compare the list before the session with the session's own (OPC 10000-4 §5.5.1 asks the client to)."""
    before = [connection for connection in history.connections if connection.opened_at <= session.opened_at]
    discovered = next((c.endpoints for c in reversed(before) if c.is_discovery and c.endpoints), ())
    if _offers(discovered) != _offers(answer.endpoints):
        return [Problem("l1.endpoints_differ")]
    leaves = {_thumbprint(endpoint.certificate) for endpoint in discovered if endpoint.certificate}
    return [] if leaves == {_thumbprint(answer.certificate)} else [Problem("l1.endpoints_differ")]


def _offers(endpoints: tuple[Endpoint, ...]) -> set[tuple[object, ...]]:
    return {(endpoint.policy, endpoint.mode, endpoint.level, tuple(sorted(endpoint.tokens))) for endpoint in endpoints}


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple({(problem.code, str(sorted(problem.facts.items()))): problem for problem in problems}.values())
