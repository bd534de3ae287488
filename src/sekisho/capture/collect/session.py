"""One OPC UA session of a capture: discover, decide on trust, connect under the challenge, look, subscribe, watch."""

import asyncio
import hashlib
import struct
from contextlib import suppress
from dataclasses import dataclass

from asyncua import ua
from asyncua.client.ua_client import UaClientState
from asyncua.ua.uaerrors import UaError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa

from sekisho.capture.challenge import POLICY_PREFIX, challenge_of, leaf_of, nonce_for, opening_of
from sekisho.capture.collect.asking import NO_STATE, Asking, node
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.collect.survey import Survey
from sekisho.capture.collect.watching import Watching
from sekisho.capture.companion.model_check import values_wanted
from sekisho.capture.plan.capture_plan import CapturePlan, OpcUaPlan, numbered
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import DIAGNOSTICS
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Log

CONNECT_LIMIT_S = 8.0
STEP_LIMIT_S = 4.0
RUNNING_TRIES = 10
#: Strongest first; the deprecated SHA-1 policies are not used at all.
PREFERENCE = ("Aes256_Sha256_RsaPss", "Aes128_Sha256_RsaOaep", "Basic256Sha256")
#: What the library raises when a server goes away or answers nonsense. A bare assert and plain errors are among it,
#: because it checks little of what it reads.
LOST = (
    OSError,
    TimeoutError,
    UaError,
    AssertionError,
    InvalidSignature,
    ValueError,
    TypeError,
    LookupError,
    struct.error,
)


class RefusedError(Exception):
    """The session must not go on; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Own:
    """The client's certificate (DER) and key."""

    certificate: bytes
    key: rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Choice:
    """The endpoint taken: strongest policy and mode on offer."""

    policy: str
    mode: ua.MessageSecurityMode
    certificate: bytes

    @property
    def is_secure(self) -> bool:
        """Say whether messages are signed at all."""
        return self.mode is not ua.MessageSecurityMode.None_


def choose(endpoints: list[ua.EndpointDescription]) -> Choice | None:
    """Take the strongest endpoint on offer: encryption before signing only, then the order of policies, None last."""
    ranked = []
    for endpoint in endpoints:
        policy = str(endpoint.SecurityPolicyUri or "").removeprefix(POLICY_PREFIX)
        if str(endpoint.EndpointUrl).startswith("opc.tcp") and policy in {*PREFERENCE, "None"}:
            order = PREFERENCE.index(policy) if policy in PREFERENCE else len(PREFERENCE)
            choice = Choice(str(endpoint.SecurityPolicyUri), endpoint.SecurityMode, endpoint.ServerCertificate or b"")
            ranked.append((-endpoint.SecurityMode.value, order, choice))
    return min(ranked, key=lambda entry: entry[:2])[2] if ranked else None


async def discover(plan: OpcUaPlan, recorder: Log) -> list[ua.EndpointDescription]:
    """Ask for the endpoints without a session; the answer travels unsigned and is compared with the session's later."""
    recorder.note(Kind.OPEN, {"purpose": "discovery", "url": plan.endpoint})
    client = ChallengedClient(plan.endpoint, recorder.record, timeout=STEP_LIMIT_S)
    return await asyncio.wait_for(client.connect_and_get_server_endpoints(), STEP_LIMIT_S)


def decide_trust(plan: OpcUaPlan, certificate: bytes, pinned: str) -> tuple[str, str]:
    """Give the decision (``pinned`` or ``first-use``) and the thumbprint. Raises RefusedError for another certificate.

    ``pinned`` is the thumbprint an earlier session of this capture was opened with, empty for the first.
    """
    found = hashlib.sha256(leaf_of(certificate)).hexdigest()
    expected = pinned or plan.server_certificate_sha256
    if expected and found != expected:
        raise RefusedError(Problem("connect.other_certificate", "opcua", {"expected": expected, "found": found}))
    return ("pinned" if expected else "first-use"), found


