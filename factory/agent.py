"""An MTConnect agent of our own: probe, current, sample, assets and streams over HTTP, and faults on command."""

import asyncio
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from factory import document, wire
from factory.buffer import UNAVAILABLE, OutOfRangeError, RingBuffer, Window
from factory.document import AGENT_DEVICE, Header, Item, Nameplate
from factory.switch import Switches

LOOPBACK = "127.0.0.1"
_PATH = re.compile(r"//\*?(?:DataItem|\w+)?\[@(?P<name>id|type)=['\"](?P<value>[\w:.-]+)['\"]\]")


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
        self.assets: dict[str, str] = {}
        self.model_changed_at = self.instance
        self._flap = False
        self._tls: ssl.SSLContext | None = None
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
        return f"{'https' if self._tls else 'http'}://{host}:{port}"

    async def start(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a port of the loopback interface; 0 takes a free one. With a context, over TLS."""
        self._tls = tls
        self._server = await asyncio.start_server(self._serve, LOOPBACK, port, ssl=tls)

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

    def change_model(self) -> None:
        """Change the model of the device: its headers name another time from now on."""
        self.model_changed_at += 1

    def add_asset(self, asset: str, kind: str) -> None:
        """Publish an asset and the observation that it is there."""
        self.assets[asset] = kind
        self.buffer.add("assetchg", asset, stamp(datetime.now(UTC)))

    def observe(self, at: datetime, values: Mapping[str, str]) -> None:
        """Publish the values that changed, with the instant at which the control had them."""
        switches = self.switches
        self._flap = switches.flaps and not self._flap
        for item, value in {} if switches.stalls else values.items():
            said = UNAVAILABLE if self._flap else value
            at_source = stamp(at - timedelta(seconds=switches.backwards_s))
            self.buffer.add(item, said, at_source)

    def _header(self, following: int | None = None) -> Header:
        created = datetime.fromtimestamp(time.time() + self.switches.clock_offset_s, UTC)
        buffer = self.buffer
        numbers = (buffer.size, buffer.first_sequence, buffer.last_sequence, following or buffer.next_sequence)
        since = stamp(datetime.fromtimestamp(self.model_changed_at, UTC))
        return Header(self.switches.schema, self.instance, stamp(created), *numbers, self.switches.is_test, since)

    def answer(self, target: str) -> Reply:
        """Answer a GET of a path with its query."""
        try:
            return Reply(200, self._padded(self._document(target)))
        except RequestError as error:
            return Reply(error.status, self._error(error, target))

    def _error(self, error: "RequestError", target: str) -> bytes:
        code = self.switches.errors_repeat_code
        return document.errors(self._header(), error.code, error.text, target, with_code=code)

    def _padded(self, body: bytes) -> bytes:
        padding, self.switches.padding = self.switches.padding, 0
        return body + b"<!--" + b"x" * padding + b"-->" if padding else body

    def _document(self, target: str) -> bytes:
        if self.switches.malformed:
            return self.switches.malformed
        parts = urlsplit(target)
        device, verb = self._verb(parts.path)
        query = _query(target)
        if device == AGENT_DEVICE:
            return document.agent_device(self._header(), verb, self.switches.agent_uuid)
        if verb == "probe":
            agent = self.switches.agent_uuid if self.switches.has_agent_device and not device else ""
            return document.devices(self._header(), self._named, self._items, agent)
        if verb in {"asset", "assets"}:
            return document.assets(self._header(), self._named, self.assets)
        wanted = self._filter(query.get("path", ""))
        if verb == "current":
            return self._streams(self.buffer.current(wanted))
        return self._streams(self._window(_number(query, "from"), query, wanted))

    @property
    def _named(self) -> Nameplate:
        return replace(self._plate, uuid=self.switches.uuid or self._plate.uuid)

    def _streams(self, window: Window) -> bytes:
        found = window.observations
        if self.switches.duplicates:
            found = tuple(one for one in found for _ in range(2))
        return document.streams(self._header(window.next_sequence), self._named, self._items, found, self.assets)

    def _window(self, start: int | None, query: Mapping[str, str], wanted: Callable[[str], bool]) -> Window:
        try:
            return self.buffer.sample(start, _number(query, "count") or 100, wanted)
        except OutOfRangeError as error:
            raise RequestError(400, "OUT_OF_RANGE", str(error)) from error

    def _verb(self, path: str) -> tuple[str, str]:
        """Give the device a path names, empty for all, and what is asked of it."""
        parts = [part for part in path.split("/") if part] or ["probe"]
        if parts[-1] not in {"probe", "current", "sample", "asset", "assets"} or len(parts) > 2:
            raise RequestError(400, "INVALID_URI", f"{path} is not served here")
        if len(parts) == 1:
            return "", parts[0]
        own = {AGENT_DEVICE} if self.switches.has_agent_device else set()
        if parts[0] not in {self._plate.device, self._plate.uuid, *own}:
            raise RequestError(404, "NO_DEVICE", f"Could not find the device '{parts[0]}'")
        return parts[0], parts[1]

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
        if self.switches.streams and "interval" in _query(request[1]):
            return await self._stream(request[1], writer)
        reply = self.answer(request[1])
        await wire.whole(writer, reply.status, reply.body, self.switches)
        return not self.switches.truncates

    async def _stream(self, target: str, writer: asyncio.StreamWriter) -> bool:
        """Send parts until the client leaves: what is new each interval, a sign of life where nothing is."""
        try:
            query = _query(target)
            pause, beat = (_number(query, "interval") or 0) / 1000, (_number(query, "heartbeat") or 10_000) / 1000
            wanted, at = self._filter(query.get("path", "")), _number(query, "from") or self.buffer.first_sequence
            self._window(at, query, wanted)
        except RequestError as error:
            await wire.whole(writer, error.status, self._error(error, target), self.switches)
            return True
        parts = wire.Multipart(writer, self.switches)
        await parts.begin()
        sent, told_at = 0, 0.0
        while not writer.is_closing() and (not self.switches.ends_after or sent < self.switches.ends_after):
            try:
                window = self._window(at, query, wanted)
            except RequestError as error:
                await parts.part(self._error(error, target))
                break
            is_mute = self.switches.mutes_after and sent >= self.switches.mutes_after
            if not is_mute and (window.observations or time.monotonic() - told_at >= beat):
                await parts.part(self.switches.malformed or self._padded(self._streams(window)))
                at, sent, told_at = window.next_sequence, sent + 1, time.monotonic()
            await asyncio.sleep(pause)
        await parts.end()
        return False


def stamp(at: datetime) -> str:
    """Write an instant as MTConnect does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _query(target: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(target).query).items()}


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise RequestError(400, "INVALID_REQUEST", f"'{name}' must be a positive integer, not {text}")
    return int(text)
