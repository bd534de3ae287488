"""Act: carry one command on one case from the request to the journal, the pool and the lists, in one transaction."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.draw_second_visits import draw_second_visits
from sekisho.application.follow_up import Turn, follow_up
from sekisho.application.issue_letter import Made, issue_letter
from sekisho.application.keep_rules import keep_rules
from sekisho.application.notify import notify
from sekisho.application.ports import ConflictError, Person, Transaction
from sekisho.application.post import RESERVING, lock_pool, post_movement
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, project_case, read_case
from sekisho.application.record import Recorded
from sekisho.application.request import Accepted, Request
from sekisho.application.statement import check_envelope
from sekisho.application.surround import DECIDES_ON_GATES, claimed_now, surround
from sekisho.application.trace import LEAVES_TRACES, project_traces
from sekisho.application.transact import transact, transact_in_line
from sekisho.application.transfer_batch import ABOUT_TRANSFERS
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import Decision, decide
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

#: Commands with a use case of their own: amounts, digests and assessments are worked out there, never taken on trust.
OWN_WAY = (
    "open",
    "record_screening",
    "lock",
    "correct",
    "request_change",
    "file_document",
    "issue_capture_plan",
    "receive_capture",
    "ask_observation",
    "issue_letter",
    "assess_signal",
)


_LOG = logging.getLogger("sekisho.act")
#: Commands by which a case claims serial numbers while it holds the pool's lock.
CLAIMING = (*RESERVING, "approve_change")
#: The command after which a line draws whether it is visited a second time.
VERIFYING = "verify_line"


def _is_signed(command: str) -> bool:
    return any(row.signed for row in rows_of(track_of(command), command))


def _envelopes(details: Mapping[str, Value]) -> tuple[str, ...]:
    envelope = details.get("envelope")
    return (str(envelope),) if envelope else ()


def _record(tx: Transaction, case: Case, decision: Decision, envelopes: tuple[str, ...]) -> tuple[Case, list[Recorded]]:
    rows = tx.journal.append(CASES + case.id, decision.events, case.seq, envelopes)
    for event in decision.events:
        case = evolve(case, event)
    return case, rows


def _record_screening(tx: Transaction, case: Case, now: datetime, around: Surroundings) -> tuple[Case, list[Recorded]]:
    """Keep the screening a decision rests on, unless the newest one kept says the same."""
    hashes = ("input_hash", "ruleset_hash", "parameter_hash")
    if not around.screening or all(around.screening.get(name) == case.screening.get(name) for name in hashes):
        return case, []
    command = Command("record_screening", SYSTEM, now, {"screening": dict(around.screening)})
    decision = decide(case, command, around)
    return (case, []) if isinstance(decision, Refusal) else _record(tx, case, decision, ())


@dataclass(frozen=True, slots=True)
class _Judged:
    """A command that would be accepted as the case and what surrounds it stood when they were read."""

    case: Case
    command: Command
    around: Surroundings
    decision: Decision


def _judge(desk: Desk, tx: Transaction, case: Case, person: Person, request: Request) -> _Judged | Refusal:
    """Screen, check the signature and decide; nothing is written."""
    now = program_now(desk, tx)
    if request.command in ABOUT_TRANSFERS:
        # First here: whoever makes a batch holds the same lock, and this decision has to see what is in it.
        tx.pool.lock(desk.program_id)
    command = Command(request.command, person.actor, now, request.details, request.line)
    around = surround(desk, tx, case, command)
    decision = decide(case, command, around)
    unsigned = check_envelope(desk, tx, case, person, request) if _is_signed(request.command) else []
    if isinstance(decision, Refusal) or unsigned:
        refused = decision.findings if isinstance(decision, Refusal) else ()
        return Refusal.of([*refused, *unsigned])
    return _Judged(case, command, around, decision)


def act_within(desk: Desk, tx: Transaction, case: Case, person: Person, request: Request) -> Accepted | Refusal:
    """Carry a command inside an open transaction; a refusal has changed nothing."""
    judged = _judge(desk, tx, case, person, request)
    return judged if isinstance(judged, Refusal) else _lock_and_carry_out(desk, tx, judged)


def _lock_and_carry_out(desk: Desk, tx: Transaction, judged: _Judged) -> Accepted | Refusal:
    """Lock the pool last: nobody waits while others are screened. What others may have claimed is asked once more."""
    case, command, around = judged.case, judged.command, judged.around
    turn = Turn(desk, tx, command, around, lock_pool(desk, tx, case, command.name))
    if command.name in CLAIMING:
        around = replace(around, serials_claimed=claimed_now(tx, as_changed(case), command))
    elif command.name == "grant":
        around = turn.at_the_pool(turn.receipt)
    again = decide(case, command, around)
    if isinstance(again, Refusal):
        return again
    return _carry_out(turn, case, judged.decision)


def _carry_out(turn: Turn, case: Case, decision: Decision) -> Accepted | Refusal:
    tx, command = turn.tx, turn.command
    screened: list[Recorded] = []
    if command.name in (*DECIDES_ON_GATES, "record_screening"):
        keep_rules(turn.desk, tx, turn.around.screening)
    if command.name in DECIDES_ON_GATES:
        case, screened = _record_screening(tx, case, command.at, turn.around)
    post_movement(turn.desk, tx, case, decision)
    case, rows = _record(tx, case, decision, _envelopes(command.details))
    followed = follow_up(turn, case)
    if isinstance(followed, Refusal):
        return followed
    case, more = followed
    case, letters = issue_letter(turn.desk, tx, case, Made(decision.document, command, rows, turn.around))
    project_case(turn.desk, tx, case)
    if command.name in LEAVES_TRACES:
        project_traces(turn.desk, tx, case)
    recorded = (*screened, *rows, *more, *letters)
    notify(tx, case, recorded)
    return Accepted(case, recorded, decision.document, case.receipt)


def _act_in_line(desk: Desk, case_id: str, person: Person, request: Request) -> Accepted | Refusal:
    """Carry a command that reserves: judged by itself, then reserved together with whoever else reserves just now."""
    return transact_in_line(
        desk,
        lambda tx: _judge(desk, tx, read_case(tx, case_id), person, request),
        lambda tx, judged: _lock_and_carry_out(desk, tx, judged),
    )


def _transact(desk: Desk, case_id: str, person: Person, request: Request) -> Accepted | Refusal:
    if request.command in RESERVING:
        # Where the case has moved since it was judged, what it has become is judged below like everything else.
        with suppress(ConflictError):
            return _act_in_line(desk, case_id, person, request)
    return transact(desk, lambda tx: act_within(desk, tx, read_case(tx, case_id), person, request))


def act(desk: Desk, case_id: str, person: Person, request: Request) -> Accepted | Refusal:
    """Carry a command of a person on a case; commit whole, or refuse with every reason and change nothing.

    A command with a use case of its own is refused: what it says would be taken from the sender unchecked.
    """
    if request.command in OWN_WAY:
        return Refusal.of([Finding("request.own_way", Outcome.NOT_MET, "command", facts={"command": request.command})])
    done = _transact(desk, case_id, person, request)
    if request.command == VERIFYING and isinstance(done, Accepted):
        _draw(desk)
    return done


def _draw(desk: Desk) -> None:
    """Draw second visits, after the commit: the seed is a checkpoint over the verification itself."""
    try:
        draw_second_visits(desk)
    except Exception:  # noqa: BLE001 - because the verification stands, whatever keeps the log from being sealed
        _LOG.exception("second visits were not drawn; they are drawn with what is due")
