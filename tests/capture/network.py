"""A small network for the tests of topologies: a machine in a cell, an MES above it, a collector beside the machine."""

from collections.abc import Sequence

from sekisho.capture import plain
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import Kind, Record
from sekisho.capture.topology.compared import Compared, compare
from sekisho.capture.topology.declared import Declared, parse
from sekisho.capture.topology.observed import Observed, observed
from sekisho.capture.topology.system import System

DEVICE = "EX-500"
FILE = """
format = "sekisho/topology/v1"
title = "Line 2"

[[zones]]
id = "site"
name = "Manufacturing operations"
level = "3"

[[zones]]
id = "cell"
name = "加工セル"
level = "1"

[[nodes]]
id = "mes"
name = "MES"
kind = "mes"
zone = "site"
addresses = ["192.0.2.20"]

[[nodes]]
id = "mc-1"
name = "立形マシニングセンタ"
kind = "machine"
zone = "cell"
device = "EX-500"
addresses = ["192.0.2.11"]
macs = ["00:00:5e:00:53:01"]

[[nodes]]
id = "collector"
name = "収集端末"
kind = "collector"
zone = "cell"

[[links]]
from = "collector"
to = "mc-1"
protocol = "opc-ua"
port = 4840

[[links]]
from = "mc-1"
to = "mes"
protocol = "https"
port = 443

[[links]]
from = "mes"
to = "mc-1"
protocol = "mtconnect"
port = 5000
"""


def record(kind: Kind, about: dict[str, Value], beyond: bytes = b"") -> Record:
    """Give a record of plain values, and of bytes after them."""
    return Record(kind, 1, 1, plain.as_bytes(about) + beyond)


def reached(url: str = "opc.tcp://192.0.2.11:4840/ua", **other: Value) -> Record:
    """Give the record of an endpoint that answered, with what a test changes."""
    usual: dict[str, Value] = {
        "url": url, "protocol": "opc-ua", "host": "192.0.2.11", "port": 4840, "addresses": ["192.0.2.11"],
        "peer": "192.0.2.11", "local": "192.0.2.77", "interface": "eth0", "next_hop": "", "connect_us": 900,
        "hello_us": 1500, "error": "",
    }  # fmt: skip
    return record(Kind.REACHED, {**usual, **other})


def neighbour(mac: str = "00:00:5e:00:53:01", address: str = "192.0.2.11") -> Record:
    """Give the record of a neighbour."""
    return record(Kind.NEIGHBOUR, {"address": address, "mac": mac, "interface": "eth0"})


def declared(text: str = FILE) -> Declared:
    """Read a topology file that has to be right."""
    read = parse(text.encode())
    assert isinstance(read, Declared), read
    return read


def compared(*records: Record, text: str = FILE) -> Compared:
    """Hold the file against records."""
    return compare(declared(text), observed(records), DEVICE)


def statuses(found: Compared, item: str) -> dict[str, str]:
    """Give how each subject of an item came out; the last row of a subject counts."""
    return {row.subject: row.status.value for row in found.rows if row.item == item}


def empty() -> Observed:
    """Give an observation of nothing."""
    return Observed()


def network(answers: dict[str, str], files: dict[str, str] | None = None, platform: str = "linux") -> System:
    """Give a system whose programs print what stands here under the beginning of their command line."""

    async def run(command: Sequence[str]) -> str:
        line = " ".join(command)
        return next((answer for begin, answer in answers.items() if line.startswith(begin)), "")

    return System(platform, run, lambda path: (files or {}).get(path, ""))
