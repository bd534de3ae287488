"""Write the file of a batch again: byte for byte what was made, or a refusal."""

from sekisho.application.desk import Desk
from sekisho.application.make_transfer_batch import not_finance
from sekisho.application.ports import Person
from sekisho.application.record import sha256
from sekisho.application.transfer_batch import bytes_of, read_batch
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def write_transfer_file(desk: Desk, person: Person, number: int) -> bytes | Refusal:
    """Give the file of a batch; it names accounts in clear, so only finance gets it."""
    with desk.store.read() as tx:
        batch = read_batch(tx, number)
        if batch is None or not_finance(person):
            unknown = (
                [] if batch else [Finding("transfer.unknown", Outcome.NOT_MET, "number", facts={"number": number})]
            )
            return Refusal.of([*not_finance(person), *unknown])
        data = bytes_of(tx, batch)
    if isinstance(data, Refusal) or sha256(data) == batch.file_sha256:
        return data
    return Refusal.of([Finding("transfer.file_differs", Outcome.NOT_MET, "number", facts={"number": number})])
