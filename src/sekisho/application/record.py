"""How an event is kept: exact body bytes, an entry that names them, and the way back to the domain's event."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Value

#: The version of the body layout; a later layout gets the next number and a reader of its own.
VERSION = 1


class BrokenRecordError(ValueError):
    """Bytes in the journal that are not what this version wrote."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the journal. ``entry`` is what the log seals; ``digest`` is its SHA-256 in hex."""

    stream: str
    seq: int
    type: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    side: str
    body: bytes
    entry: bytes
    digest: str
    envelopes: tuple[str, ...] = ()
    log_index: int | None = None

    @property
    def event(self) -> Event:
        """Give the event as the domain sees it. Raises BrokenRecordError."""
        body = decode(self.body)
        by = body.pop("by", None)
        if not isinstance(by, dict):
            raise BrokenRecordError(f"{self.stream} {self.seq}: the body does not say who acted")
        organisation = str(by.get("organisation", ""))
        actor = Actor(self.actor, Role(str(by.get("role"))), Side(self.side), organisation)
        return Event(self.type, self.occurred_at, actor, body)


def as_bytes(value: Mapping[str, Value]) -> bytes:
    """Write plain values as JSON: sorted keys, UTF-8, no spaces. Written once; the bytes are what counts ever after."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def body_of(event: Event) -> bytes:
    """Give the body bytes of an event, with the role and organisation of who acted."""
    by: dict[str, Value] = {"role": event.actor.role.value, "organisation": event.actor.organisation}
    return as_bytes({**event.body, "by": by})


def _no_duplicates(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise BrokenRecordError(f"a key stands twice among {sorted(keys)}")
    return dict(pairs)


def decode(body: bytes) -> dict[str, Value]:
    """Read body bytes back. Raises BrokenRecordError."""
    try:
        value = json.loads(body, object_pairs_hook=_no_duplicates)
    except ValueError as error:
        raise BrokenRecordError(f"not the JSON we wrote: {error}") from error
    if not isinstance(value, dict):
        raise BrokenRecordError("the body is not a record")
    return value


def sha256(data: bytes) -> str:
    """Give the SHA-256 of bytes in lower-case hex, the name of a blob."""
    return hashlib.sha256(data).hexdigest()
