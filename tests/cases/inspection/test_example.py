"""Worked examples of visits, in words a policy officer can read: who waits and who can go in, trips out."""

import tomllib
from pathlib import Path

import pytest

from sekisho.domain.inspection.inspector import Availability, Inspector
from sekisho.domain.inspection.interest import Interest, conflicts
from sekisho.domain.inspection.travel import Proposal, Traveller, Waiting, propose

CASES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.toml"))}


def inspectors(case: dict) -> list[Inspector]:
    """The inspectors with what they declared."""
    found = []
    for stated in case["inspector"]:
        said = enumerate(stated.get("interests", []), 1)
        interests = {
            f"I{n:03d}": Interest(f"I{n:03d}", one["kind"], one["organisation"], one["from"], one.get("until"))
            for n, one in said
        }
        away = tuple(Availability(one["from"], one["until"], 0) for one in stated.get("away", []))
        found.append(Inspector(stated["id"], "on_register", interests=interests, availability=away))
    return found


def planned(case: dict) -> Proposal:
    """The trips for an example as it stands."""
    people, days, years = inspectors(case), case["days"], case["conflict_years"]

    def barred(line: dict) -> frozenset[str]:
        return frozenset(
            one.id
            for one in people
            if any(conflicts(one.interests.values(), line["parties"], day, years) for day in days)
        )

    lines = [
        Waiting(line["case"], "L1", line["prefecture"], days[0], line["verify_by"], barred(line))
        for line in case["line"]
    ]
    usual = case["visits_per_day"]
    going = [Traveller(one.id, {day: one.capacity_on(day, usual) for day in days}) for one in people]
    return propose(lines, going, days)


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> dict:
    """An example."""
    return CASES[request.param]


def test_the_trips_are_as_stated(case):
    """Day, inspector, stops in their order, and why each is on its trip."""
    found = [
        {"on": trip.on, "inspector": trip.inspector, "stops": [[stop.waiting.case, stop.why] for stop in trip.stops]}
        for trip in planned(case).trips
    ]
    assert found == case["trip"]


def test_who_is_left_is_as_stated(case):
    """Lines no visit could be found for, with the reason."""
    assert [{"case": one.waiting.case, "why": one.why} for one in planned(case).left] == case.get("left", [])
