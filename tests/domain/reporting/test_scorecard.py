"""The scorecard of models and vendors: a fold in which the order of cases counts nothing, small numbers withheld."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.evidence.reached import Shown as Captured
from sekisho.domain.evidence.readiness import Readiness, read_readiness, together
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.reporting.scorecard import (
    NO_CAPTURE,
    NOTHING,
    Policy,
    Promise,
    Rate,
    Shown,
    Told,
    model_cards,
    shown_of,
    vendor_cards,
)

OFFICE, PUBLIC = Policy(3, is_public=False), Policy(3, is_public=True)
READY = Readiness("warns", 0, 2, 1)
SHOWN = Shown("C-1", "u1", "works x-1", ("7", "8"), "L2", ("L0", "L1", "L2", "L4"), READY, 17, True, None)
CASES = st.builds(
    Shown,
    case=st.sampled_from(["C-1", "C-2", "C-3", "C-4", "C-5", "C-6"]),
    claimant=st.sampled_from(["u1", "u2", "u3", "u4"]),
    model=st.sampled_from(["works x-1", "works y-2"]),
    vendors=st.sets(st.sampled_from(["7", "8", "9"])).map(lambda found: tuple(sorted(found))),
    headline=st.sampled_from([NO_CAPTURE, "L0", "L2"]),
    reached=st.sets(st.sampled_from(["L0", "L2", "L4"])).map(lambda found: tuple(sorted(found))),
    readiness=st.none() | st.builds(Readiness, st.sampled_from(["fine", "blocks"]), *[st.integers(0, 3)] * 3),
    to_commission=st.none() | st.integers(0, 60),
    is_passed_at_once=st.none() | st.booleans(),
    corrective=st.none() | st.integers(1, 30),
)
PROMISES = st.builds(
    Promise,
    case=st.sampled_from(["C-1", "C-2", "C-3", "C-4"]),
    claimant=st.sampled_from(["u1", "u2", "u3"]),
    model=st.sampled_from(["works x-1", "works y-2"]),
    vendor=st.sampled_from(["7", "8"]),
    is_kept=st.booleans(),
)
POLICIES = st.sampled_from([OFFICE, PUBLIC, Policy(1, is_public=False), Policy(2, is_public=True)])


def several(count, **changes):
    """Give so many cases of as many claimants."""
    return [replace(SHOWN, case=f"C-{n}", claimant=f"u{n}", **changes) for n in range(count)]


@given(st.lists(CASES, max_size=12), st.lists(PROMISES, max_size=6), POLICIES, st.randoms(use_true_random=False))
def test_order_of_the_cases_changes_nothing(shown, promises, policy, random):
    """The same cases in another order give the same cards."""
    others, again = random.sample(shown, len(shown)), random.sample(promises, len(promises))
    assert model_cards(shown, promises, policy) == model_cards(others, again, policy)
    assert vendor_cards(shown, promises, policy) == vendor_cards(others, again, policy)


@given(st.lists(CASES, max_size=12), st.lists(PROMISES, max_size=6))
def test_public_cards_say_nothing_that_few_carry(shown, promises):
    """In public no figure rests on fewer cases or fewer claimants than the parameter says."""
    for card in model_cards(shown, promises, PUBLIC):
        own = [one for one in shown if one.model == card.key]
        assert min(card.cases, len({one.claimant for one in own})) >= 3
        visited = [one for one in own if one.is_passed_at_once is not None]
        if card.first_visit.of is not None:
            assert min(len({one.case for one in visited}), len({one.claimant for one in visited})) >= 3
        for level, count in (card.headlines or {}).items():
            of_level = [one for one in own if one.headline == level]
            assert count == len(of_level)
            assert len({one.claimant for one in of_level}) >= 3


@given(st.lists(CASES, max_size=12))
def test_what_the_public_reads_is_what_the_office_reads(shown):
    """A figure shown in public is the office's own; nothing is rounded or made up on the way."""
    inside = {card.key: card for card in vendor_cards(shown, [], OFFICE)}
    for card in vendor_cards(shown, [], PUBLIC):
        own = inside[card.key]
        for name in ("headlines", "reached", "readiness", "mismatches", "to_commission", "corrective"):
            assert getattr(card, name) in (None, getattr(own, name))


def test_rates_need_so_many_cases():
    """Two cases give counts and no rate; the third brings the rates."""
    (few,) = model_cards(several(2), [], OFFICE)
    assert (few.cases, few.first_visit, few.headlines, few.to_commission) == (2, Rate(None, None), None, None)
    (card,) = model_cards([*several(2), *several(4)[3:]], [], OFFICE)
    assert (card.first_visit, card.headlines, card.to_commission) == (Rate(3, 3), {"L2": 3}, 17)
    assert card.mismatches == 6
    assert card.readiness == {"warns": 3}


def test_ten_cases_of_one_claimant_are_not_public():
    """A model only one claimant bought tells everybody about him, however many cases he has."""
    own = [replace(one, claimant="u1") for one in several(10)]
    assert model_cards(own, [], PUBLIC) == ()
    assert model_cards(own, [], OFFICE)[0].first_visit.share == Fraction(1)


