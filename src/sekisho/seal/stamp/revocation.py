"""Lists of revoked certificates (RFC 5280, 5) that travel with time stamps: was the stamping key revoked by then?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from sekisho.seal.problem import FoundError, Problem
from sekisho.seal.stamp.timestamp import UNREADABLE, Stamp

#: The list of a busy authority has some hundred kilobytes.
LARGEST = 4 * 1024 * 1024


class RevocationError(FoundError):
    """A list of revoked certificates that cannot be read."""


@dataclass(frozen=True, slots=True)
class Revocations:
    """A list of revoked certificates, as its issuer signed it."""

    listed: x509.CertificateRevocationList

    def is_of(self, issuer: x509.Certificate, stamp: Stamp) -> bool:
        """Say whether an issuer signed this list, and not before the stamp: an older one cannot know."""
        made = self.listed.last_update_utc
        if self.listed.issuer != issuer.subject or made is None or made < stamp.at.replace(microsecond=0):
            return False
        try:
            return self.listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # because an issuer's key is one that signs
        except (*UNREADABLE,):
            return False

    def revoked_at(self, certificate: x509.Certificate) -> datetime | None:
        """Give when a certificate was revoked, None where it is not listed."""
        found = self.listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        return found.revocation_date_utc if found else None


def read_revocations(data: bytes) -> Revocations:
    """Read a list in DER. Raises RevocationError."""
    if len(data) > LARGEST:
        raise RevocationError(Problem("seal.revocation.unreadable", facts={"reason": f"> {LARGEST} bytes"}))
    try:
        return Revocations(x509.load_der_x509_crl(data))
    except UNREADABLE as error:
        raise RevocationError(Problem("seal.revocation.unreadable", facts={"reason": str(error)[:200]})) from error


def revoked(stamp: Stamp, lists: Sequence[Revocations]) -> tuple[datetime | None, bool]:
    """Give when a certificate of a stamp's chain was revoked, if before the stamp; and whether lists said all of it."""
    is_known = True
    for certificate, issuer in zip(stamp.chain, stamp.chain[1:], strict=False):
        of_issuer = [one for one in lists if one.is_of(issuer, stamp)]
        is_known = is_known and bool(of_issuer)
        for one in of_issuer:
            at = one.revoked_at(certificate)
            # Revoked later, what it stamped before still stands (RFC 3161, 4).
            if at is not None and at <= stamp.at:
                return at, True
    return None, is_known
