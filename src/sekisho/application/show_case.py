"""Show a case as one person may see it: for the case page, the API and the dossier's index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sekisho.application.declared import Declaration, declarations_of, readable_by, subsidies_among
from sekisho.application.desk import Desk
from sekisho.application.owed import Owed, owed_in
from sekisho.application.ports import Notice, Person, Transaction
from sekisho.application.price import costing_day, earned_amount
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, equipment_of
from sekisho.application.readable import as_read, body_without, closed_to
from sekisho.application.record import Recorded, decode
from sekisho.application.section import may_see, seen_by
from sekisho.application.show_change import ShownChange, shown_change
from sekisho.application.shown_evidence import evidence_findings
from sekisho.application.surround import Standing, charge_terms_on, setting_of, standing
from sekisho.domain.casework.actor import Who
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.evolve import fold
from sekisho.domain.casework.guard.clock import within_reconsideration_period
from sekisho.domain.casework.guard.line import MOVES_IN
from sekisho.domain.casework.paper import ALIVE, REFUSED
from sekisho.domain.casework.table import open_to
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.screening.cure import Cure, cures
from sekisho.domain.screening.screen import screen
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

#: Commands that only the system or a use case of its own carries; no button offers them.
WITHOUT_BUTTON = (
    *("open", "record_screening", "file_document", "issue_capture_plan", "receive_capture", "register_asset"),
    *("issue_letter", "assess_signal", "ask_observation"),
)
#: Organisations outside the claim: they see a case only when the office or an auditor.
INSIDERS = ("office", "audit")


@dataclass(frozen=True, slots=True)
class Step:
    """One event on the case's timeline: what, when in program time and on the wall, by which side, sealed where."""

    seq: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    side: str
    digest: str
    log_index: int | None
    body: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Action:
    """Something this person may do now, as the table says: a button with its fields."""

    track: str
    line: str
    row: Row


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case for one person's eyes.

    ``unreadable`` are the numbers of the papers he may not read. ``draws`` are the records of what lines drew for a
    second visit, by line: the office and the auditor read why, a party of the case that there is one.
    """

    case: Case
    receipt: int
    content: Mapping[str, Value]
    equipment: Mapping[str, Mapping[str, Value]]
    gates: tuple[Finding, ...]
    advisories: tuple[Finding, ...]
    stages: Mapping[str, Outcome]
    cures: tuple[Cure, ...]
    evidence: tuple[Finding, ...]
    earned: Money | None
    declarations: tuple[Declaration, ...]
    timeline: tuple[Step, ...]
    actions: tuple[Action, ...]
    notices: tuple[Notice, ...]
    sees_price: bool
    now: datetime
    rehearsal: bool
    owed: tuple[Owed, ...] = ()
    change: ShownChange | None = None
    unreadable: tuple[str, ...] = ()
    draws: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it was read: what its events leave, the events, and what the person who looks was told."""

    case: Case
    rows: Sequence[Recorded]
    notices: tuple[Notice, ...] = ()


def _step(row: Recorded, telling: frozenset[int]) -> Step:
    body = body_without(row, telling)
    return Step(row.seq, row.type, row.occurred_at, row.recorded_at, row.side, row.digest, row.log_index, body)


def _can_ever(case: Case, row: Row) -> bool:
    """Say whether a row is open beyond its own state: its machine may move, a refusal can be contested still.

    Where it is not, every try would be refused.
    """
    is_upheld = case.is_upheld and case.state in REFUSED and within_reconsideration_period.__name__ in row.guards
    return not is_upheld and all(case.state in MOVES_IN[guard] for guard in row.guards if guard in MOVES_IN)


def open_on_paper(case: Case, who: Who) -> list[Row]:
    """Give the rows of the paper track a role on a side could carry now."""
    return [row for row in open_to(Track.PAPER, case.state, who) if _can_ever(case, row)]


def actions_for(case: Case, who: Who) -> tuple[Action, ...]:
    """Give what a role on a side may do in a case's present states; guards speak only when it is tried."""
    paper = [Action(Track.PAPER.value, "", row) for row in open_on_paper(case, who)]
    machine = [
        Action(Track.MACHINE.value, line.id, row)
        for line in case.lines.values()
        for row in open_to(Track.MACHINE, line.state, who)
        if _can_ever(case, row)
    ]
    return tuple(action for action in (*paper, *machine) if action.row.command not in WITHOUT_BUTTON)


