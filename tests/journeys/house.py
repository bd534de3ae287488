"""An office made for journeys: ``python -m tests.journeys.house FOLDER``. Everything in it is fictional.

The use cases carry one case from stage to stage, and the home is copied at each; from there on people carry it on in
their browsers. Sessions of everybody stand in it, so that nobody signs in again before every journey.
"""

import json
import shutil
import sys
from pathlib import Path

from sekisho import bootstrap
from sekisho.domain.values.time import parse_instant

#: How far the case has come, in order.
STAGES = ("registered", "opened", "submitted", "granted", "installed", "equipped", "verified", "paid")
BEGINS = parse_instant("2026-05-11T08:00:00+09:00")
SIGNED_IN = "signed-in.json"


def _sign_in(home: Path) -> None:
    """Open a session for everybody, and keep the cookies beside the home's own files."""
    from django.test import Client  # noqa: PLC0415 - because models load only once a home is in use

    from sekisho.portal.open.link import BACKEND  # noqa: PLC0415 - because of the same
    from sekisho.store.models import Account  # noqa: PLC0415 - because of the same

    cookies: dict[str, str] = {}
    for account in Account.objects.all():
        client = Client()
        client.force_login(account, backend=BACKEND)
        cookies[account.person] = client.cookies["sekisho_session"].value
    (home / SIGNED_IN).write_text(json.dumps(cookies), encoding="utf-8")


def _keep(home: Path, place: Path) -> None:
    """Copy a home as it stands; connections are closed first, so that the copy is whole."""
    from django.db import connections  # noqa: PLC0415 - because models load only once a home is in use

    connections.close_all()
    shutil.copytree(home, place)


def main(folder: Path) -> None:
    """Found a rehearsal and carry a case through the stages; once it is verified, two drafts stand beside it.

    The second of them is of a turnkey line.
    """
    home = folder / "home"
    bootstrap.found_rehearsal(home, "smart-factory-2026")
    from sekisho.application.serial import TURNKEY  # noqa: PLC0415 - because of the same
    from tests.application.scene import CAST, FILE, Office  # noqa: PLC0415 - because models load only once a home is in use

    cast = [bootstrap.NewPerson(name, f"{name} (fictional)", *rest) for name, rest in CAST.items()]
    access = bootstrap.admit(cast, BEGINS)
    _sign_in(home)
    office = Office(bootstrap.desk(), {name: bootstrap.person_of_account(name) for name in CAST})
    office.keys = {name: one.key for name, one in access.items()}
    office.opens_registers()
    _keep(home, folder / "registered")
    case = office.case()
    _keep(home, folder / "opened")
    steps = (office.submits, office.grants, office.installs, office.equips, office.visits, office.pays)
    for stage, step in zip(STAGES[2:], steps, strict=True):
        step(case)
        if stage == "verified":
            office.case()
            office.case(lines=[{**FILE["lines"][0], "category": TURNKEY}])
        _keep(home, folder / stage)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
