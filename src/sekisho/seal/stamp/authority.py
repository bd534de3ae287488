"""A local time-stamp authority made with ``openssl ts``, for rehearsals and tests. Its subject says TEST."""

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

_SUBJECT = "/CN=Sekisho TEST time-stamp authority{} (not for evidence)"
_ROOT = "/CN=Sekisho TEST time-stamp root{} (not for evidence)"
RSA, ECDSA = ("-newkey", "rsa:2048"), ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
#: The sections of one file; the machine's own openssl.cnf is never read, so every machine makes the same authority.
#: Its names are those of its own folder, where openssl is started, so that a home can be copied and moved.
_CONFIG = """
[req]
distinguished_name = nobody
[nobody]
[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
clock_precision_digits = 3
ess_cert_id_alg = sha256
certs = root.pem
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""


class AuthorityError(Exception):
    """The local authority could not be made or did not answer; openssl's own words follow."""


def _openssl(folder: Path, *arguments: str) -> None:
    # Bounded, because a key may wait for entropy and a request must not wait with it.
    called = ["openssl", *arguments]
    done = subprocess.run(called, capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    if done.returncode:
        raise AuthorityError(f"openssl {arguments[0]}: {done.stderr[-500:]}")


@dataclass(frozen=True, slots=True)
class TestAuthority:
    """A time-stamp authority of our own in a folder."""

    __test__ = False
    folder: Path

    @property
    def root(self) -> bytes:
        """Give its root certificate in PEM."""
        return (self.folder / "root.pem").read_bytes()

    def revocations(self) -> bytes:
        """Give its list of revoked certificates as of now (DER, RFC 5280); a test authority has revoked none."""
        root = x509.load_pem_x509_certificate(self.root)
        key = load_pem_private_key((self.folder / "root.key").read_bytes(), None)
        now = datetime.now(UTC)
        listed = x509.CertificateRevocationListBuilder(root.subject, now, now + timedelta(days=1))
        return listed.sign(cast("RSAPrivateKey", key), SHA256()).public_bytes(Encoding.DER)

    def stamp(self, data: bytes) -> bytes:
        """Stamp bytes; give the response as received."""
        with tempfile.TemporaryDirectory() as place:
            asked, answered, content = (Path(place) / name for name in ("ask.tsq", "answer.tsr", "content"))
            content.write_bytes(data)
            _openssl(self.folder, "ts", "-query", "-data", str(content), "-sha256", "-cert", "-out", str(asked))
            reply = ("-queryfile", str(asked), "-config", "tsa.cnf", "-section", "here", "-out", str(answered))
            _openssl(self.folder, "ts", "-reply", *reply)
            return answered.read_bytes()


def make_authority(folder: Path, name: str = "", kind: Sequence[str] = RSA) -> TestAuthority:
    """Make a test authority in a folder, its keys of a kind. Raises AuthorityError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "tsa.cnf").write_text(_CONFIG, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    key = (*kind, "-nodes", "-sha256")
    made = ("-days", "3650", "-subj", _ROOT.format(name), "-config", "tsa.cnf", "-extensions", "root")
    _openssl(folder, "req", "-x509", *key, *made, "-keyout", "root.key", "-out", "root.pem")
    asked = ("-keyout", "tsa.key", "-out", "tsa.csr")
    _openssl(folder, "req", "-new", *key, "-subj", _SUBJECT.format(name), "-config", "tsa.cnf", *asked)
    issued = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3650")
    extensions = ("-extfile", "tsa.cnf", "-extensions", "stamping", "-sha256", "-out", "tsa.pem")
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", *issued, *extensions)
    return TestAuthority(folder)
