"""The desk: everything a use case works with, put together once by ``bootstrap``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sekisho.application.fit import Readiness
from sekisho.application.group_commit import GroupCommit
from sekisho.application.ports import CheckpointRow, Clock, Mode, Store, Transaction, Uploads
from sekisho.application.printed_letter import PrintedLetter
from sekisho.application.record import Recorded
from sekisho.application.wording import Wording
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.grid import TableFile


@dataclass(frozen=True, slots=True)
class Content:
    """What a person signs: the case, one salted digest a section, the role and side, and the newest checkpoint seen."""

    case: str
    sections: Mapping[str, str]
    role: str
    side: str
    salt: str
    after: str
    rehearsal: bool


class Notary(Protocol):
    """Statements, envelopes and checkpoints; the seal library behind it knows the formats."""

    def section_digest(self, salt: str, content: bytes) -> str:
        """Give the salted SHA-256 of one section, in hex."""

    def root(self, sections: Mapping[str, str]) -> str:
        """Give the root over section digests, in hex: what both sides sign."""

    def statement(self, content: Content) -> bytes:
        """Give the exact bytes a person signs."""

    def sign(self, statement: bytes, private_key: bytes) -> bytes:
        """Put a statement into an envelope under a software key; rehearsals only."""

    def open(self, envelope: bytes, public_key: bytes) -> Content | Refusal:
        """Read an envelope signed by this key, or refuse it with every reason."""

    def sequencing(self) -> AbstractContextManager[None]:
        """Give the log to one sequencer at a time, in all processes that serve a home."""

    def checkpoint(self, digests: Sequence[str], at: datetime) -> CheckpointRow:
        """Sign and stamp the tree over the sealed entries' digests, all of them, in order."""

    def receipt(self, digests: Sequence[str], index: int, checkpoint: CheckpointRow) -> bytes:
        """Give the proof that the entry at an index of the log stands under a checkpoint."""

    def office_signature(self, data: bytes) -> bytes:
        """Sign bytes with the office's own key (capture challenges)."""

    def dossier(self, order: "DossierOrder") -> bytes:
        """Write the dossier of a case: one ZIP that verifies offline."""


@dataclass(frozen=True, slots=True)
class DossierOrder:
    """Everything a dossier is made of: sealed rows, the blobs they name, and the checkpoint over all leaves.

    ``withheld`` are the numbers of bodies the reader may not see; their entries stay in the chain. ``earlier`` are the
    sizes of the checkpoints signed before, so that whoever kept one can hold the dossier against it.
    """

    case: str
    rows: Sequence[Recorded]
    envelopes: Mapping[str, bytes]
    files: Mapping[str, bytes]
    names: Mapping[str, str]
    leaves: Sequence[str]
    checkpoint: CheckpointRow
    withheld: frozenset[int]
    earlier: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class CaptureOrder:
    """What a capture plan has to say: the machines, what each must claim to be, and the thresholds of the edition.

    ``purpose`` is ``commissioning``, or ``inspection`` for the inspector's own probe. ``enrolled`` are the public keys
    of the collectors whose capture is somebody's, so that one nobody enrolled is told before it captures.
    """

    case: str
    line: str
    checkpoint: bytes
    issued_at: datetime
    machines: Sequence[Mapping[str, Value]]
    thresholds: Mapping[str, Value]
    mode: Mode
    purpose: str = "commissioning"
    enrolled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedPlan:
    """A capture plan for the collector, the challenge record it carries, and the names of its devices."""

    plan: bytes
    challenge_record: bytes
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a bundle says of itself before it is judged: the challenge it answers, and at which device."""

    challenge_record: bytes
    device: str


@dataclass(frozen=True, slots=True)
class AskedValues:
    """The values to be asked of a plant without an interface: numbers one after the other, or a code."""

    numbers: tuple[str, ...]
    code: str


class Captures(Readiness, Protocol):
    """Plans for the collector and judgement of what it brought; the capture library knows the formats."""

    def enrolment(self, data: bytes) -> Mapping[str, Value] | Refusal:
        """Read a collector's signed enrolment: its key, the digest of its certificate, its name."""

    def observation(self, order: CaptureOrder) -> bytes:
        """Write a challenge record for an observation; its thresholds say how the values to be asked are chosen."""

    def asked(self, record: bytes, line: str) -> AskedValues | None:
        """Derive what is to be asked at a line from a record; None where it asks for nothing that can be."""

    def compare(self, earlier: Mapping[str, Value], later: Mapping[str, Value]) -> Sequence[Value]:
        """Hold one assessment of a machine against an earlier one, row by row."""

    def plan(self, order: CaptureOrder) -> IssuedPlan | Refusal:
        """Write a capture plan around a fresh challenge bound to case and newest checkpoint."""

    def identities(self, plan: bytes) -> Mapping[str, Mapping[str, Value]]:
        """Give what each machine of a plan this office issued must claim to be, by its device."""

    def brought(self, bundle: bytes) -> Brought | Refusal:
        """Read what a bundle says of itself; nothing of it is judged but that it is one."""

    def picture(self, bundle: bytes) -> str | Refusal:
        """Draw what a bundle shows, as SVG."""

    def assess(
        self,
        bundle: bytes,
        order: CaptureOrder,
        issued: IssuedPlan,
        seen_elsewhere: Callable[[Collection[str]], Collection[str]],
    ) -> Mapping[str, Value] | Refusal:
        """Judge a bundle from its sealed bytes alone, against the plan that was issued; or refuse it with every reason.

        ``seen_elsewhere`` gives those of a machine's identifiers that captures of other cases show as well.
        """


