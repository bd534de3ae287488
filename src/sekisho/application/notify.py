"""Notices to the parties of a case, kept in the same transaction as the events they tell of."""

from collections.abc import Iterable

from sekisho.application.ports import Notice, Transaction
from sekisho.application.record import Recorded
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case

#: Events that are nobody's news, or told by the decision they come with.
SILENT = ("case.screened", "signal.assessed", "letter.issued")
#: An incident reaches the vendor it is about, party of the case or not.
OPENED = "incident.opened"


def _tell_vendor(tx: Transaction, case: Case, row: Recorded) -> None:
    """Tell the vendor an incident went to, who need be no party of the case; the notice says nothing of the case."""
    vendor = row.event.text("provider")
    if vendor not in {str(party.get("corporate_number")) for party in (case.applicant, case.partner)}:
        tx.outbox.put(Notice(case.id, Side.EXPORTER.value, vendor, f"event.{row.type}", {}, row.occurred_at))


def notify(tx: Transaction, case: Case, recorded: Iterable[Recorded]) -> None:
    """Tell every party of the case of what happened to it, except the side that did it."""
    for row in recorded:
        if row.type in SILENT:
            continue
        if row.type == OPENED:
            _tell_vendor(tx, case, row)
        for party in (case.applicant, case.partner):
            if party and party.get("side") != row.side:
                side, number = str(party["side"]), str(party.get("corporate_number", ""))
                tx.outbox.put(Notice(case.id, side, number, f"event.{row.type}", {}, row.occurred_at))
