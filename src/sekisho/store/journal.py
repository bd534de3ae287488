"""The journal on a database."""

from collections.abc import Iterable, Sequence

from django.db.models import F

from sekisho.application.ports import ConflictError
from sekisho.application.record import Recorded
from sekisho.domain.casework.event import Event
from sekisho.store import models
from sekisho.store.entry import Place, Registrar
from sekisho.store.error import TakenError
from sekisho.store.row import in_japan

#: Rows fetched at a time when the whole journal is read.
CHUNK = 2000


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


def _row(recorded: Recorded) -> models.EventRow:
    return models.EventRow(
        stream=recorded.stream,
        seq=recorded.seq,
        type=recorded.type,
        version=recorded.version,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        side=recorded.side,
        body=recorded.body,
        entry=recorded.entry,
        digest=recorded.digest,
        envelopes=" ".join(recorded.envelopes),
    )


class DjangoJournal:
    """The event and leaf tables (``ports.Journal``)."""

    def __init__(self, registrar: Registrar, using: str) -> None:
        """Take who writes entries, and the alias of the database."""
        self._registrar = registrar
        self._events = models.EventRow.objects.using(using)
        self._leaves = models.LeafRow.objects.using(using)

    def read(self, stream: str) -> list[Recorded]:
        """Give the stream's events in order of ``seq``."""
        return self.read_all([stream])[stream]

    def read_all(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        """Give the events of several streams by stream, each in order, with one query."""
        found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        rows = self._events.filter(stream__in=streams).annotate(log_index=F("leaf__log_index")).order_by("seq")
        for row in rows:
            found[row.stream].append(_recorded(row, row.log_index))
        return found

    def _place(self, stream: str) -> Place:
        last = self._events.filter(stream=stream).order_by("-seq").values_list("seq", "digest").first()
        return Place(stream, last[0] + 1, last[1]) if last else Place(stream)

    def append(
        self, stream: str, events: Sequence[Event], expected: int, envelopes: Sequence[str] = ()
    ) -> list[Recorded]:
        """Append at ``expected`` (the next seq). Raises ConflictError where somebody was first."""
        place = self._place(stream)
        if place.seq != expected:
            raise ConflictError(f"{stream}: the next place is {place.seq}, not {expected}")
        rows = self._registrar.write_up(place, events, envelopes)
        try:
            self._events.bulk_create([_row(row) for row in rows])
        except TakenError as error:
            raise ConflictError(f"{stream}: somebody wrote at {expected} meanwhile") from error
        return rows

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
