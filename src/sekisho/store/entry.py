"""How events become rows of the journal: body bytes once, then an entry that names them, then its digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.ports import Clock, Header, Scribe
from sekisho.application.record import VERSION, Recorded, body_of, sha256
from sekisho.domain.casework.event import Event
from sekisho.store.row import in_japan


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream stands: the next seq, and the digest of the last entry (empty before the first)."""

    stream: str
    seq: int = 0
    previous: str = ""


class Registrar:
    """Writes events up for the journal with wall time and the scribe's entry."""

    def __init__(self, scribe: Scribe, clock: Clock) -> None:
        """Take who writes entries and the clock on the wall."""
        self._scribe = scribe
        self._clock = clock

    def write_up(self, place: Place, events: Sequence[Event], envelopes: Sequence[str]) -> list[Recorded]:
        """Give the rows of events from a place on, each entry naming the one before it."""
        now = in_japan(self._clock.now())
        rows: list[Recorded] = []
        for event in events:
            row = self._write_up_one(place, event, now, tuple(envelopes))
            rows.append(row)
            place = Place(place.stream, row.seq + 1, row.digest)
        return rows

    def _write_up_one(self, place: Place, event: Event, now: datetime, envelopes: tuple[str, ...]) -> Recorded:
        body = body_of(event)
        header = Header(
            stream=place.stream,
            seq=place.seq,
            previous=place.previous,
            type=event.type,
            version=VERSION,
            occurred_at=in_japan(event.occurred_at),
            recorded_at=now,
            actor=event.actor.person,
            side=event.actor.side.value,
            body_sha256=sha256(body),
            envelopes=envelopes,
        )
        return _recorded(header, body, self._scribe.write(header))


def _recorded(header: Header, body: bytes, entry: bytes) -> Recorded:
    return Recorded(
        stream=header.stream,
        seq=header.seq,
        type=header.type,
        version=header.version,
        occurred_at=header.occurred_at,
        recorded_at=header.recorded_at,
        actor=header.actor,
        side=header.side,
        body=body,
        entry=entry,
        digest=sha256(entry),
        envelopes=header.envelopes,
    )
