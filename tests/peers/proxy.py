"""A TCP proxy on the loopback interface: cut as a cable is, silent as a black hole, slow, half closed, and mended."""

import asyncio
from contextlib import suppress
from typing import Self


class Proxy:
    """Passes bytes to a port until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_cut = self.is_silent = False
        #: Every piece of at most so many bytes waits so long, for a link that is slow or far away.
        self.piece, self.delay_s = 65536, 0.0
        self.connections = 0

    @property
    def port(self) -> int:
        """The port to connect to."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def cut(self) -> None:
        """Abort every connection and refuse new ones until mended."""
        self.is_cut = True
        for writer in list(self._writers):
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again; what a black hole swallowed is lost."""
        self.is_cut = self.is_silent = False

    def swallow(self) -> None:
        """Take every byte and pass none, in both directions: nobody is told that the other is gone."""
        self.is_silent = True

    def half_close(self) -> None:
        """End the direction to each client and server and keep the connection itself."""
        for writer in list(self._writers):
            writer.write_eof()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        if self.is_cut:
            writer.transport.abort()
            return
        self.connections += 1
        onward_reader, onward = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, onward}
        await asyncio.gather(self._pass(reader, onward), self._pass(onward_reader, writer))
        self._writers -= {writer, onward}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(self.piece):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self.is_silent:
                    continue
                writer.write(data)
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
