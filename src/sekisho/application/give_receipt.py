"""Give a receipt for an entry of a case: the proof that it stands in the log, for whoever keeps it outside."""

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.reach import unknown_case
from sekisho.application.show_record import show_record
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def give_receipt(desk: Desk, case_id: str, person: Person, seq: int) -> bytes | Refusal:
    """Give the receipt for an entry by its number in the case, as a tlog-proof; one not sealed yet is refused.

    With it the submitter keeps a checkpoint outside the office: the only proof of suppression there is.
    """
    record = show_record(desk, case_id, person)
    if record is None:
        return unknown_case()
    index, checkpoint = next((row.log_index for row in record.rows if row.seq == seq), None), record.checkpoint
    if index is None or checkpoint is None or index >= checkpoint.size:
        return Refusal.of([Finding("receipt.not_sealed", Outcome.NOT_MET, "seq", facts={"seq": seq})])
    with desk.store.read() as tx:
        leaves = tx.journal.leaves()
    return desk.notary.receipt(leaves, index, checkpoint)
