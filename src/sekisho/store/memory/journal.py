"""The journal in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sekisho.application.ports import ConflictError
from sekisho.application.record import Recorded
from sekisho.domain.casework.event import Event
from sekisho.store.entry import Place, Registrar
from sekisho.store.memory.table import State


class MemoryJournal:
    """Events and leaves (``ports.Journal``)."""

    def __init__(self, state: State, registrar: Registrar) -> None:
        """Take the transaction's tables and who writes entries."""
        self._state = state
        self._registrar = registrar

    def _known(self, row: Recorded) -> Recorded:
        return replace(row, log_index=self._state.leaves.get(row.digest))

    def read(self, stream: str) -> list[Recorded]:
        """Give the stream's events in order of ``seq``."""
        return [self._known(row) for row in self._state.streams.get(stream) or ()]

    def read_all(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        """Give the events of several streams by stream, each in order."""
        return {stream: self.read(stream) for stream in streams}

    def bodies(self, stream: str, kind: str) -> Iterator[bytes]:
        """Give the bodies of a stream's events of one type in order, one by one."""
        return (row.body for row in self._state.streams.get(stream) or () if row.type == kind)

    def told(self, prefix: str, kind: str) -> list[Recorded]:
        """Give the events of one type on all streams that start with a prefix, by stream and ``seq``."""
        return [row for stream in self.streams(prefix) for row in self.read(stream) if row.type == kind]

    def length(self, stream: str) -> int:
        """Give how many events a stream has."""
        return len(self._state.streams.get(stream) or ())

    def head(self, stream: str) -> str:
        """Give the digest of a stream's last entry; empty where there is none."""
        rows = self._state.streams.get(stream) or ()
        return rows[-1].digest if rows else ""

    def last(self, stream: str, kind: str) -> Recorded | None:
        """Give the newest event of a type on a stream; None where there is none."""
        rows = self._state.streams.get(stream) or ()
        found = next((row for row in reversed(rows) if row.type == kind), None)
        return self._known(found) if found else None

    def append(
        self, stream: str, events: Sequence[Event], expected: int, envelopes: Sequence[str] = ()
    ) -> list[Recorded]:
        """Append at ``expected`` (the next seq). Raises ConflictError where somebody was first."""
        written = self._state.streams.get(stream) or ()
        if len(written) != expected:
            raise ConflictError(f"{stream}: the next place is {len(written)}, not {expected}")
        place = Place(stream, expected, written[-1].digest if written else "")
        rows = self._registrar.write_up(place, events, envelopes)
        for row in rows:
            self._state.events.put(row.digest, row)
        if rows:
            self._state.streams.put(stream, (*written, *rows))
        return rows

    def streams(self, prefix: str) -> list[str]:
        """Give the names of streams that start with a prefix, sorted by code point."""
        return sorted(name for name in self._state.streams if name.startswith(prefix))

    def everything(self) -> Iterator[Recorded]:
        """Give every event, sealed ones by log index, then the others in order of writing."""
        rows = [self._known(row) for row in self._state.events.rows()]
        sealed = [row for row in rows if row.log_index is not None]
        yield from sorted(sealed, key=lambda row: row.log_index or 0)
        yield from (row for row in rows if row.log_index is None)

    def unsealed(self, limit: int) -> list[Recorded]:
        """Give events without a log index, in order of writing."""
        return [row for row in self._state.events.rows() if row.digest not in self._state.leaves][:limit]

    def seal(self, first: int, digests: Sequence[str]) -> None:
        """Give consecutive log indexes from ``first``. Raises ConflictError where a place or an entry is not free."""
        free = len(self._state.leaves)
        if first != free:
            raise ConflictError(f"the next log index is {free}, not {first}")
        fresh = {digest for digest in digests if digest in self._state.events and digest not in self._state.leaves}
        if len(fresh) != len(digests):
            raise ConflictError("an entry is unknown, or sealed already")
        for n, digest in enumerate(digests):
            self._state.leaves.put(digest, first + n)

    def leaves(self, start: int = 0) -> list[str]:
        """Give the digests of sealed entries from a log index on, in order."""
        return list(self._state.leaves)[start:]
