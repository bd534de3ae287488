"""A local time-stamp authority made with ``openssl ts``, for rehearsals and tests. Its subject says TEST."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_SUBJECT = "/CN=Sekisho TEST time-stamp authority (not for evidence)"
_ROOT = "/CN=Sekisho TEST time-stamp root (not for evidence)"
#: The sections of one file; the machine's own openssl.cnf is never read, so every machine makes the same authority.
_CONFIG = """
[req]
distinguished_name = nobody
[nobody]
[tsa]
default_tsa = here
[here]
serial = {dir}/serial
signer_cert = {dir}/tsa.pem
signer_key = {dir}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
clock_precision_digits = 3
ess_cert_id_alg = sha256
certs = {dir}/root.pem
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


def _openssl(*arguments: str) -> None:
    # Bounded, because a key may wait for entropy and a request must not wait with it.
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False, timeout=60)
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

    def stamp(self, data: bytes) -> bytes:
        """Stamp bytes; give the response as received."""
        with tempfile.TemporaryDirectory() as place:
            asked, answered, content = (Path(place) / name for name in ("ask.tsq", "answer.tsr", "content"))
            content.write_bytes(data)
            _openssl("ts", "-query", "-data", str(content), "-sha256", "-cert", "-out", str(asked))
            config = str(self.folder / "tsa.cnf")
            reply = ("-queryfile", str(asked), "-config", config, "-section", "here", "-out", str(answered))
            _openssl("ts", "-reply", *reply)
            return answered.read_bytes()


def make_authority(folder: Path) -> TestAuthority:
    """Make a test authority in a folder. Raises AuthorityError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = folder / "tsa.cnf"
    config.write_text(_CONFIG.format(dir=folder), encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    key = ("-newkey", "rsa:2048", "-nodes", "-sha256")
    root = ("-keyout", str(folder / "root.key"), "-out", str(folder / "root.pem"))
    made = ("-days", "3650", "-subj", _ROOT, "-config", str(config), "-extensions", "root")
    _openssl("req", "-x509", *key, *made, *root)
    asked = ("-keyout", str(folder / "tsa.key"), "-out", str(folder / "tsa.csr"))
    _openssl("req", "-new", *key, "-subj", _SUBJECT, "-config", str(config), *asked)
    issued = ("-CA", str(folder / "root.pem"), "-CAkey", str(folder / "root.key"), "-CAcreateserial", "-days", "3650")
    extensions = ("-extfile", str(config), "-extensions", "stamping", "-sha256", "-out", str(folder / "tsa.pem"))
    _openssl("x509", "-req", "-in", str(folder / "tsa.csr"), *issued, *extensions)
    return TestAuthority(folder)
