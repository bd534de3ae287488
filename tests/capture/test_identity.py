"""The collector's own identity: made, saved, loaded, checked before it meets a machine."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from sekisho.capture.challenge import uris_of
from sekisho.capture.identity import (
    IdentityError,
    check_client,
    load_collector,
    make_collector,
    save_collector,
)

NOW = datetime.now(UTC)


def test_certificate_names_the_application(collector):
    """The SAN's URI is the application URI the session will name."""
    read = x509.load_der_x509_certificate(collector.client_certificate)
    assert uris_of(read) == (collector.application_uri,) == ("urn:sekisho:collector:test-1",)
    assert check_client(collector.client_certificate, collector.client_key, NOW) == []


def test_identity_is_loaded_as_it_was_saved(collector, tmp_path):
    """Three files, the keys readable by their owner only; nothing is overwritten."""
    save_collector(collector, tmp_path / "own")
    loaded = load_collector(tmp_path / "own")
    assert loaded.public_key == collector.public_key
    assert loaded.client_certificate == collector.client_certificate
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "own").iterdir()}
    assert modes["collector-key.pem"] == modes["client-key.pem"] == 0o600
    with pytest.raises(FileExistsError):
        save_collector(make_collector("other"), tmp_path / "own")


@pytest.mark.parametrize("name", ["collector-key.pem", "client-key.pem", "client.der"])
def test_damaged_identity_is_named(collector, tmp_path, name):
    """A missing, broken or exchanged file is an error that names the folder."""
    save_collector(collector, tmp_path)
    (tmp_path / name).write_bytes(b"broken")
    with pytest.raises(IdentityError, match=str(tmp_path)):
        load_collector(tmp_path)


def test_exchanged_keys_are_named(collector, tmp_path):
    """The sealing key is Ed25519, the client's is RSA; the other way round is refused."""
    save_collector(collector, tmp_path)
    (tmp_path / "collector-key.pem").write_bytes((tmp_path / "client-key.pem").read_bytes())
    with pytest.raises(IdentityError, match="Ed25519"):
        load_collector(tmp_path)


def test_every_shortcoming_of_the_certificate_is_named_at_once(collector, nameless):
    """No application URI, another key, out of date: all in one answer."""
    certificate, _ = nameless
    problems = check_client(certificate, collector.client_key, NOW + timedelta(days=4000))
    assert {problem.code for problem in problems} == {
        "client.no_application_uri",
        "client.other_key",
        "client.not_valid",
    }


@pytest.mark.parametrize("bits", [1024])
def test_short_client_key_is_named(collector, bits):
    """A key below 2048 bits is refused before a machine does."""
    key = rsa.generate_private_key(65537, bits)
    codes = {problem.code for problem in check_client(collector.client_certificate, key, NOW)}
    assert codes == {"client.other_key", "client.short_key"}


@pytest.fixture
def nameless():
    """A certificate that names no application."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER), key
