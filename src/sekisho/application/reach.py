"""For whom a case exists: to everybody else a case of others is the same as one that was never opened."""

from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.register_facts import own_models, supplied_lines
from sekisho.application.section import may_see
from sekisho.application.show_case import may_open
from sekisho.application.surround import standing, with_asked
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.time import day_in_japan


def unknown_case() -> Refusal:
    """Refuse as for a case that is not there."""
    return Refusal.of([Finding("case.unknown", Outcome.NOT_MET, "case")])


def _sells_to(desk: Desk, tx: Transaction, case: Case, person: Person) -> bool:
    """Say whether a case is about a machine this exporter registered: only then he has papers to hand in for it."""
    if person.side != Side.EXPORTER:
        return False
    today = day_in_japan(program_now(desk, tx))
    stands = with_asked(tx, standing(tx, case))
    own = own_models(tx, stands.registers, person.organisation)
    return bool(supplied_lines(case, stands.content, own, today))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person sees into a case that exists for him."""

    sees_price: bool
    is_party: bool = True


def reach(desk: Desk, case_id: str, person: Person, *, filing: bool = False) -> Reach | None:
    """Give how far a person sees into a case; None where it does not exist for him.

    ``filing``: it exists also for the exporter who hands in papers of a machine he registered.
    """
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        is_party = may_open(case, person)
        known = case.seq and (is_party or (filing and _sells_to(desk, tx, case, person)))
        return Reach(may_see(case, person.side, "price"), is_party) if known else None
