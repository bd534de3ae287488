"""Show what the office watches after payment: assets, requests, duties, holds, erasures, and how vendors answer."""

from dataclasses import dataclass
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.program_time import program_now
from sekisho.application.project import read_cases
from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.support import Response, responses
from sekisho.domain.casework.after import OVER
from sekisho.domain.casework.aftercare import Disposal, Erasure, Hold
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.paper import AFTER_DECISION, PAID
from sekisho.domain.casework.reminder import after_payment
from sekisho.domain.values.time import day_in_japan

#: States in which something of the time after payment can stand.
WATCHED = tuple(dict.fromkeys((*AFTER_DECISION, *PAID, *OVER)))


@dataclass(frozen=True, slots=True)
class Of:
    """The case something belongs to, and its claimant by name."""

    case: str
    claimant: str


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything after payment over all cases; ``today`` is the day it is seen on."""

    today: date
    assets: tuple[tuple[Of, Asset], ...]
    disposals: tuple[tuple[Of, Disposal], ...]
    duties: tuple[tuple[Of, str, datetime], ...]
    holds: tuple[tuple[Of, Hold], ...]
    erasures: tuple[tuple[Of, Erasure], ...]
    responses: tuple[Response, ...]


def _of(case: Case) -> Of:
    return Of(case.id, str(case.applicant.get("name", "")))


def _duties(cases: list[Case]) -> list[tuple[Of, str, datetime]]:
    found = [(_of(case), name, due) for case in cases for name, due in after_payment(case).items()]
    return sorted(found, key=lambda duty: (duty[2], duty[0].case))


def show_aftercare(desk: Desk) -> Watched:
    """Give what is watched: assets by the end of their restriction, duties by their day, the rest by case."""
    with desk.store.read() as tx:
        now = program_now(desk, tx)
        hours = desk.programs.definition(tx).number("support.answer_hours", day_in_japan(now))
        cases = list(read_cases(tx, [row.id for row in tx.views.cases(states=WATCHED)]).values())
    assets = [(_of(case), asset) for case in cases for asset in case.aftercare.assets.values()]
    return Watched(
        today=day_in_japan(now),
        assets=tuple(sorted(assets, key=lambda one: (one[1].restricted_until, one[0].case))),
        disposals=tuple((_of(case), one) for case in cases for one in case.aftercare.disposals.values()),
        duties=tuple(_duties(cases)),
        holds=tuple((_of(case), one) for case in cases for one in case.aftercare.standing_holds),
        erasures=tuple((_of(case), one) for case in cases for one in case.aftercare.erasures.values()),
        responses=responses((one for c in cases for one in c.aftercare.incidents.values()), hours, now),
    )
