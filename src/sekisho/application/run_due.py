"""Run what is due: clocks that ran out lapse cases, and an edition that took effect re-screens every open case."""

from dataclasses import dataclass

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, read_case
from sekisho.application.request import Accepted, Request
from sekisho.application.rescreen import Change, rescreen_open_cases
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import SYSTEM, Role, Side
from sekisho.domain.casework.table import row_for
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.finding import Refusal

#: The system acts as a person without a key: its rows of the table are never signed.
SYSTEM_PERSON = Person(SYSTEM.person, Role.SYSTEM.value, Side.SYSTEM.value, "", b"", rehearsal=False)


@dataclass(frozen=True, slots=True)
class Due:
    """What the system did by itself: cases lapsed, and outcomes a new edition changed."""

    lapsed: tuple[str, ...]
    changes: tuple[Change, ...]


def _lapse(desk: Desk, case_id: str) -> Accepted | Refusal:
    def work(tx: Transaction) -> Accepted | Refusal:
        return act_within(desk, tx, read_case(tx, case_id), SYSTEM_PERSON, Request("lapse"))

    return transact(desk, work)


def _may_lapse(tx: Transaction, case_id: str) -> bool:
    return row_for(Track.PAPER, "lapse", read_case(tx, case_id).state) is not None


def _candidates(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        names = [stream.removeprefix(CASES) for stream in tx.journal.streams(CASES)]
        return [name for name in names if _may_lapse(tx, name)]


def _lapse_all(desk: Desk) -> tuple[str, ...]:
    return tuple(case_id for case_id in _candidates(desk) if not isinstance(_lapse(desk, case_id), Refusal))


def run_due(desk: Desk) -> Due:
    """Do everything the program clock has made due since the last run; running it twice does nothing more."""
    with desk.store.read() as tx:
        now = program_now(desk, tx)
    return Due(_lapse_all(desk), rescreen_open_cases(desk, now))
