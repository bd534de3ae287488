"""Travel: nobody beyond capacity, nobody with an interest, no deadline missed where it can be kept, trips together."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.inspection.travel import Proposal, Traveller, Waiting, propose

FIRST = date(2026, 10, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(5)]
PLACES = ("aichi", "gifu", "osaka")
INSPECTORS = ("i1", "i2")


@st.composite
def waiting_lines(draw, most):
    """Some lines in a few prefectures, with windows of days and interests."""
    lines = []
    for n in range(draw(st.integers(0, most))):
        first, length = draw(st.integers(0, 5)), draw(st.integers(-1, 4))
        barred = draw(st.frozensets(st.sampled_from(INSPECTORS), max_size=2))
        earliest = FIRST + timedelta(days=first)
        lines.append(
            Waiting(f"C{n}", "L1", draw(st.sampled_from(PLACES)), earliest, earliest + timedelta(days=length), barred)
        )
    return lines


@st.composite
def travellers(draw):
    """Two inspectors with few places on few days."""
    return [Traveller(name, {day: draw(st.integers(0, 2)) for day in DAYS}) for name in INSPECTORS]


def placed(proposal: Proposal) -> list[tuple[Waiting, str, date]]:
    """Every stop with its inspector and day."""
    return [(stop.waiting, trip.inspector, trip.on) for trip in proposal.trips for stop in trip.stops]


def most_in_time(lines, people) -> int:
    """The most lines that any plan could visit in time, by trying every one (small cases only)."""
    slots = [(day, one) for one, day in product(people, DAYS)]

    def best(rest, used):
        if not rest:
            return 0
        line, *others = rest
        found = best(others, used)
        for day, one in slots:
            fits = line.earliest_on <= day <= line.verify_by and one.id not in line.barred
            if fits and used[day, one.id] < one.capacity[day]:
                found = max(found, 1 + best(others, used + Counter({(day, one.id): 1})))
            if found == len(rest):
                break
        return found

    return best(lines, Counter())


@settings(max_examples=40, deadline=None)
@given(lines=waiting_lines(most=6), people=travellers())
def test_no_line_misses_a_day_that_could_be_kept(lines, people):
    """As many lines are visited in time as any plan could; every line is either on a trip or left with a reason."""
    proposal = propose(lines, people, DAYS)
    assert len(placed(proposal)) == most_in_time(lines, people)
    assert Counter([one for one, _, _ in placed(proposal)] + [one.waiting for one in proposal.left]) == Counter(lines)


@settings(max_examples=80, deadline=None)
@given(lines=waiting_lines(most=25), people=travellers())
def test_nobody_is_overloaded_or_partial_or_late(lines, people):
    """No day of an inspector holds more than it can, none goes to a party of his, and each stop lies in its window."""
    found = placed(propose(lines, people, DAYS))
    loads = Counter((inspector, day) for _, inspector, day in found)
    assert all(loads[one.id, day] <= one.capacity[day] for one in people for day in DAYS)
    assert all(inspector not in line.barred for line, inspector, _ in found)
    assert all(line.earliest_on <= day <= line.verify_by for line, _, day in found)


@settings(max_examples=80, deadline=None)
@given(lines=waiting_lines(most=15), people=travellers(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(lines, people, seed):
    """The same lines and people in another order give the same proposal."""
    shuffled, others, days = list(lines), list(people), list(DAYS)
    for one in (shuffled, others, days):
        seed.shuffle(one)
    assert propose(shuffled, others, days) == propose(lines, people, DAYS)


@settings(max_examples=80, deadline=None)
@given(lines=waiting_lines(most=12), people=travellers())
def test_two_prefectures_on_a_day_are_told(lines, people):
    """A trip to more than one prefecture says so at each stop that is not in the first."""
    for trip in propose(lines, people, DAYS).trips:
        first = trip.stops[0].waiting.prefecture
        assert all((stop.why == "shares_day") is (stop.waiting.prefecture != first) for stop in trip.stops)


def test_lines_of_a_prefecture_travel_together():
    """Three machines in Aichi and one in Osaka make two trips, Aichi's on one day."""
    last = FIRST + timedelta(days=4)
    lines = [Waiting(f"C{n}", "L1", "aichi", FIRST, last) for n in range(3)] + [
        Waiting("C9", "L1", "osaka", FIRST, last)
    ]
    trips = propose(lines, [Traveller("i1", dict.fromkeys(DAYS, 3))], DAYS).trips
    assert [(trip.prefectures, len(trip.stops)) for trip in trips] == [(("aichi",), 3), (("osaka",), 1)]


def test_a_trip_that_is_booked_is_joined():
    """Whoever goes to the prefecture anyway takes the line along, even on a later day than others are free."""
    line = Waiting("C1", "L1", "gifu", FIRST, DAYS[-1])
    going = Traveller("i2", dict.fromkeys(DAYS, 3), 1, {DAYS[3]: frozenset({"gifu"})})
    [trip] = propose([line], [Traveller("i1", dict.fromkeys(DAYS, 3)), going], DAYS).trips
    assert (trip.inspector, trip.on, trip.stops[0].why) == ("i2", DAYS[3], "joins")


def test_of_two_who_are_free_the_less_loaded_goes():
    """With everything else equal the visit goes to whoever has fewer."""
    line = Waiting("C1", "L1", "gifu", FIRST, DAYS[-1])
    busy, idle = Traveller("i1", dict.fromkeys(DAYS, 3), 5), Traveller("i2", dict.fromkeys(DAYS, 3), 2)
    assert propose([line], [busy, idle], DAYS).trips[0].inspector == "i2"


def test_whoever_is_left_is_told_why():
    """A day that is over, one after the plan, interests of everybody, and no place: each has its own reason."""
    before, after = FIRST - timedelta(days=1), DAYS[-1] + timedelta(days=1)
    everybody = frozenset({"i1"})
    lines = [
        Waiting("C1", "L1", "aichi", FIRST - timedelta(days=9), before),
        Waiting("C2", "L1", "aichi", after, after),
        Waiting("C3", "L1", "aichi", FIRST, FIRST, everybody),
        Waiting("C4", "L1", "aichi", FIRST, FIRST),
        Waiting("C5", "L1", "aichi", FIRST, FIRST),
    ]
    left = propose(lines, [Traveller("i1", {FIRST: 1})], DAYS).left
    assert {one.waiting.case: one.why for one in left} == {"C1": "over", "C2": "later", "C3": "barred", "C5": "full"}
