"""How long an address takes to accept a connection, and an OPC UA server to answer a Hello (OPC 10000-6 §7.1.2)."""

import asyncio
import struct
from dataclasses import dataclass
from time import monotonic_ns

CONNECT_LIMIT_S = 4.0
_HEADER = struct.Struct("<3scI")
_BUFFERS = (65536, 65536, 0, 0)
MICRO = 1000


@dataclass(frozen=True, slots=True)
class Met:
    """What came of one connection: both its ends, times in microseconds, what stood in the way of more."""

    peer: str = ""
    local: str = ""
    connect_us: int | None = None
    hello_us: int | None = None
    error: str = ""


def hello_message(url: str) -> bytes:
    """Give a Hello for an endpoint's URL."""
    text = url.encode()[:4096]
    body = struct.pack("<5I", 0, *_BUFFERS) + struct.pack("<i", len(text)) + text
    return _HEADER.pack(b"HEL", b"F", _HEADER.size + len(body)) + body


async def meet(url: str, host: str, port: int, *, is_opcua: bool) -> Met:
    """Connect once, say Hello where it is OPC UA, and leave; nothing else is sent."""
    begun = monotonic_ns()
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), CONNECT_LIMIT_S)
    except (OSError, TimeoutError) as error:
        return Met(error=type(error).__name__)
    took = (monotonic_ns() - begun) // MICRO
    try:
        peer, local = writer.get_extra_info("peername")[0], writer.get_extra_info("sockname")[0]
        hello, problem = await _hello(url, reader, writer) if is_opcua else (None, "")
    finally:
        writer.close()
    return Met(peer, local, took, hello, problem)


async def _hello(url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int | None, str]:
    begun = monotonic_ns()
    try:
        writer.write(hello_message(url))
        kind, _, _ = _HEADER.unpack(await asyncio.wait_for(reader.readexactly(_HEADER.size), CONNECT_LIMIT_S))
    except (OSError, TimeoutError, EOFError) as error:
        return None, type(error).__name__
    if kind != b"ACK":
        return None, "ERR" if kind == b"ERR" else "no OPC UA"
    return (monotonic_ns() - begun) // MICRO, ""
