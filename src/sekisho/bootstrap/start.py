"""Let a process work on a home: find it or found it, and configure Django for its database."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import django

from sekisho.application.ports import Mode
from sekisho.bootstrap.home import Home, HomeError, make_home, open_home
from sekisho.bootstrap.sealing import make_keys


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to enter: an opaque reference, a shown name, a role, a side and an organisation."""

    id: str
    name: str
    role: str
    side: str
    organisation: str


def _secret(home: Home) -> str:
    """Give the key of session cookies: made once, kept in the home, so that sessions survive a restart."""
    place = home.keys / "sessions"
    if not place.exists():
        place.write_text(secrets.token_urlsafe(48), encoding="ascii")
        place.chmod(0o600)
    return place.read_text(encoding="ascii")


def use_home(path: Path) -> Home:
    """Let this process work on a home: Django is configured for its database. Once per process."""
    home = open_home(path)
    os.environ["SEKISHO_HOME"] = str(home.path)
    os.environ["SEKISHO_DATABASE"] = home.database
    os.environ.setdefault("SEKISHO_SECRET", _secret(home))
    os.environ["SEKISHO_REHEARSAL"] = "1" if home.mode is Mode.REHEARSAL else "0"
    os.environ.setdefault("SEKISHO_ROLE_LINKS", os.environ["SEKISHO_REHEARSAL"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.portal.settings")
    django.setup()
    return home


def current_home() -> Home:
    """Give the home this process works on. Raises HomeError where it has none."""
    place = os.environ.get("SEKISHO_HOME", "")
    if not place:
        raise HomeError("no home: set SEKISHO_HOME or pass --home")
    return open_home(Path(place))


def found_rehearsal(path: Path, program: str) -> Home:
    """Make a rehearsal's home with its keys and work on it. Its origin says what it is and is never used twice."""
    origin = f"rehearsal.sekisho.example/{secrets.token_hex(4)}"
    make_keys(make_home(path, Mode.REHEARSAL, origin, program))
    return use_home(path)
