"""For whom a case exists: to everybody else a case of others is the same as one that was never opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.project import equipment_of, read_case, read_registration
from sekisho.application.section import content_of, may_see
from sekisho.application.show_case import may_open
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value


def unknown_case() -> Refusal:
    """Refuse as for a case that is not there."""
    return Refusal.of([Finding("case.unknown", Outcome.NOT_MET, "case")])


def own_models(tx: Transaction, organisation: str) -> set[str]:
    """Give the keys of the models an organisation applied for, in whatever state they are."""
    registered = [read_registration(tx, row.id) for row in tx.views.registrations(subject="model")]
    return {key_of(each.particulars) for each in registered if each.applicant == organisation}


def key_of(machine: Mapping[str, Value]) -> str:
    """Give the key of the model a record names."""
    return model_key(str(machine.get("maker") or ""), str(machine.get("model") or ""))


def _sells_to(tx: Transaction, case: Case, person: Person) -> bool:
    """Say whether a case is about a machine this exporter registered: only then he has papers to hand in for it."""
    if person.side != Side.EXPORTER:
        return False
    machines = equipment_of(content_of(tx, case)).values()
    return bool({key_of(machine) for machine in machines} & own_models(tx, person.organisation))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person sees into a case that exists for him."""

    sees_price: bool


def reach(desk: Desk, case_id: str, person: Person, *, filing: bool = False) -> Reach | None:
    """Give how far a person sees into a case; None where it does not exist for him.

    ``filing``: it exists also for the exporter who hands in papers of a machine he registered.
    """
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        known = case.seq and (may_open(case, person) or (filing and _sells_to(tx, case, person)))
        return Reach(may_see(case, person.side, "price")) if known else None
