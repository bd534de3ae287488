"""What lapses is found by the lists: nothing that must lapse is missed, and what is in time is not read at all."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.application.project import case_row
from sekisho.application.run_due import LAPSING, may_lapse
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import parse_instant
from tests.domain.casework.scene import AROUND, NOW, TERMS, case_in, line_in

#: Instants around every day a lapse of the scene hangs on: clocks of five days, the deadline, the window, the waiting.
INSTANTS = st.datetimes(datetime(2026, 6, 1), datetime(2027, 3, 31)).map(lambda at: at.replace(tzinfo=NOW.tzinfo))  # noqa: DTZ001 - because Hypothesis wants bounds without a zone
LINES = st.sampled_from(["planned", "shipped", "delivered", "commissioned", "line_verified"]).map(line_in)


def lapses(case: Case, at: datetime) -> bool:
    """Say whether a case lapses at an instant."""
    return not isinstance(decide(case, Command("lapse", SYSTEM, at, {}), AROUND), Refusal)


def listed(case: Case, at: datetime) -> bool:
    """Say whether the row of a case has it read at an instant."""
    row = case_row(case, "smart-factory-2026", TERMS.window_closes)
    return may_lapse(row, Command("lapse", SYSTEM, at, {}), AROUND)


@st.composite
def cases(draw) -> Case:
    """Give a case that can lapse: with any of its clocks, each with an end of its own, and machines come or not."""
    clocks = draw(
        st.dictionaries(st.sampled_from(["withdrawal", "correction", "waiting", "claim", "fixing"]), INSTANTS)
    )
    lines = draw(st.dictionaries(st.sampled_from(["L1", "L2"]), LINES, min_size=1))
    named = {name: replace(line, id=name) for name, line in lines.items()}
    return case_in(draw(st.sampled_from(LAPSING)), clocks=clocks, lines=named)


@given(cases(), INSTANTS)
def test_whatever_lapses_is_found_by_its_row(case, at):
    """A case that lapses at an instant is read at that instant, whatever its clocks and machines."""
    assert listed(case, at) or not lapses(case, at)


#: Of each state that lapses, the last second in time and the first that is late.
TIMES = (
    ("draft", "2026-12-31T17:00:00+09:00", "2026-12-31T17:00:01+09:00"),
    ("locked", "2026-12-31T17:00:00+09:00", "2026-12-31T17:00:01+09:00"),
    ("returned", "2026-06-15T23:59:59+09:00", "2026-06-16T00:00:00+09:00"),
    ("waiting", "2026-12-31T23:59:59+09:00", "2027-01-01T00:00:00+09:00"),
    ("submitted", "2027-01-04T23:59:59+09:00", "2027-01-05T00:00:00+09:00"),
    ("under_review", "2027-01-04T23:59:59+09:00", "2027-01-05T00:00:00+09:00"),
    ("granted", "2027-01-04T23:59:59+09:00", "2027-01-05T00:00:00+09:00"),
    ("change_requested", "2027-01-04T23:59:59+09:00", "2027-01-05T00:00:00+09:00"),
    ("amount_fixed", "2026-07-16T23:59:59+09:00", "2026-07-17T00:00:00+09:00"),
)


@pytest.mark.parametrize(("state", "in_time", "late"), TIMES)
def test_a_case_is_read_when_its_own_time_is_over(state, in_time, late):
    """In time no row has its case read, not even in the last second; from the next on it does, and the case lapses."""
    case = case_in(state, line_in("planned"))
    assert not listed(case, parse_instant(in_time))
    assert listed(case, parse_instant(late))
    assert lapses(case, parse_instant(late))


def test_every_state_that_lapses_has_its_times():
    """A row of the table that lapses another state needs its times above."""
    assert {state for state, *_ in TIMES} == set(LAPSING)
