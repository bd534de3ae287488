"""Draw second visits: every verified line draws once, with the first checkpoint of the log that covers it as seed.

Whoever verifies cannot know the seed, for his own entry, salted afresh, is part of the tree it is the root of; and
everybody can reckon the ticket again from the published checkpoints and the parameters of the day. What does not fit
together in a case counts as points as well. The points, their threshold and why a line was chosen stand in a private,
salted record that every draw names by its digest: the office and the auditor read it, a party learns that a second
visit is ordered and nothing of why.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from sekisho.application.desk import Desk
from sekisho.application.notify import notify
from sekisho.application.ports import CheckpointRow, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, project_case, read_case, read_cases
from sekisho.application.record import as_bytes
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_signals import signals_within
from sekisho.application.surround import surround
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.guard.line import MOVES_IN
from sekisho.domain.casework.second_look import SecondLookTerms, facts_shown
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.inspection.second_visit import Draw, DrawTerms, draw
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

VERIFIED = "line_verified"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one line drew."""

    case: str
    line: str
    draw: Draw


def draw_terms(program: ProgramDefinition, day: date, *, rehearsal: bool) -> DrawTerms:
    """Give what a draw goes by on a day; a rehearsal draws nobody by chance, so that it goes its written way."""
    share = "second_visit.rehearsal_share_percent" if rehearsal else "second_visit.share_percent"
    points, threshold = program.numbers("second_visit.points", day), program.number("second_visit.threshold", day)
    return DrawTerms(points, threshold, program.number(share, day), program.numbers("second_visit.signal_points", day))


def second_look_terms(program: ProgramDefinition, day: date) -> SecondLookTerms:
    """Give what the facts of a verified line are judged by on a day."""
    large = Money(program.number("second_visit.large_yen", day))
    return SecondLookTerms(program.number("second_visit.late_days", day), large)


#: States in which lines are verified, and draw at once: nobody holds a draw back by asking for a change.
VISITED = MOVES_IN["case_is_granted"]


def _waits(case: Case, line: Line) -> bool:
    return case.state in VISITED and line.state == VERIFIED and "draw" not in line.facts


def _waiting(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as tx:
        # Only granted cases wait for it; the paid ones of years need not be folded every minute.
        granted = {row.id for row in tx.views.cases(states=VISITED)}
        rows = [row for row in tx.views.lines(states=(VERIFIED,)) if row.case in granted]
        cases = read_cases(tx, {row.case for row in rows})
    return [(row.case, row.line) for row in rows if _waits(cases[row.case], cases[row.case].lines[row.line])]


def _checkpoint(tx: Transaction, case_id: str, line: str) -> CheckpointRow | None:
    """Give the first checkpoint that covers a line's verification; None while it is not sealed."""
    rows = [row for row in tx.journal.read(CASES + case_id) if row.type == "line.verified"]
    index = next((row.log_index for row in reversed(rows) if row.event.text("line") == line), None)
    # By size, and not by time: the first that covers it was fixed the moment the entry got its place in the log.
    covering = [one for one in tx.checkpoints.all() if index is not None and one.size > index]
    return covering[0] if covering else None


def _is_of(case: Case, line: str, one: Signal) -> bool:
    """Say whether a signal is about a line, or about the case as a whole; one about another line is that one's."""
    paper = case.documents.get(one.place)
    about = paper.line if paper else one.place if one.place in case.lines else ""
    return about in {"", line}


def _about(case: Case, line: str, signals: Iterable[Signal]) -> set[str]:
    """Give what does not fit together about a line, each kind once."""
    return {one.name for one in signals if _is_of(case, line, one)}


def _kept(tx: Transaction, case: str, line: str, drawn: Mapping[str, Value]) -> str:
    """Keep what a line drew for the office and the auditor; give the record's digest."""
    # Salted, so that nobody who reads the digest in the journal can try out which points there were.
    record: dict[str, Value] = {**drawn, "case": case, "line": line, "salt": secrets.token_hex(16)}
    return tx.blobs.put(as_bytes(record), media_type="application/json", private=True)


def _draw_line(desk: Desk, tx: Transaction, case: Case, name: str, found: Iterable[Signal]) -> Drawn | None:
    line, seed = case.lines[name], _checkpoint(tx, case.id, name)
    if seed is None or not _waits(case, line):
        return None
    now, program = program_now(desk, tx), desk.programs.definition(tx)
    day = day_in_japan(now)
    terms = draw_terms(program, day, rehearsal=desk.is_rehearsal)
    facts = facts_shown(case, line, second_look_terms(program, day))
    made = draw(case.id, name, {*facts, *_about(case, name, found)}, seed.root, terms)
    record: dict[str, Value] = {"checkpoint": seed.size, "digest": _kept(tx, case.id, name, made.as_json(terms))}
    step = "select_second_visit" if made.is_chosen else "spare_second_visit"
    command = Command(step, SYSTEM, now, {"draw": record}, name)
    return Drawn(case.id, name, made) if _carry(desk, tx, case, command) else None


def _carry(desk: Desk, tx: Transaction, case: Case, command: Command) -> bool:
    decision = decide(case, command, surround(desk, tx, case, command))
    if isinstance(decision, Refusal):
        return False
    rows = tx.journal.append(CASES + case.id, decision.events, case.seq)
    for event in decision.events:
        case = evolve(case, event)
    project_case(desk, tx, case)
    notify(tx, case, rows)
    return True


def _draw_case(desk: Desk, tx: Transaction, case_id: str, lines: Iterable[str]) -> Iterator[Drawn]:
    """Draw for the lines of one case that wait; what does not fit together in it is read once for all of them."""
    found = signals_within(desk, tx, read_case(tx, case_id))
    for line in lines:
        # Each draw is an event of the case, and the next one stands on it.
        drawn = _draw_line(desk, tx, read_case(tx, case_id), line, found)
        if drawn:
            yield drawn


def draw_second_visits(desk: Desk) -> tuple[Drawn, ...]:
    """Seal what is not sealed and draw for every verified line that has not drawn; running it twice draws nothing."""
    waiting = _waiting(desk)
    if not waiting:
        return ()
    seal_journal(desk)
    drawn: list[Drawn] = []
    for case_id, rows in groupby(sorted(waiting), key=itemgetter(0)):
        with desk.store.write() as tx:
            drawn += _draw_case(desk, tx, case_id, [line for _, line in rows])
    return tuple(drawn)
