"""Report a quarter: fold the journal as of an instant, publish editions, and say what changed since the last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES
from sekisho.application.record import Recorded, as_bytes, decode
from sekisho.application.section import content_of
from sekisho.application.shown_evidence import evidence_findings
from sekisho.application.transact import transact
from sekisho.application.wording import Wording
from sekisho.domain.casework.actor import CLAIMANT_SIDES, FINANCE, OFFICER
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.evolve import fold
from sekisho.domain.casework.guard.line import WANTING
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.reporting.classify import Classes, particulars
from sekisho.domain.reporting.ledger import DatedPosting
from sekisho.domain.reporting.quarter import Quarter, QuarterError, Reading, quarter_at, quarter_of
from sekisho.domain.reporting.report import Books, Change, Report, Scope, changes, public, report_of
from sekisho.domain.reporting.story import ENDINGS, MEASURED_BY, REVOKING, Particulars, Story, Wanting, tell
from sekisho.domain.reporting.suppress import COMPARED
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

PUBLISHED = "report.published"
PUBLISHERS = OFFICER + FINANCE
CITATION = "article: ¶13"
#: Entries that can change a figure of a quarter after it is over.
CAUSING = frozenset(
    {
        *MEASURED_BY,
        *ENDINGS,
        *REVOKING,
        "case.verified",
        "case.corrected",
        "change.approved",
        "decline.overturned",
        "failure.overturned",
        "line.amended",
    }
)
#: The dimensions whose classes people may have written in words, and the family those words are texts of.
WORDED = {"sector": "report.sector", "prefecture": "report.prefecture"}


def _finding(code: str, place: str = "", **facts: Value) -> Finding:
    return Finding(f"report.{code}", Outcome.NOT_MET, place, CITATION, dict(facts))


def named_quarter(program: ProgramDefinition, name: str) -> Quarter | Refusal:
    """Read a quarter's name as the program reads it: of the fiscal year, or of the calendar."""
    day = program.editions[0].effective_from
    reading = Reading(program.text("report.quarter_reading", day))
    try:
        return quarter_of(name, reading, program.number("record.fiscal_year_first_month", day))
    except QuarterError:
        return Refusal.of([_finding("no_quarter", "quarter", value=name[:80])])


def current_quarter(program: ProgramDefinition, now: datetime) -> Quarter:
    """Give the quarter that runs at an instant."""
    day = day_in_japan(now)
    reading = Reading(program.text("report.quarter_reading", day))
    return quarter_at(day, reading, program.number("record.fiscal_year_first_month", day))


def classes_of(program: ProgramDefinition, wording: Wording) -> Classes:
    """Give the classes the program's data hold, and every word a filing may name one of them by."""
    day = program.editions[0].effective_from
    lists = {"sector": program.names("report.sectors", day), "prefecture": program.names("report.prefectures", day)}
    names = {
        dimension: {
            wording.word(WORDED[dimension], one, language).casefold(): one for one in known for language in Language
        }
        for dimension, known in lists.items()
    }
    return Classes(
        categories=program.names("annex.categories", day),
        claimants=tuple(side.value for side in CLAIMANT_SIDES),
        sizes=program.numbers("report.size_limits", day),
        sectors=lists["sector"],
        prefectures=lists["prefecture"],
        names=names,
    )


def _particulars(tx: Transaction, rows: Sequence[Recorded], as_of: datetime, classes: Classes) -> Particulars:
    """Give what a case is counted under, from the content that was locked at the instant."""
    case = fold("", (row.event for row in rows if row.occurred_at <= as_of))
    # A draft nobody has submitted is counted under nothing, and its content is not the journal's.
    content = content_of(tx, case) if case.submitted_at else {}
    return particulars(content, str(case.applicant.get("side", "")), classes)


def _reasons(finding: Finding) -> list[str]:
    """Give a finding on evidence as reasons of the report; a claim after commissioning says what it lacks (F18)."""
    lacks = finding.facts.get("wanting")
    if isinstance(lacks, list):
        return [f"evidence.wanting.{one}" for one in lacks]
    return [f"no_{finding.code.removeprefix('evidence.')}"]


def _wanting(program: ProgramDefinition) -> Wanting:
    """Give what judges which evidence is wanting of a case at an instant."""

    def judged(case: Case, at: datetime) -> list[str]:
        found = [one for line in case.lines.values() for one in evidence_findings(case, line, program, at)]
        return [reason for one in found if one.outcome in WANTING for reason in _reasons(one)]

    return judged


def _dated(row: Recorded) -> DatedPosting:
    event = row.event
    kind, amount = PostingKind(event.text("kind")), Money(event.number("amount"))
    return DatedPosting(Posting(kind, amount, event.text("case"), event.number("n")), row.occurred_at)


