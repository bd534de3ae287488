"""Evidence: three papers, integration shown, dates in order, and claims that come after commissioning."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.chronology import CHAIN, check
from sekisho.domain.evidence.sufficiency import PAPERS, Capture, Evidence, facts_of, judge
from sekisho.domain.values.finding import Outcome

ON = date(2026, 9, 10)
CAPTURE = Capture("c1", frozenset({"L0", "L1", "L2", "L4"}), frozenset({"C", "G"}), ON)
WHOLE = Evidence("L1", PAPERS, PAPERS, (CAPTURE,), ON, date(2026, 5, 29))


def outcomes(evidence):
    """Give the outcome of each judged part."""
    return {finding.code.removeprefix("evidence."): finding.outcome for finding in judge(evidence, 14)}


def test_whole_evidence_suffices():
    """Three accepted papers and a capture with identity and live data suffice."""
    found = outcomes(WHOLE)
    assert found.pop("retrospective") is Outcome.NOT_APPLICABLE
    assert set(found.values()) == {Outcome.MET}


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_not_accepted_holds(kind):
    """A paper that is filed but not accepted is undetermined, never met."""
    accepted = tuple(other for other in PAPERS if other != kind)
    assert outcomes(replace(WHOLE, accepted=accepted))[kind] is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("reached", "flags", "shows"),
    [
        ({"L2", "L4"}, set(), True),
        ({"L2"}, {"P"}, True),
        ({"L2"}, set(), False),
        ({"L0", "L1", "L4"}, {"C"}, False),
    ],
)
def test_integration_is_identity_with_live_data_or_an_operators_action(reached, flags, shows):
    """Identity and live data show integration, with or without OPC UA's signed challenge; a plain MTConnect can pay."""
    capture = Capture("c", frozenset(reached), frozenset(flags), ON)
    found = outcomes(replace(WHOLE, captures=(capture,)))["integration"]
    assert (found is Outcome.MET) == shows


def of_machine(*serials, reached=("L2", "L4")):
    """A capture that shows integration of machines with these serial numbers."""
    return Capture("c", frozenset(reached), frozenset(), ON, serials=frozenset(serials))


@pytest.mark.parametrize(
    ("captures", "missing"),
    [
        ((), ["s1", "s2"]),
        ((of_machine("s1"),), ["s2"]),
        ((of_machine("s1"), of_machine("s3")), ["s2"]),
        ((of_machine("s1"), of_machine("s2", reached=("L0", "L4"))), ["s2"]),
        ((of_machine("s2"), of_machine("s1")), []),
    ],
)
def test_a_line_of_machines_is_integrated_where_each_of_them_is(captures, missing):
    """Every machine the line was commissioned with needs a capture of its own; those that have none are named."""
    evidence = replace(WHOLE, captures=captures, machines=("s1", "s2"))
    (found,) = [one for one in judge(evidence, 14) if "integration" in one.code]
    assert found.facts["missing"] == missing
    assert facts_of(judge(evidence, 14))["integration"] is (None if missing else True)


def test_a_line_of_machines_without_interfaces_is_observed_like_any_other():
    """The gateway's configuration and the inspector's own observation stand for a line of machines as well."""
    papers = (*PAPERS, "gateway_configuration", "inspector_observation")
    evidence = replace(WHOLE, captures=(), accepted=papers, machines=("s1", "s2"))
    assert outcomes(evidence)["integration_observed"] is Outcome.MET


def test_a_plant_without_interfaces_needs_gateway_and_observation():
    """Without OPC UA and MTConnect the gateway's configuration and the inspector's observation show integration."""
    papers = (*PAPERS, "gateway_configuration", "inspector_observation")
    found = outcomes(replace(WHOLE, captures=(), accepted=papers))
    assert found["integration_observed"] is Outcome.MET
    assert outcomes(replace(WHOLE, captures=()))["integration"] is Outcome.UNDETERMINED


LATE = replace(WHOLE, claimed_on=date(2026, 10, 1))


