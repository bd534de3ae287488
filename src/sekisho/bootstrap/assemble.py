"""Put the desk together on a home: Django on its database, the store, the notary, the captures, the program."""

import os
import secrets
from functools import cache
from pathlib import Path

import django

from sekisho.application.desk import Desk
from sekisho.application.ports import Mode
from sekisho.application.wording import Wording
from sekisho.bootstrap.capturing import CaptureDesk
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.home import Home, HomeError, open_home
from sekisho.bootstrap.package import all_wording, library
from sekisho.bootstrap.sealing import SealNotary, SealScribe, write_trust_file
from sekisho.store.django_store import DjangoStore


def wording() -> Wording:
    """Give every text of the package."""
    return all_wording()


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
    desk.cache_clear()
    return home


def current_home() -> Home:
    """Give the home this process works on. Raises HomeError where it has none."""
    place = os.environ.get("SEKISHO_HOME", "")
    if not place:
        raise HomeError("no home: set SEKISHO_HOME or pass --home")
    return open_home(Path(place))


@cache
def desk() -> Desk:
    """Give the desk on the current home. Raises HomeError where there is none."""
    home = current_home()
    clock, notary = WallClock(), SealNotary(home)
    return Desk(
        store=DjangoStore(home.mode, SealScribe(home.origin), clock, origin=home.origin),
        clock=clock,
        notary=notary,
        captures=CaptureDesk(notary),
        programs=library(home.program),
        program_id=home.program,
    )


def trust_file() -> bytes:
    """Give the trust file an auditor pins, over another channel than the dossier."""
    with desk().store.read() as tx:
        return write_trust_file(current_home(), tx.people.all())
