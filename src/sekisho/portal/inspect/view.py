"""What the inspector's page shows: one equipment line, its evidence, its captures, the checklist."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.inspection.inspector import Availability
from sekisho.domain.inspection.interest import Interest
from sekisho.domain.values.finding import Finding
from sekisho.portal.apply.view import LineCard, PaperRow
from sekisho.portal.components.question import Question
from sekisho.portal.components.view import Button, Deadline
from sekisho.portal.inspect.observation import ObservationCard


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in the inspector's list. ``number`` counts the visits of the line."""

    case: str
    line: str
    href: str
    claimant: str
    machine: str
    state: str
    site: str = ""
    number: int = 1
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class VisitGroup:
    """The visits of one day in one prefecture; without a day those that are done."""

    visit_on: str
    prefecture: str
    rows: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True)
class VectorRow:
    """An entry of the evidence vector of a capture: ``page.vector.<entry>``, how it came out, and a note."""

    entry: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GapRow:
    """An interval in which data could have existed and cannot be shown: on which stream, of which kind, how long."""

    stream: str
    kind: str
    seconds: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a capture's card: the template that shows it, and what that is fed with, as ``part``."""

    template: str
    part: object


@dataclass(frozen=True, slots=True)
class CaptureCard:
    """A sealed capture: its digest, when it ran, its evidence vector, every gap, and what else its parts show."""

    digest: str
    started_at: datetime
    ended_at: datetime
    protocol: str
    is_simulated: bool
    vector: tuple[VectorRow, ...]
    gaps: tuple[GapRow, ...] = ()
    device: str = ""
    headline: str = ""
    sections: tuple[Section, ...] = ()
    picture_href: str = ""

    @property
    def minutes(self) -> int:
        """Give the whole minutes it ran."""
        return int((self.ended_at - self.started_at).total_seconds()) // 60

    @property
    def seconds(self) -> int:
        """Give the seconds beyond them."""
        return int((self.ended_at - self.started_at).total_seconds()) % 60


@dataclass(frozen=True, slots=True)
class CaptureLink:
    """A capture that is listed: shown in full where somebody asks for it by its digest."""

    digest: str
    started_at: datetime
    device: str
    headline: str


@dataclass(frozen=True, slots=True)
class CapturesPart:
    """The captures of a line, the newest first: some in full, the others listed."""

    cards: tuple[CaptureCard, ...] = ()
    others: tuple[CaptureLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoLink:
    """A photo on file."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding of a visit, and what was answered to it, on which papers."""

    id: str
    severity: str
    note: str
    visit: int
    answer: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item of the checklist: what to look at, photos and findings on file, and the form that records more."""

    id: str
    title: str
    look: str
    citation: str
    needs_photo: bool
    photos: tuple[PhotoLink, ...]
    found: tuple[FoundRow, ...]
    questions: tuple[Question, ...]
    key: str
    is_open: bool = False

    @property
    def photo(self) -> str:
        """Say how the item stands to its photo: filed, needed, or not asked for."""
        return "filed" if self.photos else ("needed" if self.needs_photo else "optional")


@dataclass(frozen=True, slots=True)
class InspectPage:
    """One line for the inspector: what is known before the visit, and the form that verifies it.

    ``record_href`` is where items are recorded; empty for those who only read.
    """

    case: str
    case_href: str
    line: LineCard
    evidence: tuple[Finding, ...]
    captures: CapturesPart
    papers: tuple[PaperRow, ...]
    button: Button | None
    items: tuple[ItemCard, ...] = ()
    record_href: str = ""
    visit: int = 0
    refused: tuple[Finding, ...] = ()
    observation: ObservationCard | None = None


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """The visits of one inspector, by day and prefecture; then those that are done."""

    groups: tuple[VisitGroup, ...]
    done: tuple[VisitRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterCard:
    """One inspector's register, and what the reader may enter in it."""

    id: str
    name: str
    interests: tuple[Interest, ...]
    availability: tuple[Availability, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class RosterPage:
    """The registers a reader may see."""

    cards: tuple[RosterCard, ...]
    refused: tuple[Finding, ...] = ()
    done: bool = False
