"""What the system does by itself after a command, in the same transaction: reserve or wait-list, promote the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sekisho.application.desk import Desk
from sekisho.application.erase_files import erase_files
from sekisho.application.issue_letter import Made, issue_letter
from sekisho.application.notify import notify
from sekisho.application.ports import Transaction
from sekisho.application.post import RESERVING, post_movement, stream_of
from sekisho.application.project import CASES, project_case, read_case
from sekisho.application.record import Recorded
from sekisho.application.register_assets import register_assets
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import Decision, decide
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.casework.transition import Movement, Track
from sekisho.domain.fund.rules import BoundAt
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money

#: Movements that can free money for those who wait.
FREEING = (Movement.RELEASE, Movement.REDUCE, Movement.COMMIT, Movement.FIX)
WAITING = ("waiting",)
REPLACING = "replace_partner"
IMPORTING = "permit_import"
Done = tuple[Case, list[Recorded]]


class RefusedStepError(RuntimeError):
    """A step of the system that follows from what was decided was refused: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A decided command whose turn it is: the pool is locked where it moves money.

    ``receipt`` is the number of its case, which a first filing has taken just now with the lock.
    """

    desk: Desk
    tx: Transaction
    command: Command
    around: Surroundings
    receipt: int

    def at_the_pool(self, receipt: int) -> Surroundings:
        """Add what the locked pool says: what is free, and whether nobody with an earlier receipt waits."""
        available = Money(self.tx.pool.balances(self.desk.program_id).get("available", 0))
        head = self.tx.pool.first_waiting(self.desk.program_id)
        is_first = self.around.is_drawn or not head or receipt <= head
        closed = self.around.terms.pool.is_provisional and self._intake_closed()
        return replace(self.around, pool_available=available, first_in_line=is_first, intake_closed=closed)

    def _intake_closed(self) -> bool:
        """Say whether a settled day closed the intake; a cap changed since opens it again."""
        stream = stream_of(self.desk.program_id)
        settled, changed = self.tx.journal.last(stream, "day.settled"), self.tx.journal.last(stream, "cap.changed")
        if settled is None or settled.event.body.get("closes") is not True:
            return False
        return changed is None or changed.seq < settled.seq

    def by_system(self, case: Case, name: str, receipt: int) -> Decision | Refusal:
        """Decide a command of the system on a case with this receipt number."""
        # A case that was granted once and comes back asks for no more than it was granted.
        wanted = min(case.balance.requested, case.decided or case.balance.requested)
        known: dict[str, Value] = {"amount": wanted.yen}
        if not case.receipt:
            known["receipt"] = receipt
        takes = {field.name for row in rows_of(Track.PAPER, name) for field in row.takes}
        details = {field: value for field, value in known.items() if field in takes}
        return decide(case, Command(name, SYSTEM, self.command.at, details), self.at_the_pool(receipt))

    @property
    def ways_in(self) -> tuple[str, ...]:
        """Give what can become of a filing, in order; what the program does without is left out (A6)."""
        at_decision = self.around.terms.pool.bound_at is BoundAt.DECISION
        ways = ("give_receipt",) if at_decision else ("reserve", "wait_list")
        return tuple(way for way in ways if way not in self.around.switched_off)


def _kept(turn: Turn, case: Case, decision: Decision, first: Sequence[Event] = ()) -> Done:
    with turn.tx.pool.at_once():
        rows = turn.tx.journal.append(CASES + case.id, decision.events, case.seq)
        post_movement(turn.desk, turn.tx, case, decision, first)
    for event in decision.events:
        case = evolve(case, event)
    made = Made(decision.document, turn.command, rows, turn.around)
    case, letters = issue_letter(turn.desk, turn.tx, case, made)
    return case, [*rows, *letters]


def _numbered(turn: Turn, case: Case) -> list[Event]:
    if case.receipt:
        return []
    return [Event("receipt.numbered", turn.command.at, SYSTEM, {"case": case.id, "receipt": turn.receipt})]


def _taken_in(turn: Turn, case: Case) -> Done | Refusal:
    """Give a submitted case the whole amount or its place on the waiting list; an overturned one keeps its number."""
    refused: Refusal | None = None
    for way in turn.ways_in:
        decision = turn.by_system(case, way, turn.receipt)
        if not isinstance(decision, Refusal):
            return _kept(turn, case, decision, _numbered(turn, case))
        refused = decision
    return refused or (case, [])


def carry(turn: Turn, case: Case, name: str) -> None:
    """Carry a command of the system that cannot be refused, show it in the lists and tell the parties.

    Raises RefusedStepError.
    """
    decision = turn.by_system(case, name, case.receipt)
    if isinstance(decision, Refusal):
        raise RefusedStepError(f"{name} of {case.id}: {', '.join(finding.code for finding in decision.findings)}")
    _show(turn, *_kept(turn, case, decision))


def _show(turn: Turn, case: Case, rows: list[Recorded]) -> None:
    project_case(turn.desk, turn.tx, case)
    notify(turn.tx, case, rows)


def promote(turn: Turn) -> None:
    """Promote from the head of the waiting list, strictly in order of receipt, as long as the pool covers it."""
    while head := turn.tx.views.first(WAITING):
        case = read_case(turn.tx, head.id)
        decision = turn.by_system(case, "promote", case.receipt)
        if isinstance(decision, Refusal):
            return
        _show(turn, *_kept(turn, case, decision))


def _complete_import(turn: Turn, case: Case) -> Done:
    """Move a line on once its last shipment is permitted; as long as one waits nothing happens (A19)."""
    decision = decide(case, Command("complete_import", SYSTEM, turn.command.at, {}, turn.command.line), turn.around)
    return (case, []) if isinstance(decision, Refusal) else _kept(turn, case, decision)


def _draft_names(tx: Transaction, case: Case, command: Command) -> None:
    """Name the new partner in the draft, so that what is locked next is signed by who stands in it."""
    draft = tx.drafts.get(case.id)
    if draft:
        tx.drafts.put(case.id, {**draft.content, "partner": dict(case.partner)}, draft.version, command.at)


def _frees(command: Command) -> bool:
    return any(row.movement in FREEING for row in rows_of(track_of(command.name), command.name))


def _pays(command: Command) -> bool:
    return any(row.movement is Movement.PAY for row in rows_of(track_of(command.name), command.name))


def follow_up(turn: Turn, case: Case) -> Done | Refusal:
    """Do what follows a command on a case; give the case after it and what was recorded of it.

    A filing that a closed pool takes in no way is refused, and with it the command.
    """
    recorded: list[Recorded] = []
    if turn.command.name in RESERVING:
        taken = _taken_in(turn, case)
        if isinstance(taken, Refusal):
            return taken
        case, recorded = taken
    if _pays(turn.command):
        case, recorded = register_assets(turn.desk, turn.tx, case, turn.command.at)
    if turn.command.name == "erase_personal_data":
        erase_files(turn.tx, case, turn.command)
    if turn.command.name == IMPORTING:
        case, recorded = _complete_import(turn, case)
    if turn.command.name == REPLACING:
        _draft_names(turn.tx, case, turn.command)
    if _frees(turn.command):
        # The list is read from the views: who has just left it must not stand at its head any more.
        project_case(turn.desk, turn.tx, case)
        promote(turn)
    return case, recorded
