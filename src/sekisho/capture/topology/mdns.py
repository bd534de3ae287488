"""One mDNS question to one address (RFC 6762 §5.5): which OPC UA servers it announces (OPC 10000-12 §4.3.4).

The question goes straight to a machine of the plan and never to the multicast group, so nobody else is spoken to.
"""

import asyncio
import struct
from contextlib import suppress

PORT = 5353
SERVICE = "_opcua-tcp._tcp.local"
WAIT_S = 1.0
POINTER, INTERNET = 12, 1
MOST_LABELS, MOST_RECORDS, LARGEST = 64, 100, 9000


class MalformedAnswerError(ValueError):
    """Bytes that are no DNS message."""


def question() -> bytes:
    """Give the question for the service's instances; the top bit of the class asks for an answer to us alone."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in SERVICE.split("."))
    return struct.pack(">6H", 0, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", POINTER, 0x8000 | INTERNET)


def names_of(answer: bytes) -> tuple[str, ...]:
    """Give the names of the instances an answer announces. Raises MalformedAnswerError."""
    try:
        return _names(answer[:LARGEST])
    except (struct.error, IndexError) as error:
        raise MalformedAnswerError(str(error)) from error


def _names(data: bytes) -> tuple[str, ...]:
    _, flags, questions, *counts = struct.unpack(">6H", data[:12])
    if not flags & 0x8000:
        raise MalformedAnswerError("no answer")
    at, found = 12, []
    for _ in range(min(questions, MOST_RECORDS)):
        at = _name(data, at)[1] + 4
    for _ in range(min(sum(counts), MOST_RECORDS)):
        owner, at = _name(data, at)
        kind, _, _, length = struct.unpack(">HHIH", data[at : at + 10])
        at += 10
        if kind == POINTER and owner.lower() == SERVICE:
            found.append(_name(data, at)[0].removesuffix(f".{SERVICE}"))
        at += length
    return tuple(dict.fromkeys(found))


def _name(data: bytes, at: int) -> tuple[str, int]:
    """Read a name and give where it ends; pointers are followed a bounded number of times."""
    labels, end = [], 0
    for _ in range(MOST_LABELS):
        length = data[at]
        if length >= 0xC0:
            end = end or at + 2
            at = (length & 0x3F) << 8 | data[at + 1]
        elif length:
            labels.append(data[at + 1 : at + 1 + length].decode(errors="replace"))
            at += 1 + length
        else:
            return ".".join(labels), end or at + 1
    raise MalformedAnswerError("a name without end")


class _Answer(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.data: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, _addr: object) -> None:
        if not self.data.done():
            self.data.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.data.done():
            self.data.set_exception(exc)


async def ask(address: str, *, port: int = PORT, wait_s: float = WAIT_S) -> bytes:
    """Ask one address and give its answer as it came; empty for silence, which means nothing."""
    loop = asyncio.get_running_loop()
    with suppress(OSError, TimeoutError):
        transport, protocol = await loop.create_datagram_endpoint(_Answer, remote_addr=(address, port))
        try:
            transport.sendto(question())
            return await asyncio.wait_for(protocol.data, wait_s)
        finally:
            transport.close()
    return b""
