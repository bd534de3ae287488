"""Prepare what a person signs for a command: the exact bytes, made from the case as it stands now."""

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.project import read_case
from sekisho.application.request import Request
from sekisho.application.statement import statement_for


def prepare_statement(desk: Desk, case_id: str, person: Person, request: Request) -> bytes:
    """Give the statement a person signs for a command on a case."""
    with desk.store.read() as tx:
        return statement_for(desk, tx, read_case(tx, case_id), person, request)
