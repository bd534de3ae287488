"""RFC 3161 time stamps: asked for, and verified offline at their own time with nothing but ``cryptography``."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from sekisho.seal.problem import FoundError, Problem
from sekisho.seal.stamp.der import INTEGER, OCTETS, SEQUENCE, SET, TIME, DerError, Item, items, oid, single

SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
DIGESTS = {
    "2.16.840.1.101.3.4.2.1": ("sha256", hashes.SHA256()),
    "2.16.840.1.101.3.4.2.2": ("sha384", hashes.SHA384()),
    "2.16.840.1.101.3.4.2.3": ("sha512", hashes.SHA512()),
}
#: A token with its chain has some 3 kB (sealing.md §6).
LARGEST = 256 * 1024
MOST_CERTIFICATES, LONGEST_CHAIN = 20, 6
#: What hostile bytes make the readers below raise; each means that the token cannot be read.
UNREADABLE = (
    DerError,
    IndexError,
    StopIteration,
    ValueError,
    OverflowError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


class TimestampError(FoundError):
    """A time stamp that does not hold; says which part."""


def _unreadable(reason: object) -> TimestampError:
    return TimestampError(Problem("seal.stamp.unreadable", facts={"reason": str(reason)[:200]}))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A verified time stamp: when, by whom, and the certificates from the signer's to the trusted root."""

    at: datetime
    authority: str
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def is_test(self) -> bool:
        """Say whether a test authority made it."""
        return "TEST" in self.authority


@dataclass(frozen=True, slots=True)
class _Token:
    info: bytes
    certificates: tuple[x509.Certificate, ...]
    digest: str
    attributes: Item
    signature: bytes


def _tagged(parent: Item, tag: int) -> Item:
    for child in parent.children():
        if child.tag == tag:
            return child
    raise _unreadable(f"the token lacks its part {tag:#x}")


def _token(response: bytes) -> Item:
    """Give the token inside a response; a bare token is taken as well."""
    outer = single(response, SEQUENCE)
    first = outer.children()[0]
    if first.tag == SEQUENCE:
        status = first.child(0, INTEGER).content
        if status not in (b"\x00", b"\x01"):
            raise TimestampError(Problem("seal.stamp.refused", facts={"status": status.hex()[:8]}))
        outer = outer.child(1, SEQUENCE)
    if oid(outer.children()[0]) != SIGNED_DATA:
        raise _unreadable("no signed data")
    return single(_tagged(outer, 0xA0).content, SEQUENCE)


def _certificates(signed: Item) -> tuple[x509.Certificate, ...]:
    held = [child for child in signed.children() if child.tag == 0xA0]
    # The set may stand in any order: openssl does not sort it as DER wants, and other readers refuse it (Q1).
    found = [item.whole for item in items(held[0].content) if item.tag == SEQUENCE] if held else []
    if len(found) > MOST_CERTIFICATES:
        raise _unreadable(f"{len(found)} certificates; at most {MOST_CERTIFICATES}")
    return tuple(x509.load_der_x509_certificate(data) for data in found)


def _parse(response: bytes) -> _Token:
    signed = _token(response)
    encapsulated = signed.child(2, SEQUENCE)
    if oid(encapsulated.children()[0]) != TST_INFO:
        raise _unreadable("the token stamps nothing")
    info = single(_tagged(encapsulated, 0xA0).content, OCTETS).content
    signer = [child for child in signed.children() if child.tag == SET][-1].children()
    if len(signer) != 1:
        raise _unreadable("a token has one signer")
    parts = signer[0].children()
    at = next(n for n, part in enumerate(parts) if part.tag == 0xA0)
    digest = oid(parts[at - 1].children()[0])
    return _Token(info, _certificates(signed), digest, parts[at], parts[at + 2].content)


def _attributes(token: _Token) -> dict[str, Item]:
    found = {}
    for attribute in token.attributes.children():
        kind, values = attribute.children()[:2]
        if oid(kind) in found:
            raise _unreadable(f"the attribute {oid(kind)} stands twice")
        found[oid(kind)] = values.children()[0]
    return found


def _gentime(info: Item) -> datetime:
    text = _tagged(info, TIME).content.decode("ascii")
    match = re.fullmatch(r"(\d{14})(\.\d{1,6})?Z", text)
    if not match:
        raise _unreadable(f"{text!r} is no time")
    whole = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return whole.replace(microsecond=int(float(match[2] or 0) * 1_000_000))


