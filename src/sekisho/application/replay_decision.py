"""Replay a decision: judge once more what its screening judged, by the rules and parameters kept under its hashes."""

import re

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.project import CASES
from sekisho.application.record import Recorded
from sekisho.domain.screening.replay import CITATION, Replay, replay
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

SCREENED = "case.screened"
SHOWN = 80
#: A case, or a case and the place of one of its events.
_DECISION = re.compile(r"(?P<case>[A-Za-z0-9-]{1,40})(?:/(?P<place>[0-9]{1,9}))?")


def _refusal(code: str, **facts: Value) -> Refusal:
    return Refusal.of([Finding(f"replay.{code}", Outcome.NOT_MET, citation=CITATION, facts=dict(facts))])


def _screening_before(rows: list[Recorded], place: int | None) -> Recorded | None:
    """Give the screening a decision rests on: the newest at its place or before it."""
    known = [row for row in rows if row.type == SCREENED and (place is None or row.seq <= place)]
    return known[-1] if known else None


def _replayed(tx: Transaction, row: Recorded) -> Replay:
    kept = row.event.record("screening")
    rules, parameters = (tx.blobs.get(str(kept.get(name))) for name in ("ruleset_hash", "parameter_hash"))
    return replay(kept, rules, parameters)


def replay_decision(desk: Desk, decision: str) -> Replay | Refusal:
    """Replay the screening a decision rests on. ``decision`` is a case, or a case and the place of an event in it."""
    named = _DECISION.fullmatch(decision.strip())
    if named is None:
        return _refusal("no_decision", value=decision[:SHOWN])
    with desk.store.read() as tx:
        rows = tx.journal.read(CASES + named["case"])
        if not rows:
            return _refusal("no_decision", value=decision[:SHOWN])
        row = _screening_before(rows, int(named["place"]) if named["place"] else None)
        return _refusal("not_screened", value=decision[:SHOWN]) if row is None else _replayed(tx, row)
