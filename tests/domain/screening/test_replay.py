"""Replay: kept rules, parameters and inputs give the outcome that was kept; what is gone or altered is said by name."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.rules.digest import canonical, digest
from sekisho.domain.rules.parameter import histories, parameter_hash
from sekisho.domain.rules.recall import RecallError, recall_parameters, recall_rules
from sekisho.domain.screening.replay import replay
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import as_declared, screen
from sekisho.domain.values.time import parse_instant
from tests.domain.screening.scene import FILE, PROGRAM, REGISTER, changed

RULES = canonical(PROGRAM.rules.as_json())
PARAMETERS = canonical(histories(PROGRAM.parameters))
TRIED = [
    FILE,
    changed(imported_on="2026-05-08", commissioned_on="2026-06-01", documents=[]),
    changed(maker="Qingyao Robotics (fictional)", model="QY-R12", category="robot", pl=4),
    changed(model="HLM-650V2", origin="JP"),
    changed(category="pump"),
]


def kept(content=FILE, at="2026-06-01T10:00:00+09:00"):
    """Give a screening as a decision keeps it."""
    request = as_declared(read_request(content)[0])
    return copy.deepcopy(screen(request, PROGRAM, REGISTER, parse_instant(at)).as_json())


def codes(record, rules=RULES, parameters=PARAMETERS):
    """Give the codes of what a replay finds."""
    return [finding.code for finding in replay(record, rules, parameters).findings]


@pytest.mark.parametrize("content", TRIED)
@pytest.mark.parametrize("at", ["2026-05-01T10:00:00+09:00", "2026-07-15T00:00:00+09:00", "2026-10-10T00:00:00+09:00"])
def test_what_was_kept_is_reproduced(content, at):
    """Whatever was screened, on any day, comes out the same from what its hashes name."""
    done = replay(kept(content, at), RULES, PARAMETERS)
    assert (done.holds, done.findings) == (True, ())
    assert done.named["ruleset_hash"] == PROGRAM.rules.hash


def test_an_advisory_that_the_edition_made_a_gate_still_counts_as_one():
    """What an edition's own row made a gate fails the whole in the replay too."""
    robot = changed(maker="Qingyao Robotics (fictional)", model="QY-P180", category="robot", documents=[])
    assert codes(kept(robot, "2026-10-10T00:00:00+09:00")) == []


def test_the_kept_bytes_have_the_hashes_a_screening_names():
    """Rules and parameters are kept under exactly the hashes every screening carries."""
    record = kept()
    assert (record["ruleset_hash"], record["parameter_hash"]) == (PROGRAM.rules.hash, PROGRAM.parameter_hash)
    assert recall_rules(RULES).hash == PROGRAM.rules.hash == digest(PROGRAM.rules.as_json())
    assert parameter_hash(recall_parameters(PARAMETERS)) == PROGRAM.parameter_hash


@pytest.mark.parametrize(
    ("given", "code"),
    [((None, PARAMETERS), "replay.rules_gone"), ((RULES, None), "replay.parameters_gone")],
)
def test_what_is_gone_is_named_and_nothing_takes_its_place(given, code):
    """Without its rules or its parameters a decision is not repeated by those of today."""
    (finding,) = replay(kept(), *given).findings
    assert finding.code == code
    assert finding.facts["hash"] in (PROGRAM.rules.hash, PROGRAM.parameter_hash)


def test_bytes_that_are_not_what_the_hash_names_are_refused():
    """Other rules under the old hash are no rules of this decision."""
    assert codes(kept(), rules=RULES + b" ") == ["replay.bytes_differ"]


def test_rules_of_another_language_are_said_to_be_unreadable():
    """A rule set of a language this version does not read is named, not guessed at."""
    record, rules = kept(), canonical([99, []])
    record["ruleset_hash"] = digest([99, []])
    assert codes(record, rules=rules) == ["replay.unreadable"]


def test_an_altered_input_is_found_by_its_hash():
    """One fact turned in what was kept no longer has the hash of what was judged."""
    record = kept()
    record["lines"][0]["inputs"]["pse"] = None
    assert codes(record) == ["replay.inputs_changed"]


def test_inputs_that_are_gone_are_named():
    """A screening without its facts, or without lines, cannot be repeated."""
    record, empty = kept(), kept()
    del record["lines"][0]["inputs"]
    empty["lines"] = []
    assert codes(record) == codes(empty) == ["replay.inputs_gone"]


def test_an_altered_outcome_is_found_by_judging_again():
    """A finding or the whole outcome turned in what was kept differs from what the rules say."""
    record = kept()
    record["lines"][0]["findings"][2]["outcome"] = "not_met"
    record["outcome"] = "not_met"
    found = replay(record, RULES, PARAMETERS).findings
    assert [(one.code, one.facts["before"], one.facts["after"]) for one in found] == [
        ("replay.differs", "not_met", "met"),
        ("replay.outcome_differs", "not_met", "met"),
    ]


def test_a_criterion_left_out_or_added_is_found():
    """A finding that was dropped, and one no rule gives, both differ."""
    record = kept()
    dropped = record["lines"][0]["findings"].pop(0)
    record["lines"][0]["findings"].append({**dropped, "code": "rule.R99"})
    found = [
        (one.facts["criterion"], one.facts["before"], one.facts["after"])
        for one in replay(record, RULES, PARAMETERS).findings
    ]
    assert found == [("R01", "", "met"), ("R99", "met", "")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["lines", "inputs", "findings", "outcome", "ruleset_hash", "edition_on"]))
def test_whatever_stands_in_a_record_a_replay_answers(value, name):
    """A record with anything in any place is answered with findings or reproduced, never with a fault."""
    record = kept()
    place = record if name in record else record["lines"][0]
    place[name] = value
    assert replay(record, RULES, PARAMETERS).findings or place[name] == kept().get(name)


@given(st.binary(max_size=40) | JSON.map(canonical))
def test_whatever_bytes_are_recalled_are_read_or_refused(data):
    """Bytes that are no kept rules and no kept parameters are refused with one kind of error."""
    for recall in (recall_rules, recall_parameters):
        try:
            recall(data)
        except RecallError:
            continue
