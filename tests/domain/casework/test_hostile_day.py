"""The first and the last of all days: a day nobody means is refused or kept, and stops nothing."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.application.project import case_row
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import Decision
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.evolve_registration import evolve_registration
from sekisho.domain.casework.field import Kind
from sekisho.domain.casework.inspectorate import evolve_roster
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.table import ROWS
from sekisho.domain.inspection.inspector import Inspector
from tests.domain.casework.scene import ATTEMPT, EVERYBODY, TERMS, amid

#: Every clock of the paper track ends on a business day of a calendar that knows some years.
CLOCKS = ("withdrawal", "correction", "corrective_action", "fixing", "claim", "repayment", "reconsideration")
MOVING = replace(TERMS, moving_clocks=CLOCKS)

#: The ends of the calendar, and those of the years a day can be written in.
ENDS_OF_TIME = ("0001-01-01", "9999-12-31", "1900-01-01", "2199-12-31")
DAYS = [
    pytest.param(track, row, state, field.name, day, id=f"{row.command}-{state}-{field.name}-{day}")
    for track, rows in ROWS.items()
    for row in rows
    for field in row.takes
    if field.kind is Kind.DAY
    for state in row.sources[:1]
    for day in ENDS_OF_TIME
]


def carried_on(subject, event):
    """Fold an event and read of what it leaves whatever reckons with its days."""
    today = date(2026, 6, 10)
    if isinstance(subject, Case):
        case_row(evolve(subject, event), "program", today)
    if isinstance(subject, Registration):
        left = evolve_registration(subject, event)
        assert all(period.first_on <= period.last_on for period in left.periods())
    if isinstance(subject, Inspector):
        evolve_roster(subject, event)


@pytest.mark.parametrize(("track", "row", "state", "field", "day"), DAYS)
def test_no_day_stops_the_service(track, row, state, field, day):
    """Every day of every command may be the first or the last there is: it is refused as a value, or carried whole."""
    who = SYSTEM if SYSTEM.who in row.who else next(one for one in EVERYBODY if one.who == row.who[-1])
    attempt = amid(ATTEMPT[track](row.command, state, who, **{field: day}), terms=MOVING)
    made = attempt.made()
    if isinstance(made, Decision):
        carried_on(attempt.subject, made.events[0])
    else:
        assert made.findings
