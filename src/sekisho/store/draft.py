"""Drafts on a database: saved over the version they were read at."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sekisho.application import ports
from sekisho.domain.values.finding import Value
from sekisho.store import models
from sekisho.store.error import TakenError
from sekisho.store.row import as_text, in_japan, record_from
from sekisho.store.statement import Rows


class DjangoDrafts:
    """The draft table (``ports.Drafts``)."""

    _rows = Rows(models.DraftRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def get(self, case: str) -> ports.DraftRow | None:
        """Give the draft of a case."""
        return self.get_all([case]).get(case)

    def get_all(self, cases: Collection[str]) -> dict[str, ports.DraftRow]:
        """Give the drafts of those cases that have one, by case, with one query."""
        return {
            row.case: ports.DraftRow(row.case, record_from(row.content), row.version, in_japan(row.saved_at))
            for row in self._rows.filter(case__in=list(cases))
        }

    def put(self, case: str, content: Mapping[str, Value], expected: int, at: datetime) -> ports.DraftRow:
        """Save a draft over version ``expected`` (0: new). Raises ConflictError where it has moved on."""
        text, version, saved_at = as_text(content), expected + 1, in_japan(at)
        if not self._save(models.DraftRow(case=case, content=text, version=version, saved_at=saved_at)):
            raise ports.ConflictError(f"the draft of {case} is not at version {expected} any more")
        return ports.DraftRow(case, record_from(text), version, saved_at)

    def _save(self, row: models.DraftRow) -> bool:
        if row.version > 1:
            current = self._rows.filter(case=row.case, version=row.version - 1)
            return current.update(content=row.content, version=row.version, saved_at=row.saved_at) == 1
        return not self._rows.filter(case=row.case).exists() and self._insert(row)

    def _insert(self, row: models.DraftRow) -> bool:
        try:
            self._rows.bulk_create([row])
        except TakenError:
            return False
        return True
