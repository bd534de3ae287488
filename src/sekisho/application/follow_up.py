"""What the system does by itself after a command, in the same transaction: reserve or wait-list, promote the next."""

from sekisho.application.desk import Desk
from sekisho.application.erase_files import erase_files
from sekisho.application.ports import Transaction
from sekisho.application.post import RESERVING, post_movement, stream_of
from sekisho.application.project import CASES, project_case, read_case, receipts_by_case
from sekisho.application.record import Recorded
from sekisho.application.register_assets import register_assets
from sekisho.application.surround import surround
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import Decision, decide
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.casework.transition import Movement
from sekisho.domain.values.finding import Refusal

#: Movements that can free money for those who wait.
FREEING = (Movement.RELEASE, Movement.COMMIT, Movement.FIX)
Done = tuple[Case, list[Recorded]]


def _system(desk: Desk, tx: Transaction, case: Case, name: str, at: Command) -> Done | Refusal:
    """Carry a command of the system on a case."""
    command = Command(name, SYSTEM, at.at, {"amount": case.balance.requested.yen})
    decision = decide(case, command, surround(desk, tx, case, command))
    if isinstance(decision, Refusal):
        return decision
    return _kept(desk, tx, case, decision)


def _kept(desk: Desk, tx: Transaction, case: Case, decision: Decision) -> Done:
    rows = tx.journal.append(CASES + case.id, decision.events, case.seq)
    post_movement(desk, tx, case, decision)
    for event in decision.events:
        case = evolve(case, event)
    return case, rows


def _number(desk: Desk, tx: Transaction, case: Case, at: Command) -> int:
    """Take a receipt number under the pool's lock and keep it on the pool's stream; a case keeps the one it has."""
    known = receipts_by_case(tx, desk.program_id).get(case.id)
    if known:
        return known
    receipt = tx.pool.next_receipt(desk.program_id)
    stream = stream_of(desk.program_id)
    event = Event("receipt.numbered", at.at, SYSTEM, {"case": case.id, "receipt": receipt})
    tx.journal.append(stream, [event], len(tx.journal.read(stream)))
    return receipt


def _reserve_or_wait(desk: Desk, tx: Transaction, case: Case, at: Command) -> Done:
    reserved = _system(desk, tx, case, "reserve", at)
    if not isinstance(reserved, Refusal):
        return reserved
    waiting = _system(desk, tx, case, "wait_list", at)
    return (case, []) if isinstance(waiting, Refusal) else waiting


def _promote(desk: Desk, tx: Transaction, moved: Case, at: Command) -> None:
    """Promote from the head of the waiting list, strictly in order of receipt, as long as the pool covers it."""
    receipts = receipts_by_case(tx, desk.program_id)
    # The list is read from the views: who has just left it must not stand at its head any more.
    project_case(desk, tx, moved, receipts.get(moved.id, 0))
    for row in tx.views.cases(states=("waiting",)):
        case = read_case(tx, row.id)
        promoted = _system(desk, tx, case, "promote", at)
        if isinstance(promoted, Refusal):
            return
        project_case(desk, tx, promoted[0], receipts.get(row.id, 0))


def _frees(command: Command) -> bool:
    return any(row.movement in FREEING for row in rows_of(track_of(command.name), command.name))


def _pays(command: Command) -> bool:
    return any(row.movement is Movement.PAY for row in rows_of(track_of(command.name), command.name))


def follow_up(desk: Desk, tx: Transaction, case: Case, command: Command) -> tuple[Case, list[Recorded], int]:
    """Do what follows a command; give the case after it, what was recorded, and a receipt number if one was taken."""
    recorded: list[Recorded] = []
    receipt = 0
    if command.name in RESERVING:
        receipt = _number(desk, tx, case, command)
        case, recorded = _reserve_or_wait(desk, tx, case, command)
    if _pays(command):
        case, recorded = register_assets(desk, tx, case, command.at)
    if command.name == "erase_personal_data":
        erase_files(tx, case, command)
    if _frees(command):
        _promote(desk, tx, case, command)
    return case, recorded, receipt
