"""A home: the folder a service lives in. Database, keys, time-stamp authority, and what it is for."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sekisho.application.ports import Mode
from sekisho.bootstrap.package import DEFAULT_PROGRAM


class HomeError(Exception):
    """A folder that is no home, or not the home it is taken for."""


@dataclass(frozen=True, slots=True)
class Home:
    """The places of a home, and the mode and origin it was made with."""

    path: Path
    mode: Mode
    origin: str
    program: str

    @property
    def database(self) -> str:
        """Give the address of the database: SEKISHO_DATABASE, else an SQLite file in the home."""
        return os.environ.get("SEKISHO_DATABASE") or f"sqlite:///{self.path}/sekisho.sqlite3"

    @property
    def keys(self) -> Path:
        """Give the folder of the service's own keys."""
        return self.path / "keys"

    @property
    def people(self) -> Path:
        """Give the folder of the software keys a rehearsal's people sign with."""
        return self.path / "people"

    @property
    def authorities(self) -> tuple[Path, Path]:
        """Give the folders of the two local test time-stamp authorities."""
        return self.path / "test-authority", self.path / "test-authority-2"

    @property
    def log(self) -> Path:
        """Give the folder of the log's static files, which anybody may fetch."""
        return self.path / "log"

    @property
    def witnesses(self) -> Path:
        """Give the folder of the witnesses a rehearsal plays."""
        return self.path / "witnesses"

    @property
    def policy(self) -> Path:
        """Give the file that names the witnesses of the log and how many of them are wanted (C2SP tlog-policy)."""
        return self.path / "witnesses.policy"

    @property
    def uploads(self) -> Path:
        """Give the folder of files on their way in parts; nothing rests on it."""
        return self.path / "uploads"

    @property
    def guard(self) -> Path:
        """Give the file in which the log's signer remembers what it signed last, outside the database."""
        return self.keys / "last-signed.json"


def open_home(path: Path) -> Home:
    """Open a home. Raises HomeError where the folder is none."""
    try:
        said = json.loads((path / "home.json").read_text(encoding="utf-8"))
        return Home(path.absolute(), Mode(said["mode"]), said["origin"], said.get("program", DEFAULT_PROGRAM))
    except (OSError, ValueError, KeyError) as error:
        raise HomeError(f"{path} is no home of this service: {error}") from error


def make_home(path: Path, mode: Mode, origin: str, program: str = DEFAULT_PROGRAM) -> Home:
    """Make a new home. Raises HomeError where something is there already."""
    if (path / "home.json").exists():
        raise HomeError(f"{path} is a home already; a home is made once")
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    said = {"mode": mode.value, "origin": origin, "program": program}
    (path / "home.json").write_text(json.dumps(said), encoding="utf-8")
    home = Home(path.absolute(), mode, origin, program)
    for folder in (home.keys, home.people):
        folder.mkdir(mode=0o700)
    return home
