"""The editions of Annex A as an office sees them: published, proposed, and a file looked at before it is proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.import_edition import TABLE_IMPORTER, Import, Source, import_edition
from sekisho.application.library import file_name
from sekisho.application.ports import Person, Transaction
from sekisho.application.publish_edition import (
    Origin,
    edition_in,
    obstacles,
    officer_findings,
    propose_edition,
    stream_of,
)
from sekisho.application.record import Recorded
from sekisho.domain.program.annex.comparison import Comparison, compared
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Finding, Refusal


@dataclass(frozen=True, slots=True)
class Filed:
    """An edition's file in the journal: who proposed it when, what it was read from, and who published it when."""

    name: str
    digest: str
    edition: Edition
    importer: str
    source: str
    source_name: str
    reason: str
    proposer: str
    proposed_at: datetime
    publisher: str = ""
    published_at: datetime | None = None
    before: Edition | None = None

    @property
    def comparison(self) -> Comparison | None:
        """Give what it changes of the edition before it; None for the first."""
        return compared(self.before, self.edition) if self.before else None


@dataclass(frozen=True, slots=True)
class Editions:
    """The editions that hold, newest first, with their files where they were published, and what is proposed."""

    held: tuple[Edition, ...]
    published: tuple[Filed, ...]
    proposed: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A file that was looked at: what came of it, and what would keep it from being proposed."""

    source: Source
    found: Import
    obstacles: tuple[Finding, ...]
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Say whether it can be proposed as it is."""
        return self.found.edition is not None and not self.obstacles

    @property
    def comparison(self) -> Comparison | None:
        """Give what it would change of the edition before it; None for the first, and where something is wrong."""
        before, edition = self.found.transcript.before, self.found.edition
        return compared(before, edition) if before and edition else None


def _filed(row: Recorded, data: bytes, published: Recorded | None) -> Filed:
    event = row.event
    return Filed(
        event.text("name"),
        event.text("blob"),
        edition_in(event.text("name"), data),
        event.text("importer"),
        event.text("source"),
        event.text("source_name"),
        event.text("reason"),
        row.actor,
        row.occurred_at,
        published.actor if published else "",
        published.occurred_at if published else None,
    )


def _following(filed: Iterable[Filed], held: Sequence[Edition]) -> tuple[Filed, ...]:
    """Give files with the edition each follows among those that hold, the newest first."""
    found = []
    for one in filed:
        earlier = [edition for edition in held if edition.effective_from < one.edition.effective_from]
        found.append(replace(one, before=earlier[-1] if earlier else None))
    return tuple(sorted(found, key=lambda one: (one.edition.effective_from, one.proposed_at), reverse=True))


def _in_journal(desk: Desk, tx: Transaction) -> list[Filed]:
    rows = tx.journal.read(stream_of(desk.program_id))
    published = {row.event.text("blob"): row for row in rows if row.type == "edition.published"}
    # Proposed twice, the file's last proposal counts, as it does when somebody publishes it.
    proposed = {row.event.text("blob"): row for row in rows if row.type == "edition.proposed"}
    stored = tx.blobs.get_all(proposed)
    return [_filed(row, stored[blob], published.get(blob)) for blob, row in proposed.items()]


def read_editions(desk: Desk, tx: Transaction) -> Editions:
    """Give the editions of the program with their files. Proposals for a day that is published are over."""
    held = desk.programs.definition(tx).editions
    filed = _in_journal(desk, tx)
    published = [one for one in filed if one.published_at]
    taken = {one.name for one in published}
    waiting = [one for one in filed if one.name not in taken]
    return Editions(tuple(reversed(held)), _following(published, held), _following(waiting, held))


def show_editions(desk: Desk) -> Editions:
    """Give the editions of the program with their files."""
    with desk.store.read() as tx:
        return read_editions(desk, tx)


def edition_file(desk: Desk, day: str) -> tuple[str, bytes] | None:
    """Give the file of the edition in force from a day, as published, else as the package ships it; public."""
    with desk.store.read() as tx:
        held = [
            edition for edition in desk.programs.definition(tx).editions if edition.effective_from.isoformat() == day
        ]
        if not held:
            return None
        name = file_name(held[0])
        digest = next((one.digest for one in _in_journal(desk, tx) if one.published_at and one.name == name), "")
        data = tx.blobs.get(digest) if digest else desk.programs.seed().get(name)
        return (name, data) if data is not None else None


def source_file(desk: Desk, digest: str) -> tuple[str, bytes] | None:
    """Give the file an edition was read from, as somebody sent it, by its digest; only what a proposal names."""
    with desk.store.read() as tx:
        names = {one.source: one.source_name for one in _in_journal(desk, tx) if one.source}
        data = tx.blobs.get(digest) if digest in names else None
        return (names[digest], data) if data is not None else None


def _looked(desk: Desk, tx: Transaction, person: Person, source: Source, reason: str) -> Look | Refusal:
    findings = officer_findings(person)
    if findings:
        return Refusal.of(findings)
    if desk.tables is None:
        raise LookupError("this desk has nobody who reads tables")
    editions = desk.programs.definition(tx).editions
    found = import_edition(desk.tables, desk.programs.words(), editions, source)
    if isinstance(found, Refusal):
        return found
    kept = obstacles(desk, tx, found.name, found.data, reason) if found.edition else []
    return Look(source, found, tuple(kept), reason)


def look_at_edition(desk: Desk, person: Person, source: Source, reason: str = "") -> Look | Refusal:
    """Read a file as it would be proposed, and say all that is wrong with it; nothing is kept."""
    with desk.store.read() as tx:
        return _looked(desk, tx, person, source, reason)


def origin_of(look: Look) -> Origin:
    """Give where the edition of a file comes from; a file in the program's own form is its own source."""
    if look.found.importer != TABLE_IMPORTER:
        return Origin(look.found.importer, reason=look.reason)
    return Origin(look.found.importer, look.source.data, look.source.name, look.reason)


def propose_source(desk: Desk, person: Person, source: Source, reason: str = "") -> Recorded | Refusal:
    """Propose the edition a file holds; the file is kept as it came beside the edition made of it."""
    look = look_at_edition(desk, person, source, reason)
    if isinstance(look, Refusal):
        return look
    wrong = (*look.found.transcript.problems, *look.obstacles)
    if wrong:
        return Refusal.of(wrong)
    return propose_edition(desk, person, look.found.name, look.found.data, origin_of(look))
