"""Rebuild: every projection is dropped and written again from the journal."""

from sekisho.application.desk import Desk
from sekisho.application.project import (
    CASES,
    REGISTRATIONS,
    project_case,
    project_registration,
    read_case,
    read_registrations,
)
from sekisho.application.trace import project_traces
from sekisho.application.transfer_batch import TRANSFERS, project_transfers


def rebuild(desk: Desk) -> int:
    """Drop every projection and write it again from the journal; give the number of streams read."""
    with desk.store.write() as tx:
        tx.views.clear()
        # Registrations first: they say who the vendors of a case are.
        names = [stream.removeprefix(REGISTRATIONS) for stream in tx.journal.streams(REGISTRATIONS)]
        registrations = read_registrations(tx, names)
        for registration in registrations:
            project_registration(tx, registration)
        cases = tx.journal.streams(CASES)
        for stream in cases:
            case = read_case(tx, stream.removeprefix(CASES))
            project_case(desk, tx, case)
            project_traces(desk, tx, case)
        batches = tx.journal.streams(TRANSFERS)
        for stream in batches:
            project_transfers(tx, int(stream.removeprefix(TRANSFERS)))
        return len(cases) + len(registrations) + len(batches)
