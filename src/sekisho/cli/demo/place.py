"""The folder of a rehearsal: begun anew each time, and never at the cost of anything that is not a rehearsal's."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sekisho.application.ports import Mode
from sekisho.bootstrap.home import HomeError, open_home
from sekisho.domain.values.finding import Finding, Outcome, Refusal

LOCK = ".demo.lock"
HOME = "home"
FOLDERS = (HOME, "collector", "captures", "cases")
FILES = ("account.json", "dossier.zip", "dossier-one-byte-changed.zip", "trust.toml")


class TakenError(Exception):
    """Another rehearsal is going on in the folder."""


def _is_rehearsal(home: Path) -> bool:
    try:
        return open_home(home).mode is Mode.REHEARSAL
    except HomeError:
        return False


def earlier(out: Path) -> bool | Refusal:
    """Say whether an earlier rehearsal lies in a folder; refuse a folder that holds something else under our names."""
    there = [name for name in (*FOLDERS, *FILES) if (out / name).exists()]
    # A live home, or a folder that only happens to have one called "home", must never be deleted.
    if there and not _is_rehearsal(out / HOME):
        facts = {"folder": str(out), "names": ", ".join(there)}
        return Refusal.of([Finding("demo.not_ours", Outcome.NOT_MET, facts=dict(facts))])
    return bool(there)


def clear(out: Path) -> None:
    """Remove what an earlier rehearsal left; its home last, for it is what says that the rest was a rehearsal's."""
    for name in FILES:
        (out / name).unlink(missing_ok=True)
    for name in reversed(FOLDERS):
        shutil.rmtree(out / name, ignore_errors=True)


@contextmanager
def taken(out: Path) -> Iterator[None]:
    """Hold a folder for one rehearsal. Raises OSError where it cannot be written, TakenError where it is in use."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TakenError(str(out)) from error
        yield
