"""Screen a case as it stands, and keep the result as an event: edition, hashes and every finding."""

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.request import Accepted, Request
from sekisho.application.surround import surround
from sekisho.application.transact import transact
from sekisho.domain.casework.event import Command
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def _screen(desk: Desk, tx: Transaction, case_id: str, person: Person) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    around = surround(desk, tx, case, Command("record_screening", person.actor, program_now(desk, tx), {}))
    if not around.screening:
        return Refusal.of([Finding("guard.not_screened", Outcome.NOT_MET, citation="article: ¶7")])
    return act_within(desk, tx, case, person, Request("record_screening", {"screening": dict(around.screening)}))


def screen_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Screen a case against the edition that decides and keep the screening on it."""
    return transact(desk, lambda tx: _screen(desk, tx, case_id, person))