class Photos(Protocol):
    """Reads photos people file; the library behind it knows their formats, and what of them is hostile."""

    def taken_at(self, data: bytes) -> str:
        """Give the time a camera noted in a photo, as it wrote it; empty where there is none."""

    def grey(self, data: bytes, side: int) -> bytes | None:
        """Give a photo as a square of ``side`` × ``side`` grey values; None for whatever is no readable picture."""


class Tables(Protocol):
    """Reads files of tables people send; the libraries behind it know the formats, and what of them is hostile."""

    def read(self, data: bytes, name: str, encoding: str = "") -> TableFile | Refusal:
        """Read XLSX, CSV, TSV or PDF by its content, whatever its name; or refuse it with the reason and remedy.

        ``encoding`` names a text file's where it is not to be found out.
        """


class Programs(Protocol):
    """The program's definition as published: package data is only the seed."""

    def definition(self, tx: Transaction) -> ProgramDefinition:
        """Give the definition from the editions published in the journal, or from the seed where none is."""

    def known_at(self, tx: Transaction, moment: datetime) -> ProgramDefinition:
        """Give the definition as it was known at an instant of wall time: what was published later is not in it."""

    def problems(self, tx: Transaction, name: str, data: bytes) -> Sequence[Finding]:
        """Report what keeps a file from being an edition of this program, by place."""

    def seed(self) -> Mapping[str, bytes]:
        """Give the files the package ships."""

    def words(self) -> Words:
        """Give the words that lists of models are written in."""


class Printer(Protocol):
    """Letters on paper; the library behind it knows fonts and pages. The same letter gives the same bytes."""

    def letter(self, letter: PrintedLetter) -> bytes:
        """Print a letter as a tagged PDF in Japanese with another language beside it."""


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key of a person, the digest of the request it came with, and how an answer becomes bytes."""

    person: str
    key: str
    request_sha256: str
    render: Callable[[object], bytes]


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, the clock on the wall, the notary, the captures, the program, its words and its printer.

    ``rules_kept`` are the hashes of rule sets and parameters the store is known to hold already; ``folded`` keeps what
    was folded last from all cases, by name, with the state it was folded from.
    """

    store: Store
    clock: Clock
    notary: Notary
    captures: Captures
    programs: Programs
    program_id: str
    wording: Wording
    printer: Printer
    once: Once | None = None
    photos: Photos | None = None
    tables: Tables | None = None
    uploads: Uploads | None = None
    line: GroupCommit = field(default_factory=GroupCommit)
    rules_kept: set[str] = field(default_factory=set)
    folded: dict[str, tuple[object, object]] = field(default_factory=dict)

    @property
    def is_rehearsal(self) -> bool:
        """Say whether everything here is a rehearsal."""
        return self.store.mode is Mode.REHEARSAL
