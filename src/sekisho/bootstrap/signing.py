"""Sign for a person of a rehearsal with the software key kept for him; live mode has no such keys and refuses."""

from sekisho.application.ports import Mode, Person
from sekisho.bootstrap.sealing import person_key, sign_statement
from sekisho.bootstrap.start import current_home
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def sign_in_rehearsal(person: Person, statement: bytes) -> bytes | Refusal:
    """Give the envelope over a statement, or refuse where signing needs the person's own device."""
    home = current_home()
    if home.mode is not Mode.REHEARSAL or not person.rehearsal:
        return Refusal.of([Finding("statement.own_device", Outcome.NOT_MET, citation="law: Act 179 of 1955, art. 8")])
    return sign_statement(statement, person_key(home, person.id))
