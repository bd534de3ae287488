"""Replay a decision: judge once more what its screening judged, by the rules and parameters kept under its hashes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sekisho.application.desk import Desk
from sekisho.application.export_dossier import HASHES
from sekisho.application.ports import Transaction
from sekisho.application.project import CASES
from sekisho.application.record import Recorded, sha256
from sekisho.domain.screening.replay import CITATION, Replay, replay
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

SCREENED = "case.screened"
SHOWN = 80
#: A case, or a case and the place of one of its events.
_DECISION = re.compile(r"(?P<case>[A-Za-z0-9-]{1,40})(?:/(?P<place>[0-9]{1,9}))?")


def _refusal(code: str, **facts: Value) -> Refusal:
    return Refusal.of([Finding(f"replay.{code}", Outcome.NOT_MET, citation=CITATION, facts=dict(facts))])


class Record(Protocol):
    """Where screenings are kept with what they were judged by: a store, or a dossier."""

    def screenings(self, case: str) -> Mapping[int, Mapping[str, Value]] | None:
        """Give the screenings of a case by their place, in order; None where there is no such case."""

    def bytes_of(self, digest: str) -> bytes | None:
        """Give what is kept under a hash; None where it is gone."""


def replay_kept(record: Record, decision: str) -> Replay | Refusal:
    """Replay the screening a decision rests on. ``decision`` is a case, or a case and the place of an event in it."""
    named = _DECISION.fullmatch(decision.strip())
    screenings = record.screenings(named["case"]) if named else None
    if named is None or screenings is None:
        return _refusal("no_decision", value=decision[:SHOWN])
    # The newest at its place or before it is the one the decision went by.
    before = [kept for place, kept in screenings.items() if not named["place"] or place <= int(named["place"])]
    if not before:
        return _refusal("not_screened", value=decision[:SHOWN])
    return replay(before[-1], *(record.bytes_of(str(before[-1].get(name))) for name in HASHES))


@dataclass(frozen=True, slots=True)
class _Stored:
    """The screenings of a store."""

    tx: Transaction

    def screenings(self, case: str) -> Mapping[int, Mapping[str, Value]] | None:
        rows = self.tx.journal.read(CASES + case)
        kept = {row.seq: self._as_sealed(row) for row in rows if row.type == SCREENED}
        return kept if rows else None

    def _as_sealed(self, row: Recorded) -> Mapping[str, Value]:
        """Give the screening whose bytes the entry names; a body somebody has changed since is no record."""
        is_named = sha256(row.body).encode() in row.entry and sha256(row.entry) == row.digest
        return row.event.record("screening") if is_named else {}

    def bytes_of(self, digest: str) -> bytes | None:
        return self.tx.blobs.get(digest)


def replay_decision(desk: Desk, decision: str) -> Replay | Refusal:
    """Replay a decision from the store (``replay_kept``)."""
    with desk.store.read() as tx:
        return replay_kept(_Stored(tx), decision)
