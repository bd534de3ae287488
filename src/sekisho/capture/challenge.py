"""The machine-signed challenge: how a session's nonce follows from the office's challenge, and how to check the answer.

In CreateSession (OPC 10000-4 §5.7.2) the server signs the client's certificate and nonce with the key of its own
certificate. The nonce is a hash over the challenge, so the signature shows that the holder of the key was online
after the challenge had been issued. It says nothing about the data of the session or the place of the machine.
"""

import hashlib
import struct
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DOMAIN = b"sekisho/nonce/v1\x00"
NONCE_BYTES = 32
LEAST_KEY_BITS = 2048
#: A machine has a few names; to read those of a certificate of five megabytes takes half a minute.
LARGEST_CERTIFICATE = 64 * 1024
POLICY_PREFIX = "http://opcfoundation.org/UA/SecurityPolicy#"

_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
_SCHEMES: dict[str, padding.AsymmetricPadding] = {
    f"{POLICY_PREFIX}Basic256Sha256": padding.PKCS1v15(),
    f"{POLICY_PREFIX}Aes128_Sha256_RsaOaep": padding.PKCS1v15(),
    f"{POLICY_PREFIX}Aes256_Sha256_RsaPss": _PSS,
}
#: These sign with SHA-1 and are deprecated (OPC 10000-7).
_TOO_WEAK = frozenset({f"{POLICY_PREFIX}Basic128Rsa15", f"{POLICY_PREFIX}Basic256"})


class Purpose(IntEnum):
    """What a nonce is for."""

    OPENING = 1
    CLOSING = 2
    VISIT = 3
    ACTION = 4
    OBSERVATION = 5


class Verdict(StrEnum):
    """How the check of a server's signature came out; the value is the code of its text."""

    HOLDS = "signature.holds"
    INVALID = "signature.invalid"
    TOO_WEAK = "signature.policy_too_weak"
    UNSUPPORTED = "signature.scheme_not_supported"
    SHORT_KEY = "signature.short_key"
    NO_KEY = "signature.no_rsa_certificate"
    MISSING = "signature.missing"


def challenge_of(challenge_record: bytes) -> bytes:
    """Give the 32 bytes that stand for a challenge record."""
    return hashlib.sha256(challenge_record).digest()


def opening_of(purpose: str) -> Purpose:
    """Give what opens the sessions of a capture: those of the inspector's own probe are a visit."""
    return Purpose.VISIT if purpose == "inspection" else Purpose.OPENING


def nonce_for(challenge: bytes, purpose: Purpose, device: str, attempt: int) -> bytes:
    """Derive the nonce of one CreateSession; each attempt gets one of its own, because servers refuse a second use.

    Raises ValueError for a challenge that is not 32 bytes long or an attempt outside 32 bits.
    """
    if len(challenge) != NONCE_BYTES or not 0 <= attempt < 2**32:
        raise ValueError(f"a challenge has 32 bytes, not {len(challenge)}; an attempt 32 bits: {attempt}")
    # The purpose keeps an opening's answer from passing for a closing's or a visit's.
    inputs = DOMAIN + challenge + bytes([purpose]) + hashlib.sha256(device.encode()).digest()
    return hashlib.sha256(inputs + struct.pack(">I", attempt)).digest()


def closing_challenge(challenge: bytes, segment: int, root: bytes) -> bytes:
    """Give what takes the challenge's place when a segment is closed: this root existed before the machine signed."""
    return hashlib.sha256(challenge + struct.pack(">I", segment) + root).digest()


def leaf_of(blob: bytes) -> bytes:
    """Give the first certificate of a blob that may be a chain, by the outer length of its DER. Raises ValueError."""
    if len(blob) < 4 or blob[0] != 0x30:
        raise ValueError("no DER certificate")
    if blob[1] < 0x80:
        size = 2 + blob[1]
    else:
        width = blob[1] & 0x7F
        size = 2 + width + int.from_bytes(blob[2 : 2 + width], "big")
    if len(blob) < size:
        raise ValueError("the certificate is cut short")
    return blob[:size]


@dataclass(frozen=True, slots=True)
class ServerKey:
    """The public key of a server certificate, and the thumbprints it is known by."""

    certificate_sha256: str
    key_sha256: str
    key_bits: int
    application_uris: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime


def server_key(blob: bytes) -> ServerKey:
    """Read the leaf of a certificate blob. Raises ValueError for anything but an RSA certificate."""
    leaf = leaf_of(blob)
    key = _rsa_key(leaf)
    read, named = x509.load_der_x509_certificate(leaf), (hashlib.sha256(leaf).hexdigest(), _digest(key))
    return ServerKey(*named, key.key_size, uris_of(read), read.not_valid_before_utc, read.not_valid_after_utc)


def key_digest(blob: bytes) -> str:
    """Give the thumbprint of the key alone, without reading any names. Raises ValueError as ``server_key`` does."""
    return _digest(_rsa_key(blob))


def _digest(key: rsa.RSAPublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def uris_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """Give the URIs of a certificate's subject alternative name; the application's URI is one of them."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return ()
    return tuple(names.get_values_for_type(x509.UniformResourceIdentifier))


def _rsa_key(blob: bytes) -> rsa.RSAPublicKey:
    leaf = leaf_of(blob)
    if len(leaf) > LARGEST_CERTIFICATE:
        raise ValueError(f"a certificate of {len(leaf)} bytes, more than {LARGEST_CERTIFICATE}")
    try:
        key = x509.load_der_x509_certificate(leaf).public_key()
    except (UnsupportedAlgorithm, TypeError, x509.InvalidVersion) as error:
        raise ValueError("the certificate's key cannot be read") from error
    if isinstance(key, rsa.RSAPublicKey):
        return key
    raise ValueError("the certificate holds no RSA key")


def verify_signature(
    policy_uri: str, *, client_certificate: bytes, nonce: bytes, server_certificate: bytes, signature: bytes
) -> Verdict:
    """Check a ServerSignature over the client's certificate and nonce, under the scheme of the security policy.

    ``server_certificate`` is the blob as returned, chain or leaf. The algorithm URI beside the signature is not asked
    (OPC 10000-4 §7.36); a policy with channel-bound signatures is not supported rather than invalid (§6.1.8).
    """
    # By the policy alone: the algorithm URI travels unsigned and is null for the newer policies (interop.md 3.3, 9).
    scheme = _SCHEMES.get(policy_uri)
    if scheme is None:
        return Verdict.TOO_WEAK if policy_uri in _TOO_WEAK else Verdict.UNSUPPORTED
    if not signature:
        return Verdict.MISSING
    try:
        key = _rsa_key(server_certificate)
    except ValueError:
        return Verdict.NO_KEY
    return _verdict(key, signature, client_certificate + nonce, scheme)


def _verdict(key: rsa.RSAPublicKey, signature: bytes, signed: bytes, scheme: padding.AsymmetricPadding) -> Verdict:
    if key.key_size < LEAST_KEY_BITS:
        return Verdict.SHORT_KEY
    try:
        key.verify(signature, signed, scheme, hashes.SHA256())
    except InvalidSignature:
        return Verdict.INVALID
    return Verdict.HOLDS