def _books(pool: Sequence[Recorded], as_of: datetime, entries: int) -> Books:
    postings = [_dated(row) for row in pool if row.type == "pool.posted"]
    receipts = [row.occurred_at for row in pool if row.type == "receipt.numbered"]
    return Books(postings, receipts, entries + sum(row.occurred_at <= as_of for row in pool))


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is folded from, read once: the streams of every case, the pool's, and the classes."""

    tx: Transaction
    program: str
    classes: Classes
    cases: Mapping[str, Sequence[Recorded]]
    pool: Sequence[Recorded]
    wanting: Wanting

    def _stories(self, as_of: datetime) -> Iterable[Story]:
        for stream, rows in self.cases.items():
            if rows and rows[0].occurred_at <= as_of:
                case, under = stream.removeprefix(CASES), _particulars(self.tx, rows, as_of, self.classes)
                yield tell(case, (row.event for row in rows), as_of, under, self.wanting)

    def report(self, quarter: Quarter, as_of: datetime) -> Report:
        """Fold the report of a quarter as known at an instant."""
        stories = self._stories(as_of)
        entries = sum(row.occurred_at <= as_of for rows in self.cases.values() for row in rows)
        return report_of(Scope(self.program, quarter, as_of, self.classes), stories, _books(self.pool, as_of, entries))

    def causes(self, change: Change, after: datetime, until: datetime) -> list[Recorded]:
        """Give the entries of a change's cases between two instants that can have made the difference."""
        rows = [row for case in change.cases for row in self.cases.get(CASES + case, ())]
        return [row for row in rows if after < row.occurred_at <= until and row.type in CAUSING]


