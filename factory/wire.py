"""How the agent's bytes leave it: whole answers, and multipart streams in chunks, with the faults of the wire."""

import asyncio
from collections.abc import Iterator

from factory.switch import Switches

BOUNDARY = "4a7c59d1e0"


def head(status: int, content_type: str, *lines: str) -> bytes:
    """Write the head of an answer."""
    said = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'Error'}", f"Content-Type: {content_type}", *lines]
    return ("\r\n".join(said) + "\r\n\r\n").encode()


async def send(writer: asyncio.StreamWriter, data: bytes, switches: Switches) -> None:
    """Send bytes, one by one with a pause where the switch says so."""
    for piece in _pieces(data, switches):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(switches.slow_s)


def _pieces(data: bytes, switches: Switches) -> Iterator[bytes]:
    if not switches.slow_s:
        yield data
        return
    yield from (data[at : at + 1] for at in range(len(data)))


async def whole(writer: asyncio.StreamWriter, status: int, body: bytes, switches: Switches) -> None:
    """Send one document. The length announced stays whole where the body is cut, as when an agent dies answering."""
    told = len(body) + switches.wrong_length
    sent = body[: len(body) // 2] if switches.truncates else body
    await send(writer, head(status, "text/xml", f"Content-Length: {told}") + sent, switches)


class Multipart:
    """One multipart answer, sent in chunks."""

    def __init__(self, writer: asyncio.StreamWriter, switches: Switches) -> None:
        self._writer, self._switches = writer, switches

    async def begin(self) -> None:
        """Send the head."""
        switches = self._switches
        name = f'"{BOUNDARY}"' if switches.quotes_boundary else BOUNDARY
        kind = f"multipart/{switches.multipart}" + (f";boundary={name}" if switches.names_boundary else "")
        self._writer.write(head(200, kind, "Transfer-Encoding: chunked"))
        await self._writer.drain()

    async def part(self, body: bytes) -> None:
        """Send one document as a part."""
        switches = self._switches
        kind, length = switches.head
        lines = [f"--{BOUNDARY}"] if switches.marks_boundary else []
        lines.append(f"{kind}: text/xml")
        lines += [f"{length}: {len(body) + switches.wrong_length}"] if switches.tells_length else []
        sent = body[: len(body) // 2] if switches.truncates else body
        await self._chunk("\r\n".join(lines).encode() + b"\r\n\r\n" + sent + b"\r\n")

    async def end(self) -> None:
        """Send the closing delimiter."""
        await self._chunk(f"--{BOUNDARY}--\r\n".encode())
        await self._chunk(b"")

    async def _chunk(self, data: bytes) -> None:
        await send(self._writer, f"{len(data):x}\r\n".encode() + data + b"\r\n", self._switches)
