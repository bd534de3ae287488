"""Envelopes: DSSE 1.0.2 with Ed25519. The type is signed with the bytes; ``keyid`` is a hint and never trusted."""

import base64
import binascii
import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.seal.key import is_signed, public_of
from sekisho.seal.strictjson import StrictJsonError, dump, load

STATEMENT_TYPE = "application/vnd.in-toto+json"
#: Each signature costs a check; a person signs once.
MOST_SIGNATURES = 16


class EnvelopeError(ValueError):
    """An envelope that cannot be read, or that no wanted key has signed."""


def pae(payload_type: str, payload: bytes) -> bytes:
    """Give the pre-authentication encoding: what is really signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def key_id(public: bytes) -> str:
    """Give the hint under which a public key is named."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(payload: bytes, private: bytes, payload_type: str = STATEMENT_TYPE) -> bytes:
    """Put a payload into an envelope under one key."""
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(pae(payload_type, payload))
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": payload_type,
        "signatures": [{"keyid": key_id(public_of(private)), "sig": base64.b64encode(signature).decode()}],
    }
    return dump(envelope)


def _bytes(value: Any, name: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise EnvelopeError(f"{name} is no base64") from error


def parse(data: bytes) -> tuple[str, bytes, list[bytes]]:
    """Read an envelope: payload type, payload, signatures. Raises EnvelopeError."""
    try:
        envelope = load(data)
    except StrictJsonError as error:
        raise EnvelopeError(f"unreadable envelope: {error}") from error
    signatures, kind = envelope.get("signatures"), envelope.get("payloadType")
    if set(envelope) != {"payload", "payloadType", "signatures"} or not isinstance(kind, str):
        raise EnvelopeError("an envelope is payload, payloadType and signatures")
    if not isinstance(signatures, list) or not 0 < len(signatures) <= MOST_SIGNATURES:
        raise EnvelopeError(f"an envelope has 1 to {MOST_SIGNATURES} signatures")
    found = [_bytes(item.get("sig") if isinstance(item, dict) else None, "sig") for item in signatures]
    return kind, _bytes(envelope["payload"], "payload"), found


def verify(data: bytes, public: bytes, payload_type: str = STATEMENT_TYPE) -> bytes:
    """Give the payload of an envelope this key has signed as this type. Raises EnvelopeError."""
    kind, payload, signatures = parse(data)
    # The type is asked of what was signed; asked outside the envelope it invites confusion (CVE-2022-35929).
    if kind != payload_type:
        raise EnvelopeError(f"the payload is a {kind!r}, not a {payload_type!r}")
    if not any(is_signed(pae(kind, payload), signature, public) for signature in signatures):
        raise EnvelopeError("not signed by the key it should be signed by")
    return payload
