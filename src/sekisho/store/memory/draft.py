"""Drafts in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sekisho.application.ports import ConflictError, DraftRow
from sekisho.domain.values.finding import Value
from sekisho.store.memory.table import State
from sekisho.store.row import as_text, in_japan, record_from


def _copied(content: Mapping[str, Value]) -> dict[str, Value]:
    return record_from(as_text(content))


class MemoryDrafts:
    """Drafts (``ports.Drafts``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._drafts = state.drafts

    def get(self, case: str) -> DraftRow | None:
        """Give the draft of a case."""
        draft = self._drafts.get(case)
        return DraftRow(case, _copied(draft.content), draft.version, draft.saved_at) if draft else None

    def get_all(self, cases: Collection[str]) -> dict[str, DraftRow]:
        """Give the drafts of those cases that have one, by case."""
        return {case: draft for case in cases if (draft := self.get(case))}

    def put(self, case: str, content: Mapping[str, Value], expected: int, at: datetime) -> DraftRow:
        """Save a draft over version ``expected`` (0: new). Raises ConflictError where it has moved on."""
        stored = self._drafts.get(case)
        if (stored.version if stored else 0) != expected:
            raise ConflictError(f"the draft of {case} is not at version {expected} any more")
        self._drafts.put(case, DraftRow(case, _copied(content), expected + 1, in_japan(at)))
        return DraftRow(case, _copied(content), expected + 1, in_japan(at))
