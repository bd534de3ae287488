"""The spool folder of one capture: held by one collector, and how whoever stands at the terminal pauses it.

``plan.toml`` says what is captured, ``segment-NNNN.part`` are the segments, ``pause`` is there while the operator wants
the capture paused, and ``lock`` is held by the collector that runs.
"""

import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from sekisho.capture.collect.past import SpoolError
from sekisho.capture.problem import Problem

PLAN, PAUSE, LOCK = "plan.toml", "pause", "lock"
SUFFIX = ".spool"


def spool_of(out: Path) -> Path:
    """Give the spool folder that stands beside a bundle while it is captured."""
    return out.with_name(out.name + SUFFIX)


class Spool:
    """A spool folder in use. Entering it raises SpoolError where another collector runs or another plan was begun."""

    def __init__(self, folder: Path, plan: bytes) -> None:
        self.folder, self._plan = folder, plan
        self._lock = -1

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
            self._keep_plan(is_mine=_hold(self._lock))
        except OSError as error:
            self._release()
            facts = {"folder": str(self.folder), "problem": error.strerror or str(error)}
            raise SpoolError(Problem("spool.unusable", facts=dict(facts))) from error
        except SpoolError:
            self._release()
            raise
        return self

    def _keep_plan(self, *, is_mine: bool) -> None:
        if not is_mine:
            raise SpoolError(Problem("spool.busy", facts={"folder": str(self.folder)}))
        path = self.folder / PLAN
        if not path.exists():
            path.write_bytes(self._plan)
        elif path.read_bytes() != self._plan:
            # Another challenge or another machine: its records must not be carried on under this plan.
            raise SpoolError(Problem("spool.other_plan", facts={"folder": str(self.folder)}))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def _release(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1

    @property
    def is_paused(self) -> bool:
        """Say whether the operator wants the capture paused."""
        return (self.folder / PAUSE).exists()

    def remove(self) -> None:
        """Remove the folder: the bundle holds everything now."""
        self._release()
        shutil.rmtree(self.folder, ignore_errors=True)


def spools_at(place: Path) -> list[Path]:
    """Give the spool folders meant by a bundle's name, by a folder of several bundles, or named themselves."""
    candidates = [place, spool_of(place), *sorted(place.glob(f"*{SUFFIX}"))]
    return [folder for folder in candidates if (folder / PLAN).is_file()]


def pause(folder: Path) -> None:
    """Ask the collector that uses a spool folder to pause. Raises OSError."""
    (folder / PAUSE).touch()


def resume(folder: Path) -> None:
    """Let it go on. Raises OSError."""
    (folder / PAUSE).unlink(missing_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _hold(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _hold(descriptor: int) -> bool:
        # The kernel lets go of it when the process dies, however it dies.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
