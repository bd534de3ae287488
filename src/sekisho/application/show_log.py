"""Show the log: the newest checkpoint and when it was signed, for those who keep one."""

from sekisho.application.desk import Desk
from sekisho.application.ports import CheckpointRow


def newest_checkpoint(desk: Desk) -> CheckpointRow | None:
    """Give the newest signed checkpoint; None before the first."""
    with desk.store.read() as tx:
        return tx.checkpoints.newest()
