"""The journal on a database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import F

from sekisho.application.ports import ConflictError
from sekisho.application.record import Recorded
from sekisho.domain.casework.event import Event
from sekisho.store import models
from sekisho.store.entry import Place, Registrar
from sekisho.store.error import TakenError
from sekisho.store.row import in_japan
from sekisho.store.statement import Said, Statements, WrittenRows

#: Rows fetched at a time when the whole journal is read.
CHUNK = 2000
#: Rows written by one statement: SQLite takes so many values at once and no more.
BATCH = 80
#: What the engines call the key that lets one event stand in a place of a stream.
PLACE_KEYS = ("event_once_per_place", "event.stream, event.seq")


def _recorded(row: models.EventRow, log_index: int | None) -> Recorded:
    return Recorded(
        stream=row.stream,
        seq=row.seq,
        type=row.type,
        version=row.version,
        occurred_at=in_japan(row.occurred_at),
        recorded_at=in_japan(row.recorded_at),
        actor=row.actor,
        side=row.side,
        body=bytes(row.body),
        entry=bytes(row.entry),
        digest=row.digest,
        envelopes=tuple(row.envelopes.split()),
        log_index=log_index,
    )


_COLUMNS = (
    "stream", "seq", "type", "version", "occurred_at", "recorded_at", "actor", "side", "body", "entry", "digest",
    "envelopes",
)  # fmt: skip
_PLACES = f"({', '.join('%s' for _ in _COLUMNS)})"
_INSERT = f"INSERT INTO event ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608 - because the columns are ours


_LAST = "SELECT seq, digest FROM event WHERE stream = %s ORDER BY seq DESC LIMIT 1"


def _values(recorded: Recorded, instant: Callable[[datetime], Any]) -> list[Any]:
    """Give a row's values in the order of the columns; each engine writes instants in its own way."""
    return [
        recorded.stream,
        recorded.seq,
        recorded.type,
        recorded.version,
        instant(recorded.occurred_at),
        instant(recorded.recorded_at),
        recorded.actor,
        recorded.side,
        recorded.body,
        recorded.entry,
        recorded.digest,
        " ".join(recorded.envelopes),
    ]


