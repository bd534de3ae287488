"""The log's signed checkpoints on a database."""

import json
from base64 import b64decode, b64encode

from sekisho.application import ports
from sekisho.store import models
from sekisho.store.row import as_text, in_japan
from sekisho.store.statement import Rows


def _checkpoint(row: models.CheckpointRow) -> ports.CheckpointRow:
    stamps = tuple(b64decode(stamp) for stamp in json.loads(row.stamps))
    return ports.CheckpointRow(row.size, row.root, bytes(row.note), stamps, in_japan(row.signed_at))


class DjangoCheckpoints:
    """The checkpoint table (``ports.Checkpoints``)."""

    _rows = Rows(models.CheckpointRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def put(self, row: ports.CheckpointRow) -> None:
        """Keep a checkpoint; the first of a size stays. Raises ConflictError where it has another root."""
        stamps = as_text([b64encode(stamp).decode() for stamp in row.stamps])
        new = models.CheckpointRow(
            size=row.size, root=row.root, note=row.note, stamps=stamps, signed_at=in_japan(row.signed_at)
        )
        self._rows.bulk_create([new], ignore_conflicts=True)
        kept = self._rows.get(size=row.size)
        if kept.root != row.root:
            raise ports.ConflictError(f"a checkpoint of size {row.size} has the root {kept.root}, not {row.root}")

    def newest(self) -> ports.CheckpointRow | None:
        """Give the largest checkpoint."""
        row = self._rows.order_by("-size").first()
        return _checkpoint(row) if row else None

    def all(self) -> list[ports.CheckpointRow]:
        """Give every checkpoint by size."""
        return [_checkpoint(row) for row in self._rows.order_by("size")]
