"""Record that an officer looked at a signal: what he found stands in a private file, the journal names its digest."""

import secrets

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.reach import unknown_case
from sekisho.application.record import as_bytes
from sekisho.application.request import Accepted, Request
from sekisho.application.show_signals import signals_within
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.field import check, legible, reason, text
from sekisho.domain.evidence.signal.signal import CITATION
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: What an officer says of a signal.
TAKES = (text("signal"), text("place", required=False), reason("note"))


def _unknown(desk: Desk, tx: Transaction, case: Case, said: dict[str, Value]) -> list[Finding]:
    """Refuse to look at what is not there: a note on nothing would be taken for a check."""
    known = {(one.code, one.place) for one in signals_within(desk, tx, case)}
    if (said.get("signal"), said.get("place") or "") in known:
        return []
    facts: dict[str, Value] = {"signal": legible(str(said.get("signal") or "")), "case": case.id}
    return [Finding("signal_check.unknown", Outcome.NOT_MET, "signal", CITATION, facts)]


def _assess(desk: Desk, tx: Transaction, case_id: str, person: Person, said: dict[str, Value]) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    if person.side != Side.OFFICE or not case.seq:
        # Nobody else learns from a refusal which signals there are.
        return unknown_case()
    wrong = check(TAKES, said) or _unknown(desk, tx, case, said)
    if wrong:
        return Refusal.of(wrong)
    on = day_in_japan(program_now(desk, tx)).isoformat()
    # Salted, so that nobody who reads the digest in the journal can try out which signal it was about.
    record: dict[str, Value] = {**said, "by": person.id, "on": on, "salt": secrets.token_hex(16)}
    digest = tx.blobs.put(as_bytes(record), media_type="application/json", private=True)
    return act_within(desk, tx, case, person, Request("assess_signal", {"check": digest}))


def assess_signal(desk: Desk, case_id: str, person: Person, said: dict[str, Value]) -> Accepted | Refusal:
    """Note what came of looking at a signal of a case. Nothing about the case is decided by it."""
    return transact(desk, lambda tx: _assess(desk, tx, case_id, person, said))
