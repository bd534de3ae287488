"""What the use cases need from outside, as small protocols. ``store`` serves them on memory, SQLite and PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sekisho.application.record import Recorded
from sekisho.application.views import Views
from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Value

# StoreError
# ├── ConflictError          somebody else wrote first; try again
# ├── ReusedKeyError         an idempotency key with another request; never
# ├── NoRoomError            the disk took no more; try again later
# └── RefusedByDatabaseError the last line of defence spoke: a CHECK or a trigger; never


class StoreError(Exception):
    """The store could not do what was asked; nothing was written."""


class ConflictError(StoreError):
    """Another writer was first at this place of a stream. Retry with a fresh read."""


class ReusedKeyError(StoreError):
    """The same idempotency key came with a different request."""


class NoRoomError(StoreError):
    """The disk would not take what was written to it; nothing of it is kept."""


class RefusedByDatabaseError(StoreError):
    """A constraint or trigger of the database refused the write."""


class Mode(StrEnum):
    """Live data and rehearsals never mix; the mode is pinned at the first event."""

    LIVE = "live"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Header:
    """What an entry of the journal says besides its body."""

    stream: str
    seq: int
    previous: str
    type: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    side: str
    body_sha256: str
    envelopes: tuple[str, ...]


class Scribe(Protocol):
    """Writes the exact bytes of an entry; the seal library knows the format."""

    def write(self, header: Header) -> bytes:
        """Give the entry's bytes, with a fresh salt and the log's origin."""


class Clock(Protocol):
    """Wall time: decides certificates, time stamps and captures, never deadlines."""

    def now(self) -> datetime:
        """Give the present instant, with a zone."""


class Journal(Protocol):
    """The append-only journal: the only source of truth."""

    def read(self, stream: str) -> list[Recorded]:
        """Give the stream's events in order of ``seq`` (from 0); empty where there is none."""

    def read_all(self, streams: Sequence[str]) -> Mapping[str, list[Recorded]]:
        """Give the events of several streams by stream, each in order; a list page asks once, not once a row."""

    def bodies(self, stream: str, kind: str) -> Iterable[bytes]:
        """Give the bodies of a stream's events of one type in order, one by one: a long stream fits into no memory."""

    def told(self, prefix: str, kind: str) -> list[Recorded]:
        """Give the events of one type on all streams that start with a prefix, by stream and ``seq``."""

    def length(self, stream: str) -> int:
        """Give how many events a stream has, its next ``seq``, as this transaction last saw it; without reading it."""

    def head(self, stream: str) -> str:
        """Give the digest of a stream's last entry as last seen, which stands for all before it; empty: no entry."""

    def last(self, stream: str, kind: str) -> Recorded | None:
        """Give the newest event of a type on a stream; None where there is none."""

    def append(
        self, stream: str, events: Sequence[Event], expected: int, envelopes: Sequence[str] = ()
    ) -> list[Recorded]:
        """Append at ``expected`` (the next seq). Raises ConflictError where somebody was first."""

    def streams(self, prefix: str) -> list[str]:
        """Give the names of streams that start with a prefix, sorted."""

    def everything(self) -> Iterable[Recorded]:
        """Give every event, sealed ones by log index, then the others in order of writing."""

    def unsealed(self, limit: int) -> list[Recorded]:
        """Give events without a log index, in order of writing."""

    def seal(self, first: int, digests: Sequence[str]) -> None:
        """Give consecutive log indexes from ``first`` to the entries with these digests. Raises ConflictError."""

    def leaves(self, start: int = 0) -> list[str]:
        """Give the digests of sealed entries from a log index on, in order."""


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One balanced posting of the pool: from one account to another."""

    program: str
    n: int
    kind: str
    case: str
    debit: str
    credit: str
    amount: int


class PoolTable(Protocol):
    """The pool's row and its postings. The row is locked last, checked and written in the same transaction."""

    def lock(self, program: str) -> Mapping[str, int]:
        """Lock the program's row until the transaction ends; give its balances by account (yen)."""

    def post(self, program: str, postings: Sequence[PostingRow]) -> None:
        """Write postings and move the balances. Raises RefusedByDatabaseError where an account would go below zero."""

    def next_receipt(self, program: str) -> int:
        """Take the next receipt number; taking it locks the row as ``lock`` does."""

    def next_posting(self, program: str) -> int:
        """Give the number of the next posting; only while the row is locked."""

    def first_waiting(self, program: str) -> int:
        """Give the lowest receipt number on the waiting list, 0 where it is empty; only while the row is locked."""

    def at_once(self) -> AbstractContextManager[None]:
        """Send what a block appends to the journal and posts to the pool together; refusals are told at its end."""

    def balances(self, program: str) -> Mapping[str, int]:
        """Give the stored balances: as locked by this transaction, or without a lock for reading."""

    def postings(self, program: str, *, kinds: Sequence[str] = ()) -> list[PostingRow]:
        """Give postings in order: of some kinds, or every one."""