class DjangoJournal:
    """The event and leaf tables (``ports.Journal``)."""

    _events = WrittenRows(models.EventRow)
    _leaves = WrittenRows(models.LeafRow)

    def __init__(self, registrar: Registrar, using: str, statements: Statements) -> None:
        """Take who writes entries, the alias of the database, and who runs statements in this transaction."""
        self._registrar = registrar
        self._using = using
        self._statements = statements
        #: Where streams stood when this transaction last looked. Whoever wrote since has taken the place, which is
        #: unique: a place out of date gives a conflict, never a broken chain.
        self._places: dict[str, Place] = {}

    def read(self, stream: str) -> list[Recorded]:
        """Give the stream's events in order of ``seq``."""
        return self.read_all([stream])[stream]

    def read_all(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        """Give the events of several streams by stream, each in order, with one query."""
        found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        rows = self._events.filter(stream__in=streams).annotate(log_index=F("leaf__log_index")).order_by("seq")
        for row in rows:
            found[row.stream].append(_recorded(row, row.log_index))
        for name, rows in found.items():
            # Also where there is nothing yet: whoever begins the stream meanwhile has its first place.
            self.stands(name, (rows[-1].seq, rows[-1].digest) if rows else None)
        return found

    def bodies(self, stream: str, kind: str) -> Iterator[bytes]:
        """Give the bodies of a stream's events of one type in order, a chunk at a time."""
        rows = self._events.filter(stream=stream, type=kind).order_by("seq").values_list("body", flat=True)
        return (bytes(body) for body in rows.iterator(CHUNK))

    def told(self, prefix: str, kind: str) -> list[Recorded]:
        """Give the events of one type on all streams that start with a prefix, by stream and ``seq``."""
        rows = self._events.filter(type=kind, stream__startswith=prefix).annotate(log_index=F("leaf__log_index"))
        # SQLite's LIKE takes a for A, and PostgreSQL sorts by the machine's locale.
        found = [row for row in rows.iterator(CHUNK) if row.stream.startswith(prefix)]
        return [_recorded(row, row.log_index) for row in sorted(found, key=lambda row: (row.stream, row.seq))]

    def asking_last(self, stream: str) -> Said:
        """Give the statement that asks where a stream stands, for whoever asks something else in the same breath."""
        return _LAST, [stream]

    def stands(self, stream: str, last: tuple[int, str] | None) -> Place:
        """Note where a stream stands: after this place and digest, or at its beginning."""
        self._places[stream] = Place(stream, last[0] + 1, last[1]) if last else Place(stream)
        return self._places[stream]

    def _place(self, stream: str) -> Place:
        known = self._places.get(stream)
        return known or self.stands(stream, self._statements.ask(self.asking_last(stream))[0])

    def length(self, stream: str) -> int:
        """Give how many events a stream has, as this transaction last saw it."""
        return self._place(stream).seq

    def head(self, stream: str) -> str:
        """Give the digest of a stream's last entry, as this transaction last saw it; empty where there is none."""
        return self._place(stream).previous

    def last(self, stream: str, kind: str) -> Recorded | None:
        """Give the newest event of a type on a stream; None where there is none."""
        rows = self._events.filter(stream=stream, type=kind).annotate(log_index=F("leaf__log_index"))
        row = rows.order_by("-seq").first()
        return _recorded(row, row.log_index) if row else None

    def append(
        self, stream: str, events: Sequence[Event], expected: int, envelopes: Sequence[str] = ()
    ) -> list[Recorded]:
        """Append at ``expected`` (the next seq). Raises ConflictError where somebody was first."""
        # A stream that is begun need not be looked at: if there is one, its first place is taken.
        place = self._place(stream) if expected else self._places.get(stream, Place(stream))
        if place.seq != expected:
            raise ConflictError(f"{stream}: the next place is {place.seq}, not {expected}")
        rows = self._registrar.write_up(place, events, envelopes)
        with self.conflicts():
            for start in range(0, len(rows), BATCH):
                self._statements.write(self._inserting(rows[start : start + BATCH]))
        if rows:
            self.stands(stream, (rows[-1].seq, rows[-1].digest))
        return rows

    def _inserting(self, rows: Sequence[Recorded]) -> Said:
        values = [_values(row, self._statements.instant) for row in rows]
        return _INSERT + ", ".join([_PLACES] * len(rows)), list(chain.from_iterable(values))

    @contextmanager
    def conflicts(self) -> Iterator[None]:
        """Say of a place that was taken meanwhile that it is a conflict: try again with a fresh read."""
        try:
            yield
        except TakenError as error:
            if not any(key in str(error) for key in PLACE_KEYS):
                raise
            raise ConflictError(f"somebody wrote to the stream meanwhile: {error}") from error

    def streams(self, prefix: str) -> list[str]:
        """Give the names of streams that start with a prefix, sorted by code point."""
        names = self._events.filter(seq=0, stream__startswith=prefix).values_list("stream", flat=True)
        # SQLite's LIKE takes a for A, and PostgreSQL sorts by the machine's locale.
        return sorted(name for name in names if name.startswith(prefix))

    def everything(self) -> Iterable[Recorded]:
        """Give every event, sealed ones by log index, then the others in order of writing."""
        for leaf in self._leaves.select_related("event").order_by("log_index").iterator(CHUNK):
            yield _recorded(leaf.event, leaf.log_index)
        for row in self._events.filter(leaf=None).order_by("id").iterator(CHUNK):
            yield _recorded(row, None)

    def unsealed(self, limit: int) -> list[Recorded]:
        """Give events without a log index, in order of writing."""
        return [_recorded(row, None) for row in self._events.filter(leaf=None).order_by("id")[:limit]]

    def seal(self, first: int, digests: Sequence[str]) -> None:
        """Give consecutive log indexes from ``first``. Raises ConflictError where a place or an entry is not free."""
        last = self._leaves.order_by("-log_index").values_list("log_index", flat=True).first()
        free = 0 if last is None else last + 1
        if first != free:
            raise ConflictError(f"the next log index is {free}, not {first}")
        found = self._events.filter(leaf=None).only("digest").in_bulk(digests, field_name="digest")
        if len(found) != len(digests):
            raise ConflictError("an entry is unknown, or sealed already")
        leaves = [models.LeafRow(log_index=first + n, event_id=digest) for n, digest in enumerate(digests)]
        try:
            self._leaves.bulk_create(leaves)
        except TakenError as error:
            raise ConflictError(f"another sequencer sealed from {first} meanwhile") from error

    def leaves(self, start: int = 0) -> list[str]:
        """Give the digests of sealed entries from a log index on, in order."""
        rows = self._leaves.filter(log_index__gte=start).order_by("log_index")
        return [str(digest) for digest in rows.values_list("event_id", flat=True)]
