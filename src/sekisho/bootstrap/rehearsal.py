"""Open a rehearsal: a first event that pins the mode, and people with software keys and tokens, all marked as such."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.program_time import advance_clock
from sekisho.application.seal_journal import seal_journal
from sekisho.bootstrap.access import enter_account, issue_token
from sekisho.bootstrap.assemble import desk
from sekisho.bootstrap.home import Home
from sekisho.bootstrap.sealing import make_person_key
from sekisho.bootstrap.start import NewPerson, current_home
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.store.schema import migrate

OPENING = "office"


@dataclass(frozen=True, slots=True)
class Access:
    """What a person of a rehearsal works with: a token and a software key."""

    token: str
    key: bytes


def _enter(home: Home, at: Desk, person: NewPerson) -> Access:
    private, public = make_person_key(home, person.id)
    entered = Person(person.id, person.role, person.side, person.organisation, public, rehearsal=True)
    with at.store.write() as tx:
        tx.people.put(entered)
    return Access(issue_token(enter_account(person), "case office"), private)


def _open_journal(at: Desk, home: Home, opens_at: datetime) -> None:
    """Pin the mode in the first event of the journal."""
    body = {"mode": home.mode.value, "origin": home.origin, "program": home.program}
    with at.store.write() as tx:
        tx.journal.append(OPENING, [Event("journal.opened", opens_at, SYSTEM, dict(body))], 0)


def admit(people: Sequence[NewPerson], opens_at: datetime) -> dict[str, Access]:
    """Open a rehearsal founded just now: tables, first event, program clock, people; give everybody's access."""
    home, at = current_home(), desk()
    migrate()
    _open_journal(at, home, opens_at)
    advance_clock(at, opens_at)
    access = {person.id: _enter(home, at, person) for person in people}
    seal_journal(at)
    return access