def _check_imprint(info: Item, data: bytes) -> None:
    imprint = info.child(2, SEQUENCE)
    name, _ = DIGESTS.get(oid(imprint.child(0, SEQUENCE).children()[0]), ("", None))
    if not name or hashlib.new(name, data).digest() != imprint.child(1, OCTETS).content:
        raise TimestampError(Problem("seal.stamp.other_bytes"))


def _signer(token: _Token, attributes: dict[str, Item], roots: Sequence[x509.Certificate]) -> x509.Certificate:
    """Find the certificate the signed attributes name by its digest."""
    for kind, algorithm in ((SIGNING_CERTIFICATE_V2, "sha256"), (SIGNING_CERTIFICATE, "sha1")):
        if kind in attributes:
            wanted = [p.content for p in attributes[kind].children()[0].children()[0].children() if p.tag == OCTETS]
            for certificate in (*token.certificates, *roots):
                fingerprint = certificate.fingerprint(hashes.SHA256() if algorithm == "sha256" else hashes.SHA1())  # noqa: S303 - because RFC 2634 names the certificate so; trust rests on the signature
                if fingerprint in wanted:
                    return certificate
    raise TimestampError(Problem("seal.stamp.no_certificate"))


def _check_usage(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise TimestampError(Problem("seal.stamp.not_valid", facts={"at": at.isoformat()}))
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as error:
        raise TimestampError(Problem("seal.stamp.usage")) from error
    # RFC 3161, 2.3: this purpose, alone and critical. A web server's certificate must not be able to stamp.
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise TimestampError(Problem("seal.stamp.usage"))


def _chain(
    token: _Token, leaf: x509.Certificate, at: datetime, roots: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Give the certificates from the signer's to a trusted root."""
    current, chain = leaf, [leaf]
    for _ in range(LONGEST_CHAIN):
        if current in roots:
            return tuple(chain)
        issuer = next((c for c in (*roots, *token.certificates) if c != current and _issued(c, current, at)), None)
        if issuer is None:
            break
        current = issuer
        chain.append(issuer)
    raise TimestampError(Problem("seal.stamp.chain", facts={"authority": leaf.subject.rfc4514_string()[:120]}))


def _issued(issuer: x509.Certificate, certificate: x509.Certificate, at: datetime) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        authority = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (*UNREADABLE, InvalidSignature, x509.ExtensionNotFound):
        return False
    # Any certificate can sign another one; only an authority's may (RFC 5280, 4.2.1.9), and only while it is valid.
    return authority and issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc


def _check_signature(certificate: x509.Certificate, token: _Token, algorithm: hashes.HashAlgorithm) -> None:
    # What is signed are the attributes as a SET, not under the tag they travel with (RFC 5652, 5.4).
    signed = b"\x31" + token.attributes.whole[1:]
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(token.signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(token.signature, signed, ec.ECDSA(algorithm))
        else:
            raise _unreadable("a signature scheme we do not know")
    except InvalidSignature as error:
        raise TimestampError(Problem("seal.stamp.signature")) from error


def _verified(response: bytes, data: bytes, roots: Sequence[x509.Certificate]) -> Stamp:
    token = _parse(response)
    info = single(token.info, SEQUENCE)
    _check_imprint(info, data)
    attributes = _attributes(token)
    if token.digest not in DIGESTS or MESSAGE_DIGEST not in attributes:
        raise _unreadable("a digest we do not know, or none signed")
    name, algorithm = DIGESTS[token.digest]
    if attributes[MESSAGE_DIGEST].content != hashlib.new(name, token.info).digest():
        raise TimestampError(Problem("seal.stamp.signature"))
    if CONTENT_TYPE not in attributes or oid(attributes[CONTENT_TYPE]) != TST_INFO:
        raise _unreadable("the signed content is no time stamp")
    signer, at = _signer(token, attributes, roots), _gentime(info)
    # At the stamp's own time: its certificate may have ended since, and the stamp holds all the same (Q3).
    _check_usage(signer, at)
    chain = _chain(token, signer, at, roots)
    _check_signature(signer, token, algorithm)
    return Stamp(at, signer.subject.rfc4514_string(), chain)


def verify_stamp(response: bytes, data: bytes, roots: Sequence[bytes]) -> Stamp:
    """Verify a time stamp over bytes at its own time, with trusted roots in PEM. Raises TimestampError."""
    if len(response) > LARGEST:
        raise _unreadable(f"{len(response)} bytes; at most {LARGEST}")
    try:
        trusted = [x509.load_pem_x509_certificate(root) for root in roots]
        return _verified(response, data, trusted)
    except TimestampError:
        raise
    except UNREADABLE as error:
        raise _unreadable(error) from error
