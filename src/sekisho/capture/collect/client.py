"""The OPC UA client: one connection per object, raw bodies tapped, the session's nonce given, nothing ever written.

The library (asyncua) is transport only: hello, channel, session, read, browse, subscribe, publish. Its automatic
reconnection is never used, because it hides gaps; every attempt is a new client.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, cast

from asyncua import ua
from asyncua.client import client as library
from asyncua.client.client import Client
from asyncua.client.ua_client import UaClient, UASocketProtocol
from asyncua.common.shortcuts import Shortcuts
from asyncua.common.utils import Buffer, create_nonce
from asyncua.crypto import security_policies
from asyncua.crypto.uacrypto import CertProperties
from asyncua.ua.ua_binary import struct_to_binary
from asyncua.ua.uaerrors import UaError
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sekisho.capture.identity import application_uri_of
from sekisho.capture.sealed.record import LARGEST_RECORD, Kind

logging.getLogger("asyncua").addHandler(logging.NullHandler())

#: Every request type this client may send; none of them changes anything on a machine.
READ_ONLY = (
    ua.FindServersRequest, ua.FindServersOnNetworkRequest,
    ua.GetEndpointsRequest, ua.CreateSessionRequest, ua.ActivateSessionRequest, ua.CloseSessionRequest,
    ua.OpenSecureChannelRequest, ua.CloseSecureChannelRequest, ua.ReadRequest, ua.BrowseRequest, ua.BrowseNextRequest,
    ua.TranslateBrowsePathsToNodeIdsRequest, ua.CreateSubscriptionRequest, ua.DeleteSubscriptionsRequest,
    ua.CreateMonitoredItemsRequest, ua.PublishRequest, ua.RepublishRequest,
)  # fmt: skip
#: These carry the seeds of the channel's keys and are not recorded.
_SECRET = (ua.OpenSecureChannelRequest, ua.CloseSecureChannelRequest)

_CHANNEL_ANSWER = b"\x01\x00\xc1\x01"  # the node id i=449 of an OpenSecureChannelResponse

_session_nonce: ContextVar[bytes | None] = ContextVar("session_nonce", default=None)
_random_nonce = create_nonce


def _nonce(size: int = 32) -> bytes:
    return _session_nonce.get() or _random_nonce(size)


# The library makes both the channel's and the session's nonce with one module-level function. The context variable
# keeps the given nonce out of every other call, other coroutines included.
library.create_nonce = _nonce  # type: ignore[attr-defined]


class ReadOnlyError(Exception):
    """A request that could change something on the machine was about to leave; it was not sent."""


#: No answer is larger than what a record can hold; whatever announces more is not waited for.
LARGEST_ANSWER = LARGEST_RECORD

#: Takes each decrypted body as it passes, a request or a response.
Tap = Callable[[Kind, bytes], object]


class _Protocol(UASocketProtocol):
    tap: Tap
    _unanswered = 0

    def data_received(self, data: bytes) -> None:
        # The library waits for as many bytes and chunks as a server announces, up to four gigabytes.
        self._unanswered += len(data)
        if self._unanswered > LARGEST_ANSWER:
            self.disconnect_socket()
            return
        super().data_received(data)

    def _send_request(
        self, request: Any, timeout: float = 1, message_type: Any = ua.MessageType.SecureMessage
    ) -> "asyncio.Future[Any]":
        if not isinstance(request, READ_ONLY):
            raise ReadOnlyError(type(request).__name__)
        future = super()._send_request(request, timeout, message_type)
        if not isinstance(request, _SECRET):
            self.tap(Kind.REQUEST, struct_to_binary(request))
        return future

    def _call_callback(self, request_id: int, body: "Buffer | ua.Acknowledge") -> None:
        self._unanswered = 0
        if isinstance(body, Buffer):
            # The library's own bytes() of a buffer would run on to the end of the data below it.
            data = body.copy().read(len(body))
            if not data.startswith(_CHANNEL_ANSWER):
                self.tap(Kind.RESPONSE, data)
        super()._call_callback(request_id, body)


class _Transport(UaClient):
    def __init__(self, timeout: float, tap: Tap) -> None:
        super().__init__(timeout)
        self._tap = tap

    def _make_protocol(self) -> UASocketProtocol:
        made = _Protocol(self._timeout, security_policy=self.security_policy)
        made.tap = self._tap
        made.pre_request_hook = self._pre_request_hook
        made.on_connection_lost = self._on_transport_lost
        made.is_session_closing = self._is_session_closing
        self.protocol = made
        return made


class ChallengedClient(Client):
    """A client whose session carries a given nonce; after ``create_session`` the signed answer stands in ``signed``."""

    def __init__(self, url: str, tap: Tap, *, session_nonce: bytes | None = None, timeout: float = 4) -> None:
        super().__init__(url, timeout=timeout)
        self.session_nonce = session_nonce
        self.signed: tuple[ua.CreateSessionParameters, ua.CreateSessionResult] | None = None
        self.uaclient = _Transport(timeout, tap)
        self.uaclient.pre_request_hook = self._wait_until_ready
        self.nodes = Shortcuts(self.uaclient.session)
        self.name = self.description = "Sekisho collector"
        self.product_uri = "urn:sekisho:collector"
        # A session whose client is gone holds one of the few a machine has (two, OPC 10000-7) until this has passed.
        self.session_timeout = 30_000
        send = self.uaclient.create_session

        async def recording(parameters: ua.CreateSessionParameters) -> ua.CreateSessionResult:
            reply = await send(parameters)
            self.signed = (parameters, reply)
            return reply

        self.uaclient.create_session = recording  # type: ignore[method-assign]

    async def create_session(self) -> ua.CreateSessionResult:
        """Create the session under the given nonce (OPC 10000-4 §5.7.2)."""
        token = _session_nonce.set(self.session_nonce)
        try:
            return await super().create_session()
        finally:
            _session_nonce.reset(token)

    async def secure(
        self, policy_uri: str, mode: ua.MessageSecurityMode, own: tuple[bytes, rsa.RSAPrivateKey], server: bytes
    ) -> None:
        """Choose policy and mode, with the client's certificate and key and the server's leaf certificate."""
        certificate, key = own
        self.application_uri = application_uri_of(certificate)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        await self.set_security(
            policy_of(policy_uri),
            CertProperties(certificate, "der"),
            CertProperties(pem, "pem"),
            server_certificate=CertProperties(server, "der"),
            mode=mode,
        )

    async def open(self) -> None:
        """Connect, open the channel, create and activate the session; nothing is started in the background."""
        await self.connect_socket()
        try:
            await self.send_hello()
            await self.open_secure_channel()
            await self.create_session()
            await self.activate_session()
        except BaseException:
            self.disconnect_socket()
            raise

    async def leave(self) -> None:
        """Close session and channel, quietly: the server may be gone already."""
        gone = (TimeoutError, OSError, UaError, AssertionError)
        with suppress(*gone):
            await asyncio.wait_for(self.uaclient.close_session(delete_subscriptions=True), 2)
        with suppress(*gone):
            await asyncio.wait_for(self.close_secure_channel(), 2)
        self.disconnect_socket()

    async def ask(self, request: Any, seconds: float) -> bytes:
        """Send a request and give the body of its answer, undecoded. Raises UaError for a fault, TimeoutError."""
        # The public calls of the library decode what they get; here the judge's own reader does.
        sent = self.uaclient._send_request(request, seconds)  # noqa: SLF001 - because no public call gives the body
        answer = await asyncio.wait_for(sent, seconds)
        return answer.copy().read(len(answer))

    async def renew_channel(self) -> None:
        """Renew the channel's keys before they expire (OPC 10000-4 §5.6.2)."""
        await self.open_secure_channel(renew=True)
        self.uaclient.revolve_security_token()


def policy_of(uri: str) -> type[security_policies.SecurityPolicy]:
    """Give the library's class of a policy by its URI. Raises KeyError for one it does not have."""
    known = {
        policy.URI: policy
        for policy in (
            security_policies.SecurityPolicyAes256Sha256RsaPss,
            security_policies.SecurityPolicyAes128Sha256RsaOaep,
            security_policies.SecurityPolicyBasic256Sha256,
        )
    }
    return cast("type[security_policies.SecurityPolicy]", known[uri])
