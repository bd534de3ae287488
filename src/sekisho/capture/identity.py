"""The collector's own identity: an Ed25519 key that seals captures, and the certificate it shows to machines.

OPC UA machines trust a client by its certificate, so the certificate has to be handed to the machine's operator
before the first capture. Its SAN must name the same application as the session does (OPC 10000-4 §6.1.3); a machine
otherwise answers BadCertificateUriInvalid, therefore this is checked before any connection.
"""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sekisho.capture.challenge import LEAST_KEY_BITS, uris_of
from sekisho.capture.problem import Problem

VALID_DAYS = 5 * 365
#: What the application URI of every collector begins with.
APPLICATION = "urn:sekisho:collector:"
KEY_FILE, CLIENT_KEY_FILE, CERTIFICATE_FILE = "collector-key.pem", "client-key.pem", "client.der"


class IdentityError(Exception):
    """A collector's files that are missing or do not fit together; says which and why."""


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector: the key that seals, and certificate (DER) and key of its OPC UA client."""

    key: Ed25519PrivateKey
    client_certificate: bytes
    client_key: rsa.RSAPrivateKey

    @property
    def public_key(self) -> bytes:
        """The sealing key's public half, 32 bytes: what the office registers."""
        return self.key.public_key().public_bytes(Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def application_uri(self) -> str:
        """The application the certificate names; empty where it names none."""
        return application_uri_of(self.client_certificate)


def application_uri_of(certificate: bytes) -> str:
    """Give the first URI of a certificate's SAN, which is the client's application URI; empty where there is none."""
    uris = uris_of(x509.load_der_x509_certificate(certificate))
    return uris[0] if uris else ""


def make_collector(name: str) -> Collector:
    """Make a new collector of a name (letters, digits, dots, hyphens)."""
    client_key = rsa.generate_private_key(65537, LEAST_KEY_BITS)
    certificate = _certificate(client_key, f"{APPLICATION}{name}", name)
    return Collector(Ed25519PrivateKey.generate(), certificate, client_key)


def _certificate(key: rsa.RSAPrivateKey, application_uri: str, name: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = [x509.UniformResourceIdentifier(application_uri), x509.DNSName(socket.gethostname())]
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=True, data_encipherment=True,
        key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    # An hour back, because a machine's clock may run behind ours and would take the certificate for one of tomorrow.
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
    builder = builder.not_valid_after(now + timedelta(days=VALID_DAYS))
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(usage, critical=False)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def save_collector(collector: Collector, folder: Path) -> None:
    """Write a collector's three files; the two keys are readable by their owner only. Never overwrites."""
    folder.mkdir(parents=True, exist_ok=True)
    pem = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, data in (
        (KEY_FILE, collector.key.private_bytes(*pem)),
        (CLIENT_KEY_FILE, collector.client_key.private_bytes(*pem)),
        (CERTIFICATE_FILE, collector.client_certificate),
    ):
        mode = 0o644 if name == CERTIFICATE_FILE else 0o600
        # O_EXCL: a key that was registered with the office must never be replaced by accident.
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as sink:
            sink.write(data)


def load_collector(folder: Path) -> Collector:
    """Read a collector's files. Raises IdentityError."""
    try:
        key = serialization.load_pem_private_key((folder / KEY_FILE).read_bytes(), None)
        client_key = serialization.load_pem_private_key((folder / CLIENT_KEY_FILE).read_bytes(), None)
        certificate = (folder / CERTIFICATE_FILE).read_bytes()
        x509.load_der_x509_certificate(certificate)
    except (OSError, ValueError, TypeError) as error:
        raise IdentityError(f"{folder}: {error}") from error
    if not isinstance(key, Ed25519PrivateKey) or not isinstance(client_key, rsa.RSAPrivateKey):
        raise IdentityError(f"{folder}: {KEY_FILE} must hold an Ed25519 key, {CLIENT_KEY_FILE} an RSA key")
    return Collector(key, certificate, client_key)


def check_client(certificate: bytes, key: rsa.RSAPrivateKey, at: datetime) -> list[Problem]:
    """Check the client's own certificate before it meets a machine: application named, key fits, size, still valid."""
    read = x509.load_der_x509_certificate(certificate)
    problems = [] if application_uri_of(certificate) else [Problem("client.no_application_uri", CERTIFICATE_FILE)]
    if read.public_key() != key.public_key():
        problems.append(Problem("client.other_key", CLIENT_KEY_FILE))
    if key.key_size < LEAST_KEY_BITS:
        problems.append(Problem("client.short_key", CLIENT_KEY_FILE, {"bits": key.key_size, "least": LEAST_KEY_BITS}))
    if not read.not_valid_before_utc <= at <= read.not_valid_after_utc:
        last = read.not_valid_after_utc.isoformat()
        problems.append(Problem("client.not_valid", CERTIFICATE_FILE, {"until": last}))
    return problems
