"""Who may stamp: chains of certificates that a verifier has to accept, and those it must not."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sekisho.seal.stamp.authority import _CONFIG, AuthorityError, TestAuthority
from sekisho.seal.stamp.timestamp import TimestampError, _check_usage, verify_stamp

NOTE = b"log.example\n3\nroot\n"
NOW = datetime.now(UTC)
STAMPING, SERVER = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH
KEYS = [rsa.generate_private_key(65537, 2048) for _ in range(3)]


@dataclass(frozen=True)
class Link:
    """A certificate of a chain and how it is made."""

    is_authority: bool | None = True
    days: tuple[int, int] = (-10, 10)
    purposes: tuple[x509.ObjectIdentifier, ...] = ()
    is_critical: bool = True


def certificate(name, link, key, issuer, issuer_key):
    """Issue a certificate."""
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin, end = (NOW + timedelta(days=days) for days in link.days)
    made = x509.CertificateBuilder().subject_name(named).issuer_name(issuer or named).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
    if link.is_authority is not None:
        made = made.add_extension(x509.BasicConstraints(link.is_authority, None), critical=True)
    if link.purposes:
        made = made.add_extension(x509.ExtendedKeyUsage(link.purposes), critical=link.is_critical)
    return made.sign(issuer_key, hashes.SHA256())


def stamped(folder, middle, leaf=Link(is_authority=False, purposes=(STAMPING,))):
    """Stamp with a chain of root, middle and leaf; give the stamp and the root to be trusted."""
    root = certificate("TEST root", Link(), KEYS[0], None, KEYS[0])
    between = certificate("TEST middle", middle, KEYS[1], root.subject, KEYS[0])
    last = certificate("TEST stamps", leaf, KEYS[2], between.subject, KEYS[1])
    chain = [made.public_bytes(Encoding.PEM) for made in (between, root)]
    (folder / "root.pem").write_bytes(b"".join(chain))
    (folder / "tsa.pem").write_bytes(last.public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(KEYS[2].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "tsa.cnf").write_text(_CONFIG)
    (folder / "serial").write_text("01\n")
    return TestAuthority(folder).stamp(NOTE), chain[1]


def code(stamp, root):
    """Give the code a stamp is refused with, or nothing."""
    try:
        verify_stamp(stamp, NOTE, [root])
    except TimestampError as error:
        return error.problem.code
    return ""


def test_a_chain_over_an_authority_between_is_followed(tmp_path):
    """Root trusted, an authority between, its certificate in the token: the stamp holds."""
    assert code(*stamped(tmp_path, Link())) == ""


@pytest.mark.parametrize("middle", [Link(is_authority=False), Link(is_authority=None), Link(days=(-10, -5))])
def test_a_chain_over_no_authority_is_refused(tmp_path, middle):
    """A certificate that is no authority's, or not valid then, vouches for nobody, though its signature holds."""
    assert code(*stamped(tmp_path, middle)) == "seal.stamp.chain"


@pytest.mark.parametrize("days", [(-10, -5), (5, 10)])
def test_a_stamp_outside_its_certificates_time_is_refused(tmp_path, days):
    """A stamp made with a certificate that had ended, or had not begun, is refused."""
    leaf = Link(is_authority=False, purposes=(STAMPING,), days=days)
    assert code(*stamped(tmp_path, Link(), leaf)) == "seal.stamp.not_valid"


@pytest.mark.parametrize(
    ("purposes", "is_critical"), [((), True), ((SERVER,), True), ((STAMPING, SERVER), True), ((STAMPING,), False)]
)
def test_a_certificate_for_something_else_may_not_stamp(purposes, is_critical):
    """The purpose has to be time stamps alone, and critical (RFC 3161, 2.3)."""
    made = certificate("x", Link(purposes=purposes, is_critical=is_critical), KEYS[0], None, KEYS[0])
    with pytest.raises(TimestampError, match="usage"):
        _check_usage(made, NOW)


def test_a_refused_request_is_told(authority, tmp_path):
    """An authority that answers without a stamp is told with its status."""
    (tmp_path / "note").write_bytes(NOTE)
    ask = ["openssl", "ts", "-query", "-data", "note", "-sha1", "-out", "ask"]
    answer = ["openssl", "ts", "-reply", "-queryfile", tmp_path / "ask", "-config", "tsa.cnf", "-section", "here"]
    subprocess.run(ask, cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*answer, "-out", tmp_path / "no"], cwd=authority.folder, check=True, capture_output=True)
    assert code((tmp_path / "no").read_bytes(), authority.root) == "seal.stamp.refused"


def test_an_authority_stamps_where_its_home_was_moved_to(authority, tmp_path):
    """Copied to another folder it stamps as before, with the serial numbers of that folder."""
    moved = TestAuthority(shutil.copytree(authority.folder, tmp_path / "moved"))
    before = (authority.folder / "serial").read_text()
    assert verify_stamp(moved.stamp(NOTE), NOTE, (authority.root,))
    assert (authority.folder / "serial").read_text() == before


def test_an_authority_that_cannot_work_says_why(tmp_path):
    """Without its keys the authority fails with openssl's own words."""
    with pytest.raises(AuthorityError, match="openssl ts"):
        TestAuthority(tmp_path).stamp(NOTE)
