"""Re-screen open cases after a new edition: whose outcome changes, and why. A closed decision is never rewritten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sekisho.application.desk import Desk
from sekisho.application.ports import Notice, Transaction
from sekisho.application.program_time import STREAM as CLOCK
from sekisho.application.project import read_cases
from sekisho.application.read_ahead import ahead, read_ahead
from sekisho.application.surround import screen_standing, standing
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.paper import ALIVE, BEFORE_SUBMISSION
from sekisho.domain.program.edition import Edition
from sekisho.domain.screening.rescreen import Difference, compare
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import opening_of


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition that took effect means for one case; ``decides`` is False where an earlier edition decides it."""

    case: str
    edition_on: str
    decides: bool
    difference: Difference

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        return {"case": self.case, "edition_on": self.edition_on, "decides": self.decides, **self.difference.as_json()}


def _done(tx: Transaction) -> set[str]:
    return {row.event.text("edition_on") for row in tx.journal.read(CLOCK) if row.type == "edition.applied"}


def _difference(desk: Desk, tx: Transaction, case: Case, edition: Edition, now: datetime) -> Difference | None:
    program, stands = desk.programs.definition(tx), standing(tx, case)
    start = opening_of(edition.effective_from)
    before = screen_standing(tx, stands, program, start - timedelta(seconds=1), now)
    after = screen_standing(tx, stands, program, start, now)
    if before is None or after is None or not before.edition_on:
        return None
    return compare(before, after)


def _change(desk: Desk, tx: Transaction, case: Case, edition: Edition, now: datetime) -> Change | None:
    difference = _difference(desk, tx, case, edition, now)
    if difference is None or not difference.reasons:
        return None
    decides = case.state in BEFORE_SUBMISSION
    return Change(case.id, edition.effective_from.isoformat(), decides, difference)


def _tell(tx: Transaction, case: Case, change: Change, now: datetime) -> None:
    facts: dict[str, Value] = {
        "edition_on": change.edition_on,
        "before": change.difference.before.value,
        "after": change.difference.after.value,
    }
    code = "notice.edition_changes" if change.decides else "notice.edition_spares"
    for party in (case.applicant, case.partner):
        if party:
            number = str(party.get("corporate_number", ""))
            tx.outbox.put(Notice(case.id, str(party["side"]), number, code, facts, now))


def _apply(desk: Desk, tx: Transaction, edition: Edition, place: int, now: datetime) -> list[Change]:
    # What is read here nobody writes here: the cases are asked for at once, and each is screened by the same code.
    seen, changes = ahead(tx), []
    cases = read_cases(seen, sorted(row.id for row in tx.views.cases(states=ALIVE)))
    read_ahead(seen, [case for case in cases.values() if case.sections])
    for case in cases.values():
        change = _change(desk, seen, case, edition, now)
        if change:
            _tell(tx, case, change, now)
            changes.append(change)
    body: dict[str, Value] = {
        "edition_on": edition.effective_from.isoformat(),
        "changes": [change.as_json() for change in changes],
    }
    event = Event("edition.applied", now, SYSTEM, body)
    tx.journal.append(CLOCK, [event], place)
    return changes


def rescreen_open_cases(desk: Desk, now: datetime) -> tuple[Change, ...]:
    """Re-screen every open case for each edition that took effect since the last run, and tell its people."""
    changes: list[Change] = []
    with desk.store.write() as tx:
        # Before what is done is read: of two runs at once the second finds its place taken, and tells nobody anything.
        place = tx.journal.length(CLOCK)
        done = _done(tx)
        for edition in desk.programs.definition(tx).editions:
            day = edition.effective_from.isoformat()
            if day not in done and opening_of(edition.effective_from) <= now:
                changes += _apply(desk, tx, edition, place, now)
                place += 1
    return tuple(changes)
