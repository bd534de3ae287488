"""Screening: each gate met, not met and undetermined; boundaries; editions; near misses; advisories stop nothing."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.definition import parse_program
from sekisho.domain.screening.bind import Register
from sekisho.domain.screening.request import check_file, usable_request
from sekisho.domain.screening.rescreen import compare
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_instant
from tests.domain.program.scene import edited
from tests.domain.screening.scene import FILE, PAPERS, PROGRAM, REGISTER, changed, finding, screened


def outcome(rule, *arguments, **named):
    """Give the outcome of one criterion."""
    return finding(rule, *arguments, **named).outcome


def without(kind):
    """Give the case file without one kind of paper."""
    return changed(documents=[paper for paper in PAPERS if paper["kind"] != kind])


def test_a_whole_file_is_met():
    """A file that shows everything meets every gate due at the application."""
    assert screened().outcome is Outcome.MET


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("R01", {**FILE, "applicant": {**FILE["applicant"], "side": "exporter"}}),
        ("R02", changed(category="ship")),
        ("R03", changed(model="HLM-650V2")),
        ("R04", changed(specs={"spindle_rpm": 7999})),
        ("R09", changed(origin="JP")),
        ("R12", {**FILE, "channel": "a friend"}),
        ("R15", changed(imported_on="2026-05-08")),
        ("R16", changed(commissioned_on="2027-01-01")),
        ("R08", changed(documents=[*PAPERS[:2], {**PAPERS[2], "body": "Somebody"}])),
        ("R08", changed(documents=[*PAPERS[:2], {**PAPERS[2], "valid_until": "2026-05-31"}])),
    ],
)
def test_a_gate_that_fails(rule, content):
    """What is known not to hold is not met."""
    assert outcome(rule, content) is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("R06", without("pse_certificate")),
        ("R07", without("jis_b9700_evidence")),
        ("R08", without("conformity_certificate")),
        ("R09", changed(origin="")),
        ("R15", FILE),
        ("R21", FILE),
        ("R06", changed(documents=[{"kind": "pse_out_of_scope_declaration"}])),
    ],
)
def test_a_gate_nobody_can_judge_yet(rule, content):
    """What nobody has shown is undetermined: never met, never failed."""
    assert outcome(rule, content) is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("register", "expected"),
    [(Register(), Outcome.UNDETERMINED), (Register(models=frozenset()), Outcome.NOT_MET), (REGISTER, Outcome.MET)],
)
def test_registration_is_met_failed_or_unknown(register, expected):
    """A model that is not in a known register fails; without a register nobody can say."""
    assert outcome("R05", register=register) is expected


@pytest.mark.parametrize("rule", ["R15", "R16"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-05-08", Outcome.NOT_MET),
        ("2026-05-09", Outcome.MET),
        ("2026-12-31", Outcome.MET),
        ("2027-01-01", Outcome.NOT_MET),
    ],
)
def test_the_window_holds_both_its_ends(rule, day, expected):
    """The first and last day of the window count, the days beside them do not."""
    field = {"R15": "imported_on", "R16": "commissioned_on"}[rule]
    assert outcome(rule, changed(**{field: day})) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-31T17:00:00.000+09:00", Outcome.MET),
        ("2026-12-31T17:00:00.001+09:00", Outcome.NOT_MET),
    ],
)
def test_the_deadline_is_an_instant(at, expected):
    """Received at 17:00:00.000 is in time, a thousandth later is not."""
    assert outcome("R13", at=parse_instant(at)) is expected


def test_an_integrator_alone_needs_no_partner():
    """The partner's gate does not apply to an integrator who applies alone (A9)."""
    alone = {**FILE, "applicant": {**FILE["applicant"], "side": "integrator"}}
    del alone["partner"]
    assert outcome("R10", alone) is Outcome.NOT_APPLICABLE
    assert screened(alone).outcome is Outcome.MET


def test_an_end_user_without_a_partner_fails():
    """An end user who names no partner fails the joint filing (F14)."""
    alone = copy.deepcopy(FILE)
    del alone["partner"]
    assert outcome("R10", alone, register=Register(models=REGISTER.models)) is Outcome.NOT_MET


def test_a_distributor_needs_an_authorisation():
    """A distributor's authorisation letter is asked of distributors only (A25)."""
    distributor = {**FILE, "applicant": {**FILE["applicant"], "side": "distributor"}}
    assert outcome("R11", distributor) is Outcome.UNDETERMINED
    assert outcome("R11") is Outcome.NOT_APPLICABLE


def test_a_twin_is_refused_with_its_nearest_relatives():
    """A functionally identical model that is not listed is excluded, and told which listed model it equals (F13)."""
    (line,) = screened(changed(model="HLM-650V2")).lines
    assert (line.nearest[0].model, line.nearest[0].is_identical) == ("HLM-650V", True)
    assert line.nearest[1].differences


def test_the_edition_in_force_decides():
    """From 00:00 JST of 15 July the successor is listed and the older model is not."""
    before, after = (parse_instant(f"2026-07-{day}+09:00") for day in ("14T23:59:59", "15T00:00:00"))
    assert outcome("R03", at=before) is Outcome.MET
    assert outcome("R03", at=after) is Outcome.NOT_MET
    assert outcome("R03", changed(model="HLM-650V2"), at=after) is Outcome.MET