def source_of(desk: Desk, tx: Transaction, wording: Wording) -> Source:
    """Read what reports are folded from."""
    program = desk.programs.definition(tx)
    cases = tx.journal.read_all(tx.journal.streams(CASES))
    return Source(
        tx,
        desk.program_id,
        classes_of(program, wording),
        dict(sorted(cases.items())),
        tx.journal.read(f"pool/{desk.program_id}"),
        _wanting(program),
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """A published edition of a quarter's report: its number from 1, as of when, and the bytes of both editions."""

    quarter: str
    number: int
    as_of: datetime
    published_at: datetime
    blobs: Mapping[str, str]


def stream_of(program_id: str) -> str:
    """Give the stream on which a program's reports are published."""
    return f"report/{program_id}"


def _edition(event: Event) -> Edition:
    blobs = {name: event.text(name) for name in ("internal", "public")}
    as_of = datetime.fromisoformat(event.text("as_of"))
    return Edition(event.text("quarter"), event.number("edition"), as_of, event.occurred_at, blobs)


def editions_of(tx: Transaction, program_id: str, quarter: str = "") -> list[Edition]:
    """Give the published editions, of one quarter or of all, oldest first."""
    rows = [row for row in tx.journal.read(stream_of(program_id)) if row.type == PUBLISHED]
    found = [_edition(row.event) for row in rows]
    return [one for one in found if quarter in ("", one.quarter)]


def _entry(row: Recorded, *, names_case: bool) -> dict[str, Value]:
    place: dict[str, Value] = {"stream": row.stream, "seq": row.seq} if names_case else {}
    return {**place, "type": row.type, "occurred_at": row.occurred_at.isoformat(), "digest": row.digest}


def _changes(source: Source, before: Report, after: Report, shown: tuple[Report, Report] | None) -> list[Value]:
    """List every figure that differs, with the entries that made it so; publicly only figures both editions show."""
    found: list[Value] = []
    for change in changes(before, after, COMPARED):
        place = (change.table, change.row, change.column)
        if shown and None in (one.figures.at(*place) for one in shown):
            continue
        entries = source.causes(change, before.as_of, after.as_of)
        listed: list[Value] = [_entry(row, names_case=shown is None) for row in entries]
        found.append({**change.as_json(), "entries": listed})
    return found


@dataclass(frozen=True, slots=True)
class Numbered:
    """Both editions of a report as plain values, with the number they have or would get, and what changed."""

    number: int
    internal: Mapping[str, Value]
    public: Mapping[str, Value]
    holds: bool

    def edition(self, name: str) -> Mapping[str, Value]:
        """Give one edition: internal or public."""
        return self.public if name == "public" else self.internal


def _numbered(source: Source, smallest: int, report: Report, earlier: Sequence[Edition]) -> Numbered:
    number, open_one = len(earlier) + 1, public(report, smallest)
    before = source.report(report.quarter, earlier[-1].as_of) if earlier else None
    inside = _changes(source, before, report, None) if before else []
    outside = _changes(source, before, report, (public(before, smallest), open_one)) if before else []
    said: dict[str, Value] = {"number": number, "smallest": smallest}
    return Numbered(
        number,
        {**report.as_json(), **said, "changes": inside},
        {**open_one.as_json(), **said, "changes": outside},
        report.holds,
    )


def _smallest(desk: Desk, tx: Transaction, as_of: datetime) -> int:
    return desk.programs.definition(tx).number("report.smallest_cell", day_in_japan(as_of))


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition ready to be printed. ``number`` is 0 for one that nobody has published."""

    quarter: Quarter
    number: int
    value: Mapping[str, Value]
    holds: bool


def _kept(tx: Transaction, edition: Edition, name: str) -> Mapping[str, Value] | None:
    data = tx.blobs.get(edition.blobs[name])
    return decode(data) if data else None


def as_of_for(quarter: Quarter, now: datetime, asked: datetime | None) -> datetime:
    """Give the instant a report is made as of: the one asked for, else the quarter's end, or now while it runs."""
    return asked or min(quarter.ends_at, now)


def _in_time(as_of: datetime, now: datetime) -> list[Finding]:
    if as_of <= now:
        return []
    return [_finding("in_future", "as_of", as_of=as_of.isoformat(), now=now.isoformat())]


def print_report(
    desk: Desk, wording: Wording, name: str, edition: str, asked: datetime | None = None
) -> Printed | Refusal:
    """Give a quarter's report as of an instant: the published edition of that instant, else a draft of it."""
    with desk.store.read() as tx:
        quarter = named_quarter(desk.programs.definition(tx), name)
        if isinstance(quarter, Refusal):
            return quarter
        now = program_now(desk, tx)
        as_of = as_of_for(quarter, now, asked)
        if findings := _in_time(as_of, now):
            return Refusal.of(findings)
        earlier = editions_of(tx, desk.program_id, name)
        for published in (one for one in earlier if one.as_of == as_of):
            # What was published is printed from the bytes that were kept, whatever has been erased since.
            if kept := _kept(tx, published, edition):
                return Printed(quarter, published.number, kept, kept.get("holds") is True)
        made = _made(desk, tx, wording, quarter, as_of)
        return Printed(quarter, 0, {**made.edition(edition), "number": 0}, made.holds)


def _made(desk: Desk, tx: Transaction, wording: Wording, quarter: Quarter, as_of: datetime) -> Numbered:
    source = source_of(desk, tx, wording)
    earlier = [one for one in editions_of(tx, desk.program_id, quarter.name) if one.as_of < as_of]
    return _numbered(source, _smallest(desk, tx, as_of), source.report(quarter, as_of), earlier)


def _unpublishable(person: Person, quarter: Quarter, as_of: datetime, last: Edition | None) -> list[Finding]:
    findings = []
    if person.actor.who not in PUBLISHERS:
        findings.append(_finding("not_yours", role=person.role, side=person.side))
    if as_of < quarter.ends_at:
        # A quarter that still runs is printed as preliminary, but nobody publishes half of it under its name.
        findings.append(_finding("quarter_runs", "as_of", quarter=quarter.name, last_on=quarter.last_on.isoformat()))
    if last and as_of <= last.as_of:
        facts: dict[str, Value] = {"number": last.number, "as_of": last.as_of.isoformat()}
        findings.append(_finding("published_already", "as_of", **facts))
    return findings


def _publish(
    desk: Desk, tx: Transaction, wording: Wording, person: Person, name: str, asked: datetime | None
) -> Edition | Refusal:
    # The place is asked for before anything is read: whoever publishes meanwhile takes it, and ours is a conflict.
    stream = stream_of(desk.program_id)
    place = len(tx.journal.read(stream))
    quarter, now = named_quarter(desk.programs.definition(tx), name), program_now(desk, tx)
    if isinstance(quarter, Refusal):
        return quarter
    as_of = as_of_for(quarter, now, asked)
    earlier = editions_of(tx, desk.program_id, name)
    findings = _unpublishable(person, quarter, as_of, earlier[-1] if earlier else None) + _in_time(as_of, now)
    if findings:
        return Refusal.of(findings)
    made = _made(desk, tx, wording, quarter, as_of)
    if earlier and not made.internal["changes"]:
        return Refusal.of([_finding("unchanged", number=earlier[-1].number)])
    blobs = {
        "internal": tx.blobs.put(as_bytes(made.internal), media_type="application/json", private=True),
        "public": tx.blobs.put(as_bytes(made.public), media_type="application/json"),
    }
    body: dict[str, Value] = {"quarter": name, "edition": made.number, "as_of": as_of.isoformat(), **blobs}
    event = Event(PUBLISHED, now, person.actor, {**body, "holds": made.holds})
    tx.journal.append(stream, [event], place)
    return _edition(event)


def publish_report(
    desk: Desk, wording: Wording, person: Person, name: str, asked: datetime | None = None
) -> Edition | Refusal:
    """Publish a quarter's report as of an instant: the next edition, whose bytes are kept and never change."""
    return transact(desk, lambda tx: _publish(desk, tx, wording, person, name, asked))


def published_reports(desk: Desk) -> list[Edition]:
    """Give every published edition, newest first."""
    with desk.store.read() as tx:
        return list(reversed(editions_of(tx, desk.program_id)))


def read_edition(desk: Desk, quarter: str, number: int, edition: str) -> Printed | None:
    """Give a published edition as its bytes were kept; None where there is none, or they were erased."""
    with desk.store.read() as tx:
        found = [one for one in editions_of(tx, desk.program_id, quarter) if one.number == number]
        kept = _kept(tx, found[0], edition) if found else None
        named = named_quarter(desk.programs.definition(tx), quarter)
        if kept is None or isinstance(named, Refusal):
            return None
        return Printed(named, number, kept, kept.get("holds") is True)
