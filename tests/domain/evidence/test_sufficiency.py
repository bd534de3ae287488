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


def test_a_plant_without_interfaces_needs_gateway_and_observation():
    """Without OPC UA and MTConnect the gateway's configuration and the inspector's observation show integration."""
    papers = (*PAPERS, "gateway_configuration", "inspector_observation")
    found = outcomes(replace(WHOLE, captures=(), accepted=papers))
    assert found["integration_observed"] is Outcome.MET
    assert outcomes(replace(WHOLE, captures=()))["integration"] is Outcome.UNDETERMINED


def test_a_claim_after_commissioning_needs_evidence_from_then():
    """A claim after commissioning stands with a capture sealed in time or an attestation, and falls without."""
    late = replace(WHOLE, claimed_on=date(2026, 10, 1))
    assert outcomes(late)["retrospective"] is Outcome.MET
    stale = replace(late, captures=(replace(CAPTURE, captured_on=date(2026, 9, 25)),))
    assert outcomes(stale)["retrospective"] is Outcome.NOT_MET
    assert outcomes(replace(stale, attested=True))["retrospective"] is Outcome.MET


def test_the_last_day_for_sealing_is_still_in_time():
    """Evidence sealed on the fourteenth day counts, on the fifteenth it does not."""
    late = replace(WHOLE, claimed_on=date(2026, 10, 1))
    on_time = replace(late, captures=(replace(CAPTURE, captured_on=date(2026, 9, 24)),))
    assert outcomes(on_time)["retrospective"] is Outcome.MET


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
