"""Interests: five years to the day, every party of the case, and only what was declared."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.inspection.interest import Interest, conflicts, years_before

PARTY, OTHER = "7123456789012", "6990000000003"
VISIT = date(2026, 10, 20)
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def interest(first: str, last: str = "", organisation: str = PARTY) -> Interest:
    """An employment from a day until another, or until now."""
    return Interest(
        "I001", "employment", organisation, date.fromisoformat(first), date.fromisoformat(last) if last else None
    )


@pytest.mark.parametrize(
    ("last", "counts"),
    [("2021-10-19", False), ("2021-10-20", True), ("2021-10-21", True), ("2026-10-20", True), ("", True)],
)
def test_the_five_years_end_on_the_corresponding_day(last, counts):
    """What ended exactly five years before the visit still counts; what ended a day earlier does not."""
    assert bool(conflicts([interest("2015-04-01", last)], {PARTY}, VISIT, 5)) is counts


@pytest.mark.parametrize(("first", "counts"), [("2026-10-20", True), ("2026-10-21", False)])
def test_what_begins_after_the_visit_is_no_conflict_of_it(first, counts):
    """An interest counts from its first day on."""
    assert bool(conflicts([interest(first)], {PARTY}, VISIT, 5)) is counts


def test_the_twenty_ninth_of_february_has_its_counterpart():
    """Five years before a leap day is the last day of February; four years before it is a leap day again."""
    assert years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)


def test_only_parties_of_the_case_count():
    """An interest in somebody else keeps nobody from the machine."""
    assert conflicts([interest("2020-01-01", organisation=OTHER)], {PARTY}, VISIT, 5) == ()


def test_every_interest_in_a_party_is_given():
    """Two interests in two parties are both named, in the order of declaration."""
    found = [interest("2024-01-01"), interest("2025-01-01", organisation=OTHER)]
    assert conflicts(found, {PARTY, OTHER}, VISIT, 5) == tuple(found)


@given(first=DAYS, span=st.integers(0, 4000), visit=DAYS, years=st.integers(0, 10))
def test_a_conflict_is_a_day_shared_with_the_years_before(first, span, visit, years):
    """There is a conflict exactly where some day lies both in the interest and in the years before the visit."""
    one = Interest("I001", "consulting", PARTY, first, first + timedelta(days=span))
    since = years_before(visit, years)
    shared = max(one.from_on, since) <= min(one.until_on, visit)
    assert bool(conflicts([one], {PARTY}, visit, years)) is shared
