"""Read ahead: a reading view that gives again what it has said before, and can be asked for many cases at once.

A reading view shows one moment, so whatever it has said holds until it closes. A list of cases asks a handful of
questions first; each case is then shown by the same code as alone, and asks nothing any more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sekisho.application.ports import (
    Answers,
    Blobs,
    Checkpoints,
    DraftRow,
    Drafts,
    Journal,
    Outbox,
    People,
    PoolTable,
    Transaction,
)
from sekisho.application.project import REGISTRATIONS, equipment_of
from sekisho.application.record import Recorded
from sekisho.application.register_facts import key_of
from sekisho.application.section import blobs_of, content_of
from sekisho.application.serial import claims_of
from sekisho.application.views import RegistrationRow, Views
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.evidence.signal.trace import Trace
from sekisho.domain.values.finding import Value


class _Before:
    """What stands before a port: questions it does not know itself go on to it."""

    def __init__(self, port: Any) -> None:
        """Take the port of the reading view."""
        self._port = port

    def __getattr__(self, name: str) -> Any:
        """Give what this one does not answer."""
        return getattr(self._port, name)


class _Journal(_Before):
    """Streams are read once, and the newest event of a type is looked for once."""

    def __init__(self, port: Journal) -> None:
        """Take the journal; nothing is read yet."""
        super().__init__(port)
        self._streams: dict[str, list[Recorded]] = {}
        self._last: dict[tuple[str, str], Recorded | None] = {}

    def read(self, stream: str) -> list[Recorded]:
        """Give a stream's events."""
        return self.read_all([stream])[stream]

    def read_all(self, streams: Sequence[str]) -> Mapping[str, list[Recorded]]:
        """Give the events of several streams; those that were read before are not asked for."""
        unread = [stream for stream in streams if stream not in self._streams]
        if unread:
            self._streams.update(self._port.read_all(unread))
        return {stream: list(self._streams[stream]) for stream in streams}

    def last(self, stream: str, kind: str) -> Recorded | None:
        """Give the newest event of a type."""
        if (stream, kind) not in self._last:
            self._last[stream, kind] = self._port.last(stream, kind)
        return self._last[stream, kind]


class _Blobs(_Before):
    """Bytes are fetched once, also those that are not there."""

    def __init__(self, port: Blobs) -> None:
        """Take the blobs; nothing is fetched yet."""
        super().__init__(port)
        self._known: dict[str, bytes | None] = {}

    def get(self, digest: str) -> bytes | None:
        """Give the bytes, or None where there are none."""
        return self.get_all([digest]).get(digest)

    def get_all(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """Give the bytes of those that are stored; what was fetched before is not asked for."""
        wanted = set(digests)
        unread = {digest for digest in wanted if digest not in self._known}
        if unread:
            self._known.update(dict.fromkeys(unread) | dict(self._port.get_all(unread)))
        return {digest: data for digest in wanted if (data := self._known[digest]) is not None}


class _Drafts(_Before):
    """Drafts are fetched once, also those that are not there."""

    def __init__(self, port: Drafts) -> None:
        """Take the drafts; nothing is fetched yet."""
        super().__init__(port)
        self._known: dict[str, DraftRow | None] = {}

    def get(self, case: str) -> DraftRow | None:
        """Give the draft of a case."""
        return self.get_all([case]).get(case)

    def get_all(self, cases: Collection[str]) -> Mapping[str, DraftRow]:
        """Give the drafts of those cases that have one; what was fetched before is not asked for."""
        unread = {case for case in cases if case not in self._known}
        if unread:
            self._known.update(dict.fromkeys(unread) | dict(self._port.get_all(unread)))
        return {case: draft for case in cases if (draft := self._known[case]) is not None}


class _Views(_Before):
    """The registers are read once, and who claims a serial number is asked once."""

    def __init__(self, port: Views) -> None:
        """Take the projections; nothing is read yet."""
        super().__init__(port)
        self._registrations: list[RegistrationRow] | None = None
        self._claims: dict[str, list[Trace]] = {}

    def registrations(self, *, subject: str = "", key: str = "") -> list[RegistrationRow]:
        """Give registrations by subject and key."""
        if self._registrations is None:
            self._registrations = list(self._port.registrations())
        return [row for row in self._registrations if subject in ("", row.subject) and key in ("", row.key)]

    def serial_claims(self, keys: Iterable[str]) -> list[Trace]:
        """Give the traces of serial numbers by these keys; those asked for before are not asked for."""
        wanted = dict.fromkeys(keys)
        unread = [key for key in wanted if key not in self._claims]
        if unread:
            self._claims.update({key: [] for key in unread})
            for trace in self._port.serial_claims(unread):
                self._claims[trace.key].append(trace)
        return [trace for key in wanted for trace in self._claims[key]]


@dataclass(slots=True)
class Ahead:
    """A reading view that gives again what it has said (``ports.Transaction``)."""

    journal: Journal
    blobs: Blobs
    views: Views
    pool: PoolTable
    drafts: Drafts
    outbox: Outbox
    people: People
    checkpoints: Checkpoints
    answers: Answers


def ahead(tx: Transaction) -> Ahead:
    """Give a reading view that gives again what it has said."""
    return Ahead(
        cast("Journal", _Journal(tx.journal)),
        cast("Blobs", _Blobs(tx.blobs)),
        cast("Views", _Views(tx.views)),
        tx.pool,
        cast("Drafts", _Drafts(tx.drafts)),
        *(tx.outbox, tx.people, tx.checkpoints, tx.answers),
    )


def _claimed(case: Case, equipment: Mapping[str, Mapping[str, Value]]) -> set[str]:
    """Give the keys of every serial number a case claims."""
    lines, nothing = case.lines, Line("")
    return {claim.key for n, item in equipment.items() for claim in claims_of(item, lines.get(n, nothing), {})}


def _records(case: Case) -> Iterator[str]:
    """Give the digests of the private records a case is shown from: sections, declarations, confidential papers."""
    yield from blobs_of(case)
    yield from (one.digest for one in case.declarations.values())
    yield from (paper.said for paper in case.documents.values() if paper.said)


def read_ahead(tx: Ahead, cases: Collection[Case]) -> None:
    """Ask at once what showing each of some cases will ask: drafts, private records, makers, serial numbers."""
    tx.drafts.get_all([case.id for case in cases if not case.sections])
    tx.blobs.get_all({digest for case in cases for digest in _records(case)})
    equipment = {case.id: equipment_of(content_of(tx, case)) for case in cases}
    models = {key_of(item) for items in equipment.values() for item in items.values()}
    tx.journal.read_all([
        REGISTRATIONS + row.id for row in tx.views.registrations(subject="model") if key_of(row.particulars) in models
    ])  # fmt: skip
    tx.views.serial_claims({key for case in cases for key in _claimed(case, equipment[case.id])})
