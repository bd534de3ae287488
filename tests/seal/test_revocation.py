"""Two authorities, and lists of revoked certificates: whose stamp counts, and what a list can and cannot say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.stamp.authority import ECDSA, make_authority
from sekisho.seal.stamp.revocation import LARGEST, RevocationError, read_revocations
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.verifier import verify_dossier


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """Make a second authority, with keys of another kind."""
    return make_authority(tmp_path_factory.mktemp("second"), " 2", ECDSA)


def listed(authority, *revoked, made=None, key=None):
    """Have an authority list its stamping certificate as revoked at these times."""
    root = x509.load_pem_x509_certificate(authority.root)
    stamping = x509.load_pem_x509_certificate((authority.folder / "tsa.pem").read_bytes())
    at = made or datetime.now(UTC) + timedelta(seconds=5)
    whole = x509.CertificateRevocationListBuilder(root.subject, at, at + timedelta(days=1))
    for when in revoked:
        one = x509.RevokedCertificateBuilder(stamping.serial_number, when)
        whole = whole.add_revoked_certificate(one.build())
    signing = key or load_pem_private_key((authority.folder / "root.key").read_bytes(), None)
    return whole.sign(signing, hashes.SHA256()).public_bytes(Encoding.DER)


def told(sealed, *lists, wanted=1, others=()):
    """Give the results of the two checks, with the codes they say."""
    stamps = (*sealed.parts.stamps, *(other.stamp(sealed.parts.note) for other in others))
    parts = replace(sealed.parts, revocations=lists, stamps=stamps)
    roots = (*sealed.trust.stamp_roots, *(other.root for other in others))
    trust = replace(sealed.trust, stamp_authorities=wanted, stamp_roots=roots)
    report = verify_dossier(replace(sealed, parts=parts).dossier, trust)
    found = {check.name: check for check in report.checks}
    return {
        name: (found[name].result, [problem.code for problem in found[name].problems])
        for name in ("TSA", "TSA COUNT", "REVOCATION")
    } | {"holds": report.holds}


def test_two_authorities_stamp_and_are_counted_by_their_roots(sealed, second):
    """Two stamps under two roots are two; two stamps of one authority are one, and too few where two are demanded."""
    assert told(sealed, wanted=2, others=(second,))["holds"]
    twice = told(sealed, wanted=2, others=(sealed.authority,))
    assert twice["TSA COUNT"] == (Result.FAILS, ["seal.stamp.too_few"])
    assert not twice["holds"]


def test_without_a_list_revocation_is_not_checked_and_said(sealed):
    """A dossier without lists holds, and says that nobody looked."""
    found = told(sealed)
    assert (found["REVOCATION"], found["holds"]) == ((Result.NOT_CHECKED, ["seal.revocation.unknown"]), True)


def test_a_list_of_the_day_clears_a_stamp(sealed, second):
    """Where the lists of both authorities were made after the stamps and name neither, nothing is left open."""
    found = told(sealed, listed(sealed.authority), listed(second), others=(second,))
    assert found["REVOCATION"] == (Result.HOLDS, [])
    only_one = told(sealed, listed(second), others=(second,))
    assert only_one["REVOCATION"][0] is Result.NOT_CHECKED


@pytest.mark.parametrize(("hours", "fails"), [(-1, True), (1, False)])
def test_a_certificate_revoked_before_it_stamped_is_caught(sealed, hours, fails):
    """Revoked an hour before, the stamp is worth nothing; revoked an hour later, it stands."""
    when = datetime.now(UTC) + timedelta(hours=hours)
    found = told(sealed, listed(sealed.authority, when, made=datetime.now(UTC) + timedelta(hours=2)))
    assert found["REVOCATION"][0] is (Result.FAILS if fails else Result.HOLDS)
    assert found["holds"] is not fails


def test_a_list_of_before_the_stamp_or_of_a_stranger_says_nothing(sealed, second):
    """A list older than the stamp, and one that another key signed, leave the question open."""
    old = listed(sealed.authority, made=datetime.now(UTC) - timedelta(days=2))
    stranger = load_pem_private_key((second.folder / "root.key").read_bytes(), None)
    when = datetime.now(UTC) - timedelta(hours=1)
    for one in (old, listed(sealed.authority, when, key=stranger), listed(second)):
        assert told(sealed, one)["REVOCATION"] == (Result.NOT_CHECKED, ["seal.revocation.unknown"])


def test_the_authoritys_own_list_is_read(second):
    """The local authority's list says that nothing is revoked, as of now."""
    read = read_revocations(second.revocations())
    assert len(read.listed) == 0
    assert abs(read.listed.last_update_utc - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_list_that_is_none_fails(sealed):
    """Bytes that are no list are named with their file."""
    assert told(sealed, b"no list")["REVOCATION"] == (Result.FAILS, ["seal.revocation.unreadable"])
    with pytest.raises(RevocationError):
        read_revocations(bytes(LARGEST + 1))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_no_list(data):
    """Whatever bytes come, a list is read or refused; nothing else happens."""
    with pytest.raises(RevocationError):
        read_revocations(data)