class Blobs(Protocol):
    """Bytes by SHA-256; private ones can be erased, others never."""

    def put(self, data: bytes, *, media_type: str = "application/octet-stream", private: bool = False) -> str:
        """Store bytes durably; give their digest. The same bytes are stored once."""

    def get(self, digest: str) -> bytes | None:
        """Give the bytes, or None where there are none (or they were erased)."""

    def get_all(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """Give the bytes of those that are stored, by digest; a list asks once, not once a row."""

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Give those digests that are not stored, in the order given."""

    def public(self, digests: Iterable[str]) -> list[str]:
        """Give those digests whose bytes are public, in the order given: they can never be erased."""

    def erase(self, digest: str) -> bool:
        """Erase private bytes; say whether there were any. Raises RefusedByDatabaseError where they are public."""


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file on its way in parts: who sends it for which line, how many bytes and which they are said to be."""

    id: str
    person: str
    case: str
    line: str
    size: int
    sha256: str
    expires_at: datetime


class Uploads(Protocol):
    """Files on their way, apart from the journal: nothing rests on them, and what is lost here is sent again."""

    def beginning(self) -> AbstractContextManager[None]:
        """Let one at a time count what is there and begin another, in all processes. Raises NoRoomError."""

    def begin(self, row: UploadRow) -> None:
        """Begin an upload; nothing of it has come yet. Raises NoRoomError."""

    def all(self) -> list[UploadRow]:
        """Give every upload that was begun and not dropped."""

    def offset(self, upload: str) -> int:
        """Give how many bytes of an upload are there, durably; 0 for one that is not there."""

    def append(self, upload: str, offset: int, data: bytes) -> int:
        """Put a part at an offset durably, or not at all; give the new one.

        Raises ConflictError where another part was first or the upload is gone, NoRoomError where the disk is full.
        """

    def read(self, upload: str) -> Iterable[bytes]:
        """Give what is there, piece by piece. Raises ConflictError where the upload is gone."""

    def alone(self, upload: str) -> AbstractContextManager[None]:
        """Let one at a time hand an upload in. Raises ConflictError where another does, or the upload is gone."""

    def drop(self, upload: str) -> None:
        """Drop an upload with everything that came of it."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A mutable draft, outside the journal: what people type before they lock it."""

    case: str
    content: Mapping[str, Value]
    version: int
    saved_at: datetime


class Drafts(Protocol):
    """Drafts are saved as people type and hashed only when locked."""

    def get(self, case: str) -> DraftRow | None:
        """Give the draft of a case."""

    def get_all(self, cases: Collection[str]) -> Mapping[str, DraftRow]:
        """Give the drafts of those cases that have one, by case; a list asks once, not once a row."""

    def put(self, case: str, content: Mapping[str, Value], expected: int, at: datetime) -> DraftRow:
        """Save a draft over version ``expected`` (0: new). Raises ConflictError where it has moved on."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to a party, written in the same transaction as the event it tells of."""

    case: str
    side: str
    organisation: str
    code: str
    facts: Mapping[str, Value]
    at: datetime


class Outbox(Protocol):
    """Messages to people; they leave after the commit."""

    def put(self, notice: Notice) -> None:
        """Keep a notice."""

    def of(self, *, case: str = "", organisation: str = "") -> list[Notice]:
        """Give notices, newest last."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can act: an opaque reference, a role, a side, an organisation and the key they sign with."""

    id: str
    role: str
    side: str
    organisation: str
    public_key: bytes
    rehearsal: bool

    @property
    def actor(self) -> Actor:
        """Give the person as an actor."""
        return Actor(self.id, Role(self.role), Side(self.side), self.organisation)


class People(Protocol):
    """Who can act. Names and addresses live in the account, never in the journal."""

    def get(self, person: str) -> Person | None:
        """Give a person by reference."""

    def put(self, person: Person) -> None:
        """Enter a person, or replace what was entered."""

    def all(self) -> list[Person]:
        """Give everybody."""


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed checkpoint of the log and the time stamps over it, exactly as signed and as received."""

    size: int
    root: str
    note: bytes
    stamps: tuple[bytes, ...]
    signed_at: datetime


class Checkpoints(Protocol):
    """The log's signed checkpoints; append-only."""

    def put(self, row: CheckpointRow) -> None:
        """Keep a checkpoint. Raises ConflictError where one of that size is there with another root."""

    def newest(self) -> CheckpointRow | None:
        """Give the largest checkpoint."""

    def all(self) -> list[CheckpointRow]:
        """Give every checkpoint by size."""


class Answers(Protocol):
    """Answers to requests by idempotency key, so that the same request sent twice is one."""

    def find(self, person: str, key: str, request_sha256: str, *, wait: bool = True) -> bytes | None:
        """Give the stored answer; None for a new key. Raises ReusedKeyError for another request under the key.

        Where the same request is under way elsewhere its end is waited for; without ``wait`` that is a ConflictError.
        """

    def keep(self, person: str, key: str, request_sha256: str, answer: bytes) -> None:
        """Keep the answer in the same transaction as its effect."""

    def forget(self, word: bytes) -> None:
        """Drop every answer in which a word stands; the same request sent again is a new one."""


class Transaction(Protocol):
    """Everything one transaction can reach; it commits whole or leaves nothing."""

    journal: Journal
    pool: PoolTable
    blobs: Blobs
    drafts: Drafts
    views: Views
    outbox: Outbox
    people: People
    checkpoints: Checkpoints
    answers: Answers


class Store(Protocol):
    """Opens transactions. Writing ones take the write lock at once (SQLite: IMMEDIATE)."""

    mode: Mode

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a writing transaction; leaving it normally commits, an exception rolls back."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Open a reading view; it locks nobody out."""