class Session:
    """One connection with its session; every attempt is a new one, with a nonce of its own."""

    def __init__(self, plan: CapturePlan, opcua: OpcUaPlan, recorder: Log, attempt: int) -> None:
        challenge = challenge_of(plan.challenge_record)
        self._purpose = opening_of(plan.purpose)
        nonce = nonce_for(challenge, self._purpose, plan.machine.device, attempt)
        self._plan, self._recorder, self._attempt = plan, recorder, attempt
        self._client = ChallengedClient(opcua.endpoint, recorder.record, session_nonce=nonce, timeout=STEP_LIMIT_S)
        self._endpoint = opcua.endpoint
        self.asking = Asking(self._client)
        self.watching = Watching(self._client, self.asking, recorder, plan.sampling_ms)
        self._renew_at = float("inf")
        self._survey: Survey | None = None
        self._has_read_nameplates = False

    async def connect(self, choice: Choice, own: Own, trust: dict[str, Value]) -> None:
        """Open the session. Raises what the library raises."""
        about: dict[str, Value] = {
            "purpose": self._purpose.name.lower(), "attempt": self._attempt, "url": self._endpoint,
            "policy": choice.policy, "mode": choice.mode.name, "trust": trust, "device": self._plan.machine.device,
        }  # fmt: skip
        self._recorder.note(Kind.OPEN, about)
        # Before the nonce leaves: after a loss of power the attempt's number must be known to be used.
        self._recorder.settle()
        if choice.is_secure:
            leaf = leaf_of(choice.certificate)
            await asyncio.wait_for(
                self._client.secure(choice.policy, choice.mode, (own.certificate, own.key), leaf), STEP_LIMIT_S
            )
        await asyncio.wait_for(self._client.open(), CONNECT_LIMIT_S)
        self._renew_at = asyncio.get_running_loop().time() + 0.75 * self._client.secure_channel_timeout / 1000

    async def look(self) -> None:
        """Read what server and machine say about themselves; wait until the server runs."""
        await self._wait_until_running()
        await self.asking.identify()
        if self.asking.is_truncated:
            self._recorder.note(Kind.NOTE, {"what": "browse-truncated"})

    async def read_nameplates(self) -> None:
        """Read what the devices in DeviceSet say of themselves, once a session; a server may have many of them."""
        if self._has_read_nameplates:
            return
        self._has_read_nameplates = True
        # A server that takes too long over them is watched all the same; they were not observed then.
        with suppress(*LOST):
            await self.asking.read_nameplates()

    async def _wait_until_running(self) -> None:
        # Asked before its model is loaded, a server would say of every node that it is unknown (UA-.NETStandard #946).
        for _ in range(RUNNING_TRIES):
            state = await self.asking.about()
            if state in {ua.ServerState.Running.value, NO_STATE}:
                return
            await asyncio.sleep(0.5)
        raise RefusedError(Problem("connect.not_running", "opcua", {"state": state}))

    async def survey(self, seconds: float, *, rest: float = 0) -> bool:
        """Browse the whole server for so many seconds, going on where it was left; give whether all was seen."""
        survey = self._survey or Survey(self._client, self.asking.limits, self.asking.namespaces)
        self._survey = survey
        begun = self._recorder.clock.monotonic()
        is_done = await survey.go_on(seconds, values_wanted, rest=rest)
        about: dict[str, Value] = {
            "what": "surveyed", "nodes": len(survey.walk.nodes), "waiting": survey.waiting, "done": is_done,
            "ms": (self._recorder.clock.monotonic() - begun) // 1_000_000,
        }  # fmt: skip
        self._recorder.note(Kind.NOTE, about)
        # What was found stands in the records; the collector's memory has to stay flat.
        self._survey = None if is_done else survey
        return is_done

    async def subscribe(self) -> None:
        """Subscribe to the plan's signals; what the server refuses stands in the stored answer and in a note."""
        signals = numbered(self._plan.machine.signals)
        places = dict(zip(signals, await self.asking.locate([*signals.values()]), strict=True))
        absent: list[Value] = [signals[number].name for number, place in places.items() if place is None]
        if absent:
            self._recorder.note(Kind.NOTE, {"what": "signals-absent", "signals": absent})
        wanted = [(number, place) for number, place in places.items() if place is not None]
        if not wanted or not await self.watching.begin(wanted):
            raise RefusedError(Problem("connect.no_signals", "opcua"))

    @property
    def is_connected(self) -> bool:
        """Say whether the transport still stands."""
        return self._client.uaclient.state is UaClientState.CONNECTED

    async def tick(self) -> None:
        """Read the server's clock, and renew the channel when it is time."""
        loop = asyncio.get_running_loop()
        if loop.time() > self._renew_at:
            await asyncio.wait_for(self._client.renew_channel(), STEP_LIMIT_S)
            self._renew_at = loop.time() + 0.75 * self._client.secure_channel_timeout / 1000
        self._recorder.clock_offset_ms = await self.asking.offset_ms(self._recorder.clock)

    async def diagnose(self) -> None:
        """Read who else holds a session; a server that does not tell goes on being watched all the same."""
        with suppress(*LOST):
            await self.asking.read([node(number) for number in DIAGNOSTICS])

    async def leave(self) -> None:
        """Close what can still be closed."""
        await self.watching.end()
        await self._client.leave()


def cause_of(error: BaseException) -> str:
    """Give the code for why a connection failed or ended."""
    if isinstance(error, RefusedError):
        return error.problem.code
    if isinstance(error, AssertionError):
        # Servers of node-opcua drop an unknown client without a word, which the library meets with a bare assert.
        return "connect.untrusted"
    for kinds, code in _CAUSES:
        if isinstance(error, kinds):
            return code
    return "connect.failed"


_UNTRUSTED = (
    ua.uaerrors.BadCertificateUntrusted, ua.uaerrors.BadSecurityChecksFailed, ua.uaerrors.BadCertificateInvalid,
    ua.uaerrors.BadCertificateUseNotAllowed,
)  # fmt: skip
_CAUSES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (_UNTRUSTED, "connect.untrusted"),
    ((ua.uaerrors.BadCertificateUriInvalid,), "connect.application_uri"),
    ((ua.uaerrors.BadNonceInvalid,), "connect.nonce_refused"),
    ((ua.uaerrors.BadTooManySessions,), "connect.too_many_sessions"),
    ((InvalidSignature,), "connect.signature"),
    ((ConnectionRefusedError,), "connect.refused"),
    ((TimeoutError,), "connect.timeout"),
    ((OSError,), "connect.lost"),
)
