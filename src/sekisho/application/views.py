"""What lists and screenings read: the rows of projections, and the views that keep them beside the journal."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sekisho.domain.evidence.signal.trace import Trace
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it: a projection, rebuilt from the journal by one command."""

    id: str
    program: str
    state: str
    applicant: str
    applicant_number: str
    partner: str
    partner_number: str
    amount: int
    receipt: int
    outcome: str
    edition_on: str
    submitted_at: datetime | None
    due_at: datetime | None
    due_what: str
    seq: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """An equipment line as lists show it."""

    case: str
    line: str
    state: str
    maker: str
    model: str
    serial: str
    verify_by: str


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A registration as lists and screenings read it; ``history`` pairs a day with the state from then on."""

    id: str
    subject: str
    key: str
    state: str
    name: str
    history: tuple[tuple[str, str], ...]
    particulars: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo that was read: the case and its paper, the fingerprint as text, and the family of those like it."""

    case: str
    place: str
    print: str
    family: str


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A payment in a batch of transfers, and how it stands with the bank there: ``domain`` calls it TransferState."""

    batch: int
    item: int
    case: str
    state: str


class Views(Protocol):
    """Projections for reading. Droppable: ``clear`` and a replay give the same rows again."""

    def put_case(self, row: CaseRow, lines: Sequence[LineRow], invoices: Sequence[str] = ()) -> None:
        """Write a case's row, its lines and its invoices (issuer and number), replacing what was there."""

    def put_registration(self, row: RegistrationRow) -> None:
        """Write a registration's row."""

    def case(self, case: str) -> CaseRow | None:
        """Give one case."""

    def cases(self, *, states: Sequence[str] = (), organisation: str = "") -> list[CaseRow]:
        """Give cases in order of receipt then id, of some states or of one organisation."""

    def first(self, states: Sequence[str]) -> CaseRow | None:
        """Give the case of some states with the lowest receipt number; None where there is none."""

    def count(self, states: Sequence[str]) -> int:
        """Give how many cases are in some states."""

    def lines(self, *, case: str = "", states: Sequence[str] = ()) -> list[LineRow]:
        """Give equipment lines by case and line."""

    def registrations(self, *, subject: str = "", key: str = "") -> list[RegistrationRow]:
        """Give registrations by subject and key."""

    def serial_claims(self, keys: Iterable[str]) -> list[Trace]:
        """Give the traces of serial numbers that live cases leave by these keys, the case filed first before others."""

    def invoice_holder(self, invoice: str, *, but: str) -> str:
        """Give another live case that claims this invoice; empty where there is none."""

    def put_traces(self, case: str, traces: Sequence[Trace]) -> None:
        """Write the traces a case leaves, replacing what was there."""

    def traces(self, *, case: str = "", kind: str = "", keys: Sequence[str] = ()) -> list[Trace]:
        """Give traces by case, kind, key, line and place: of one case, of one kind, or with one of some keys."""

    def put_photo(self, row: PhotoRow, keys: Collection[str]) -> None:
        """Keep a photo under keys, replacing what was kept of it."""

    def drop_photos(self, case: str, places: Collection[str]) -> None:
        """Keep some photos of a case no longer, under no key."""

    def photos(self, keys: Collection[str]) -> list[PhotoRow]:
        """Give the photos kept under one of some keys, by case and place; the others are not looked at."""

    def put_transfers(self, batch: int, rows: Sequence[TransferRow]) -> None:
        """Write the payments of a batch, replacing what was there."""

    def transfers(self, *, cases: Sequence[str] = (), states: Sequence[str] = ()) -> list[TransferRow]:
        """Give the payments in batches by batch and item: of some cases, or in some states."""

    def last_batch(self) -> int:
        """Give the highest number of a batch; 0 where there is none."""

    def clear(self) -> None:
        """Drop every row."""
