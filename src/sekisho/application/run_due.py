"""Run what is due: clocks that ran out lapse cases, an edition in effect re-screens them, deadlines are announced."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.draw_second_visits import draw_second_visits
from sekisho.application.ports import ConflictError, Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case, read_cases
from sekisho.application.remind import remind
from sekisho.application.request import Accepted, Request
from sekisho.application.rescreen import Change, Rescreened, rescreen_open_cases
from sekisho.application.settle_days import settle_days
from sekisho.application.surround import around_the_pool
from sekisho.application.transact import transact
from sekisho.application.upload_capture import sweep_uploads
from sekisho.application.views import CaseRow
from sekisho.domain.casework.actor import SYSTEM, Role, Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.reminder import RUNNING, Reminder
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.casework.table import rows_of
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.finding import Refusal

Result = TypeVar("Result")
#: The states a row of the table lapses.
LAPSING = tuple(state for row in rows_of(Track.PAPER, "lapse") for state in row.sources)
#: The system acts as a person without a key: its rows of the table are never signed.
SYSTEM_PERSON = Person(SYSTEM.person, Role.SYSTEM.value, Side.SYSTEM.value, "", b"", rehearsal=False)


@dataclass(frozen=True, slots=True)
class Due:
    """What the system did by itself: cases lapsed, what a new edition or value changed, notices of deadlines sent.

    ``unknown`` are subjects whose deadline lies in a year whose holidays are neither published nor computed.
    """

    lapsed: tuple[str, ...]
    rescreened: tuple[Rescreened, ...] = ()
    reminded: tuple[Reminder, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Give what changed for each case, day by day."""
        return tuple(change for one in self.rescreened for change in one.changes)


def _unless_another_does(step: Callable[[], Result]) -> Result | None:
    """Do a step; where another run writes the same at the same time, its writing stands and ours is taken back."""
    try:
        return step()
    except ConflictError:
        return None


def _lapse(desk: Desk, case_id: str) -> Accepted | Refusal | None:
    def work(tx: Transaction) -> Accepted | Refusal:
        return act_within(desk, tx, read_case(tx, case_id), SYSTEM_PERSON, Request("lapse"))

    return _unless_another_does(lambda: transact(desk, work))


def _as_listed(row: CaseRow) -> Case:
    """Give what a list knows of a case: its state, and the earliest day it has as the end of the clock that runs."""
    clock = RUNNING.get(row.state, "")
    return Case(row.id, state=row.state, clocks={clock: row.due_at} if clock and row.due_at else {})


def may_lapse(row: CaseRow, lapse: Command, around: Surroundings) -> bool:
    """Say whether a case may have run out of time, by its row in the list: if not, it need not be read."""
    # The table's own guards judge the row. It shows no later end than the case has and no machine that has come, so
    # that whatever lapses passes here; whether the case lapses, it says itself.
    return not isinstance(decide(_as_listed(row), lapse, around), Refusal)


def _candidates(desk: Desk) -> list[str]:
    """Give the cases whose time is over, read without locking anybody out: in most minutes there is none."""
    with desk.store.read() as tx:
        now = program_now(desk, tx)
        lapse, around = Command("lapse", SYSTEM, now, {}), around_the_pool(desk, tx, now)
        # Only what can lapse: cases paid or ended over the years, or still in time, need not be folded every minute.
        names = sorted(row.id for row in tx.views.cases(states=LAPSING) if may_lapse(row, lapse, around))
        cases = read_cases(tx, names)
        return [name for name in names if not isinstance(decide(cases[name], lapse, around), Refusal)]


def _lapse_all(desk: Desk) -> tuple[str, ...]:
    return tuple(case_id for case_id in _candidates(desk) if isinstance(_lapse(desk, case_id), Accepted))


def run_due(desk: Desk) -> Due:
    """Do everything the program clock has made due since the last run.

    Running it twice, or two runs at the same time, does nothing more: each step stands once in the journal.
    """
    with desk.store.read() as tx:
        now = program_now(desk, tx)
    # First, because a day that is settled decides who waits and who has nothing to wait for.
    settle_days(desk)
    lapsed = _lapse_all(desk)
    rescreened = rescreen_open_cases(desk, now)
    # Whatever kept a line from drawing right after its verification, it draws now.
    _unless_another_does(lambda: draw_second_visits(desk))
    # Last, because nobody needs to hear of the deadline of a case that has just lapsed.
    reminded = remind(desk, now)
    if desk.uploads:
        sweep_uploads(desk)
    return Due(lapsed, rescreened, reminded.sent, reminded.unknown)
