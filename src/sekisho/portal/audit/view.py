"""What the auditor's page shows: the sealed record of a case and how to check it offline."""

from dataclasses import dataclass, field
from datetime import datetime

from sekisho.application.replay_decision import SCREENED
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Facts, Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal: both clocks, who for which side, its digest, and its place in the log."""

    seq: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    side: str
    digest: str
    log_index: int | None
    facts: Facts = field(default_factory=dict)
    receipt_href: str = ""

    @property
    def code(self) -> str:
        """Give the code of the text that tells the event."""
        return f"event.{self.type}"

    @property
    def is_screening(self) -> bool:
        """Say whether the entry can be repeated."""
        return self.type == SCREENED


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The record of one case, the newest checkpoint over it, and the dossier; ``repeated``: a screening made again."""

    case: str
    case_href: str
    entries: tuple[Entry, ...]
    size: int
    root: str
    signed_at: datetime | None
    stamps: int
    dossier_href: str
    commands: tuple[str, ...]
    trust_href: str = ""
    note: str = ""
    may_repeat: bool = False
    repeated: Replay | Refusal | None = None

    @property
    def unsealed(self) -> int:
        """Count entries that wait for the next checkpoint."""
        return sum(entry.log_index is None for entry in self.entries)