def may_open(case: Case, person: Person) -> bool:
    """Say whether a person may see a case at all: the office, an auditor, or a party of it."""
    return person.side in INSIDERS or case.party(person.side).get("corporate_number") == person.organisation


def _own_notices(tx: Transaction, case: Case, person: Person) -> tuple[Notice, ...]:
    return tuple(notice for notice in tx.outbox.of(case=case.id) if is_told(notice, person))


def is_told(notice: Notice, person: Person) -> bool:
    """Say whether a notice is for a person: for his organisation, or for the office as a whole."""
    to_all = notice.side == person.side and not notice.organisation
    return to_all or notice.organisation == person.organisation


def _evidence(case: Case, program: ProgramDefinition, now: datetime) -> tuple[Finding, ...]:
    return tuple(f for line in case.lines.values() for f in evidence_findings(case, line, program, now))


def _earned(program: ProgramDefinition, stands: Standing, made: tuple[Declaration, ...], now: datetime) -> Money | None:
    others = subsidies_among(made, stands.case)
    return earned_amount(program, stands.case, stands.content, costing_day(stands.case, now), others)


def _draws(tx: Transaction, case: Case, person: Person) -> dict[str, Mapping[str, Value]]:
    """Give the records of what the lines of a case drew to whoever reads them, without their salt."""
    drawn = {line.id: line.facts.get("draw") for line in case.lines.values() if person.side in INSIDERS}
    named = {line: str(draw.get("digest")) for line, draw in drawn.items() if isinstance(draw, dict)}
    stored = tx.blobs.get_all(named.values()) if named else {}
    read = {line: decode(stored[digest]) for line, digest in named.items() if digest in stored}
    return {line: {name: said for name, said in record.items() if name != "salt"} for line, record in read.items()}


def seen(desk: Desk, tx: Transaction, told: Told, person: Person) -> CaseView:
    """Give a case that was read for the eyes of somebody who may open it."""
    case = told.case
    # Each is read once: a page asks the database a dozen things, whatever else is in it.
    program, now, stands = desk.programs.definition(tx), program_now(desk, tx), standing(tx, case)
    held = setting_of(tx, stands, program, case.submitted_at or now, now)
    screening = screen(held.request, program, held.register, held.at) if held else None
    made = declarations_of(tx, case)
    content, sees_price = seen_by(case, person.side, stands.content), may_see(case, person.side, "price")
    closed = closed_to(case, person, paper_kinds_on(program, day_in_japan(now)))
    return CaseView(
        case=as_read(tx, case, closed),
        receipt=case.receipt,
        content=content,
        equipment=equipment_of(content),
        gates=screening.gates if screening else (),
        advisories=screening.advisories if screening else (),
        stages=screening.stages if screening else {},
        cures=cures(held, day_in_japan(now)) if held and case.state in ALIVE else (),
        evidence=_evidence(case, program, now),
        earned=_earned(program, stands, made, now) if sees_price else None,
        declarations=readable_by(person, made),
        timeline=tuple(_step(row, closed.rows) for row in told.rows),
        actions=actions_for(case, person.actor.who),
        notices=told.notices,
        sees_price=sees_price,
        now=now,
        rehearsal=desk.is_rehearsal,
        owed=owed_in(case, day_in_japan(now), charge_terms_on(program, day_in_japan(now))) if sees_price else (),
        unreadable=closed.papers,
        change=shown_change(tx, program, case, content, person, now),
        draws=_draws(tx, case, person),
    )


def view_of(desk: Desk, tx: Transaction, case_id: str, person: Person) -> CaseView | None:
    """Give a case for one person's eyes within a transaction; None where there is none or he may not see it."""
    rows = tx.journal.read(CASES + case_id)
    case = fold(case_id, (row.event for row in rows))
    if not rows or not may_open(case, person):
        return None
    return seen(desk, tx, Told(case, rows, _own_notices(tx, case, person)), person)


def show_case(desk: Desk, case_id: str, person: Person) -> CaseView | None:
    """Give a case for one person's eyes; None where there is none or he may not see it."""
    with desk.store.read() as tx:
        return view_of(desk, tx, case_id, person)
