"""Declare: a side says its ties, rebates, commissions and other subsidies; the journal names the record by its digest.

In two steps, because a person signs what is declared: the record is checked and kept, then signed and made.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.application.act import act
from sekisho.application.declared import DECLARE, bound_to, faults_of, prepared_content
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.record import as_bytes
from sekisho.application.request import Accepted, Request
from sekisho.application.statement import statement_for
from sekisho.application.surround import standing, supplied_by, with_asked
from sekisho.application.transact import transact
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Prepared:
    """A declaration ready to be signed: the digest of its private record, and the bytes its person signs."""

    declaration: str
    statement: bytes


def _request(digest: str) -> Request:
    return Request(DECLARE, {"declaration": digest})


def _prepare(
    desk: Desk, tx: Transaction, case_id: str, person: Person, content: Mapping[str, Value]
) -> Prepared | Refusal:
    case = read_case(tx, case_id)
    stands, today = with_asked(tx, standing(tx, case)), day_in_japan(program_now(desk, tx))
    faults = faults_of(case, stands.content, person.actor, content, supplied_by(tx, stands, person.actor, today))
    if faults:
        return Refusal.of(faults)
    # Salted, because a rebate is a number people could try out until its digest fits.
    record: dict[str, Value] = {**bound_to(case, person.actor), "salt": secrets.token_hex(16), "content": dict(content)}
    digest = tx.blobs.put(as_bytes(record), media_type="application/json", private=True)
    return Prepared(digest, statement_for(desk, tx, case, person, _request(digest)))


def prepare_declaration(desk: Desk, case_id: str, person: Person, content: Mapping[str, Value]) -> Prepared | Refusal:
    """Check and keep what a side declares, and give what its signatory signs; or refuse it with every problem."""
    return transact(desk, lambda tx: _prepare(desk, tx, case_id, person, content))


def declare(desk: Desk, case_id: str, person: Person, declaration: str, envelope: str) -> Accepted | Refusal:
    """Make a declaration that was prepared and signed; ``envelope`` is the digest of the kept signature."""
    request = _request(declaration)
    return act(desk, case_id, person, Request(request.command, {**request.details, "envelope": envelope}))


def read_prepared(desk: Desk, case_id: str, person: Person, declaration: str) -> Mapping[str, Value]:
    """Give what a declaration says that was prepared for this person's side; nothing where there is none."""
    with desk.store.read() as tx:
        return prepared_content(tx, read_case(tx, case_id), person.actor, declaration)
