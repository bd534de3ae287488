"""A collector's enrolment: one file that names its keys and is signed with the one that seals its captures.

Whoever hands it in holds that key: nobody can enrol, and so block, a key he only read in somebody's bundle.
"""

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sekisho.capture import plain
from sekisho.capture.identity import Collector, application_uri_of
from sekisho.capture.problem import Problem, Refused, Value

FORMAT = "sekisho/collector-enrolment/v1"
DOMAIN = b"sekisho/collector-enrolment/v1\x00"
FILE = "enrolment.json"
LARGEST = 16 * 1024
_FIELDS = frozenset({"format", "name", "public_key", "certificate_sha256"})
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an enrolment names: the key that seals, and the certificate shown to machines by its SHA-256; in hex."""

    name: str
    public_key: str
    certificate_sha256: str


def make_enrolment(collector: Collector) -> bytes:
    """Write a collector's enrolment."""
    name = application_uri_of(collector.client_certificate).rpartition(":")[2] or "collector"
    said: dict[str, Value] = {
        "format": FORMAT, "name": name, "public_key": collector.public_key.hex(),
        "certificate_sha256": hashlib.sha256(collector.client_certificate).hexdigest(),
    }  # fmt: skip
    return plain.as_bytes({**said, "signature": collector.key.sign(DOMAIN + plain.as_bytes(said)).hex()})


def read_enrolment(data: bytes) -> Enrolment | Refused:
    """Read an enrolment, or say what is wrong with it."""
    if len(data) > LARGEST:
        return _unreadable(f"{len(data)} > {LARGEST}")
    try:
        said = plain.read(data)
        signature = bytes.fromhex(str(said.pop("signature", "")))
    except ValueError as error:
        return _unreadable(str(error)[:200])
    named = [str(said.get(name)) for name in ("public_key", "certificate_sha256")]
    name = said.get("name")
    is_named = isinstance(name, str) and re.fullmatch(r"[^\x00-\x1f\x7f]{1,80}", name)
    if said.keys() != _FIELDS or said["format"] != FORMAT or not is_named or not all(map(_HEX.fullmatch, named)):
        return _unreadable(", ".join(sorted(map(str, said)))[:200])
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(named[0])).verify(signature, DOMAIN + plain.as_bytes(said))
    except (InvalidSignature, ValueError):
        return Refused.of([Problem("enrolment.signature", facts={"key": named[0][:16]})])
    return Enrolment(str(name), *named)


def _unreadable(reason: str) -> Refused:
    return Refused.of([Problem("enrolment.unreadable", facts={"reason": reason})])
