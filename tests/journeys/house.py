"""An office made for journeys: ``python -m tests.journeys.house HOME STAGE``. Everything in it is fictional.

Up to the stage the case is carried by the use cases; from there on people carry it in their browsers.
"""

import sys
from pathlib import Path

from sekisho import bootstrap
from sekisho.domain.values.time import parse_instant

#: How far the case has come, in order.
STAGES = ("registered", "opened", "submitted", "granted", "installed", "verified", "paid")
BEGINS = parse_instant("2026-05-11T08:00:00+09:00")


def main(home: Path, stage: str) -> None:
    """Found a rehearsal and carry a case up to a stage; a second case stands as a draft once the first is verified."""
    bootstrap.found_rehearsal(home, "smart-factory-2026")
    from tests.application.scene import CAST, Office  # noqa: PLC0415 - because models load only once a home is in use

    cast = [bootstrap.NewPerson(name, f"{name} (fictional)", *rest) for name, rest in CAST.items()]
    access = bootstrap.admit(cast, BEGINS)
    office = Office(bootstrap.desk(), {name: bootstrap.person_of_account(name) for name in CAST})
    office.keys = {name: one.key for name, one in access.items()}
    office.opens_registers()
    if reached := STAGES.index(stage):
        case = office.case()
        for step in (office.submits, office.grants, office.installs, office.verifies, office.pays)[: reached - 1]:
            step(case)
    if stage == "verified":
        office.case()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
