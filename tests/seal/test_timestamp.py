"""Time stamps: ours and other makers' verifiers agree, at the stamp's own time."""

import subprocess
import sys

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import VerifierBuilder, decode_timestamp_response

from sekisho.seal.stamp.authority import make_authority
from sekisho.seal.stamp.timestamp import TimestampError, verify_stamp

NOTE = b"log.example\n3\nroot\n"


@pytest.fixture(scope="module")
def stamp(authority):
    """Stamp a note once."""
    return authority.stamp(NOTE)


def test_a_stamp_holds(authority, stamp):
    """A stamp of a trusted authority over these bytes holds and says that it is a test."""
    assert verify_stamp(stamp, NOTE, [authority.root]).is_test


def test_other_bytes_are_not_stamped(authority, stamp):
    """A stamp over another note is refused."""
    with pytest.raises(TimestampError, match="other_bytes"):
        verify_stamp(stamp, NOTE + b"x", [authority.root])


def test_another_authority_is_not_trusted(stamp, tmp_path):
    """A stamp whose chain ends elsewhere is refused."""
    other = make_authority(tmp_path)
    with pytest.raises(TimestampError, match="chain"):
        verify_stamp(stamp, NOTE, [other.root])


def test_openssl_accepts_our_stamp(authority, stamp, tmp_path):
    """`openssl ts -verify` accepts what our verifier accepts."""
    for name, data in (("note", NOTE), ("tsr", stamp), ("root.pem", authority.root)):
        (tmp_path / name).write_bytes(data)
    called = ["openssl", "ts", "-verify", "-data", "note", "-in", "tsr", "-CAfile", "root.pem"]
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr


def test_the_client_library_accepts_our_stamp(authority, stamp):
    """rfc3161-client, where it can read the certificates' order, accepts it as well (Q1)."""
    try:
        response = decode_timestamp_response(stamp)
    except ValueError as error:
        assert "SetOrdering" in str(error)  # noqa: PT017 - because both answers are right, each in its way
        return
    root = x509.load_pem_x509_certificate(authority.root)
    assert VerifierBuilder().add_root_certificate(root).build().verify_message(response, NOTE)


def test_a_stamp_holds_after_its_certificate_has_ended(authority, stamp, tmp_path):
    """With the clock moved to 2050 the stamp still holds, at its own time; openssl needs to be told that time (Q3)."""
    for name, data in (("note", NOTE), ("tsr", stamp), ("root.pem", authority.root)):
        (tmp_path / name).write_bytes(data)
    program = (
        "import sys; from pathlib import Path; from sekisho.seal.stamp.timestamp import verify_stamp;"
        "verify_stamp(Path('tsr').read_bytes(), Path('note').read_bytes(), [Path('root.pem').read_bytes()])"
    )
    called = ["faketime", "2050-01-01", sys.executable, "-c", program]
    assert subprocess.run(called, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    plain = ["faketime", "2050-01-01", "openssl", "ts", "-verify", "-data", "note", "-in", "tsr", "-CAfile", "root.pem"]
    assert subprocess.run(plain, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    at = str(int(verify_stamp(stamp, NOTE, [authority.root]).at.timestamp()))
    assert subprocess.run([*plain, "-attime", at], cwd=tmp_path, capture_output=True, check=False).returncode == 0


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(data):
    """Whatever bytes come, a stamp is refused with a reason."""
    with pytest.raises(TimestampError):
        verify_stamp(data, NOTE, [])


def test_damaged_stamps_never_surprise(authority, stamp):
    """With any byte changed a stamp holds or is refused and raises nothing else: some fields are unsigned (Q2)."""
    refused = 0
    for place in range(0, len(stamp), 7):
        damaged = bytearray(stamp)
        damaged[place] ^= 1
        try:
            assert verify_stamp(bytes(damaged), NOTE, [authority.root]).is_test
        except TimestampError:
            refused += 1
    assert refused > len(stamp) // 7 // 2
