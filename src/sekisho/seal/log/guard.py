"""The signing guard: the signer's own memory of what it signed last, outside the database.

Restoring an old backup is the realistic rollback; without this memory the log would sign a second history.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.merkle import SIZE, Tree, check_consistency


class RollbackError(Exception):
    """The log is smaller than, or not an extension of, what was signed before. The writer must stop."""


def _remembered(path: Path) -> tuple[int, bytes]:
    if not path.exists():
        return 0, b""
    try:
        said = json.loads(path.read_bytes())
        size, root = int(said["size"]), base64.b64decode(said["root"], validate=True)
    except (ValueError, TypeError, KeyError) as error:
        # A memory that cannot be read is no memory: whoever damaged it may want a second history signed.
        raise RollbackError(f"the signer's memory {path} cannot be read: {error}") from error
    if size < 1 or len(root) != SIZE:
        raise RollbackError(f"the signer's memory {path} holds no checkpoint")
    return size, root


def _write(path: Path, checkpoint: Checkpoint) -> None:
    said = json.dumps({"size": checkpoint.size, "root": base64.b64encode(checkpoint.root).decode()})
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="ascii") as sink:
        sink.write(said)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.replace(path)
    # Without this the rename itself may be lost with the power, and with it what was signed last.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else, in this process or another, works on the log behind a signer's memory; then keep it so.

    A second sequencer that read the leaves earlier would otherwise ask for a smaller tree than was signed meanwhile.
    """
    with path.with_suffix(".lock").open("wb") as held:
        # A lock on an open file ends with it, also where the process is killed: nothing stays locked behind.
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _extends(tree: Tree, size: int, root: bytes, wanted: Checkpoint) -> bool:
    if size == 0:
        return True
    if wanted.size < size:
        return False
    proof: Sequence[bytes] = tree.consistency(size, wanted.size)
    return check_consistency(size, wanted.size, proof, root, wanted.root)


def remember(path: Path, tree: Tree, wanted: Checkpoint) -> None:
    """Remember a checkpoint before it is signed. Raises RollbackError where it does not extend the last one."""
    size, root = _remembered(path)
    if not _extends(tree, size, root, wanted):
        raise RollbackError(f"signed {size} leaves before; {wanted.size} leaves now are no extension of them")
    # Before signing, not after: a crash in between costs a number, never a second checkpoint of one size.
    _write(path, wanted)
