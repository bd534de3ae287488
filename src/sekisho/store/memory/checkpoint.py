"""The log's signed checkpoints in memory."""

from sekisho.application.ports import CheckpointRow, ConflictError
from sekisho.store.memory.table import State
from sekisho.store.row import load, plain


class MemoryCheckpoints:
    """Checkpoints (``ports.Checkpoints``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._checkpoints = state.checkpoints

    def put(self, row: CheckpointRow) -> None:
        """Keep a checkpoint; the first of a size stays. Raises ConflictError where it has another root."""
        kept = self._checkpoints.get(row.size)
        if kept and kept.root != row.root:
            raise ConflictError(f"a checkpoint of size {row.size} has the root {kept.root}, not {row.root}")
        self._checkpoints.put(row.size, kept or load(CheckpointRow, plain(row)))

    def newest(self) -> CheckpointRow | None:
        """Give the largest checkpoint."""
        return max(self._checkpoints.rows(), key=lambda row: row.size, default=None)

    def all(self) -> list[CheckpointRow]:
        """Give every checkpoint by size."""
        return sorted(self._checkpoints.rows(), key=lambda row: row.size)
