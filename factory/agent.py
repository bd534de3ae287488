"""An MTConnect agent of our own: probe, current and sample over plain HTTP, and faults on command."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from factory import document
from factory.buffer import OutOfRangeError, RingBuffer
from factory.document import Header, Item, Nameplate

LOOPBACK = "127.0.0.1"
_PATH = re.compile(r"//\*?(?:DataItem|\w+)?\[@(?P<name>id|type)=['\"](?P<value>[\w:.-]+)['\"]\]")


@dataclass
class Switches:
    """What the agent does wrong on command. As it stands, nothing but being a marked test."""

    schema: str = "1.7"
    is_test: bool = True
    uuid: str = ""
    stalls: bool = False
    truncates: bool = False
    malformed: bytes = b""
    keeps_instance: bool = False
    errors_repeat_code: bool = True
    clock_offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and a document."""

    status: int
    body: bytes


class RequestError(Exception):
    """A request the agent answers with an error document."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


class Agent:
    """One agent with one device; listens on the loopback interface only."""

    def __init__(self, plate: Nameplate, items: tuple[Item, ...], *, slots_log2: int = 12) -> None:
        self.switches = Switches()
        self._plate, self._items, self._slots_log2 = plate, items, slots_log2
        # The Unix time of the start, as the standard suggests: it differs after every restart and is never 0.
        self.instance = int(time.time())
        self.buffer = self._fresh_buffer()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    def _fresh_buffer(self) -> RingBuffer:
        return RingBuffer(tuple(item.id for item in self._items), self._slots_log2, stamp(datetime.now(UTC)))

    @property
    def address(self) -> str:
        """Where the agent answers. Raises RuntimeError before it was started."""
        if self._server is None:
            raise RuntimeError("the agent was not started")
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def start(self, port: int = 0) -> None:
        """Listen on a port of the loopback interface; 0 takes a free one."""
        self._server = await asyncio.start_server(self._serve, LOOPBACK, port)

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.close()
            await self._server.wait_closed()

    def restart(self) -> None:
        """Begin a new run: an empty buffer, and a new instanceId unless a switch keeps it."""
        self.buffer = self._fresh_buffer()
        if not self.switches.keeps_instance:
            # Not the time again: two restarts within a second would look like none.
            self.instance += 1

    def observe(self, at: datetime, values: Mapping[str, str]) -> None:
        """Publish the values that changed, with the instant at which the control had them."""
        if not self.switches.stalls:
            for item, value in values.items():
                self.buffer.add(item, value, stamp(at))

    def _header(self, following: int | None = None) -> Header:
        created = datetime.fromtimestamp(time.time() + self.switches.clock_offset_s, UTC)
        buffer = self.buffer
        numbers = (buffer.size, buffer.first_sequence, buffer.last_sequence, following or buffer.next_sequence)
        since = stamp(datetime.fromtimestamp(self.instance, UTC))
        return Header(self.switches.schema, self.instance, stamp(created), *numbers, self.switches.is_test, since)

    def answer(self, target: str) -> Reply:
        """Answer a GET of a path with its query."""
        try:
            return Reply(200, self._document(target))
        except RequestError as error:
            code = self.switches.errors_repeat_code
            return Reply(error.status, document.errors(self._header(), error.code, error.text, target, with_code=code))

    def _document(self, target: str) -> bytes:
        if self.switches.malformed:
            return self.switches.malformed
        parts = urlsplit(target)
        verb = self._verb(parts.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        plate = replace(self._plate, uuid=self.switches.uuid or self._plate.uuid)
        if verb == "probe":
            return document.devices(self._header(), plate, self._items)
        wanted = self._filter(query.get("path", ""))
        try:
            start = _number(query, "from")
            count = _number(query, "count") or 100
            buffer = self.buffer
            window = buffer.current(wanted) if verb == "current" else buffer.sample(start, count, wanted)
        except OutOfRangeError as error:
            raise RequestError(400, "OUT_OF_RANGE", str(error)) from error
        return document.streams(self._header(window.next_sequence), plate, self._items, window.observations)

    def _verb(self, path: str) -> str:
        parts = [part for part in path.split("/") if part] or ["probe"]
        if parts[-1] not in {"probe", "current", "sample"} or len(parts) > 2:
            raise RequestError(400, "INVALID_URI", f"{path} is not served here")
        if len(parts) == 2 and parts[0] not in {self._plate.device, self._plate.uuid}:
            raise RequestError(404, "NO_DEVICE", f"Could not find the device '{parts[0]}'")
        return parts[-1]

    def _filter(self, path: str) -> Callable[[str], bool]:
        if not path:
            return lambda _item: True
        found = _PATH.fullmatch(path)
        if found is None:
            raise RequestError(400, "INVALID_PATH", f"The path could not be parsed: {path}")
        by, value = found["name"], found["value"]
        kept = {item.id for item in self._items if (item.id if by == "id" else item.signal.type) == value}
        return lambda item: item in kept

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            # Connections stay open, as real agents keep them; a client that reconnects each time would hide faults.
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[0].split(" ")
        if len(request) != 3 or request[0] != "GET":
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        reply = self.answer(request[1])
        head = f"HTTP/1.1 {reply.status} {'OK' if reply.status == 200 else 'Error'}\r\nContent-Type: text/xml\r\n"
        writer.write(head.encode() + f"Content-Length: {len(reply.body)}\r\n\r\n".encode())
        # The length announced stays whole, as it does when an agent dies while it answers.
        writer.write(reply.body[: len(reply.body) // 2] if self.switches.truncates else reply.body)
        await writer.drain()
        return not self.switches.truncates


def stamp(at: datetime) -> str:
    """Write an instant as MTConnect does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise RequestError(400, "INVALID_REQUEST", f"'{name}' must be a positive integer, not {text}")
    return int(text)