def test_one_small_cell_withholds_the_distribution():
    """A level of one machine among others is the total less what is shown: none of them is shown."""
    assert (
        model_cards([*several(5), replace(SHOWN, case="C-9", claimant="u9", headline="L0")], [], PUBLIC)[0].headlines
        is None
    )


def test_support_is_counted_by_its_vendor():
    """An incident counts for whom it went to, and for the model it was about."""
    promises = [Promise(f"C-{n}", f"u{n}", "works x-1", "7", n != 2) for n in range(3)]
    by_vendor = {card.key: card.support for card in vendor_cards(several(3), promises, OFFICE)}
    assert by_vendor == {"7": Rate(2, 3), "8": Rate(None, None)}
    assert model_cards(several(3), promises, OFFICE)[0].support.share == Fraction(2, 3)


def visited(*, found_on="", verified_on="", **facts):
    """Give a line as its visits left it."""
    findings = (VisitFinding("F1", 1, "network", "major", "x", found_on=found_on),) if found_on else ()
    return Line("L1", facts={**facts, **({"visited_on": verified_on} if verified_on else {})}, findings=findings)


@pytest.mark.parametrize(
    ("line", "passed", "corrective"),
    [
        (visited(), None, None),
        (visited(verified_on="2026-10-20"), True, None),
        (visited(found_on="2026-10-01"), False, None),
        (visited(found_on="2026-10-01", verified_on="2026-10-20"), False, 19),
    ],
)
def test_first_visit_passes_only_where_it_verified(line, passed, corrective):
    """What the first visit found and a later one verified did not pass at once, and took days to correct."""
    (shown,) = shown_of(Case("C-1", lines={"L1": line}), (), {})
    assert (shown.is_passed_at_once, shown.corrective) == (passed, corrective)


def test_line_shows_its_captures_and_its_days():
    """A line that is one machine stands where its best capture stands; days run from the delivery on."""
    line = Line("L1", facts={"delivered_on": "2026-08-24", "commissioned_on": "2026-09-10"})
    told = Told("m", None, (), (captured("A", "L0"), captured("A", "L0", "L1", "L2")), ("9",))
    case = Case("C-1", applicant={"corporate_number": "u1"}, lines={"L1": line})
    (shown,) = shown_of(case, ("8", "7"), {"L1": told})
    assert (shown.headline, shown.reached, shown.to_commission) == ("L2", ("L0", "L1", "L2"), 17)
    assert (shown.claimant, shown.vendors, shown.model) == ("u1", ("7", "8", "9"), "m")


def captured(serial, *reached):
    return Captured(frozenset({serial}), frozenset(reached))


@pytest.mark.parametrize(
    ("machines", "captures", "headline", "reached"),
    [
        ((), (), NO_CAPTURE, ()),
        ((), (captured("A"),), NOTHING, ()),
        (("A", "B"), (captured("A", "L0", "L1"), captured("B", "L0")), "L0", ("L0",)),
        (("A", "B"), (captured("A", "L0", "L1"),), NOTHING, ()),
    ],
)
def test_line_of_several_machines_is_as_good_as_its_least(machines, captures, headline, reached):
    """A machine nobody captured keeps its line below the first level; no capture at all is said apart."""
    told = Told("m", None, machines, captures)
    assert (told.headline, told.reached) == (headline, reached)


@given(
    st.lists(
        st.builds(Readiness, st.sampled_from(["fine", "warns", "unknown", "blocks", "x"]), *[st.integers(0, 3)] * 3),
        min_size=1,
    )
)
def test_machines_of_a_line_are_ready_only_together(several):
    """One machine that blocks blocks the line, and one of which nothing is known leaves it unknown."""
    whole, ready = together(several), {one.is_ready for one in several}
    assert whole.is_ready is (False if False in ready else None if None in ready else True)
    assert whole.blocks == sum(one.blocks for one in several)


def test_commissioning_before_the_delivery_tells_no_days():
    """Days that run backwards are a mistake somewhere and no duration."""
    line = Line("L1", facts={"delivered_on": "2026-09-11", "commissioned_on": "2026-09-10"})
    assert shown_of(Case("C-1", lines={"L1": line}), (), {})[0].to_commission is None


@pytest.mark.parametrize(
    ("record", "ready"),
    [
        (None, "absent"), ("fine", "absent"), ({"verdict": 1}, "absent"),
        ({"verdict": "fine"}, True), ({"verdict": "warns"}, True), ({"verdict": "unknown"}, None),
        ({"verdict": "blocks", "blocks": 2, "warns": "x"}, False), ({"verdict": "nonsense"}, None),
    ],
)  # fmt: skip
def test_kept_readiness_is_read_or_absent(record, ready):
    """Unknown is neither ready nor not; what is no readiness is none."""
    read = read_readiness(record)
    assert (read.is_ready if read else "absent") == ready


def test_nothing_of_a_claimant_stands_in_a_card():
    """No claimant, no case and no price is told by a card."""
    told = str([card.as_json() for card in model_cards(several(5), [], PUBLIC)])
    assert not [word for word in ("u1", "C-1", "yen", "price", "amount") if word in told]
    assert datetime(2026, 1, 1, tzinfo=UTC).isoformat() not in told
