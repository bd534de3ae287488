"""The machine-signed challenge: nonce derivation and the check of signatures."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sekisho.capture.challenge import (
    POLICY_PREFIX,
    Purpose,
    Verdict,
    closing_challenge,
    key_digest,
    leaf_of,
    nonce_for,
    server_key,
    verify_signature,
)

CHALLENGE = bytes(range(32))
NONCE = nonce_for(CHALLENGE, Purpose.OPENING, "MC-1", 1)
CLIENT = b"client certificate as sent"
PKCS1, PSS = padding.PKCS1v15(), padding.PSS(padding.MGF1(hashes.SHA256()), 32)


def certificate(key, *extensions):
    """Make a self-signed certificate of a key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "machine")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def server(key):
    return certificate(key)


def check(server, signature, policy="Basic256Sha256", client=CLIENT, nonce=NONCE):
    return verify_signature(
        POLICY_PREFIX + policy, client_certificate=client, nonce=nonce, server_certificate=server, signature=signature
    )


def test_nonce_follows_the_documented_layout():
    """The nonce is the hash of 86 bytes: domain, challenge, purpose, device, attempt."""
    written = b"sekisho/nonce/v1\x00" + CHALLENGE + b"\x01" + hashlib.sha256(b"MC-1").digest() + struct.pack(">I", 1)
    assert len(written) == 86
    assert hashlib.sha256(written).digest() == NONCE


@pytest.mark.parametrize(
    "other", [("MC-1", Purpose.VISIT, 1), ("MC-2", Purpose.OPENING, 1), ("MC-1", Purpose.OPENING, 2)]
)
def test_nonce_differs_by_purpose_device_and_attempt(other):
    """Two attempts, devices or purposes never share a nonce."""
    device, purpose, attempt = other
    assert nonce_for(CHALLENGE, purpose, device, attempt) != NONCE


@pytest.mark.parametrize(("challenge", "attempt"), [(b"short", 1), (CHALLENGE, -1), (CHALLENGE, 2**32)])
def test_nonce_refuses_what_the_layout_cannot_hold(challenge, attempt):
    """A challenge of another length or an attempt beyond 32 bits is an error."""
    with pytest.raises(ValueError, match="32"):
        nonce_for(challenge, Purpose.OPENING, "MC-1", attempt)


def test_closing_challenge_binds_segment_and_root():
    """The challenge of a closing signature follows from challenge, segment number and root."""
    root = hashlib.sha256(b"root").digest()
    expected = hashlib.sha256(CHALLENGE + struct.pack(">I", 3) + root).digest()
    assert closing_challenge(CHALLENGE, 3, root) == expected


@pytest.mark.parametrize(
    ("policy", "scheme"),
    [("Basic256Sha256", PKCS1), ("Aes128_Sha256_RsaOaep", PKCS1), ("Aes256_Sha256_RsaPss", PSS)],
)
def test_signature_holds_under_its_policys_scheme_only(key, server, policy, scheme):
    """Each policy is checked under its own scheme, and under no other."""
    signature = key.sign(CLIENT + NONCE, scheme, hashes.SHA256())
    other = "Basic256Sha256" if scheme is PSS else "Aes256_Sha256_RsaPss"
    assert check(server, signature, policy) is Verdict.HOLDS
    assert check(server, signature, other) is Verdict.INVALID


def test_signature_over_anything_else_is_invalid(key, server):
    """Another nonce, another client, one flipped bit: each makes the signature invalid."""
    signature = key.sign(CLIENT + NONCE, PKCS1, hashes.SHA256())
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    assert check(server, signature, nonce=bytes(32)) is Verdict.INVALID
    assert check(server, signature, client=b"another") is Verdict.INVALID
    assert check(server, flipped) is Verdict.INVALID


def test_another_servers_certificate_makes_it_invalid(key):
    """A signature does not hold under another machine's certificate."""
    signature = key.sign(CLIENT + NONCE, PKCS1, hashes.SHA256())
    other = certificate(rsa.generate_private_key(65537, 2048))
    assert check(other, signature) is Verdict.INVALID


@pytest.mark.parametrize("policy", ["Basic128Rsa15", "Basic256"])
def test_policies_that_sign_with_sha1_are_refused(server, policy):
    """The two deprecated policies do not count, whatever they signed."""
    assert check(server, b"anything", policy) is Verdict.TOO_WEAK


@pytest.mark.parametrize("policy", ["ECC_nistP256", "RSA_DH_AesGcm", "None", "", "Basic256Sha256/x"])
def test_unknown_policies_are_unsupported_rather_than_invalid(server, policy):
    """A policy whose scheme is not known is not judged."""
    assert check(server, b"anything", policy) is Verdict.UNSUPPORTED


def test_policy_none_brings_a_certificate_without_proof(server):
    """A certificate without a signature proves nothing."""
    assert check(server, b"") is Verdict.MISSING


@pytest.mark.parametrize("bits", [1024])
def test_short_keys_are_refused(bits):
    """A key below 2048 bits does not count."""
    key = rsa.generate_private_key(65537, bits)
    signature = key.sign(CLIENT + NONCE, PKCS1, hashes.SHA256())
    assert check(certificate(key), signature) is Verdict.SHORT_KEY


def test_only_rsa_certificates_are_judged():
    """An elliptic-curve certificate or garbage is named as such."""
    assert check(certificate(ec.generate_private_key(ec.SECP256R1())), b"x") is Verdict.NO_KEY
    assert check(b"\x30\x03abc", b"x") is Verdict.NO_KEY
    assert check(b"", b"x") is Verdict.NO_KEY


def test_chains_are_verified_with_their_first_certificate(key, server):
    """A server that returns a chain is judged by its leaf."""
    signature = key.sign(CLIENT + NONCE, PKCS1, hashes.SHA256())
    assert check(server + certificate(rsa.generate_private_key(65537, 2048)), signature) is Verdict.HOLDS
    assert leaf_of(server + b"rest") == server


def test_a_certificate_as_long_as_a_book_is_none(key):
    """Thousands of names are no machine's; reading them takes longer than everything else of a capture."""
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:x:{n}") for n in range(6000)])
    long = certificate(key, names)
    assert check(long, b"x") is Verdict.NO_KEY
    for read in (server_key, key_digest):
        with pytest.raises(ValueError, match="more than 65536"):
            read(long)


def test_server_key_names_certificate_and_key(key, server):
    """The key is known by the hash of its public half, the certificate by its thumbprint."""
    known = server_key(server)
    assert known.certificate_sha256 == hashlib.sha256(server).hexdigest()
    assert known.key_bits == 2048
    assert server_key(certificate(key)).key_sha256 == known.key_sha256 == key_digest(server)
