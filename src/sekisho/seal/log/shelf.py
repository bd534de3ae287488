"""The log's shelf: a folder of static files (C2SP tlog-tiles) that anybody may fetch, written so that none is half."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sekisho.seal.log.checkpoint import CheckpointError, checkpoint_of
from sekisho.seal.log.merkle import Tree
from sekisho.seal.log.tile import WIDTH, bundles, is_place, tiles

CHECKPOINT = "checkpoint"


class Shelf:
    """The published files of one log."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first file."""
        self._folder = folder

    @property
    def size(self) -> int:
        """Give how many leaves the published checkpoint has; 0 before the first."""
        note = self.read(CHECKPOINT)
        try:
            return checkpoint_of(note).size if note else 0
        except CheckpointError:
            # Whatever damaged it, the tiles are all written again; they are the same as before.
            return 0

    def lay_out(self, tree: Tree, leaves: Sequence[bytes]) -> None:
        """Write what a checkpoint over this tree will need; ``leaves`` are the bytes of every leaf."""
        old = min(self.size, tree.size)
        self._put(tiles(tree, old, tree.size))
        self._put(bundles(leaves[old - old % WIDTH :], old, tree.size))

    def publish(self, note: bytes) -> None:
        """Show a checkpoint, once all it rests on is there."""
        self._put([(CHECKPOINT, note)])

    def read(self, name: str) -> bytes | None:
        """Give a file by its place, None where it is not there or no place of a log."""
        if name != CHECKPOINT and not is_place(name):
            return None
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def _put(self, files: Iterable[tuple[str, bytes]]) -> None:
        folders = {self._write(self._folder / name, data) for name, data in files}
        # Once for each folder, after all its files: a rename may otherwise be lost with the power.
        for folder in folders:
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)

    def _write(self, path: Path, data: bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as fresh:
            fresh.write(data)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(fresh.name).chmod(0o644)
        Path(fresh.name).replace(path)
        return path.parent