def captured(**changes):
    """Give the late claim with its one capture changed."""
    return replace(LATE, captures=(replace(CAPTURE, **changes),))


def test_a_claim_after_commissioning_needs_evidence_from_then():
    """A claim after commissioning stands with a capture sealed in time or an attestation (F18, A30)."""
    stale = captured(captured_on=date(2026, 9, 25))
    assert outcomes(LATE)["retrospective"] is Outcome.MET
    assert outcomes(replace(stale, attested=True))["retrospective"] is Outcome.MET


@pytest.mark.parametrize(("visited", "expected"), [(False, Outcome.UNDETERMINED), (True, Outcome.NOT_MET)])
def test_a_late_claim_is_rejected_only_once_nothing_more_can_come(visited, expected):
    """Until the visit an attestation may still come; after it a claim without evidence from then is rejected (F18)."""
    stale = replace(captured(captured_on=date(2026, 9, 25)), visited=visited)
    assert outcomes(stale)["retrospective"] is expected
    assert outcomes(replace(LATE, captures=(), visited=visited))["retrospective"] is expected


@pytest.mark.parametrize(
    ("captured_on", "is_in_time"),
    [((2026, 9, 24), True), ((2026, 9, 25), False), ((2026, 8, 27), True), ((2026, 8, 26), False)],
)
def test_sealed_at_commissioning_is_a_span_around_it(captured_on, is_in_time):
    """Fourteen days before or after the acceptance count; a session in the maker's hall in July does not."""
    found = outcomes(captured(captured_on=date(*captured_on)))["retrospective"]
    assert (found is Outcome.MET) == is_in_time


@pytest.mark.parametrize(("reached", "bears_out"), [({"L2", "L4"}, True), ({"L0", "L4"}, False)])
def test_the_inspectors_own_capture_bears_a_late_claim_out(reached, bears_out):
    """Whenever it was made, if it shows the machine itself at work (A30)."""
    late = captured(captured_on=date(2026, 11, 20), by_inspector=True, reached=frozenset(reached))
    assert (outcomes(late)["retrospective"] is Outcome.MET) == bears_out


def test_a_capture_that_does_not_show_the_machine_bears_out_nothing():
    """Sealed in time but empty, or of a machine nobody registered, a capture says nothing of this commissioning."""
    for reached in (frozenset(), frozenset({"L0", "L1", "L4"})):
        assert outcomes(captured(reached=reached))["retrospective"] is not Outcome.MET


def test_a_claim_on_the_day_of_commissioning_is_not_late():
    """The rule on retrospective claims is asked only of claims after the day of the acceptance."""
    assert outcomes(replace(LATE, claimed_on=ON))["retrospective"] is Outcome.NOT_APPLICABLE


def test_facts_are_true_false_or_unknown():
    """Rules read the judgement as true, false or unknown."""
    facts = facts_of(judge(replace(WHOLE, accepted=()), 14))
    assert facts["installation_log"] is None
    assert facts["integration"] is True
    assert facts["retrospective"] is None


days = st.dates(date(2026, 5, 1), date(2026, 12, 31))


@given(st.lists(days, min_size=5, max_size=5))
def test_dates_in_order_raise_nothing(chosen):
    """Sorted dates up to today are in order; any reversal is named."""
    ordered = dict(zip(CHAIN, (day.isoformat() for day in sorted(chosen)), strict=True))
    assert check(ordered, date(2026, 12, 31)) == []
    given_days = dict(zip(CHAIN, (day.isoformat() for day in chosen), strict=True))
    assert bool(check(given_days, date(2026, 12, 31))) == (list(chosen) != sorted(chosen))


def test_a_day_that_has_not_come_is_named():
    """A date after today is refused, today itself is not."""
    (finding,) = check({"ordered_on": "2026-06-23"}, date(2026, 6, 22))
    assert finding.code == "chronology.ahead"
    assert check({"ordered_on": "2026-06-22"}, date(2026, 6, 22)) == []