@pytest.mark.parametrize(("day", "asked"), [("2026-05-31", True), ("2026-06-01", False)])
def test_a_rule_is_asked_of_those_who_apply_while_it_is_in_force(day, asked):
    """A criterion that ends is still asked of who applied on its last day, and of nobody on the day after."""
    ending = parse_program(edited("rules.toml", 'id = "R12"', 'id = "R12"\nuntil = 2026-05-31'))
    screening = screened(at=parse_instant(f"{day}T10:00:00+09:00"), program=ending)
    assert ("rule.R12" in {finding.code for finding in screening.gates}) is asked
    assert (screening.ruleset_hash == PROGRAM.rules.hash) is asked


def test_before_the_first_edition_nobody_can_say():
    """Before any edition is in force the listing is undetermined."""
    assert outcome("R03", at=parse_instant("2026-05-08T12:00:00+09:00")) is Outcome.UNDETERMINED


def test_a_revision_is_explained():
    """Two screenings across a revision say what changed and why."""
    found = compare(screened(), screened(at=parse_instant("2026-07-15T00:00:00+09:00")))
    assert found.changes_outcome
    assert [reason.code for reason in found.reasons] == ["rule.R03"]


@given(st.integers(0, 5), st.integers(0, 4), st.booleans())
def test_an_advisory_never_changes_the_outcome(pl, sil, traced):
    """Whatever safety level or trace is shown, the outcome stays."""
    papers = [*PAPERS, *([{"kind": "component_trace"}] if traced else [])]
    assert screened(changed(pl=pl, sil=sil, documents=papers)).outcome is Outcome.MET


def test_an_editions_row_makes_an_advisory_a_gate():
    """Where the edition's own row says so, functional safety is a gate for that model."""
    papers = [{"kind": "iso13849_certificate", "pl": 2}, {"kind": "iec61508_certificate", "sil": 1}]
    robot = changed(maker="Qingyao Robotics (fictional)", model="QY-P180", category="robot", documents=papers)
    (line,) = screened(robot, at=parse_instant("2026-10-10T00:00:00+09:00")).lines
    safety = next(finding for finding in line.findings if finding.code == "rule.V01")
    assert (safety.facts["kind"], safety.outcome) == ("gate", Outcome.NOT_MET)


def test_an_editions_category_makes_an_advisory_a_gate_for_all_it_lists():
    """Where the edition says so of a category, each of its listed models has to show it; others have not."""
    asking = parse_program(edited("annex-a-2026-05-09.toml", 'id = "cnc"', 'id = "cnc"\ngates = ["V02"]'))
    robot = changed(maker="Qingyao Robotics (fictional)", model="QY-R12", category="robot")
    kinds = [finding("V02", content, program=asking).facts["kind"] for content in (FILE, robot)]
    assert kinds == ["gate", "advisory"]
    assert screened(program=asking).outcome is Outcome.UNDETERMINED


def test_every_finding_is_cited_and_says_what_it_read():
    """Each finding carries a citation, its kind, its stage and the facts behind it."""
    for one in screened().lines[0].findings:
        assert one.citation
        assert one.facts["stage"]
        assert one.facts["kind"]


def test_a_screening_can_be_repeated():
    """The same request at the same instant gives the same hashes; another input gives another."""
    assert screened().as_json() == screened().as_json()
    assert screened().input_hash != screened(changed(origin="JP")).input_hash
    assert screened().ruleset_hash == PROGRAM.rules.hash


def test_every_problem_of_a_file_is_reported_at_once():
    """A file with a wrong type, an unknown model, a wrong check digit, a date outside and no papers names them all."""
    broken = changed(model="HLM-650X", imported_on="2027-02-01", documents=[], serial=7)
    broken["applicant"]["corporate_number"] = "1123456789012"
    broken["aplicant"] = {}
    found = {(f.code, f.place) for f in check_file(broken, PROGRAM, date(2026, 6, 1))}
    assert {
        ("file.unknown_model", "line.L1.model"),
        ("file.outside_window", "line.L1.imported_on"),
        ("file.wrong_check_digit", "applicant.corporate_number"),
        ("file.missing_certificate", "line.L1.documents"),
        ("file.wrong_type", "line.L1.serial"),
        ("file.unknown_field", "aplicant"),
    } <= found


def test_an_unknown_model_gets_a_suggestion():
    """A misspelt model is answered with the nearest known one."""
    (found,) = (
        f for f in check_file(changed(model="HLM-65V"), PROGRAM, date(2026, 6, 1)) if f.code == "file.unknown_model"
    )
    assert "HLM-650V" in str(found.facts["meant"])


def test_a_file_that_is_merely_not_eligible_is_usable():
    """Missing papers and dates outside the window are judged, not refused."""
    assert not isinstance(usable_request(changed(documents=[]), PROGRAM, date(2026, 6, 1)), Refusal)
    assert isinstance(usable_request(changed(model="?"), PROGRAM, date(2026, 6, 1)), Refusal)


plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["applicant", "partner", "channel", "lines", "x"]), plain))
def test_any_file_is_read_or_refused(content):
    """Whatever a file holds, it is usable or refused with findings; nothing else happens."""
    found = usable_request(content, PROGRAM, date(2026, 6, 1))
    assert not isinstance(found, Refusal) or found.findings
